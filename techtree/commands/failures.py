"""What can go wrong, as a sentence on standard error and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click
from click.exceptions import Exit

BAD_INPUT = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
BROKEN_PIPE = 141  # 128 + SIGPIPE


@contextmanager
def explained() -> Iterator[None]:
    """Exit with a sentence where a user can put things right; let other errors pass."""
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        say("interrupted; nothing was written")
        raise Exit(INTERRUPTED) from None
    except BrokenPipeError:
        drop_output()
        raise Exit(BROKEN_PIPE) from None
    except MemoryError:
        say("error: there is not enough memory for this")
        raise Exit(BAD_INPUT) from None
    except RecursionError:
        say("error: this is nested too deeply")
        raise Exit(BAD_INPUT) from None
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        say(sentence)
        raise Exit(BAD_INPUT) from None


def say(text: str) -> None:
    """Write a message to standard error, with nothing in it that moves a terminal."""
    from techtree.report.visible import visible_lines

    with suppress(OSError):
        click.echo(visible_lines(text), err=True)


def drop_output() -> None:
    """Send what is still to be written to standard output nowhere: it has no reader."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _sentence(error: Exception) -> str | None:
    from techtree.errors import InputError, TechtreeError

    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, TechtreeError):
        return f"error: {error}"
    drawing = sys.modules.get("render.errors")
    if drawing is not None and isinstance(error, drawing.RenderError):
        return f"error: {error}"
    return None
