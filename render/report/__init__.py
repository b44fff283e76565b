"""The report of a portfolio: one file to send round, to read on a screen or to print."""

from render.report.document import report_html

__all__ = ["report_html"]
