"""YAML 1.2 core, with positions, and what is refused."""

import pytest

from techtree.errors import InputError
from techtree.files.positions import Mapping, Scalar, Sequence, quoted
from techtree.files.source_text import decode, read_bytes
from techtree.files.yaml_document import read_yaml


def scalar(text: str) -> Scalar:
    root, problems = read_yaml(f"a: {text}\n", "t")
    assert not problems
    node = root.find("a")
    assert isinstance(node, Scalar)
    return node


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_yaml(text, "t")
    return str(caught.value)


def test_nodes_know_their_place_counted_from_one() -> None:
    root, _ = read_yaml("a: 1\nb:\n  - x\n  - {c: y}\n", "t")
    b = root.find("b")
    assert isinstance(b, Sequence)
    assert (b.line, b.column) == (3, 3)
    inside = b.items[1]
    assert isinstance(inside, Mapping)
    c = inside.find("c")
    assert c is not None and (c.line, c.column) == (4, 9)


@pytest.mark.parametrize(
    ("text", "integer"),
    [
        ("10", 10),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("-3", -3),
        ("1_000", None),
        ("1e3", None),
    ],
)
def test_whole_numbers_are_those_of_yaml_1_2(text: str, integer: int | None) -> None:
    assert scalar(text).integer == integer


@pytest.mark.parametrize(
    ("text", "flag"),
    [("true", True), ("False", False), ("no", None), ("yes", None), ("on", None), ('"true"', None)],
)
def test_truth_values_are_those_of_yaml_1_2(text: str, flag: bool | None) -> None:
    assert scalar(text).flag is flag


@pytest.mark.parametrize("text", ["", "~", "null", "NULL"])
def test_nothing(text: str) -> None:
    assert scalar(text).null


def test_quoted_texts_are_texts() -> None:
    assert not scalar('"null"').null
    assert scalar('"12"').integer is None


def test_a_repeated_key_names_both_places_and_keeps_the_first() -> None:
    root, problems = read_yaml("a: 1\nb: 2\na: 3\n", "t")
    (problem,) = problems
    assert str(problem) == (
        "t:3:1: error: the key 'a' stands here a second time; the first is at line 1, column 1"
    )
    assert root.find("a") == Scalar(1, 4, "1", True)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: {<<: {c: 1}}\n", "merge-key", 2, 5),
        ("a: !!python/object:os.system x\n", "tag", 1, 4),
        ("a: !!str 3\n", "tag", 1, 4),
        ("a: 1\n? [x]\n: 2\n", "key", 2, 3),
    ],
)
def test_what_leaves_the_document_readable(text: str, code: str, line: int, column: int) -> None:
    _, (problem,) = read_yaml(text, "t")
    assert (problem.code, problem.place.line, problem.place.column) == (code, line, column)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", "t: error: the file is empty"),
        ("# only a comment\n", "t: error: the file is empty"),
        ("- a\n", "t:1:1: error: the file is a list"),
        ("word\n", "t:1:1: error: the file is a text"),
        ("a: 1\n---\nb: 2\n", "t:2:1: error: a second document starts here"),
        ("a: &x 1\nb: *x\n", "t:2:4: error: the alias '*x' cannot stand here"),
        ("a: [1, 2\n", "t:2:1: error: this is not YAML: did not find expected ',' or ']'"),
        ("a: b: c\n", "t:1:5: error: this is not YAML: mapping values are not allowed"),
        ("a:\n\t- 1\n", "t:2:1: error: this is not YAML: nothing can start with '\\x09'; indent"),
        ("a: @x\n", "t:1:4: error: this is not YAML: nothing can start with '@'; put it in"),
        ("a: 'x\n", "t:2:1: error: this is not YAML: found unexpected end of stream; a quote"),
        ("a: " + "[" * 100_000, "t:1:43: error: lists and maps are nested more than 40 deep"),
    ],
)
def test_what_is_no_document(text: str, start: str) -> None:
    assert refusal(text).startswith(start)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\n\x00", "t:2:1: error: the file is binary, not text"),
        (b"a: \xe9\n", "t:1:4: error: the file is not UTF-8 text: byte 0xe9; save it as UTF-8"),
        ("a: 1".encode("utf-16"), "t: error: the file is not UTF-8 but UTF-16; save it as UTF-8"),
        (b"a: \x1b[31m\n", "t:1:4: error: the control character U+001B cannot stand in a text"),
        (b"x" * 8_000_001, "t: error: the file is larger than 8 MB, the most that is read"),
    ],
)
def test_bytes_that_are_no_text(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(content, "t")
    assert str(caught.value).startswith(message)


def test_a_byte_order_mark_is_left_out() -> None:
    assert decode(b"\xef\xbb\xbfa: 1\n", "t") == "a: 1\n"


def test_files_that_are_not_there(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="there is no such file"):
        read_bytes(tmp_path / "missing.yaml", "t")
    with pytest.raises(InputError, match="this is a directory"):
        read_bytes(tmp_path, "t")


def test_quoting_cannot_move_a_terminal() -> None:
    assert quoted("\x1b[2J\u202ex\n") == "'\\x1b[2J\\x202ex\\x0a'"
