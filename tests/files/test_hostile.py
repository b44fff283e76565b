"""Input made to hurt is refused in a sentence, within 2 s of processor time and 256 MB."""

import subprocess
import sys
from pathlib import Path

import pytest

TREE = b"techtree: 1\noutcomes: {good: 1}\n"

_READ = """
import resource, sys, time
from techtree.files import parse_tree
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
before = time.process_time()
parsed = parse_tree(sys.argv[1], "t")
spent = time.process_time() - before
try:
    status = open("/proc/self/status").read()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
first = parsed.problems[0].message[:120] if parsed.problems else "no problem"
print(f"{spent:.3f} {peak:.1f} {parsed.tree is not None} {first}")
"""


def lines(template: bytes, count: int, start: int = 0) -> bytes:
    return b"".join(template.replace(b"#", b"%d" % i) for i in range(start, count))


HOSTILE = {
    "nested brackets": b"a: " + b"[" * 100_000,
    "nested braces": b"{a: " * 100_000,
    "nested dashes": b"- " * 100_000,
    "nested questions": b"? " * 100_000,
    "nested blocks": b"".join(b" " * i + b"a:\n" for i in range(3000)),
    "alias bomb": b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(
        b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 10)
    ),
    "merge-key bomb": b"a0: &a0 {x: 1}\n"
    + b"".join(b"a%d: &a%d {<<: [*a%d, *a%d]}\n" % (i, i, i - 1, i - 1) for i in range(1, 20)),
    "python object": b"a: !!python/object/apply:os.system ['true']\n",
    "too large": b"x" * 9_000_000,
    "one long text": TREE + b'title: "' + b"x" * 7_000_000 + b'"\n',
    "one long comment": b"#" * 7_900_000,
    "only line breaks": b"\n" * 7_900_000,
    "escapes": b'"' + b"\\u0041" * 1_000_000,
    "long key": TREE + b"k" * 2_000_000 + b": 1\n",
    "many unknown keys": b"techtree: 1\n" + lines(b"k#: 1\n", 140_000),
    "many nodes": TREE + b"nodes:\n" + lines(b"  n#: {work: 1}\n", 100_000),
    "many empty nodes": TREE + b"nodes:\n" + lines(b"  n#:\n", 140_000),
    "many bad ids": TREE + b"nodes:\n" + lines(b"  N#: 1\n", 9_000),
    "many dangling names": TREE + b"nodes: {x: {requires: [" + lines(b"m#, ", 200_000) + b"]}}",
    "many effects": TREE + b"nodes: {x: {effects: [" + b"{odds: x}, " * 60_000 + b"]}}",
    "long cycle": TREE
    + b"nodes:\n  n0: {requires: n8999}\n"
    + b"".join(b"  n%d: {requires: n%d}\n" % (i, i - 1) for i in range(1, 9000)),
    "parameters in a circle": TREE
    + b"nodes: {x: {work: $p0}}\nparameters:\n"
    + b"".join(b"  p%d: $p%d\n" % (i, (i + 1) % 9000) for i in range(9000)),
    "many stances": TREE
    + b"parameters: {p: 1}\nnodes:\n"
    + lines(b"  n#: {work: $p}\n", 2000)
    + b"stances:\n"
    + lines(b"  s#: {set: {parameters.p: 2}}\n", 2000),
    "digits": b"techtree: " + b"9" * 5000,
    "long digits": TREE + b"nodes: {x: {work: " + b"9" * 5_000_000 + b"}}",
    "separators": b"[" + b"," * 100_000,
    "truncated": b"techtree: 1\nnodes: {a: [1, 2",
    "binary": bytes(range(256)) * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_time_and_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_bytes(HOSTILE[name])
    run = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    spent, peak, readable, message = run.stdout.split(" ", 3)
    assert readable == "False", message
    assert float(spent) < 2
    assert float(peak) < 256


def test_ten_stances_do_not_cost_ten_readings(tmp_path: Path) -> None:
    path = tmp_path / "stances.yaml"
    nodes = lines(b"  n#: {work: $p, chance: 0.2 to 0.4, effects: [{speed: end, by: 2}]}\n", 100)
    sets = b"parameters.p: 2, nodes.n1.work: 3, nodes.end.ending.good: 0.1"
    stances = lines(b"  s#: {set: {" + sets + b"}}\n", 10)
    head = b"techtree: 1\noutcomes: {good: 1, bad: 0}\nparameters: {p: 1 to 2}\n"
    end = b"  end: {ending: {good: 0.5, bad: 0.5}}\n"
    path.write_bytes(head + b"nodes:\n" + nodes + end + b"stances:\n" + stances)
    run = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, timeout=60
    )
    spent, _, readable, _ = run.stdout.split(" ", 3)
    assert readable == "True", run.stdout + run.stderr
    assert float(spent) < 2.0  # processor seconds; a tenth of a second on a quiet machine


def test_five_thousand_nodes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    nodes = b"".join(
        b"  n%d: {requires: [n%d], work: 2 to 8, chance: likely, effects: [{speed: n%d, by: 2}]}\n"
        % (i, i - 1, i // 2)
        for i in range(2, 5001)
    )
    path.write_bytes(TREE + b"nodes:\n  n0:\n  n1: {ending: good}\n" + nodes)
    run = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, timeout=60
    )
    spent, peak, readable, _ = run.stdout.split(" ", 3)
    assert readable == "True", run.stdout + run.stderr
    assert float(spent) < 5
    assert float(peak) < 256
