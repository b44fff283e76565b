"""The report of a portfolio: a file that reads as HTML, acts on nothing, and says all of it."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import replace
from importlib.resources import files

import pytest

from render.page.markup import shown
from render.report import report_html
from render.scales import DIVERGING
from render.themes import dark
from report.portfolios import STANCES, batch, best, figure, forty_eight, item, made, tree
from report.report_reading import (
    XHTML,
    all_of,
    by_id,
    contrast,
    read,
    rows,
    variables,
    words,
)
from techtree.errors import Place, Problem
from techtree.portfolio.results import Batch, Pair

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"><svg onload='x()'>",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
    "]]><!-- --!>",
    "\u202egnp.exe",
    "\x00\x1b[31m\ud800",
    "عربي 中文 👩‍👩‍👧",
    "x" * 3000,
)


def test_it_reads_as_html_and_acts_on_nothing() -> None:
    page = report_html(tree(), forty_eight())
    root = read(forty_eight())
    assert page.startswith("<!DOCTYPE html>")
    (policy,) = [m.get("content", "") for m in all_of(root, "meta") if m.get("http-equiv")]
    (look,) = all_of(root, "style")
    digest = base64.b64encode(hashlib.sha256(words(look).encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    allowed = {"a", "body", "caption", "circle", "code", "dd", "div", "dl", "dt", "figcaption",
               "figure", "footer", "g", "h1", "h2", "head", "header", "html", "li", "line", "main",
               "meta", "nav", "p", "path", "pre", "rect", "section", "span", "style", "svg",
               "table", "tbody", "td", "text", "th", "thead", "title", "tr", "ul",
               "wbr"}  # fmt: skip
    for node in root.iter():
        assert str(node.tag).rpartition("}")[2] in allowed
        for name, value in node.attrib.items():
            assert name != "style" and not name.startswith("on")
            assert name != "href" or re.fullmatch(r"#[a-z]+", value)
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert "url(" not in words(look) and "@import" not in words(look)


def test_it_can_be_read_without_eyes() -> None:
    root = read(forty_eight())
    assert root.get("lang") == "en"
    assert len(all_of(root, "h1")) == 1
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for node in root.iter():
        for name in ("aria-labelledby", "href"):
            if node.get(name):
                assert (node.get(name) or "").lstrip("#") in ids
    for table in all_of(root, "table"):
        assert words(all_of(table, "caption")[0])
        assert {cell.get("scope") for cell in all_of(table, "th")} == {"col", "row"} or not [
            row for row in all_of(table, "tr") if all_of(row, "th") == []
        ]
        assert len(all_of(table, "thead")) == 1
        widths = {len(list(row)) for row in all_of(table, "tr")}
        assert len(widths) == 1
    for drawing in all_of(root, "svg"):
        named = drawing.get("role") == "img" and len(drawing.get("aria-label") or "") > 20
        assert named or drawing.get("aria-hidden") == "true"
    for region in all_of(root, "div", "scroll"):
        assert region.get("tabindex") == "0" and region.get("aria-label")


def test_contrast_in_light_and_dark() -> None:
    (look,) = all_of(read(forty_eight()), "style")
    light, dim = variables(words(look))
    for colors in (light, dim):
        for name in ("ink", "soft", "link"):
            assert contrast(colors[name], colors["paper"]) >= 4.5
        assert contrast(colors["ink"], colors["raised"]) >= 7.0
        for mark in ("up", "down", "soft"):
            assert contrast(colors[mark], colors["paper"]) >= 3.0
    for shade in DIVERGING:
        assert contrast(light["ink"], shade) >= 4.5
        assert contrast("#FFFFFF", dark(shade)) >= 4.5
        assert f"background: {dark(shade)}; color: #FFFFFF;" in words(look)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_shows_as_written(text: str) -> None:
    name = f"a {text}"
    hostile = replace(
        item(name, 0.1, 0.01, title=text, stances=[text]), outcomes=item("x", 0.1).outcomes
    )
    other = item("b", 0.05, 0.01, rank=2, title=text, stances=[text])
    problem = Problem("error", "x", text, Place(text, 1, 1))
    found = replace(
        batch([hostile, other], best([hostile, other], stances=[text]), (), text, [problem]),
        title=text, portfolio=text, stance=text, command=f"techtree batch '{text}'",
    )  # fmt: skip
    page = report_html(tree(), found)
    root = read(found)
    assert not all_of(root, "script") and not all_of(root, "img")
    assert {node.tag for node in root.iter()} <= {node.tag for node in read(forty_eight()).iter()}
    visible = shown(text)
    said = " ".join(words(root).split())
    assert said.count(" ".join(visible.split())) >= 10
    (ranked,) = all_of(root, "table", "ranking")
    assert words(all_of(ranked, "span", "title")[0]) == visible
    assert "\x00" not in page and "\x1b" not in page and "\u202e" not in page


def test_the_command_keeps_every_space() -> None:
    command = "techtree batch 'a   b.csv' <tree>  --budget 10"
    root = read(replace(batch([item("a", 0.1)]), command=command))
    assert words(all_of(root, "code")[0]) == command


def test_what_is_not_there_is_not_shown() -> None:
    root = read(batch([item("a", 0.1, cost=None), item("b", 0.05, cost=None, rank=2)]))
    assert [by_id(root, name) for name in ("chosen", "interactions", "stances", "frontier")] == [
        None
    ] * 4
    assert by_id(root, "cost-chart") is None
    assert "fewer than two items have a cost" in words(root)
    assert by_id(root, "skipped") is None
    assert rows(root, "ranking")[1] == [
        "1", "a", "-", "+0.1000", "+10.00", "−10.00", "−0.30", "-", "gain"
    ]  # fmt: skip


def test_one_item_and_none() -> None:
    one = item("a", 0.1)
    assert len(rows(read(batch([one], best([one]))), "ranking")) == 2
    assert "No item was evaluated." in words(read(batch([])))


def test_the_matrix_of_interactions() -> None:
    items = [item(f"i{k}", 0.03 - 0.001 * k, 0.0001, 1.0, k + 1) for k in range(6)]
    root = read(batch(items, best(items)))
    matrix = rows(root, "matrix")
    assert matrix[0] == ["member", "1", "2", "3", "4", "5", "6"]
    assert [row[0] for row in matrix[1:]] == [f"{k + 1} i{k}" for k in range(6)]
    for i in range(6):
        assert matrix[1 + i][1 + i] == "–"
        for j in range(6):
            assert matrix[1 + i][1 + j] == matrix[1 + j][1 + i]
    # 0.02 * 0.165 / 2 for neighbours, below 0 as they overlap; in thousandths
    assert matrix[1][2] == "−1.650"
    # i0 and i5 help each other: 0.02 * 0.165 / 6
    assert matrix[1][6] == "+0.550"
    shades = {
        words(cell): cell.get("class") for cell in all_of(root, "td") if words(cell)[1:2].isdigit()
    }
    assert "s0" in (shades["−1.650"] or "")
    assert "s5" in (shades["+0.550"] or "")


def test_what_rounds_to_nothing_is_one_0_in_a_row() -> None:
    row = rows(read(batch([item("small", 0.00002, 0.001, 2.0)])), "ranking")[1]
    assert row[3:5] == ["0 ± 0.0020", "0 ± 0.20"]
    assert row[row.index("open") - 1] == "+0.00001"
    row = rows(read(batch([item("smaller", 0.000002, 0.001, 2.0)])), "ranking")[1]
    assert row[row.index("open") - 1] == "0"  # value per cost


def test_what_rounds_to_nothing_is_one_0_in_a_matrix() -> None:
    items = [item("large", 0.03), item("small", 1e-8)]
    found = best(items)
    pairs = [Pair("large", "small", figure(1e-8, 1e-9)), Pair("large", "other", figure(0.001))]
    root = read(batch(items, replace(found, pairs=tuple(pairs))))
    assert rows(root, "matrix")[1][2] == "0"


def test_the_matrix_of_stances() -> None:
    items = [item(f"i{k}", 0.02 / (k + 1), 0.001, 1.0, k + 1, stances=STANCES) for k in range(2)]
    chosen = best(items, stances=STANCES)
    root = read(batch(items, replace(chosen, pairs=())))
    # values times 1.4, 0.5 and -0.4, in thousandths; 1.96 * 0.001 has its second digit in the first
    # place after the point of a thousandth
    assert rows(root, "matrix") == [
        ["item", "as written", "calm", "worried", "grim"],
        ["i0", "+20.0", "+28.0", "+10.0", "−8.0"],
        ["i1", "+10.0", "+14.0", "+5.0", "−4.0"],
    ]
    sets = rows(root, "sets")
    assert sets[1] == ["calm", "0.5", "+0.0378 ± 0.0029", "+0.0378", "0", "the same set"]
    assert sets[2] == ["worried", "0.25", "+0.0135 ± 0.0029", "+0.0175", "0.0040", "− i0"]
    unknown = replace(chosen.stances[0], best=None, regret=None, best_items=())
    root = read(batch(items, replace(chosen, pairs=(), stances=(unknown,))))
    assert rows(root, "sets")[1] == ["calm", "0.5", "+0.0378 ± 0.0029", "-", "-", "-"]


def test_long_portfolios_are_cut_and_say_so() -> None:
    items = [item(f"i{k}", 0.1 / (k + 1), 0.001, 1.0 + k % 7, k + 1) for k in range(600)]
    low = item("low", 1e-6, 0.001, 0.1, 40_001)
    many = [*items, *[item("other", 1e-5, 0.001, 1.0, 601)] * 49_399, low]
    found: Batch = batch(many, best([items[0], low]))
    started = time.perf_counter()
    page = report_html(tree(), found)
    assert time.perf_counter() - started < 5.0
    assert len(page) < 3_000_000
    root = read(found)
    assert len(rows(root, "ranking")) == 501
    assert "The first 500 of 50,000 items by rank are shown" in words(root)
    # what was chosen is shown whatever its rank
    assert rows(root, "members")[2][0] == "low"
    assert any(words(title).startswith("low: rank 40001, ") for title in all_of(root, "title"))


def test_notes_fit_how_it_was_found() -> None:
    items = [item("a", 0.1), item("b", 0.05, rank=2)]
    chosen = best(items)
    drawn = words(read(batch(items, chosen)))
    assert "other than those that were searched, on which it was +0.1364" in drawn
    assert "worth more than +0.1500 if no item adds more to any set than it did" in drawn
    assert "which leaves a gap of +0.0150" in drawn
    exact = made(samples=0, states=12, engine="exact", why=None)
    solved = words(
        read(
            replace(batch(items, replace(chosen, method="exhaustive", samples=0)), provenance=exact)
        )
    )
    assert "draws" not in solved and "samples tell" not in solved
    assert "The figures have no sampling error." in solved
    assert "The search went over all sets that fit: 412 sets evaluated." in solved
    unknown = replace(chosen, bound=None, bound_kind=None, bound_method=None, gap=None)
    assert "No upper bound is known." in words(read(batch(items, unknown)))


def test_the_facts_to_make_it_again() -> None:
    root = read(forty_eight())
    again = by_id(root, "again")
    assert again is not None
    facts = dict(zip(map(words, all_of(again, "dt")), map(words, all_of(again, "dd")), strict=True))
    assert facts["budget"] == "10 million USD"
    assert facts["samples"] == "20,000"
    assert facts["seed"] == "0"
    assert facts["inputs (SHA-256)"] == forty_eight().provenance.inputs_sha256
    assert words(all_of(again, "code")[0]) == forty_eight().command
    assert all_of(root, "footer")[0].tag == XHTML + "footer"


def test_a_matrix_has_no_border_in_its_first_column_alone() -> None:
    rules = files("render.report").joinpath("report.css").read_text(encoding="utf-8")
    found = re.search(r"([^{}]*\.matrix[^{}]*)\{ border: ", rules)
    assert found
    assert {part.strip() for part in found[1].split(",")} == {".matrix td", ".matrix tbody th"}


def test_the_doubt_in_the_inputs_has_its_column() -> None:
    doubted = item("a", 0.1, 0.001)
    doubted = replace(
        doubted, value=replace(doubted.value, inputs90=(-0.1, 0.3), sign_positive=0.62)
    )
    root = read(batch([doubted]))
    head, row = rows(root, "ranking")
    assert head[-2:] == ["sign", "above 0"] and row[-2:] == ["gain", "62%"]
    assert "above 0: in what share" in words(root) and "`above 0`" in words(root)
    root = read(batch([item("a", 0.1, 0.001)]))
    assert rows(root, "ranking")[0][-1] == "sign" and "above 0" not in words(root)


def test_one_member_acts_on_no_other() -> None:
    items = [item("a", 0.1), item("b", 0.05, rank=2)]
    said = best(items).together
    assert said in words(read(batch(items, best(items))))
    assert said in words(read(batch(items, replace(best(items), pairs=()))))
    assert said not in words(read(batch(items, replace(best(items[:1]), pairs=()))))


def test_ids_break_after_their_underscores() -> None:
    root = read(batch([item("_a_long__name_", 0.1)]))
    (name,) = all_of(root, "span", "id")
    assert words(name) == "_a_long__name_"
    parts = [name.text, *(mark.tail for mark in all_of(name, "wbr"))]
    assert parts == ["_", "a_", "long__", "name_"]


def test_what_is_short_is_printed_in_one_piece() -> None:
    rules = files("render.report").joinpath("report.css").read_text(encoding="utf-8")
    (whole,) = re.findall(r"([^{}]*)\{ break-inside: avoid; \}", rules.partition("@media print")[2])
    assert {"figure", ".matrix", ".outcomes", ".pairs"} <= {of.strip() for of in whole.split(",")}
