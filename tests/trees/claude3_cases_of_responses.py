"""Rows 20 to 33: resources, the lead, trends and false security."""

from __future__ import annotations

from claude3_case import AHEAD, DIVERTED, DOWN, RELEASE, UP, Case
from claude3_figures import WITH, ended, outcome, share, shift, when
from claude3_surgery import (
    drop_blocks,
    drop_effects,
    drop_item_effects,
    drop_parts,
    drop_unlocks,
    gate_without,
    set_effect,
    set_efficiency,
    set_node,
)

from techtree.model.gates import All, Known
from techtree.model.numbers import ONE, ZERO
from techtree.model.tree import Removal

CHECKED = when("interpretability")
CHECKED_WITH = when("interpretability", world=WITH)
NEXT = when("next_methods", "openai", WITH)

RESOURCES = [
    # Almost no chance: it acts in a run in forty or so, and is seen there only.
    Case(20, "repurposing", drop_effects("lead_lost", "now"), CHECKED_WITH, DOWN),
    Case(
        21,
        "the loss in repurposing",
        set_efficiency("lead_lost", "now", ONE),
        when("later_product", "openai", WITH),
        DOWN,
    ),
    Case(
        21,
        "the loss in giving out anew",
        set_efficiency("lead_lost", "future", ONE),
        when("later_product", "openai", WITH),
        DOWN,
        DIVERTED,
    ),
    Case(22, "the future", drop_effects("lead_lost", "future"), CHECKED_WITH, DOWN, DIVERTED),
    # Were it given out at once, it would reach the model that is being trained today.
    Case(
        22,
        "that it is not given out yet",
        set_effect("lead_lost", "future", after=ZERO),
        when("next_pretraining", "openai", WITH),
        DOWN,
        DIVERTED,
    ),
    Case(23, "the investment", drop_effects("kept_lead", "invest"), CHECKED, UP, DIVERTED),
    Case(
        23,
        "the half year that it needs",
        set_node("kept_lead", requires=Known("next_product", "openai")),
        share("kept_lead"),
        UP,
        DIVERTED,
    ),
    Case(
        24,
        "what products give",
        drop_effects("lead_lost", "products"),
        when("next_product", "openai", WITH),
        DOWN,
        DIVERTED,
    ),
    Case(
        25,
        "being far behind",
        drop_unlocks(AHEAD, ["far_behind"]),
        shift(outcome, "aligned"),
        UP,
        DIVERTED,
        AHEAD,
    ),
    Case(
        25,
        "that it moves more",
        drop_effects("far_behind", "future"),
        CHECKED_WITH,
        DOWN,
        DIVERTED,
        AHEAD,
    ),
    Case(26, "poaching", drop_item_effects(AHEAD, "poached"), NEXT, UP, item=AHEAD),
    Case(
        27,
        "the removal",
        drop_parts("no_anthropic", lambda part: isinstance(part, Removal)),
        share("next_product", "anthropic", WITH),
        UP,
        item="no_anthropic",
    ),
]

TRENDS = [
    # Either alone is enough; only where the other is gone as well is nobody left to follow.
    Case(
        28,
        "METR's proposal",
        gate_without("adoption", "metr_rsp"),
        share("adoption", world=WITH),
        DOWN,
        item="no_anthropic",
    ),
    Case(
        28,
        "the block on Anthropic's policy",
        drop_blocks("no_scaling_policies", "anthropic_rsp"),
        share("adoption", world=WITH),
        UP,
        item="no_scaling_policies",
    ),
    Case(
        28,
        "the block on METR's proposal",
        drop_blocks("no_scaling_policies", "metr_rsp"),
        share("adoption", world=WITH),
        UP,
        item="no_scaling_policies",
    ),
    Case(29, "new at OpenAI", drop_effects("adoption", "into_openai"), CHECKED, UP),
    Case(29, "new at DeepMind", drop_effects("adoption", "into_deepmind"), CHECKED, UP),
    Case(29, "new in evals", drop_effects("adoption", "evals_openai"), when("bio_evidence"), UP),
    Case(29, "displaced within", drop_effects("adoption", "within"), CHECKED, DOWN),
    Case(29, "followers", drop_effects("adoption", "follow"), when("approach_research"), UP),
    Case(
        29,
        "displaced elsewhere",
        drop_effects("security", "others"),
        when("other_approaches"),
        DOWN,
    ),
    Case(
        30,
        "imitation",
        drop_effects("anthropic_at_frontier", "imitate"),
        when("adoption", world=WITH),
        UP,
    ),
    Case(
        30,
        "persuasion",
        drop_effects("anthropic_at_frontier", "persuade"),
        share("adoption", world=WITH),
        DOWN,
    ),
    Case(31, "up in alignment", drop_item_effects(RELEASE, "own_alignment"), CHECKED_WITH, UP),
    Case(
        31,
        "up in evals",
        drop_item_effects(RELEASE, "own_evals"),
        when("after_evals", "anthropic", WITH),
        DOWN,
    ),
    Case(
        31,
        "up in capability",
        drop_item_effects(RELEASE, "own_capability"),
        when("after_pretraining", "anthropic", WITH),
        UP,
    ),
    Case(
        31,
        "down at OpenAI's products",
        drop_item_effects(RELEASE, "margins"),
        when("next_product", "openai", WITH),
        DOWN,
    ),
    Case(
        31,
        "down at OpenAI's capability",
        drop_item_effects(RELEASE, "margins_capability"),
        when("after_pretraining", "openai", WITH),
        DOWN,
    ),
    Case(33, "who feels safe ships", drop_effects("security", "deploy"), ended(), UP),
    Case(33, "who feels safe builds", drop_effects("security", "build"), ended(), UP),
    # Were it trusted only where it works, fewer worlds would feel safe.
    Case(
        33,
        "whether or not it works",
        set_node(
            "security",
            requires=All((Known("adoption"), Known("frontier_vouches"), Known("approach_works"))),
        ),
        share("security"),
        DOWN,
        "false_security",
    ),
    Case(
        33,
        "what works pays",
        drop_effects("approach_pays"),
        outcome("aligned"),
        DOWN,
    ),
    Case(
        33,
        "what works binds",
        drop_effects("commitments_bite", "after"),
        when("after_evals", "openai"),
        DOWN,
    ),
]

RESPONSES = [*RESOURCES, *TRENDS]
