"""Make a candidate of what was read of an item, and check what it says of other candidates."""

from __future__ import annotations

from collections.abc import Sequence

from techtree.errors import Place
from techtree.files.positions import Node, Scalar, quoted, shown
from techtree.files.positions import Sequence as Listed
from techtree.files.reading import Declared, Reading
from techtree.limits import LARGEST
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading.costs import mean
from techtree.portfolio.reading.views import ReadItem


def check_new_id(reading: Reading, key: Scalar, taken: Declared, where: Place | None) -> bool:
    """Tell whether a text can be the id of an item beside the tree; record an error if not."""
    if not reading.check_id(key, "an item"):
        return False
    if key.text not in taken.nodes and key.text not in taken.items:
        return True
    what = "node" if key.text in taken.nodes else "item"
    at = f" ({where})" if where is not None else ""
    message = f"the id {quoted(key.text)} is that of {'an' if what == 'item' else 'a'} {what} of "
    message += f"the tree{at}; nodes and items share their ids"
    reading.error(key, "duplicate-id", message)
    return False


def make_candidate(reading: Reading, key: Scalar, read: ReadItem) -> Candidate | None:
    """Make a candidate; return None, and record why, if what it says does not fit together."""
    errors = reading.errors
    item = read.views[None]
    requires = _others(reading, key, read.fields.get("requires"), "requires")
    excludes = _others(reading, key, read.fields.get("excludes"), "excludes")
    for name in excludes:
        if name.text in {other.text for other in requires}:
            message = f"{quoted(name.text)} is required and excluded, so {quoted(key.text)} could "
            reading.error(name, "contradiction", message + "never be chosen")
    must, never = read.values.get("must", False), read.values.get("never", False)
    if must and never:
        message = f"{quoted(key.text)} cannot be chosen in any case (`must`) and `never`"
        reading.error(read.fields["never"], "contradiction", message)
    cost = mean(item.cost) if item.cost is not None else None
    if cost is not None and not cost <= LARGEST:
        message = f"the mean of this cost is too large; numbers go up to {LARGEST:g}"
        reading.error(read.fields["cost"], "number", message)
    if reading.errors > errors:
        return None
    return Candidate(
        id=item.id,
        title=item.title,
        cost=cost,
        views=read.views,
        place=reading.place(key),
        requires=tuple(name.text for name in requires),
        excludes=tuple(name.text for name in excludes),
        group=read.values.get("group"),
        must=must,
        never=never,
        note=item.note,
    )


def _others(reading: Reading, key: Scalar, node: Node | None, verb: str) -> list[Scalar]:
    """Return the ids of other candidates, each of them once."""
    if node is None or (isinstance(node, Scalar) and node.null):
        return []
    members: Sequence[Node] = node.items if isinstance(node, Listed) else (node,)
    names: dict[str, Scalar] = {}
    for member in members:
        if not isinstance(member, Scalar) or member.null:
            message = f"{shown(member)} cannot stand here; write the id of an item"
            reading.error(member, "shape", message)
        elif not reading.check_id(member, "an item"):
            continue
        elif member.text == key.text:
            reading.error(member, "self-reference", f"{quoted(key.text)} {verb} itself")
        elif member.text in names:
            reading.error(member, "repeated", f"{shown(member)} stands here twice")
        else:
            names[member.text] = member
    return list(names.values())
