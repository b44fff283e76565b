"""Files: guarded YAML, the grammar of numbers, and the tree format in both directions."""

from techtree.files.parsing import Parsed, parse_tree, read_tree

__all__ = ["Parsed", "parse_tree", "read_tree"]
