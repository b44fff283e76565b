"""What a tree file may say: every map of the format, with its keys.

The one definition of the format: the reader takes from it which keys exist, which are required
and how their values are read, and the JSON Schema is made from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from techtree.files.number_kinds import KindName
from techtree.limits import MAX_LABEL, MAX_LINK, MAX_NOTE

RESERVED_IDS: Final = ("all", "default", "mix", "never", "none", "rest", "undecided")
ID_PATTERN: Final = "[a-z][a-z0-9_]*"
REFERENCE_PATTERN: Final = f"{ID_PATTERN}(@{ID_PATTERN})?"

Names: TypeAlias = Literal["node", "actor", "outcome", "source", "stance", "field", "claim"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of bounded length."""

    limit: int = MAX_LABEL


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Identifier:
    """A new id."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a kind; ``words`` may stand for it; ``fixed`` if it cannot be uncertain."""

    kind: KindName
    doubt: Literal["race", "input"] = "input"
    words: tuple[str, ...] = ()
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of something that exists."""

    to: Names


@dataclass(frozen=True, slots=True)
class References:
    """An id, or a list of ids."""

    to: Names


@dataclass(frozen=True, slots=True)
class Table:
    """A map from ids to maps of one shape."""

    shape: str


@dataclass(frozen=True, slots=True)
class Special:
    """A value with a reader of its own: a gate, effects, a distribution over outcomes..."""

    name: str


Holds: TypeAlias = (
    Text | Flag | Whole | Identifier | Quantity | Reference | References | Table | Special
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a map: what stands under it, and what it is for."""

    name: str
    holds: Holds
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A map of the format, by the name used in messages."""

    name: str
    keys: tuple[Key, ...]
    says: str
    by_name: dict[str, Key] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})


SOURCE = Key("source", References("source"), "Where the numbers here come from: ids of `sources`.")
NOTE = Key("note", Text(MAX_NOTE), "Why the numbers here are what they are.")
AS_OF = Key("as_of", Text(), "The date on which the numbers here were judged.")
TITLE = Key("title", Text(), "What a reader sees in place of the id.")
ABOUT = (SOURCE, NOTE, AS_OF)
CHANNEL = Key(
    "channel",
    Text(),
    "The mechanism this belongs to. Scores are split by it and stances can switch it off. "
    "Without one: `other`.",
)
AT = Key(
    "at",
    Quantity("time", "race"),
    "When, if not at the start: a date, or years from the start.",
)

NUMBER = Shape(
    "a number",
    (
        Key("value", Special("number"), "The number itself.", required=True),
        *ABOUT,
    ),
    "A number with its source.",
)
PARAMETER = Shape(
    "a parameter",
    (
        Key("value", Special("number"), "The number itself.", required=True),
        Key(
            "as",
            Special("parameter kind"),
            "What it stands for, which picks the family of a range.",
        ),
        *ABOUT,
    ),
    "A number with a name; written `$name`, it is the same draw wherever it is used.",
)
OUTCOME = Shape(
    "an outcome",
    (
        TITLE,
        Key("value", Quantity("value"), "How good it is; scores report the expected value."),
        *ABOUT,
    ),
    "What an ending can turn out to be.",
)
SOURCE_SHAPE = Shape(
    "a source",
    (
        TITLE,
        Key("author", Text(), "Who wrote it."),
        Key("year", Whole(0, 2200), "When it appeared."),
        Key("url", Text(MAX_LINK), "Where it can be read."),
        AS_OF,
        NOTE,
    ),
    "Where a number comes from.",
)
ACTOR = Shape(
    "an actor",
    (
        TITLE,
        Key(
            "effort",
            Special("effort"),
            "Effort per field, `default` for fields not named; or one number for every field.",
            required=True,
        ),
        Key(
            "luck",
            Quantity("sigma"),
            "Sigma of a lognormal factor on its work, drawn per node. Default 0.",
        ),
        *ABOUT,
    ),
    "Somebody who works on nodes.",
)
NODE = Shape(
    "a node",
    (
        TITLE,
        Key("field", Special("field"), "The kind of work; without one it takes calendar time."),
        Key("private", Flag(), "Whether it is raced, each actor alone, rather than shared."),
        Key("requires", Special("gate"), "What must be known before work begins."),
        Key(
            "work",
            Quantity("duration", "race"),
            "Years of work at speed 1. Default 0: done as soon as its gate opens.",
        ),
        Key("chance", Quantity("probability"), "The probability that it works out at all."),
        Key(
            "unlocked",
            Special("unlocked"),
            "Known from the start: true, actors, a past date, or a map from actor to date.",
        ),
        Key(
            "leak",
            Quantity("duration", "race", ("never",)),
            "How long after its first completion the other actors learn a private node.",
        ),
        Key(
            "hint",
            Special("hint"),
            "The factor on everybody else's speed once anyone has it, or once `shown_by` is known.",
        ),
        Key("ending", Special("ending"), "Ends the world, with this distribution over outcomes."),
        Key("staff", Quantity("count"), "How many people work on it today."),
        Key("effects", Special("effects"), "What it does to the work on others, once known."),
        *ABOUT,
    ),
    "A research advance, an event, a policy, a fact, or an ending.",
)
ITEM_NODE = Shape(
    "a node of an item",
    (*NODE.keys, CHANNEL),
    "A node that exists only with the item.",
)
ITEM = Shape(
    "an item",
    (
        TITLE,
        Key("cost", Quantity("count"), "What it costs, in any unit used throughout."),
        Key("chance", Quantity("probability"), "The probability that any of it happens."),
        AT,
        Key("unlocks", Special("unlocks"), "Nodes that it makes known."),
        Key("blocks", Special("blocks"), "Nodes that it makes impossible."),
        Key("removes", Special("removes"), "Actors that it takes out of the race."),
        Key("effects", Special("item effects"), "What it does to the work on nodes."),
        Key("nodes", Table("item node"), "Nodes that exist only with the item."),
        *ABOUT,
    ),
    "A research item: a change to the world of the tree.",
)
UNLOCK = Shape(
    "an unlock",
    (CHANNEL, Key("to", Reference("actor"), "The one actor that learns it."), AT, *ABOUT),
    "How a node becomes known.",
)
BLOCK = Shape("a block", (CHANNEL, AT, *ABOUT), "How a node becomes impossible.")
REMOVAL = Shape("a removal", (CHANNEL, AT, *ABOUT), "How an actor leaves the race.")
HINT = Shape(
    "a hint",
    (
        Key("by", Quantity("factor"), "The factor on speed.", required=True),
        Key("shown_by", Special("known"), "The node, or node@actor, that shows it can be done."),
        *ABOUT,
    ),
    "Seeing that it can be done tells where to look.",
)
SELECTOR = Shape(
    "a selector",
    (
        Key("node", Reference("node"), "Only work on this node."),
        Key("field", Special("named field"), "Only work on nodes of this field."),
        Key("actor", Reference("actor"), "Only the work of this actor."),
    ),
    "Which nodes, and whose work on them, an effect reaches.",
)
MOVE = Shape(
    "a move",
    (
        Key("actor", Reference("actor"), "Whose effort; without one, everybody's."),
        Key("from", Special("named field"), "The field that it leaves.", required=True),
        Key("to", Special("named field"), "The field that it goes to.", required=True),
    ),
    "Effort that changes its field.",
)
WHEN = (
    Key("for", Quantity("duration", "race"), "How long it acts; without it, for good."),
    Key("after", Quantity("duration", "race"), "How long after its source is known it starts."),
    Key("chance", Quantity("probability"), "The probability that it acts at all."),
    CHANNEL,
    Key("id", Identifier(), "A name for it, for use in paths."),
    *ABOUT,
)
BY_FACTOR = Key("by", Quantity("factor"), "The factor; 1 changes nothing.", required=True)
TARGET = Special("target")
EFFECT_KINDS: dict[str, tuple[Key, ...]] = {
    "speed": (
        Key("speed", TARGET, "Multiplies the speed of work on the target.", required=True),
        BY_FACTOR,
    ),
    "depth": (
        Key("depth", TARGET, "How thoroughly the target is done.", required=True),
        BY_FACTOR,
    ),
    "odds": (
        Key("odds", TARGET, "Multiplies the odds of the target's chance.", required=True),
        Key("of", Reference("outcome"), "Of an ending: the outcome whose odds it multiplies."),
        BY_FACTOR,
    ),
    "leak": (
        Key("leak", TARGET, "Multiplies what is left of the target's leak delays.", required=True),
        BY_FACTOR,
    ),
    "staff": (
        Key("staff", TARGET, "Adds people to a node that says `staff`.", required=True),
        Key("add", Quantity("value"), "How many people.", required=True),
    ),
    "move": (
        Key("move", Special("move"), "Moves effort from one field to another.", required=True),
        Key("by", Quantity("probability"), "The share of the effort that leaves.", required=True),
        Key("efficiency", Quantity("probability"), "The part of it that arrives. Default 1."),
    ),
}


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


EFFECTS: dict[str, Shape] = {
    kind: Shape(f"{_article(kind)} `{kind}` effect", (*keys, *WHEN), f"One `{kind}` effect.")
    for kind, keys in EFFECT_KINDS.items()
}
ITEM_EFFECTS: dict[str, Shape] = {
    kind: Shape(f"{shape.name} of an item", (*shape.keys, AT), shape.says)
    for kind, shape in EFFECTS.items()
}
STANCE = Shape(
    "a stance",
    (
        TITLE,
        Key("weight", Quantity("strength", fixed=True), "Its weight in the mix; none: left out."),
        Key("extends", Reference("stance"), "The stance whose changes come first."),
        Key("set", Special("set"), "Other numbers, by their path, such as `nodes.ID.work`."),
        Key("off", Special("off"), "Channels that are switched off."),
        *ABOUT,
    ),
    "A named set of changes to the tree.",
)
CLAIM = Shape(
    "a claim",
    (
        Key("that", Reference("claim"), "A node or an outcome.", required=True),
        Key("by", Quantity("time", "race"), "The time in question; without it, the horizon."),
        Key(
            "probability",
            Quantity("probability"),
            "How probable the author believes it is.",
            required=True,
        ),
        *ABOUT,
    ),
    "What the author believes the tree implies.",
)
TREE = Shape(
    "a tree",
    (
        Key("techtree", Whole(1, 1), "The version of the format: 1.", required=True),
        TITLE,
        Key("start", Special("start"), "The date at which time begins, such as 2026-01."),
        Key(
            "horizon",
            Quantity("time", "race", ("none",)),
            "When the race is called undecided: years, a date, or none (the default).",
        ),
        Key("outcomes", Table("outcome"), "What endings can turn out to be.", required=True),
        Key("sources", Table("source"), "Where numbers come from."),
        Key("parameters", Table("parameter"), "Numbers with a name, used as `$name`."),
        Key(
            "leak",
            Quantity("duration", "race", ("never",)),
            "How long private nodes take to leak, unless they say so themselves. Default: never.",
        ),
        Key("returns", Quantity("factor"), "The exponent of `staff` effects. Default 1."),
        Key("actors", Table("actor"), "Who works; without any, `world` with effort 1."),
        Key("nodes", Table("node"), "The advances, events, policies and endings.", required=True),
        Key("stances", Table("stance"), "Named sets of changes."),
        Key("items", Table("item"), "Research items to score."),
        Key("claims", Special("claims"), "What the author believes the tree implies."),
        *ABOUT,
    ),
    "A tech tree.",
)
TABLES: dict[str, Shape] = {
    "outcome": OUTCOME,
    "source": SOURCE_SHAPE,
    "parameter": PARAMETER,
    "actor": ACTOR,
    "node": NODE,
    "item node": ITEM_NODE,
    "stance": STANCE,
    "item": ITEM,
}
GATE_FORMS = ("all", "any", "at_least", "weighted", "before", "not_before")
