"""Read a portfolio from YAML, which is held as a whole: its limits are those of trees."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from techtree.errors import InputError, Place, Problem, in_order
from techtree.files.declarations import declare_items
from techtree.files.near_miss import did_you_mean
from techtree.files.parsing import Parsed
from techtree.files.portfolio_fields import PORTFOLIO, VERSION_KEY
from techtree.files.positions import Entry, Node, Scalar, content_digest, quoted
from techtree.files.positions import Mapping as Document
from techtree.files.positions import Sequence as Listed
from techtree.files.reading import Reading, Spot
from techtree.files.source_text import decode, read_bytes
from techtree.files.tree_reader import read_source
from techtree.files.values import read_map, read_table
from techtree.files.whole_tree import warn_of_fields
from techtree.files.yaml_document import read_yaml
from techtree.limits import MAX_PROBLEMS
from techtree.model.tree import NumberCount
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading.making import make_candidate
from techtree.portfolio.reading.portfolio import Portfolio
from techtree.portfolio.reading.source import Source, refused
from techtree.portfolio.reading.views import ItemReader


def read_document_portfolio(
    source: Source, parsed: Parsed, stances: Sequence[str], skip_bad: bool
) -> Portfolio:
    """Read a portfolio from YAML. Raises InputError with everything that is wrong with it."""
    name = source.name
    root, syntax = read_yaml(decode(read_bytes(source.path, name), name), name, "portfolio")
    _refuse_tree(root, name)
    reader = ItemReader(name, parsed, stances)
    reading = reader.reading
    reading.problems += syntax
    reading.errors += len(syntax)
    _declare_sources(reading, root)
    values, fields, spot = read_map(
        reading, root, PORTFOLIO, Spot("", root.find("source") is not None)
    )
    if VERSION_KEY in fields and VERSION_KEY not in values:
        raise InputError(in_order(reading.problems))
    sources = read_table(reading, fields.get("sources"), spot.at("sources"), read_source)
    items = fields.get("items")
    entries = items.entries if isinstance(items, Document) else ()
    if not entries and "items" in fields:
        message = "the portfolio has no items; `items` is a map from ids to what they are"
        reading.error(fields["items"], "empty", message)
    read = _Items(reader, entries, skip_bad)
    read.read(root, spot.at("items"), _taken(parsed))
    read.compare()
    pools = {name for actor in reader.tree.actors.values() for name in actor.effort}
    warn_of_fields(reading, pools)
    read.finish()
    candidates = tuple(read.candidates.values())
    return Portfolio(
        file=name,
        title=values.get("title") or Path(name).stem,
        count=len(candidates),
        digest=content_digest(root),
        numbers=NumberCount(
            read.numbers, read.numbers - len(read.unsourced), tuple(read.unsourced)
        ),
        read=lambda: iter(candidates),
        tree=values.get("tree"),
        cost_unit=values.get("cost_unit"),
        note=values.get("note"),
        sources=sources,
        skipped=in_order(read.skipped),
        warnings=in_order(read.warnings),
    )


def _refuse_tree(root: Document, name: str) -> None:
    key = root.key("techtree") or root.key("nodes")
    if key is not None and root.find(VERSION_KEY) is None:
        message = (
            f"this looks like a tree; a portfolio starts with `{VERSION_KEY}: 1` and has `items`"
        )
        raise refused(name, "shape", message, Place(name, key.line, key.column))


def _declare_sources(reading: Reading, root: Document) -> None:
    table = root.find("sources")
    for key, _ in table.entries if isinstance(table, Document) else ():
        if reading.check_id(key, "a source"):
            reading.declared.sources[key.text] = key


def _taken(parsed: Parsed) -> dict[str, Place]:
    """Return where the ids of the tree are written."""
    assert parsed.declared is not None
    whole = next(iter(parsed.places.values()), Place("the tree", 1, 1))
    taken: dict[str, Place] = {}
    for node, item in parsed.declared.nodes.items():
        path = f"nodes.{node}" if item is None else f"items.{item}.nodes.{node}"
        taken[node] = parsed.places.get(path, whole)
    for item in parsed.declared.items:
        taken[item] = parsed.places.get(f"items.{item}", whole)
    return taken


@dataclass(slots=True)
class _Items:
    """The items of a portfolio while they are read."""

    reader: ItemReader
    entries: Sequence[Entry]
    skip_bad: bool
    candidates: dict[str, Candidate] = field(default_factory=dict)
    skipped: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    numbers: int = 0
    unsourced: list[str] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [(key.line, key.column) for key, _ in self.entries]

    def read(self, root: Document, spot: Spot, taken: Mapping[str, Place]) -> None:
        """Read every item by itself."""
        reading = self.reader.reading
        declare_items(reading, root, dict(taken))
        for key, node in self.entries:
            if reading.declared.items.get(key.text) is not key:
                continue  # another has this id, which has been reported
            errors, numbers = reading.errors, reading.numbers
            unsourced = len(reading.unsourced)
            read = self.reader.read(key, node, spot.at(key.text))
            candidate = make_candidate(reading, key, read) if read is not None else None
            if candidate is not None and reading.errors == errors:
                self.candidates[key.text] = candidate
                self.numbers += reading.numbers - numbers
                self.unsourced += reading.unsourced[unsourced:]
                self.warnings += self.reader.oddities(candidate.item)
            if self.skip_bad:
                reading.errors = 0

    def compare(self) -> None:
        """Check that what items name is there, and leave out what requires what is left out."""
        reading = self.reader.reading
        names = [key.text for key, _ in self.entries]
        nodes = {key.text: node for key, node in self.entries}
        for name in self.candidates:
            for member in _named(nodes[name]):
                if member.text not in nodes:
                    guess = did_you_mean(member.text, names)
                    message = f"there is no item {quoted(member.text)} in the portfolio{guess}"
                    reading.error(member, "dangling-name", message)
                    if self.skip_bad:
                        reading.errors = 0
        if not self.skip_bad:
            return
        for name in self._bad():
            self.candidates.pop(name, None)
        self._leave_out(nodes)

    def _leave_out(self, nodes: Mapping[str, Node]) -> None:
        requiring: dict[str, list[str]] = defaultdict(list)
        for candidate in self.candidates.values():
            for name in candidate.requires:
                requiring[name].append(candidate.id)
        gone = [name for name in nodes if name not in self.candidates]
        while gone:
            lost = gone.pop()
            for name in requiring[lost]:
                if self.candidates.pop(name, None) is not None:
                    gone.append(name)
                node = next(n for n in _named(nodes[name]) if n.text == lost)
                message = f"{quoted(lost)}, which this item requires, is left out"
                self.reader.reading.error(node, "left-out", message)
                self.reader.reading.errors = 0
        for name, candidate in self.candidates.items():
            kept = tuple(other for other in candidate.excludes if other in self.candidates)
            self.candidates[name] = replace(candidate, excludes=kept)

    def finish(self) -> None:
        """Part what was found into what is skipped and warnings. Raises InputError for errors."""
        found = self.reader.reading.problems
        errors = [problem for problem in found if problem.severity == "error"]
        outside = [problem for problem in errors if self._item_at(problem.place) is None]
        if outside or (errors and not self.skip_bad):
            raise InputError(in_order(errors))
        if not self.candidates:
            message = f"no item is left: each of the {len(self.entries):,} has an error"
            nothing = refused(errors[0].place.file, "nothing-left", message).problems
            raise InputError([*in_order(errors)[:MAX_PROBLEMS], *nothing])
        self.skipped = errors
        self.warnings += [problem for problem in found if problem.severity == "warning"]
        self.warnings = [
            problem
            for problem in self.warnings
            if (at := self._item_at(problem.place)) is None or at in self.candidates
        ]

    def _bad(self) -> Iterator[str]:
        for problem in self.reader.reading.problems:
            at = self._item_at(problem.place)
            if problem.severity == "error" and at is not None:
                yield at

    def _item_at(self, place: Place) -> str | None:
        """Name the item that a place is in."""
        if place.line is None or place.column is None:
            return None
        at = bisect_right(self.starts, (place.line, place.column)) - 1
        return self.entries[at].key.text if at >= 0 else None


def _named(node: Node) -> Iterator[Scalar]:
    """Yield the names of other items in an item."""
    for key in ("requires", "excludes"):
        inside = node.find(key) if isinstance(node, Document) else None
        for member in inside.items if isinstance(inside, Listed) else (inside,):
            if isinstance(member, Scalar) and not member.null:
                yield member
