"""Where facts come from when no bank is connected: real card accounts, or a simulated portfolio."""
