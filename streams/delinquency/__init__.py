"""How late is it? Pure."""
