"""The tree of today's alignment research: what it contains, cites and claims of itself.

What is asserted of samples is asserted of fixed draws, so that a test comes out the same each time.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
import yaml
from claude3_figures import Run, minus, outcome, run, shift, when

import techtree
from techtree.engine.compiler import compile_tree
from techtree.files import read_tree
from techtree.files.parsing import parse_tree
from techtree.impact.examination import examine
from techtree.impact.settings import Settings
from techtree.model.tree import Tree
from trees import path

FIELDS = {
    "interpretability",
    "oversight",
    "control",
    "evals",
    "robustness",
    "theory",
    "governance",
    "compute",
    "agents",
    "automation",
    "capability",
}
REVIEW = {  # full-time equivalents in the Shallow Review of 2025, by the name of its agenda
    "sparse_features": "50 to 100",  # sparse coding
    "circuits": "100 to 200",  # reverse engineering
    "concept_monitors": "50 to 100",  # monitoring concepts
    "deception_detectors": "10 to 50",  # lie and deception detectors
    "latent_knowledge": "20 to 40",  # extracting latent knowledge
    "training_dynamics": "10 to 50",  # learning dynamics and developmental interpretability
    "automated_interpretability": "15 to 30",  # AI explanations of AIs
    "weak_to_strong": "2 to 20",  # weak-to-strong generalization
    "recursive_oversight": "1 to 10",  # supervising AIs improving AIs
    "control_protocols": "5 to 50",  # control
    "cot_monitoring": "10 to 100",  # chain of thought monitoring
    "capability_evals": "100 to 250",  # capability evals: 100+
    "awareness_evals": "30 to 70",  # situational awareness and self-awareness evals
    "scheming_evals": "30 to 60",  # AI scheming evals
    "safeguards": "100 to 250",  # safeguards: 100+
    "rl_safety": "20 to 70",  # RL safety
    "generalisation": "10 to 50",  # emergent misalignment
    "natural_abstractions": "1 to 10",  # natural abstractions
    "heuristic_explanations": "1 to 10",  # heuristic explanations
    "corrigibility_theory": "1 to 10",  # behavior alignment theory
    "guaranteed_safe_ai": "10 to 100",  # guaranteed-safe AI
    "scientist_ai": "1 to 10",  # Scientist AI
}
FACTS = {  # those nobody's work changes, with what is published
    "alignment_easy": ("rethink_future", 0.15),
    "models_scheme": ("carlsmith", 0.40),
    "interpretability_scales": (None, "plausible"),
    "oversight_generalises": (None, "plausible"),
    "reasoning_stays_legible": (None, "plausible"),
    "abstractions_natural": (None, "possible"),
}
NEEDS = [  # what cannot come before what
    ("circuits", "sparse_features", False),  # a weighted gate: either link is enough
    ("latent_knowledge", "interpretability_scales", True),
    ("latent_knowledge", "deception_detectors", True),
    ("scalable_oversight", "oversight_generalises", True),
    ("cot_monitoring", "reasoning_stays_legible", True),
    ("natural_abstractions", "abstractions_natural", True),
    ("automated_alignment_research", "trusted_deployment", True),
    ("scheming_caught", "models_scheme", True),
    ("audit_mandate", "alignment_audits", True),
    ("licensing", "danger_shown", True),
    ("treaty", "moratorium", True),
    ("warning_shot", "rogue_deployment", True),
    ("careful_superintelligence", "safety_case", True),
    ("hasty_superintelligence", "superhuman_researcher", True),
    ("loss_of_control", "containment_fails", True),
]
SAMPLES = 4_000


@cache
def tree() -> Tree:
    return read_tree(path("alignment_research"))


@cache
def written() -> dict:
    """Return the file as it is written."""
    return yaml.safe_load(path("alignment_research").read_text("utf-8"))


@cache
def scored(item: str, samples: int = SAMPLES) -> Run:
    return run(tree(), item, samples)


def test_check_warns_of_numbers_without_a_source_and_of_nothing_else() -> None:
    """Its claims, among them the published forecasts, are borne out."""
    found = examine(parse_tree(path("alignment_research")))
    assert [problem.code for problem in found.problems] == ["no-source"]
    assert len(tree().claims) == 5


def test_sizes() -> None:
    assert len(tree().nodes) == 60
    assert {node.field for node in tree().nodes.values()} == FIELDS | {None}
    assert sum(node.ending is not None for node in tree().nodes.values()) == 3
    assert 6 <= len(tree().items) <= 10
    assert not tree().actors.keys() - {"world"}


def test_every_world_is_one_pass() -> None:
    """A loop among the effects would make it ten times slower."""
    assert compile_tree(tree()).one_pass
    assert all(compile_tree(tree(), item).one_pass for item in tree().items.values())


def test_returns_diminish() -> None:
    assert written()["returns"]["value"] == "0.35 to 0.7"


@pytest.mark.parametrize("name", REVIEW)
def test_people_of_an_agenda_are_those_of_the_review(name: str) -> None:
    staff = written()["nodes"][name]["staff"]
    assert staff["value"] == REVIEW[name]
    assert (staff["source"], str(staff["as_of"])) == ("review", "2025-11")
    assert f"nodes.{name}.staff" not in tree().numbers.unsourced


def test_other_people_are_said_to_be_the_authors_guess() -> None:
    others = {
        name: node["staff"]
        for name, node in written()["nodes"].items()
        if "staff" in node and name not in REVIEW
    }
    assert len(others) == 18
    for name, staff in others.items():
        assert "source" not in staff, name
        assert re.search("author's|^As for", staff["note"]), name
        assert staff["as_of"], name


def test_everything_with_work_in_a_field_says_who_works_on_it() -> None:
    """But for endings and for events and policies that staff would not bring about."""
    without = {
        name
        for name, node in tree().nodes.items()
        if node.field is not None and node.staff is None and node.ending is None
    }
    assert without == {
        "danger_shown",
        "scheming_caught",
        "reporting_duties",
        "frontier_clusters",
        "moratorium",
        "treaty",
        "safety_case_law",
    }


@pytest.mark.parametrize("name", FACTS)
def test_facts(name: str) -> None:
    source, chance = FACTS[name]
    node = written()["nodes"][name]
    assert not node.keys() & {"field", "work", "requires", "staff"}
    if source is None:
        assert node["chance"] == chance
    else:
        assert (node["chance"]["source"], node["chance"]["value"]) == (source, chance)


def test_published_numbers() -> None:
    nodes = written()["nodes"]
    assert nodes["containment_fails"]["chance"]["value"] == 0.40  # Carlsmith's fifth premise
    faster = nodes["automated_coder"]["effects"][0]["by"]
    assert (faster["value"], faster["source"]) == (5, "takeoff")


def test_the_gap_to_a_superhuman_researcher_is_the_takeoff_forecasts() -> None:
    """15% none, else lognormal with 1.5 to 10 years as its 10th and 90th percentile."""
    (none, zero), (_, gap) = written()["nodes"]["superhuman_researcher"]["work"]["value"]["mixture"]
    low, high = (float(end) for end in gap.split(" to "))
    middle, sigma = np.log(1.5 * 10) / 2, np.log(10 / 1.5) / (2 * 1.2816)
    assert (none, zero) == (0.15, 0)
    assert low == pytest.approx(np.exp(middle - 1.6449 * sigma), rel=0.02)
    assert high == pytest.approx(np.exp(middle + 1.6449 * sigma), rel=0.02)


def test_stances() -> None:
    stances = tree().stances
    assert set(stances) == {
        "author",
        "prosaic_optimist",
        "pessimist",
        "governance_first",
        "short_timelines",
        "sceptic",
    }
    assert sum(stance.weight for stance in stances.values()) == pytest.approx(1)


def test_names_in_the_note_exist() -> None:
    note = written()["note"]
    kept, _, _ = note.partition("six nodes left out")
    names = set(re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)+", kept)) - {"rethink_future", "ai_futures"}
    assert names <= {*tree().nodes, *tree().items, *tree().stances}
    assert len(names) > 20


def test_the_note_gives_the_figures_of_the_tree() -> None:
    """They are those of `techtree show alignment_research`."""
    picture = techtree.outcomes(tree(), Settings()).picture
    found = {name: f"{100 * answer.mean:.0f}%" for name, answer in picture.outcomes.items()}
    said = re.search(
        r"stands here: aligned (\d+%), misaligned\s+(\d+%), undecided (\d+%)", written()["note"]
    )
    assert said is not None
    assert said.groups() == (found["aligned"], found["misaligned"], found["undecided"])


@pytest.mark.parametrize(("later", "sooner", "always"), NEEDS)
def test_order(later: str, sooner: str, always: bool) -> None:
    base = scored("pause_campaign")
    known, before = when(later)(base), when(sooner)(base)
    reached = np.isfinite(known)
    assert reached.any()
    assert (before[reached] <= known[reached] + 1e-9).all() == always


@pytest.mark.parametrize(
    ("item", "sign"),
    [
        ("detectors_found", 1),
        ("ten_people_on_corrigibility", 1),
        ("ten_people_on_control", 1),
        ("publish_agent_training", -1),
    ],
)
def test_signs(item: str, sign: int) -> None:
    """At three standard errors; the pause campaign is nearly nothing, and has none."""
    apart = shift(outcome, "aligned")(scored(item, 20_000))
    assert sign * apart.mean() > 3 * apart.std() / np.sqrt(apart.size)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("ten_people_on_corrigibility", "ten_people_on_control"),
        ("ten_people_on_control", "ten_people_on_circuits"),
    ],
)
def test_the_same_people_are_worth_more_where_few_work(more: str, less: str) -> None:
    """One to ten, five to fifty, and a hundred to two hundred people."""
    ahead, behind = (shift(outcome, "aligned")(scored(item, 20_000)) for item in (more, less))
    apart = minus(ahead, behind)
    assert apart.mean() > 3 * apart.std() / np.sqrt(apart.size)
