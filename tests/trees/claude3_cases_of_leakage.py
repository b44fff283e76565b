"""Rows 34 to 47: leakage, words of estimative probability, and what is asked."""

from __future__ import annotations

from claude3_case import ANY, DOWN, RELEASE, RESEARCH, UP, Case
from claude3_figures import WITH, outcome, share, shift, when
from claude3_surgery import (
    drop_all_parts,
    drop_channels,
    drop_effects,
    drop_item_effects,
    drop_unlocks,
    set_node,
)

from techtree.model.numbers import ONE

NOVEL = when("novel_methods", "openai", WITH)
HURRIED = share("evals_cut", world=WITH)
NEXT = when("next_methods", "openai", WITH)

LEAKAGE = [
    Case(38, "the API", drop_item_effects(RELEASE, "inferred"), NOVEL, UP),
    Case(
        38,
        "publication",
        drop_item_effects("publish_architecture", "published"),
        NOVEL,
        UP,
        item="publish_architecture",
    ),
    Case(39, "employees", drop_item_effects(RESEARCH, "employees"), NEXT, UP, item=RESEARCH),
    Case(
        40,
        "the showing",
        drop_unlocks(RELEASE, ["claude3_shown"]),
        when("inspired", world=WITH),
        UP,
    ),
    Case(40, "the hint", set_node("novel_methods", hint=None), NOVEL, UP),
    Case(40, "that it is feasible", drop_effects("inspired", "feasible"), NOVEL, UP),
    Case(
        42,
        "leakage, and nothing of the race",
        drop_channels(RELEASE, "leakage: published", "leakage: possible"),
        NOVEL,
        UP,
    ),
]

QUESTIONS = [
    Case(
        34,
        "all of the release",
        drop_all_parts(RELEASE),
        shift(outcome, "aligned"),
        DOWN,
        "frontier_good",
    ),
    Case(
        37,
        "plausible",
        set_node("inspired", chance=ONE),
        share("inspired"),
        UP,
    ),
    Case(37, "unlikely", set_node("openai_would_hurry", chance=ONE), HURRIED, UP),
    Case(37, "possible", set_node("evals_cut", chance=ONE), HURRIED, UP),
    Case(
        43,
        "releasing",
        drop_all_parts(RELEASE),
        when("claude3_shown", world=WITH),
        UP,
    ),
    Case(
        43,
        "doing",
        drop_all_parts(RESEARCH),
        when("next_methods", "anthropic", WITH),
        UP,
        item=RESEARCH,
    ),
    Case(
        43,
        "publishing",
        drop_all_parts("publish_architecture"),
        NOVEL,
        UP,
        item="publish_architecture",
    ),
    Case(
        43,
        "showing evals",
        drop_all_parts("show_evals"),
        when("bio_evidence", world=WITH),
        UP,
        item="show_evals",
    ),
    # The size of what is left at this number of runs is noise; the scores give the signs.
    *(
        Case(
            47,
            f"the author's {channel}",
            drop_channels(RELEASE, channel),
            shift(outcome, "aligned"),
            ANY,
            "author",
        )
        for channel in ("trendsetting", "resources", "race: diverted resources", "false security")
    ),
]

QUESTIONS_AND_LEAKAGE = [*LEAKAGE, *QUESTIONS]
