"""Limits on what is read: they bound time and memory, and honest trees stay far below them."""

from typing import Final

MAX_FILE_BYTES: Final = 8_000_000
MAX_YAML_NODES: Final = 200_000  # scalars, lists and maps of one file
MAX_YAML_DEPTH: Final = 40  # lists and maps inside each other

MAX_ENTRIES: Final = 10_000  # nodes, items, parameters... of one tree, each
MAX_STANCE_NODES: Final = 100_000  # stances times nodes: a stance is the whole tree again

MAX_ID: Final = 64  # characters of an id
MAX_LABEL: Final = 300  # of a title, a channel, an author
MAX_LINK: Final = 2_000  # of a link
MAX_NOTE: Final = 10_000  # of a note

MAX_NUMBER_TEXT: Final = 200  # characters of a number as written, with its unit or function
MAX_DIGITS: Final = 40  # characters of one numeral
LARGEST: Final = 1e30  # the largest magnitude of a number
SMALLEST: Final = 1e-30  # the smallest that is not 0

FINEST_PRECISION: Final = 1e-6  # that is asked of a simulation: half the width of an interval

MAX_PROBLEMS: Final = 200  # reading stops after that many errors
MAX_SUGGESTIONS: Final = 50  # times that a near miss is looked for in one file
MAX_CANDIDATES: Final = 2_000  # names among which it is looked for

MAX_ROWS: Final = 10_000_000  # rows of a portfolio in a table
MAX_CELL: Final = 20_000  # characters of a cell
MAX_ROW_BYTES: Final = 1_000_000  # of a line of a table
MAX_PARQUET_FOOTER: Final = 2_000_000  # bytes in which a Parquet file says what is in it
MAX_SKIPPED: Final = 100_000  # problems of rows that are left out
