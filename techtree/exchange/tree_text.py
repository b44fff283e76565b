"""The tree file that comes of somebody else's graph, with a comment wherever it needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from techtree.exchange.graph import Vertex
from techtree.exchange.naming import like
from techtree.exchange.requirements import Requirement
from techtree.files.positions import Entry, Node, Scalar, Sequence
from techtree.files.positions import Mapping as Document
from techtree.files.yaml_writer import yaml_text
from techtree.limits import MAX_LABEL, MAX_NOTE

START, WORK = "2026-01", "1 to 5 years"
SHARES = {"aligned": "0.5", "misaligned": "0.5"}
BEGINNING = (  # what stands beside the nodes, if nothing else does
    f"techtree: 1\nstart: {START}\noutcomes: {{aligned: {{value: 1}}, misaligned: {{value: 0}}}}\n"
)
_MOST = 12  # nodes that a comment lists
_MOST_KINDS = 25  # of what was left out
_WORDS = frozenset({"null", "true", "false"})  # ids that YAML would take for something else
_PLACEHOLDERS = {
    "start": "PLACEHOLDER: when time begins",
    "outcomes": "PLACEHOLDER: what an ending can turn out to be, and how good that is",
    "work": "PLACEHOLDER: years of work",
    "ending": "PLACEHOLDER: how it turns out if this comes first",
}


def head_comments(source: str, nodes: int, left: Mapping[str, int]) -> str:
    """Return the comment at the top: where the tree is from, and what did not come along."""
    lines = [f"Read from {source}, with {nodes:,} node{'' if nodes == 1 else 's'}."]
    if left:
        lines.append("Not carried over:")
        lines += [f"  {line}" for line in left_lines(left)]
    return _comment(lines)


def left_lines(left: Mapping[str, int]) -> list[str]:
    """Say what was left out and how often, the most frequent first."""
    ordered = sorted(left.items(), key=lambda entry: (-entry[1], entry[0]))
    lines = [f"{what}: {count:,}" for what, count in ordered[:_MOST_KINDS]]
    if rest := ordered[_MOST_KINDS:]:
        lines.append(f"{len(rest):,} more kinds: {sum(count for _, count in rest):,}")
    return lines


def tree_text(
    title: str,
    nodes: Mapping[str, Vertex],
    required: Mapping[str, Requirement],
    endings: Collection[str],
    left: Counter[str],
) -> str:
    """Return a tree of nodes by their ids, in the order given.

    What the graph does not say is a placeholder: the start, the work of every node, and how the
    ``endings`` turn out; without an ending, a comment says which nodes might be some.
    """
    values = [f"{name}: {{value: {value}}}" for name, value in (("aligned", 1), ("misaligned", 0))]
    parts = [
        "#\n",
        _comment(
            [
                "What the graph does not say is marked PLACEHOLDER: put what you believe there,",
                "add chances, fields and effects where you have them, and run `techtree check`.",
            ]
        ),
        _line("techtree", _word("1")),
        _line("title", _text(_cut(title, MAX_LABEL, "title", left))),
        _line("start", _word(START), _PLACEHOLDERS["start"]),
        f"\noutcomes:  # {_PLACEHOLDERS['outcomes']}\n",
        *(f"  {value}\n" for value in values),
        "\nnodes:\n",
        *(
            _node(name, vertex, required.get(name), name in endings, left)
            for name, vertex in nodes.items()
        ),
    ]
    if not endings:
        parts.append(f"\n{_comment(_advice(nodes, required))}")
    return "".join(parts)


def node_values(
    vertex: Vertex, name: str, requirement: Requirement | None, ends: bool, left: Counter[str]
) -> Iterator[tuple[str, Node]]:
    """Yield what a tree file says of a node."""
    title = " ".join((vertex.title or vertex.name).split())
    if title and title != name:
        yield "title", _text(_cut(title, MAX_LABEL, "title", left))
    if vertex.field is not None:
        if like(vertex.field):
            yield "field", _id(like(vertex.field))
        else:
            left["field whose name has no letters for an id"] += 1
    if requirement is not None and requirement.needs:
        yield "requires", _gate(requirement)
    yield "work", _word(WORK)
    if ends:
        yield "ending", _map({outcome: _word(share) for outcome, share in SHARES.items()})
    if vertex.note is not None:
        yield "note", _text(_cut(vertex.note.strip(), MAX_NOTE, "note", left))


def _node(
    name: str, vertex: Vertex, requirement: Requirement | None, ends: bool, left: Counter[str]
) -> str:
    values = node_values(vertex, name, requirement, ends, left)
    lines = [_line(key, value, _PLACEHOLDERS.get(key, "")) for key, value in values]
    key = _line(name, _word("")).rstrip()
    return "".join([f"  {key}\n", *(f"    {line}\n" for line in "".join(lines).splitlines())])


def _advice(nodes: Mapping[str, Vertex], required: Mapping[str, Requirement]) -> Iterator[str]:
    needed = {name for requirement in required.values() for name in requirement.needs}
    last = [name for name in nodes if name not in needed]
    shares = ", ".join(f"{outcome}: {share}" for outcome, share in SHARES.items())
    yield "No ending is named yet, and without one nothing is ever decided. Give the node that"
    yield f"stops the race `ending: {{{shares}}}`, or import again with `--ending NODE`."
    if last:
        more = f" and {len(last) - _MOST:,} more" if len(last) > _MOST else ""
        yield f"Nothing requires {', '.join(last[:_MOST])}{more}."


def _gate(requirement: Requirement) -> Node:
    if requirement.strengths:
        strengths = {name: _word(f"{weight:.12g}") for name, weight in requirement.strengths}
        return _map({"weighted": _map(strengths)})
    every = [_id(name) for name in requirement.every]
    if requirement.some:
        choice = _map({"any": _list([_id(name) for name in requirement.some])})
        return _list([*every, choice]) if every else choice
    return every[0] if len(every) == 1 else _list(every)


def _cut(text: str, limit: int, what: str, left: Counter[str]) -> str:
    if len(text) <= limit:
        return text
    left[f"end of a {what} of more than {limit:,} characters"] += 1
    return f"{text[: limit - 1]}…"


def _comment(lines: Iterable[str]) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _line(key: str, value: Node, comment: str = "") -> str:
    text = yaml_text(Document(1, 1, (Entry(_id(key), value),)))
    return f"{text.rstrip()}  # {comment}\n" if comment else text


def _word(text: str) -> Scalar:
    return Scalar(1, 1, text, True)


def _text(text: str) -> Scalar:
    return Scalar(1, 1, text, False)


def _id(name: str) -> Scalar:
    return Scalar(1, 1, name, name not in _WORDS)


def _list(items: Iterable[Node]) -> Sequence:
    return Sequence(1, 1, tuple(items))


def _map(values: Mapping[str, Node]) -> Document:
    return Document(1, 1, tuple(Entry(_id(key), value) for key, value in values.items()))
