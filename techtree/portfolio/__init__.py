"""Portfolios: many items read from a table, evaluated on common draws, and chosen from."""
