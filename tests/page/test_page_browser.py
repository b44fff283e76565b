"""A page in a real browser: search, hover, click, switch, share, keyboard, phone and print."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from page_samples import data, read, sample_page
from test_page_hostile import TEXTS, hostile

from render.page import page as page_of
from render.page.markup import shown
from techtree.files import parse_tree

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
VIEW = "() => document.querySelector('#tree').getAttribute('viewBox')"


def number(node: str) -> str:
    """Return the id of a node's box."""
    return f"#n{[found['id'] for found in data(read(sample_page()))['nodes']].index(node)}"


def box_text(page: Any, node: str) -> str:
    return str(page.locator(f"#boxes {number(node)}").text_content())


def table(page: Any, section: str) -> list[list[str]]:
    return page.eval_on_selector_all(
        f"#{section} tbody tr:not([hidden])",
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))",
    )


def settle(page: Any) -> None:
    """Wait until the address has been written."""
    page.wait_for_timeout(250)


def test_the_script_leaves_the_first_view_as_it_is(open_page: Open) -> None:
    plain = open_page(sample_page(), java_script_enabled=False)
    live = open_page(sample_page())
    for section in ("boxes", "lines", "smalls", "outcomes", "items", "stances", "nodes"):
        shown_words = (
            "part => [...part.querySelectorAll('text, td, th, p')].map(x => x.textContent)"
        )
        words = [page.eval_on_selector(f"#{section}", shown_words) for page in (plain, live)]
        assert words[0] == words[1], section
    assert plain.locator("#tree").get_attribute("role") == "img"
    assert not plain.locator("#controls").is_visible()
    assert plain.locator("#nodes table").is_visible()
    widths = "rects => rects.map(rect => rect.getAttribute('width'))"
    bars = [page.eval_on_selector_all("#boxes rect", widths) for page in (plain, live)]
    assert bars[0] == bars[1]


def test_search(open_page: Open) -> None:
    page = open_page(sample_page())
    page.fill("#find", "OVERSIGHT")
    assert page.text_content("#count") == "1 found"
    assert page.text_content("#say") == "1 found"
    assert page.locator(".found").count() == 1
    page.press("#find", "Enter")
    assert page.text_content("#chosen-title") == "Scalable oversight"
    page.fill("#find", "capability")
    assert page.text_content("#count") == "3 found"
    titles = []
    for _ in range(4):
        page.press("#find", "Enter")
        titles.append(page.text_content("#chosen-title"))
    assert sorted(titles[:3]) == ["The system", "agents", "insight"] and titles[3] == titles[0]
    page.fill("#find", "nothing of the kind")
    assert page.text_content("#count") == "0 found"
    page.fill("#find", "institute")  # comes with an item, and is not here
    assert page.text_content("#count") == "0 found"


def test_hovering_traces_both_ways(open_page: Open) -> None:
    page = open_page(sample_page())
    page.hover(number("agents"))
    for way, names in (
        ("up", {"What is known today", "Scalable oversight", "Constructors", "insight"}),
        ("down", {"The system", "doom"}),
    ):
        found = page.locator(f"#traced .node.{way} .name").all_text_contents()
        assert set(found) == {word for name in names for word in wrapped(name)}
    page.mouse.move(2, 2)
    assert page.locator("#traced > *").count() == 0
    page.focus(number("doom"))
    page.keyboard.press("ArrowLeft")
    assert page.locator("#traced .centre").count() == 1


def wrapped(name: str) -> list[str]:
    from render.words import wrapped as lines

    return list(lines(name, 24, 4))


def test_a_click_shows_all_about_a_node(open_page: Open) -> None:
    page = open_page(sample_page())
    page.click(number("oversight"))
    panel = page.inner_text("#chosen")
    found = data(read(sample_page()))
    for words in (
        "Scalable oversight", "advance · alignment · oversight", "What is known today",
        "4–16 years", "70%", "odds of aligned at ‘The system’ ×2–4", "[help]",
        "It may work.\nOr not.", "A. Writer: A post (2024)", "if it were known now",
        found["asked"],
    ):  # fmt: skip
        assert words in panel
    figure = found["worlds"][""][""]["nodes"]["oversight"]
    assert all(words in panel for words in figure[2:4])
    for forced in found["ranks"][""]["oversight"]:
        assert all(words in panel for _, words, _ in forced[:2])
    link = page.locator("#chosen a[target]").first
    assert link.get_attribute("href") == "https://example.org/post?a=1&b=2"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.get_attribute(number("oversight"), "aria-pressed") == "true"
    page.click("#chosen a[data-node=end] >> nth=0")
    assert page.text_content("#chosen-title") == "The system"
    acts = "Constructors: speed of all capability work ×1.2"
    assert "What acts on it" in page.inner_text("#chosen") and acts in page.inner_text("#chosen")
    assert "leak delay" not in page.inner_text("#chosen")  # an ending does not leak
    page.click(number("agents"))
    assert "Constructors: leak delay of all work of lab_b ×0.9" in page.inner_text("#chosen")
    page.click(number("constructor"))
    assert "Constructors:" not in page.inner_text("#chosen")  # a selector spares its source
    page.click("#chosen .close")
    assert page.inner_text("#chosen") == ""
    page.click("#nodes [data-node=insight]")
    assert page.text_content("#chosen-title") == "insight"


