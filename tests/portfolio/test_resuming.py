"""Runs that are cut off, and the store from which they go on."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from .batch_runs import Data, answer, call, process, same, write
from .test_same_bytes import SIMULATED, table, written

SETTINGS = ("--samples", 2000, "--stance", "all", "--budget", 1)
ROWS = 400  # in seven blocks


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    tree, _ = write(tmp_path, SIMULATED, "")
    rows = table(ROWS)
    for row in rows[12:]:
        row[1] = "50"  # which no budget here buys: there is little to choose from
    return tree, written(tmp_path / "portfolio.csv", rows)


def blocks(store: Path) -> int:
    with closing(sqlite3.connect(store)) as database:
        return int(database.execute("SELECT count(*) FROM blocks").fetchone()[0])


def wait_for(path: Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert path.exists()


def killed_and_resumed(
    folder: Path, paths: tuple[Path, Path], kills: int, signal_: signal.Signals
) -> None:
    """Kill runs from just after the first block on, each going on where the last one was."""
    target = folder / "answer.json"
    store = folder / "answer.json.partial"
    whole = call(*paths, *SETTINGS, "--format", "json")
    assert whole.exit_code == 0, whole.output
    rng = random.Random(5)
    cut, kept = 0, []
    for _ in range(kills):
        run = process(*paths, *SETTINGS, "-o", target, "--resume")
        while not store.exists() and run.poll() is None:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 1.2) if kept else 0.1)
        run.send_signal(signal_)
        _, err = run.communicate()
        if run.returncode == 0:  # it was done before it was killed
            assert same(target.read_bytes()) == same(whole.stdout)
            target.unlink()
            kept = []
            continue
        cut += 1
        assert not target.exists()
        assert "Traceback" not in err
        if store.exists():
            kept.append(blocks(store))
    assert cut and kept == sorted(kept)
    last = call(*paths, *SETTINGS, "-o", target, "--resume")
    assert last.exit_code == 0, last.output
    assert same(target.read_bytes()) == same(whole.stdout)
    assert sorted(path.name for path in folder.iterdir() if "answer" in path.name) == [target.name]


def test_killed_and_resumed(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    killed_and_resumed(tmp_path, paths, 3, signal.SIGKILL)


@pytest.mark.slow
def test_killed_fifty_times(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    killed_and_resumed(tmp_path, paths, 50, signal.SIGKILL)


def test_ctrl_c_leaves_what_is_done(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    target, store = tmp_path / "answer.json", tmp_path / "answer.json.partial"
    more = ("--samples", 6000)  # so that it is not done before it is interrupted
    run = process(*paths, *more, "-o", target)
    wait_for(store)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    lines = [line for line in err.splitlines() if line and not line.startswith("compiling")]
    assert lines[-1] == (
        f"interrupted; finished blocks are kept in '{store}': --resume goes on with them"
    )
    assert "Traceback" not in err and not target.exists()
    assert 0 < blocks(store) < 7
    refused = call(*paths, *more, "-o", target)
    assert refused.exit_code == 2 and "--resume goes on with it" in refused.stderr


QUICK = ("--samples", 64)


def begun(paths: tuple[Path, Path], store: Path, *options: object) -> None:
    """Leave a store as a run does that is cut off before its answer is written."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("techtree.portfolio.store.discard", lambda path: None)
        result = call(*paths, *QUICK, "--store", store, *options)
    assert result.exit_code == 0, result.output
    assert blocks(store) > 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("--samples", 65), "its samples is 64, not 65"),
        (("--seed", 4), "its seed is 0, not 4"),
        (("--stance", "calm"), 'its stances is [], not ["calm"]'),
        pytest.param(
            ("--given", "agents"), 'its given is [], not ["agents"]', marks=pytest.mark.slow
        ),
        pytest.param(
            ("--engine", "simulation"),
            "its engine is auto, not simulation",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_other_settings_are_refused(
    tmp_path: Path, paths: tuple[Path, Path], change: tuple[object, ...], says: str
) -> None:
    store = tmp_path / "blocks"
    begun(paths, store)
    before = store.read_bytes()
    refused = call(*paths, *QUICK, *change, "--store", store, "--resume")
    assert refused.exit_code == 2 and refused.stdout == ""
    assert "belongs to other inputs" in refused.stderr
    assert says.replace("[", "").replace("]", "").replace('"', "'") in refused.stderr.replace(
        "[", ""
    ).replace("]", "")
    assert store.read_bytes() == before


def test_other_inputs_and_versions_are_refused(
    tmp_path: Path, paths: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "blocks"
    begun(paths, store)
    tree, portfolio = paths
    original = tree.read_text()
    for changed, text, says in (
        (tree, original.replace("2 to 9", "2 to 8"), "its tree is "),
        (portfolio, portfolio.read_text().replace("row_0003", "row_000x"), "its portfolio is "),
    ):
        before = changed.read_text()
        changed.write_text(text)
        refused = call(*paths, *QUICK, "--store", store, "--resume")
        assert refused.exit_code == 2 and says in refused.stderr
        changed.write_text(before)
    monkeypatch.setattr("techtree.version.VERSION", "9.9")
    refused = call(*paths, *QUICK, "--store", store, "--resume")
    assert refused.exit_code == 2 and "its version is" in refused.stderr
    monkeypatch.undo()
    assert call(*paths, *QUICK, "--store", store, "--resume").exit_code == 0
    assert not store.exists()


def test_a_shuffled_table_goes_on_with_the_same_store(
    tmp_path: Path, paths: tuple[Path, Path]
) -> None:
    """The order of rows is none of the inputs; blocks of other rows are worked on again."""
    store = tmp_path / "blocks"
    wanted = answer(*paths, *QUICK)["items"]
    begun(paths, store)
    head, *rows = paths[1].read_text().splitlines()
    random.Random(1).shuffle(rows)
    paths[1].write_text("\n".join([head, *rows]) + "\n")
    assert answer(*paths, *QUICK, "--store", store, "--resume")["items"] == wanted


@pytest.mark.parametrize(
    "damages",
    [
        ("UPDATE blocks SET data = substr(data, 1, 100)",),
        pytest.param(
            (
                "UPDATE blocks SET data = 'rubbish'",
                "UPDATE blocks SET sha256 = ''",
                "DELETE FROM blocks WHERE random() % 2 = 0",
            ),
            marks=pytest.mark.slow,
        ),
    ],
    ids=["cut short", "others"],
)
def test_damaged_blocks_are_worked_on_again(
    tmp_path: Path, paths: tuple[Path, Path], damages: tuple[str, ...]
) -> None:
    store = tmp_path / "blocks"
    wanted = answer(*paths, *QUICK)["items"]
    for damage in damages:
        begun(paths, store)
        with closing(sqlite3.connect(store, isolation_level=None)) as database:
            database.execute(damage)
        assert answer(*paths, *QUICK, "--store", store, "--resume")["items"] == wanted
        assert not store.exists()


def test_a_file_that_is_damaged_or_no_store(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    store = tmp_path / "blocks"
    begun(paths, store)
    content = store.read_bytes()
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE sales (price INTEGER)")
    for damaged, says in (
        (b"", "is no store of finished blocks"),
        (b"id,cost\na,1\n", "is no store of finished blocks"),
        (content[: len(content) // 2], "malformed; delete it to begin again"),
        (content[:4096] + bytes(len(content) - 4096), "; delete it to begin again"),
        (other.read_bytes(), "cannot be used"),
    ):
        store.write_bytes(damaged)
        for options in (("--resume",), ()):
            refused = call(*paths, *QUICK, "--store", store, *options)
            assert refused.exit_code == 2, refused.output
            assert "Traceback" not in refused.output and refused.stdout == ""
            expected = says if options or says.startswith("is no") else "there is a store"
            assert expected in refused.stderr
            assert ("delete" in refused.stderr) == ("; delete" in says or "there is" in expected)
            assert len(refused.stderr.strip().splitlines()) == 1
        assert store.read_bytes() == damaged


def test_two_runs_do_not_share_a_store(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    store = tmp_path / "blocks"
    begun(paths, store)
    with closing(sqlite3.connect(store, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        refused = call(*paths, *QUICK, "--store", store, "--resume")
    assert refused.exit_code == 2 and refused.stdout == ""
    assert "cannot be used: another run has it open" in refused.stderr


def test_resume_without_a_store_to_go_on_with(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    refused = call(*paths, *QUICK, "--resume")
    assert refused.exit_code == 2 and "--store" in refused.stderr
    target = tmp_path / "answer.json"
    assert call(*paths, *QUICK, "--resume", "-o", target).exit_code == 0
    assert target.exists() and not target.with_name("answer.json.partial").exists()


def test_ctrl_c_does_not_wait_for_the_block_in_hand(tmp_path: Path) -> None:
    """A block here takes minutes: two actors, 60,000 trajectories event by event, 15 items."""
    nodes = "".join(
        f"  n{i}: {{field: work, private: true, work: exponential(1)"
        f"{f', requires: n{i - 1}' if i else ''}}}\n"
        for i in range(30)
    )
    tree = (
        "techtree: 1\nstart: 2026\nhorizon: 60 years\nleak: 1 to 3\n"
        "outcomes: {good: 1, bad: 0, undecided: 0}\n"
        "actors: {a: {effort: {default: 1}}, b: {effort: {default: 1}}}\n"
        f"nodes:\n{nodes}  end: {{field: work, requires: n29, work: 2, ending: {{good: 1}}}}\n"
    )
    items: dict[str, Data] = {f"item_{i}": {"unlocks": [f"n{i}"]} for i in range(15)}
    slow = write(tmp_path, tree, items)
    assert call(*slow, "--samples", 64).exit_code == 0  # compiles the engine
    target, store = tmp_path / "answer.json", tmp_path / "answer.json.partial"
    run = process(*slow, "--samples", 60_000, "-o", target)
    with pytest.raises(subprocess.TimeoutExpired):
        run.communicate(timeout=8)
    started = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert err.splitlines()[-1] == "interrupted; nothing was written"
    assert time.monotonic() - started < 5  # a second at most, if the processors are free
    assert not target.exists() and not store.exists()


def test_the_doubt_in_inputs_is_kept_and_gone_on_with(
    tmp_path: Path, paths: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its blocks are in the store; with all of them there, none is run again."""
    store = tmp_path / "blocks"
    whole = call(*paths, *QUICK, "--format", "json")
    begun(paths, store)
    with closing(sqlite3.connect(store)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM blocks")]
    assert sum(name.startswith("inputs ") for name in names) >= 7

    def never(*arguments: object) -> None:
        raise AssertionError("a block is run again")

    monkeypatch.setattr("techtree.portfolio.doubt.crossed_block", never)
    found = call(*paths, *QUICK, "--format", "json", "--store", store, "--resume")
    assert found.exit_code == 0, found.output
    assert same(found.stdout) == same(whole.stdout)
    assert "inputs90" in found.stdout
