"""Rows 1 to 18: endings, landscape, the chain of projects, evals, and what hurries them."""

from __future__ import annotations

from claude3_case import (
    AHEAD,
    ANY,
    CATASTROPHE,
    DIVERTED,
    DOWN,
    PRECEDENT,
    RELEASE,
    SKIMPED,
    SYDNEY,
    UP,
    Case,
)
from claude3_figures import WITH, ended, ends_in, outcome, share, shift, span, when
from claude3_surgery import (
    both,
    drop_actor,
    drop_channels,
    drop_effects,
    drop_node,
    gate_without,
    set_effect,
    set_node,
)

from techtree.model.effects import Selector
from techtree.model.numbers import ZERO

ALIGNED = outcome("aligned")
RUIN = ends_in("catastrophe")
HELPS = ("next_helps", "after_helps", "later_helps")
GENERATIONS = ("next", "after", "later")
OPENAI_OUT = shift(when, "next_product", "openai")

LANDSCAPE = [
    Case(1, "the careful ending", drop_node("careful_superintelligence"), ALIGNED, DOWN),
    Case(1, "the catastrophe", drop_node("catastrophe"), ALIGNED, UP),
    Case(2, "an actor", drop_actor("academia"), when("interpretability"), UP),
    Case(2, "a policy node", gate_without("moratorium", "government_outreach"), ended(), UP),
    # In a world where OpenAI has been passed already, the release cannot pass it again.
    Case(
        2,
        "the lead that could be lost",
        set_node("lead_lost", unlocked=((None, ZERO),)),
        shift(outcome, "aligned"),
        UP,
        DIVERTED,
    ),
    # The same help has either sign, by what it helps; none is written on the field.
    Case(
        3, "help to capability", both(*(drop_effects(h, "capability") for h in HELPS)), ALIGNED, UP
    ),
    Case(
        3, "help to alignment", both(*(drop_effects(h, "alignment") for h in HELPS)), ALIGNED, DOWN
    ),
    # GPT-N's help comes when most alignment work is done: it shows in what is known, not when.
    Case(4, "next_helps", drop_effects(HELPS[0], "alignment"), when("interpretability"), UP),
    Case(4, "after_helps", drop_effects(HELPS[1], "alignment"), when("interpretability"), UP),
    Case(4, "later_helps", drop_effects(HELPS[2], "alignment"), share("interpretability"), DOWN),
    Case(5, "evidence", gate_without("moratorium", "bio_evidence"), share("moratorium"), UP),
    Case(5, "the moratorium", drop_effects("moratorium"), ended(), DOWN),
    Case(5, "control of clusters", drop_effects("cluster_control"), ended(), DOWN),
    Case(
        5,
        "evals that are shown",
        drop_channels("show_evals", "evidence"),
        when("bio_evidence", world=WITH),
        UP,
        item="show_evals",
    ),
    # Without Gemini it is Claude-3 that shows what both can do, and the release gives the hint.
    Case(
        6,
        "Gemini Ultra",
        set_node("gemini_ultra", unlocked=(), chance=ZERO),
        shift(when, "shared_methods", "openai"),
        DOWN,
    ),
    # Give OpenAI the methods: a release has nothing left to leak to it.
    Case(
        7,
        "what OpenAI lacks",
        set_node("novel_methods", unlocked=(("anthropic", ZERO), ("openai", ZERO))),
        shift(when, "novel_methods", "openai"),
        UP,
    ),
    Case(7, "novelty", set_node("novelty", chance=ZERO), share("novel_gain", "openai"), DOWN),
    Case(7, "the gain", drop_effects("novel_gain"), when("later_product"), UP),
]

