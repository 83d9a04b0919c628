"""Does the log keep the promise? Recomputes what every stage should have written."""
