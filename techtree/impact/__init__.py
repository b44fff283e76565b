"""Analyses: what a tree implies, and what an item changes."""
