"""What may we do? Pure."""
