"""Facts and time in, watermarks out: what an import, a simulation and the clock share."""