@pytest.mark.parametrize("stance", ["calm", "grim", "mix"])
@pytest.mark.parametrize("item", ["", "publish", "found", "stop"])
def test_switching_changes_picture_panel_and_tables(
    open_page: Open, stance: str, item: str
) -> None:
    page = open_page(sample_page())
    page.click(number("oversight"))
    page.select_option("#stance", stance)
    page.select_option("#item", item)
    found = data(read(sample_page()))
    world = found["worlds"][stance][item]
    base = found["worlds"][""][""]
    for node in ("oversight", "agents", "insight"):
        figure = world["nodes"].get(node, base["nodes"].get(node))
        assert f"{figure[1]} known" in box_text(page, node)
        full = page.get_attribute(f"#boxes {number(node)} .full", "width")
        assert float(full) == pytest.approx(found["drawn"][node] * figure[0], abs=0.06)
    shares = world["endings"].get("end", base["endings"]["end"])
    assert page.text_content(f"#boxes {number('end')} [data-slot=share0]") == shares["aligned"][1]
    panel = page.inner_text("#world")
    assert world["outcomes"]["aligned"][2] in panel and world["value"][0] in panel
    rows = {row[0]: row[1:] for row in table(page, "outcomes")}
    if item:
        change = found["scores"][stance][item]
        assert rows["aligned"] == change["outcomes"]["aligned"][1:]
        assert change["sentence"] in page.inner_text("#more")
    else:
        assert rows["aligned"] == world["outcomes"]["aligned"][2:]
    title = str(page.text_content("#nodes-title"))
    assert title.startswith("All nodes, under ‘") and ("with ‘" in title) is bool(item)
    listed = {row[0]: row for row in table(page, "nodes")}
    figure = world["nodes"].get("insight", base["nodes"]["insight"])
    assert listed["insight"][4:7] == figure[2:]
    assert listed["insight"][7] == found["ranks"][stance]["insight"][0][0][1]
    assert ("The institute" in listed) is (item == "found")
    assert page.is_visible(f"#boxes {number('institute')}") is (item == "found")
    scores = {row[0]: row[1] for row in table(page, "items")}
    assert scores["stop"] == found["scores"][stance]["stop"]["outcomes"]["aligned"][3]
    helped = page.locator("#lines .faster:not(.gone)", has_text="odds of aligned")
    assert helped.count() == (stance != "grim")
    page.select_option("#stance", "")
    page.select_option("#item", "")
    assert f"{base['nodes']['insight'][1]} known" in box_text(page, "insight")


def test_what_an_item_does_is_marked(open_page: Open) -> None:
    page = open_page(sample_page(), "item=stop")
    assert "BLOCKED" in box_text(page, "constructor") and "ACTED ON" in box_text(page, "insight")
    classes = page.get_attribute(number("constructor"), "class")
    assert {"touched", "closed"} <= set(classes.split())
    assert "BLOCKED" in page.get_attribute(number("constructor"), "aria-label")
    page.select_option("#item", "")
    assert "BLOCKED" not in box_text(page, "constructor")


def test_a_view_can_be_sent(open_page: Open) -> None:
    page = open_page(sample_page())
    page.select_option("#stance", "grim")
    page.select_option("#item", "found")
    page.fill("#find", "insight & more?")
    page.fill("#find", "insight")
    page.click(number("institute"))
    page.click("#nearer")
    settle(page)
    address = page.evaluate("location.hash.slice(1)")
    other = open_page(sample_page(), address)
    questions = [
        f"() => document.querySelector('#{name}').{what}"
        for name, what in (
            ("stance", "value"),
            ("item", "value"),
            ("find", "value"),
            ("chosen", "innerText"),
            ("nodes", "innerText"),
        )
    ]
    for question in (VIEW, *questions):
        mine, theirs = page.evaluate(question), other.evaluate(question)
        if question is VIEW:
            assert [float(x) for x in mine.split()] == pytest.approx(
                [float(x) for x in theirs.split()], abs=1.5
            )
        else:
            assert mine == theirs
    other.evaluate("location.hash = '#stance=calm'")
    settle(other)
    assert other.input_value("#stance") == "calm" and other.input_value("#item") == ""


