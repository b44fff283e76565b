"""Blocks handed to the workers of a Dask scheduler on loopback, one of which is killed."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from techtree.portfolio.choosing.choose import Effort

from .batch_runs import Data, call, same, write
from .test_same_bytes import EXACT, SIMULATED, some_items, table, written

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="distributed is not installed; uv run --group cluster pytest tests/portfolio",
)
PATIENCE = 60  # seconds


class Running(NamedTuple):
    """A scheduler with two workers of one thread."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


def begin(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Running]:
    where = tmp_path / "scheduler.json"
    local = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = begin("scheduler", *local, "--port", 0, "--scheduler-file", where)
    workers: list[subprocess.Popen[bytes]] = []
    try:
        until = time.monotonic() + PATIENCE
        while not where.exists() or not where.read_text().strip():
            assert scheduler.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        address = json.loads(where.read_text())["address"]
        of = ("--nthreads", 1, "--no-nanny", "--local-directory", tmp_path, address)
        workers += [begin("worker", *local, *of) for _ in range(2)]
        wait_for_workers(address, 2)
        yield Running(address, scheduler, workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=PATIENCE)


def when_there(path: Path, process: subprocess.Popen[bytes]) -> threading.Thread:
    """Kill a process as soon as a file is there."""

    def kill() -> None:
        until = time.monotonic() + PATIENCE
        while not path.exists() and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


@needs_dask
def test_a_worker_is_killed_half_way(tmp_path: Path, cluster: Running) -> None:
    tree, _ = write(tmp_path, SIMULATED, "")
    rows = table(400)
    for row in rows[8:]:
        row[1] = "50"
    portfolio = written(tmp_path / "portfolio.csv", rows)
    options = ("--samples", 1500, "--stance", "all", "--budget", 1, "--format", "json")
    alone = call(tree, portfolio, *options)
    store = tmp_path / "blocks"
    killer = when_there(store, cluster.workers[0])
    found = call(tree, portfolio, *options, "--cluster", cluster.address, "--store", store)
    killer.join()
    assert found.exit_code == 0, found.output
    assert cluster.workers[0].wait(PATIENCE) == -signal.SIGKILL
    assert cluster.workers[1].poll() is None
    assert same(found.stdout) == same(alone.stdout)


@needs_dask
def test_exact_answers_and_items_of_every_kind(tmp_path: Path, cluster: Running) -> None:
    for kind, tree in {"exact": EXACT, "simulated": SIMULATED}.items():
        paths = write(tmp_path, tree, some_items(kind, 7))
        options = ("--samples", 300, "--budget", 2, "--format", "json")
        alone = call(*paths, *options)
        found = call(*paths, *options, "--cluster", cluster.address)
        assert found.exit_code == 0, found.output
        assert same(found.stdout) == same(alone.stdout)


@needs_dask
def test_a_race(tmp_path: Path, cluster: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets are raced by the workers; the bytes are those of threads."""
    monkeypatch.setattr("techtree.portfolio.selection.RACED", Effort(limit=16, pilot=30))
    speeds = (0.5, 0.7, 1.2, 1.5, 2, 2.5, 3, 4)
    items: dict[str, Data] = {
        f"item_{i}": {"cost": 1, "effects": [{"speed": ("finish", "crash")[i % 2], "by": by}]}
        for i, by in enumerate(speeds)
    }
    paths = write(tmp_path, EXACT, items)
    options = ("--engine", "simulation", "--samples", 3000, "--budget", 9, "--format", "json")
    alone = call(*paths, *options)
    assert json.loads(alone.stdout)["best"]["method"] == "race"
    found = call(*paths, *options, "--cluster", cluster.address)
    assert found.exit_code == 0, found.output
    assert same(found.stdout) == same(alone.stdout)


@needs_dask
def test_a_cluster_that_is_gone(tmp_path: Path, cluster: Running) -> None:
    """One sentence, exit code 2, no answer; what was done is kept to go on with."""
    tree, _ = write(tmp_path, SIMULATED, "")
    portfolio = written(tmp_path / "portfolio.csv", table(400))
    target = tmp_path / "answer.json"
    store = tmp_path / "answer.json.partial"
    options = ("--samples", 1500, "-o", target)
    killer = when_there(store, cluster.scheduler)
    found = call(tree, portfolio, *options, "--cluster", cluster.address)
    killer.join()
    assert found.exit_code == 2, found.output
    assert f"the Dask cluster at '{cluster.address}' was lost" in found.stderr
    assert "Traceback" not in found.output and not target.exists()
    resumed = call(tree, portfolio, *options, "--resume")
    assert resumed.exit_code == 0, resumed.output
    alone = call(tree, portfolio, *options[:2], "--format", "json")
    assert same(target.read_bytes()) == same(alone.stdout)


@needs_dask
def test_a_scheduler_without_workers_and_one_that_is_not_there(
    tmp_path: Path, cluster: Running
) -> None:
    paths = write(tmp_path, SIMULATED, some_items("simulated", 3))
    for worker in cluster.workers:
        worker.kill()
        worker.wait()
    time.sleep(0.5)
    for address, says in (
        (cluster.address, "has no workers"),
        ("127.0.0.1:9", "no Dask scheduler answers at '127.0.0.1:9'"),
        ("nonsense://x", "no Dask scheduler answers at 'nonsense://x'"),
        ("", "--cluster"),
    ):
        refused = call(*paths, "--samples", 10, "--cluster", address)
        assert refused.exit_code == 2, refused.output
        assert says in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1


def test_without_dask_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    paths = write(tmp_path, SIMULATED, some_items("simulated", 3))
    refused = call(*paths, "--cluster", "127.0.0.1:8786")
    assert refused.exit_code == 2
    assert "pip install 'techtree-impact[cluster]'" in refused.stderr
