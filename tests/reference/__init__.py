"""Trees whose answers can be worked out by hand, asked of the command line."""
