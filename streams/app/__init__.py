"""The composition root: stages become a running worker."""
