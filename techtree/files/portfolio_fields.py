"""What a portfolio file may say beside the tree that it is for."""

from __future__ import annotations

from typing import Final

from techtree.files.fields import ABOUT, ITEM, TITLE, Flag, Key, Shape, Special, Table, Text, Whole

VERSION_KEY: Final = "techtree_portfolio"

PORTFOLIO_ITEM = Shape(
    "an item of a portfolio",
    (
        *ITEM.keys,
        Key("requires", Special("candidates"), "Items without which it cannot be chosen."),
        Key("excludes", Special("candidates"), "Items beside which it cannot be chosen."),
        Key("group", Text(), "A name; at most one item of a group can be chosen."),
        Key("must", Flag(), "Whether it is chosen in any case."),
        Key("never", Flag(), "Whether it is evaluated, but not chosen."),
    ),
    "A research item that can be chosen.",
)
PORTFOLIO = Shape(
    "a portfolio",
    (
        Key(VERSION_KEY, Whole(1, 1), "The version of the format: 1."),
        TITLE,
        Key("tree", Text(), "The tree that it is meant for: the name of its file, without suffix."),
        Key("cost_unit", Text(), "What costs are counted in, such as `million USD`."),
        Key("sources", Table("source"), "Where numbers come from; those of the tree count too."),
        Key("items", Table("portfolio item"), "What can be chosen.", required=True),
        *ABOUT,
    ),
    "Research items to choose from.",
)
