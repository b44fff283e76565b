"""Exact answers for memoryless trees in rational arithmetic, to hold an exact engine against."""
