"""A slow, plain simulator written from the design text alone, and random trees to feed it."""
