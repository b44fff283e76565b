"""Draw with the Graphviz library in pygraphviz's wheel; run as a program of its own.

Reads DOT from standard input and writes the drawing to standard output. The engine and the
format are its arguments. It is a separate process so that a crash or an endless layout inside
the library stays there.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Draw standard input with the engine and format named by the arguments."""
    import pygraphviz

    engine, form = sys.argv[1:]
    graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
    drawn = graph.draw(format=form, prog=engine)
    sys.stdout.buffer.write(drawn if isinstance(drawn, bytes) else drawn.encode("utf-8"))


if __name__ == "__main__":
    main()
