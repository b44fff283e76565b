"""Run the command line as `python -m techtree`."""

from techtree.commands import main

if __name__ == "__main__":
    main(prog_name="techtree")