PHASES = [
    Case(
        8,
        "both cuts",
        both(drop_effects("evals_cut"), drop_effects("product_cut")),
        OPENAI_OUT,
        UP,
        SKIMPED,
    ),
    Case(8, "the months they save", drop_effects("evals_cut"), shift(ended), UP, SKIMPED),
    Case(9, "hurry", drop_effects("product_cut", "hurry"), OPENAI_OUT, UP, SKIMPED),
    Case(10, "the cut of evals", drop_effects("evals_cut"), OPENAI_OUT, UP, SKIMPED),
    Case(10, "the cut of tests", drop_effects("product_cut", "cut"), OPENAI_OUT, UP, SKIMPED),
    *(
        Case(10, phase, set_node(phase, work=ZERO), when("next_product", "openai"), DOWN)
        for phase in ("next_pretraining", "next_post_training", "next_evals", "next_product")
    ),
    # Let the cut fall on training, as the post says that it will not: that phase gets shorter.
    Case(
        11,
        "the bar on cutting training",
        set_effect("evals_cut", "cut", target=Selector(node="after_pretraining", actor="openai")),
        span(
            when("next_product", "openai", WITH),
            when("after_pretraining", "openai", WITH),
        ),
        DOWN,
        SKIMPED,
    ),
]

EVALS = [
    # A dangerous GPT-5 is one in a hundred as written, so the first shows where it is possible.
    Case(13, "evals of GPT-5", drop_effects("next_evals", "slip"), RUIN, UP, CATASTROPHE),
    Case(13, "evals of GPT-6", drop_effects("after_evals", "slip"), RUIN, UP),
    Case(13, "evals of GPT-N", drop_effects("later_evals", "slip"), RUIN, UP),
    *(
        Case(
            14,
            f"precedent, {name}",
            drop_effects("precedent", name),
            span(
                when(f"{name.split('_')[0]}_post_training", name.split("_")[1], WITH),
                when(f"{name.split('_')[0]}_evals", name.split("_")[1], WITH),
            ),
            UP,
            PRECEDENT,
        )
        for name in ("after_openai", "after_deepmind", "later_openai", "later_deepmind")
    ),
    Case(
        14,
        "precedent, what later evals catch",
        drop_effects("precedent"),
        ends_in("catastrophe", WITH),
        DOWN,
        PRECEDENT,
    ),
    *(
        Case(
            15,
            f"what {phase} tells of an incident",
            drop_effects(phase, "sydney"),
            share("next_incident", "openai"),
            UP,
            SYDNEY,
        )
        for phase in ("next_evals", "next_product")
    ),
    *(
        Case(
            15,
            f"an incident after {cut}",
            drop_effects(cut),
            share("next_incident", "openai", WITH),
            DOWN,
            SYDNEY,
        )
        for cut in ("evals_cut", "product_cut")
    ),
    *(
        Case(
            15,
            f"backlash, {name}",
            drop_effects("backlash", name),
            span(when(f"{name}_post_training", "openai"), when(f"{name}_evals", "openai")),
            DOWN,
            SYDNEY,
        )
        for name in ("after", "later")
    ),
    *(
        Case(
            16,
            f"danger of the {name} generation",
            set_node(f"{name}_dangerous", chance=ZERO),
            RUIN,
            DOWN,
            CATASTROPHE,
        )
        for name in GENERATIONS
    ),
    # What a channel does to the year of the end; its sign is the scores' business.
    *(
        Case(17, channel, drop_channels(RELEASE, channel), shift(ended), ANY)
        for channel in (
            "race: evals cut",
            "race: earlier release",
            "race: diverted resources",
            "leakage: published",
            "leakage: possible",
            "trendsetting",
            "resources",
            "false security",
        )
    ),
    Case(
        18,
        "evals cut",
        drop_channels(RELEASE, "race: evals cut"),
        shift(outcome, "aligned"),
        UP,
        SKIMPED,
    ),
    Case(
        18,
        "diverted resources",
        drop_channels(AHEAD, "race: diverted resources"),
        shift(outcome, "aligned"),
        UP,
        DIVERTED,
        AHEAD,
    ),
]

RACE = [*LANDSCAPE, *PHASES, *EVALS]
