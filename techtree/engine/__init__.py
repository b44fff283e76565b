"""The engines: a tree compiled to flat arrays, and the kernels that run it."""