@pytest.mark.parametrize(
    "address",
    [
        "node=__proto__&stance=constructor&item=toString&view=NaN,1,2",
        "node=%3Cscript%3Ealert(1)%3C/script%3E&find=%3Cb%3E",
        "view=1e999,0,100&stance=%E0%A4%A",
        "view=0,0,0",
        "node=institute",  # which is not here without its item
        "&&&===",
    ],
)
def test_an_address_that_names_nothing_shows_the_first_view(open_page: Open, address: str) -> None:
    first = open_page(sample_page())
    page = open_page(sample_page(), address)
    assert page.input_value("#stance") == "" and page.input_value("#item") == ""
    assert page.inner_text("#chosen") == ""
    assert page.evaluate(VIEW) == first.evaluate(VIEW)


def test_a_node_may_be_called_as_a_method_is(open_page: Open) -> None:
    page = open_page(sample_page(), "node=constructor")
    assert page.text_content("#chosen-title") == "Constructors"


def test_keyboard_alone(open_page: Open) -> None:
    page = open_page(sample_page())
    focus = "() => document.activeElement.id || document.activeElement.getAttribute('href')"
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(focus))
        if re.match(r"n\d", str(seen[-1])):
            break
    assert seen[:2] == ["#panel", "#nodes"]
    assert [key for key in seen if key in ("stance", "item", "find", "nearer", "farther", "fit")]
    assert seen[-1] and f"#{seen[-1]}" == number("basics")
    assert page.evaluate(
        "() => getComputedStyle(document.activeElement.querySelector('.shape')).strokeWidth"
    ) == ("4px")
    page.keyboard.press("ArrowRight")
    assert f"#{page.evaluate(focus)}" == number("oversight")
    page.keyboard.press("Enter")
    assert page.evaluate(focus) == "chosen-title"
    assert page.text_content("#chosen-title") == "Scalable oversight"
    assert "Scalable oversight" in page.text_content("#say")
    page.keyboard.press("Escape")
    assert f"#{page.evaluate(focus)}" == number("oversight")
    assert page.inner_text("#chosen") == ""
    fitted = page.evaluate(VIEW)
    page.keyboard.press("+")
    assert page.evaluate(VIEW) != fitted
    page.keyboard.press("0")
    assert page.evaluate(VIEW) == fitted
    page.keyboard.press("/")
    assert page.evaluate(focus) == "find"
    page.keyboard.type("institute")
    page.keyboard.press("Tab")


def test_every_node_is_reached_by_arrows(open_page: Open) -> None:
    page = open_page(sample_page())
    reached = page.evaluate(
        """() => {
          const start = document.querySelector('#boxes [tabindex="0"]');
          const [seen, waiting] = [new Set([start.id]), [start]];
          while (waiting.length) {
            const from = waiting.pop();
            for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
              from.focus();
              from.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
              const to = document.activeElement;
              if (!seen.has(to.id)) { seen.add(to.id); waiting.push(to); }
            }
          }
          return seen.size;
        }"""
    )
    assert reached == page.locator("#boxes .node:not(.own)").count()


def test_drag_wheel_and_buttons_move_the_view(open_page: Open) -> None:
    page = open_page(sample_page())
    fitted = [float(x) for x in page.evaluate(VIEW).split()]
    box = page.locator("#tree").bounding_box()
    x, y = box["x"] + 60, box["y"] + 30
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 20, steps=4)
    page.mouse.up()
    moved = [float(x) for x in page.evaluate(VIEW).split()]
    scale = fitted[2] / box["width"]
    assert moved[0] - fitted[0] == pytest.approx(-40 * scale, rel=0.2)
    assert moved[2:] == fitted[2:]
    page.mouse.wheel(0, -100)
    page.wait_for_function(f"() => {VIEW[6:]} .split(' ')[2] < {fitted[2] - 1}")
    page.click("#fit")
    assert [float(x) for x in page.evaluate(VIEW).split()] == fitted
    spot = page.locator(number("agents")).bounding_box()
    page.mouse.move(spot["x"] + 20, spot["y"] + 20)
    page.mouse.down()
    page.mouse.move(spot["x"] + 90, spot["y"] + 60, steps=4)
    page.mouse.up()
    assert page.inner_text("#chosen") == ""  # a drag opens nothing


