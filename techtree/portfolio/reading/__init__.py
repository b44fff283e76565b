"""Reading portfolios: YAML, and tables of any length that are never held as a whole."""

from techtree.portfolio.reading.opening import open_portfolio
from techtree.portfolio.reading.portfolio import Portfolio

__all__ = ["Portfolio", "open_portfolio"]
