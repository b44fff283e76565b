"""A browser for the tests of pages, and axe where it is at hand.

    uv run --group browser pytest tests/page -m browser

wants Chromium (on Debian: apt-get install chromium). The rules of accessibility are those of
axe-core, looked for where AXE_CORE says, or in node_modules (npm install --no-save axe-core).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Opened = Any  # a page of playwright's, which need not be installed
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return Chromium, or skip the test with what is missing."""
    driver = pytest.importorskip(
        "playwright.sync_api", reason="needs playwright: uv run --group browser pytest"
    )
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = next((path for name in names if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip("needs Chromium on the PATH")
    with driver.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Return a function that opens a page's bytes, as from a mail attachment.

    When the test is over, nothing may have been asked of the network, nothing said on the
    console, and no dialog shown.
    """
    heard: list[str] = []
    contexts = []

    def open_(content: bytes, address: str = "", **options: Any) -> Opened:
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(**options)
        contexts.append(context)
        file = tmp_path / "page.html"
        file.write_bytes(content)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (heard.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: _hear(request.url, file, heard))
        page.goto(file.as_uri() + (f"#{address}" if address else ""))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert heard == []


def _hear(url: str, file: Path, heard: list[str]) -> None:
    if url.partition("#")[0] != file.as_uri():
        heard.append(f"request: {url}")


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core, or skip the test."""
    places = [os.environ.get("AXE_CORE"), ROOT / "node_modules/axe-core/axe.min.js"]
    for place in places:
        if place and Path(place).is_file():
            return Path(place).read_text(encoding="utf-8")
    pytest.skip("needs axe-core: npm install --no-save axe-core, or AXE_CORE=.../axe.min.js")