STATES = [
    "",
    "node=oversight",
    "node=end&stance=grim&item=publish",
    "node=institute&item=found&find=in",
    "item=stop&stance=mix&find=nothing",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("address", STATES)
def test_accessibility_rules(
    open_page: Open, axe: str, scheme: str, width: int, address: str
) -> None:
    size = {"width": width, "height": 800}
    page = open_page(sample_page(), address, color_scheme=scheme, viewport=size)
    page.evaluate(axe)
    found = page.evaluate(
        "() => axe.run(document, { preload: false, resultTypes: ['violations'] })"
    )
    problems = [
        (rule["id"], rule["nodes"][0]["html"], rule["nodes"][0]["failureSummary"])
        for rule in found["violations"]
    ]
    assert problems == []
    assert len(found["passes"]) > 20


def test_a_phone(open_page: Open) -> None:
    page = open_page(
        sample_page(), viewport={"width": 375, "height": 740}, has_touch=True, is_mobile=True
    )
    for address in STATES:
        page.evaluate(f"location.hash = '#{address}'")
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.evaluate("location.hash = ''")
    settle(page)
    page.tap("#fit")
    page.tap(number("agents"))
    assert page.text_content("#chosen-title") == "agents"
    page.wait_for_function(
        "() => document.querySelector('#chosen-title').getBoundingClientRect().top < innerHeight"
    )


def test_print(open_page: Open) -> None:
    page = open_page(sample_page(), "node=oversight&item=publish&view=50,50,200")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.is_visible("#controls") and not page.is_visible("#hint")
    assert page.is_visible("#chosen-title") and page.is_visible("#nodes table")
    ink = page.evaluate("() => getComputedStyle(document.body).color")
    assert ink == "rgb(31, 41, 51)"  # dark on white, whatever the screen
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_policy_stops_what_would_leave(open_page: Open, browser: Any, tmp_path: Any) -> None:
    file = tmp_path / "policy.html"
    file.write_bytes(sample_page())
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("() => fetch('https://example.org').then(() => 1, () => 0)") == 0
    page.evaluate(
        """() => {
          const made = document.createElement('script');
          made.textContent = 'window.broken = true';
          document.body.append(made);
          document.body.insertAdjacentHTML('beforeend', '<i onclick="window.broken = true">x</i>');
          document.body.lastChild.click();
        }"""
    )
    assert page.evaluate("() => window.broken") is None
    page.close()


@pytest.mark.parametrize("place", range(len(TEXTS)))
def test_hostile_text_shows_as_written(open_page: Open, place: int) -> None:
    words = TEXTS[place]
    tree = hostile(words)
    page = open_page(page_of(tree, tuple(tree.items.values())))
    wanted = " ".join(shown(words).split())
    page.select_option("#stance", index=1)
    page.select_option("#item", index=1)
    page.fill("#find", wanted[:20])
    for node in data(read(page_of(tree, tuple(tree.items.values()))))["nodes"][:4]:
        page.evaluate(
            "id => [...document.querySelectorAll('#nodes [data-node]')]"
            ".find((link) => link.dataset.node === id).click()",
            node["id"],
        )
        panel = " ".join(page.text_content("#panel").split())
        assert wanted in panel
    settle(page)
    assert page.evaluate("() => window.alerted") is None
    assert page.locator("iframe, img, object, embed, base, #tree a").count() == 0


WORDS = """part => [...part.querySelectorAll('th, td')].flatMap(cell => {
  const found = [];
  const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode())
    for (const word of text.data.matchAll(/[^\\s\\u2013-]+/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(rect => rect.top)).size > 1) found.push(word[0]);
    }
  return found;
})"""


def test_no_word_of_a_table_is_broken(open_page: Open) -> None:
    page = open_page(sample_page(), viewport={"width": 703, "height": 1000})  # A4 less its margins
    page.emulate_media(media="print")
    assert page.eval_on_selector("#main", WORDS) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 703
    phone = open_page(sample_page(), viewport={"width": 375, "height": 700})
    assert phone.eval_on_selector("#main", WORDS) == []
    lines = """cells => cells.map(cell => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return new Set([...range.getClientRects()].map(rect => rect.top)).size;
    })"""
    figures = "#outcomes td, #items td, #stances td, #nodes td:nth-child(n + 5)"
    assert set(phone.eval_on_selector_all(figures, lines)) <= {0, 1}  # none of rows not shown


def test_a_note_is_printed_if_it_is_open(open_page: Open) -> None:
    page = open_page(sample_page())
    page.emulate_media(media="print")
    assert not page.locator("details").is_visible()
    page.evaluate("() => { document.querySelector('details').open = true; }")
    assert page.locator("details p").is_visible()
    assert not page.locator("summary").is_visible()


def test_a_small_tree_is_not_blown_up(open_page: Open) -> None:
    file = b"""\
techtree: 1
start: 2026
outcomes: {aligned: 1, misaligned: 0}
nodes:
  end: {work: 5 to 20, ending: {aligned: 0.3, misaligned: rest}}
"""
    tree = parse_tree(file, "small.yaml").tree
    assert tree is not None
    scale = "tree => tree.getBoundingClientRect().width / tree.viewBox.baseVal.width"
    plain = open_page(page_of(tree), java_script_enabled=False)
    live = open_page(page_of(tree))
    live.emulate_media(media="print")
    for page in (plain, live):
        assert 1.0 <= page.eval_on_selector("#tree", scale) <= 1.3
