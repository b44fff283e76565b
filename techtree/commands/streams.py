"""Standard streams that are closed when the program starts."""

from __future__ import annotations

import os
import sys

_STREAMS = (
    ("stdin", os.O_WRONLY, "r"),  # the wrong way round: reading it is an error that can be told
    ("stdout", os.O_RDONLY, "w"),  # likewise: an answer must not get lost in silence
    ("stderr", os.O_WRONLY, "w"),  # messages that nobody wants to hear
)


def reopen_closed() -> None:
    """Put something in the place of each closed stream, which Python leaves `None`.

    Otherwise the next file that is opened would take its number, and get what others print.
    """
    for number, (name, flags, mode) in enumerate(_STREAMS):
        if getattr(sys, name) is not None:
            continue
        opened = os.open(os.devnull, flags)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)
        setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", errors="backslashreplace"))
