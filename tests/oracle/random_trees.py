"""Random trees with every feature of the model, and random draws for them."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from techtree.model.effects import Effect, Kind, Move, Selector
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import Distribution, Fixed, Mixture, Number, Uncertain
from techtree.model.tree import (
    NEVER,
    UNDECIDED,
    WORLD,
    Actor,
    Block,
    Ending,
    Hint,
    Item,
    Leak,
    Node,
    Outcome,
    Removal,
    Tree,
    Unlock,
)

Role = Literal["work", "delay", "probability", "factor"]

FIELDS = ("capability", "alignment", "evals")
OUTCOMES = ("aligned", "misaligned", "stalled")
CHANNELS = ("leakage: published", "race: evals cut", "resources")
ACTORS = ("ada", "bob", "cyd", "dee")
KINDS: tuple[Kind, ...] = ("speed", "speed", "depth", "odds", "odds", "leak", "staff", "move")

TIED: dict[Role, tuple[float, ...]] = {
    "work": (0, 0, 0.5, 1, 1, 2, 4),
    "delay": (0, 0.5, 1, 1, 2),
    "probability": (0.25, 0.5, 0.75),
    "factor": (0, 0.5, 0.5, 1, 2, 2, 4),
}
MOST_DEPTHS = 3  # effects on depth in a tree: more of them can build towers of powers


def random_tree(rng: random.Random, size: int = 12) -> Tree:
    """Build a random tree of about ``size`` nodes, in which ties abound one time in three."""
    return Maker(rng, tied=rng.random() < 1 / 3).tree(size)


class Maker:
    """Makes the parts of one random tree."""

    def __init__(self, rng: random.Random, tied: bool) -> None:
        """Choose what the whole tree shares."""
        self.rng = rng
        self.tied = tied
        self.depths = 0
        self.advances: list[str] = []
        self.actors = self.some_actors()
        self.parameters: dict[str, tuple[Role, Number]] = {}
        for role in ("work", "delay", "probability", "factor"):
            name = f"{role}_guess"
            number = self.number(f"parameters.{name}", role, doubt="input")
            self.parameters[name] = (role, number)

    def chance(self, p: float) -> bool:
        """Decide something."""
        return self.rng.random() < p

    # Numbers.

    def number(self, key: str, role: Role, doubt: Literal["race", "input"] | None = None) -> Number:
        """Make a number of a role: fixed, a parameter, or a distribution."""
        if self.tied:
            return Fixed(float(self.rng.choice(TIED[role])))
        if doubt is None and self.chance(0.12):
            return self.parameters[f"{role}_guess"][1]
        if self.chance(0.35):
            return Fixed(self.plain(role))
        is_race = role in ("work", "delay")
        return Uncertain(key, self.distribution(role), doubt or ("race" if is_race else "input"))

    def positive(self, key: str, role: Role) -> Number:
        """Make a number that is surely above 0."""
        number = self.number(key, role)
        return Fixed(1.0) if can_be_zero(number) else number

    def plain(self, role: Role) -> float:
        """Choose a fixed value."""
        rng = self.rng
        match role:
            case "work":
                return rng.choice((0.0, 0.0, rng.uniform(0.1, 4)))
            case "delay":
                return rng.choice((0.0, rng.uniform(0.1, 2), rng.uniform(0.1, 2)))
            case "probability":
                return rng.choice((0.0, 1.0, *(rng.random() for _ in range(6))))
            case "factor":
                return rng.choice((0.0, *(rng.uniform(0.2, 3) for _ in range(7))))

    def distribution(self, role: Role) -> Distribution | Mixture:
        """Choose a distribution, sometimes a mixture of several."""
        if self.chance(0.85):
            return self.simple(role)
        parts: list[Distribution | Fixed] = [self.simple(role), Fixed(self.plain(role))]
        weight = self.rng.uniform(0.3, 0.8)
        return Mixture(((weight, parts[0]), (1 - weight, parts[1])))

    def simple(self, role: Role) -> Distribution:
        """Choose a family and its arguments."""
        rng = self.rng
        a, b, c = sorted(rng.uniform(0.1, 3) for _ in range(3))
        if role == "probability":
            a, b, c = sorted(rng.random() for _ in range(3))
            return rng.choice(
                (
                    Distribution("logitnormal", (rng.gauss(0, 1), rng.uniform(0.2, 1.5))),
                    Distribution("beta", (rng.uniform(0.5, 4), rng.uniform(0.5, 4))),
                    Distribution("uniform", (a, c)),
                    Distribution("triangular", (a, b, c)),
                )
            )
        if role == "factor":
            return rng.choice(
                (
                    Distribution("lognormal", (b, rng.uniform(0.1, 0.5))),
                    Distribution("uniform", (a, c)),
                    Distribution("triangular", (a, b, c)),
                    Distribution("gamma", (rng.uniform(2, 5), 0.4)),
                )
            )
        return rng.choice(
            (
                Distribution("exponential", (b,)),
                Distribution("lognormal", (b, rng.uniform(0.1, 1))),
                Distribution("normal", (b, rng.uniform(0.1, 1))),
                Distribution("uniform", (a, c)),
                Distribution("triangular", (a, b, c)),
                Distribution("gamma", (rng.uniform(0.5, 3), b)),
                Distribution("weibull", (rng.uniform(0.7, 3), b)),
                Distribution("erlang", (float(rng.randint(1, 4)), b)),
            )
        )

    # The tree.

    def tree(self, size: int) -> Tree:
        """Make a whole tree."""
        rng = self.rng
        endings = rng.randint(1, 3)
        self.advances = names = self.names(max(2, size - endings))
        nodes = [self.node(f"nodes.{name}", name, names[:i]) for i, name in enumerate(names)]
        for name in rng.sample(("asi", "war", "zenith", "pause"), endings):
            nodes.append(self.ending_node(f"nodes.{name}", name, names))
        items = [self.item(f"item_{i}", nodes) for i in range(rng.randint(1, 3))]
        nodes = self.with_effects("nodes", nodes, nodes)
        rng.shuffle(nodes)
        actors = list(self.actors.items())
        rng.shuffle(actors)
        horizon = None if self.chance(0.3) else self.horizon()
        return Tree(
            title="A random tree",
            start=2026.0,
            horizon=horizon,
            outcomes=self.outcomes(horizon is None),
            actors=dict(actors),
            nodes={node.id: node for node in nodes},
            items={item.id: item for item in items},
            parameters={name: number for name, (_, number) in self.parameters.items()},
            leak=self.leak("leak"),
            returns=self.rng.choice((Fixed(1.0), self.positive("returns", "factor"))),
        )

    def names(self, count: int) -> list[str]:
        """Make names whose alphabetical order is not that of the gates."""
        letters = [f"{letter}{i}" for letter in "abcdefghijklm" for i in range(9)]
        return self.rng.sample(letters, count)

    def horizon(self) -> Number:
        """Choose a horizon."""
        if self.tied:
            return Fixed(float(self.rng.choice((3, 4, 8, 30))))
        ranged = Uncertain("horizon", Distribution("uniform", (3.0, 20.0)), "input")
        return self.rng.choice((Fixed(self.rng.uniform(3, 20)), ranged))

    def outcomes(self, endless: bool) -> dict[str, Outcome]:
        """Give every outcome a value."""
        values = {
            name: Outcome(name, self.number(f"outcomes.{name}.value", "probability"))
            for name in OUTCOMES
        }
        return values | {UNDECIDED: Outcome(UNDECIDED, None if endless else Fixed(0.5))}

    def some_actors(self) -> dict[str, Actor]:
        """Make one to four actors, each with efforts and luck of its own."""
        if self.chance(0.1):
            return {WORLD: Actor(WORLD, default_effort=Fixed(1.0))}
        return {name: self.actor(name) for name in ACTORS[: self.rng.randint(1, len(ACTORS))]}

    def actor(self, name: str) -> Actor:
        """Make an actor."""
        key = f"actors.{name}"
        fields = self.rng.sample(FIELDS, self.rng.randint(1, len(FIELDS)))
        default = self.rng.choice((Fixed(0.0), Fixed(0.5), Fixed(1.0)))
        lucky = self.chance(0.3) and not self.tied
        return Actor(
            name,
            effort={field: self.effort(f"{key}.effort.{field}") for field in fields},
            default_effort=default,
            luck=self.luck(f"{key}.luck") if lucky else Fixed(0.0),
        )

    def effort(self, key: str) -> Number:
        """Choose an effort, now and then none."""
        if self.tied:
            return Fixed(self.rng.choice((0.0, 0.5, 1.0, 1.0, 2.0)))
        plain = Fixed(self.rng.choice((0.0, self.rng.uniform(0.2, 2))))
        ranged = Uncertain(key, Distribution("uniform", (0.2, 2.0)), "input")
        return self.rng.choice((plain, ranged))

    def luck(self, key: str) -> Number:
        """Choose a sigma."""
        ranged = Uncertain(key, Distribution("uniform", (0.1, 0.6)), "input")
        return self.rng.choice((Fixed(0.3), ranged))

    def leak(self, key: str) -> Leak:
        """Choose a leak delay."""
        return NEVER if self.chance(0.3) else self.number(key, "delay")

    # Nodes.

    def node(self, key: str, name: str, earlier: Sequence[str]) -> Node:
        """Make a node, without its effects."""
        is_fact = self.chance(0.12)
        works = not is_fact and self.chance(0.8)
        return Node(
            id=name,
            field=self.rng.choice(FIELDS) if self.chance(0.7) else None,
            private=self.chance(0.5),
            requires=None if is_fact else self.requires(f"{key}.requires", earlier),
            work=self.number(f"{key}.work", "work") if works else Fixed(0.0),
            chance=self.number(f"{key}.chance", "probability")
            if is_fact or self.chance(0.3)
            else None,
            unlocked=self.unlocked() if self.chance(0.2) else (),
            leak=self.leak(f"{key}.leak") if self.chance(0.5) else None,
            hint=self.hint(key, name) if self.chance(0.35) else None,
            staff=self.positive(f"{key}.staff", "factor") if self.chance(0.3) else None,
        )

    def ending_node(self, key: str, name: str, earlier: Sequence[str]) -> Node:
        """Make an ending, without effects, that tends to take longer than other nodes."""
        node = self.node(key, name, earlier)
        slow = Fixed(float(self.rng.choice((1, 2, 4, 4)))) if self.tied else node.work
        if isinstance(slow, Fixed) and self.chance(0.7):
            slow = Fixed(slow.value + 1)
        return dataclasses.replace(
            node,
            requires=node.requires or self.requires(f"{key}.requires", earlier),
            work=slow,
            unlocked=(),
            ending=self.ending(f"{key}.ending"),
        )

    def ending(self, key: str) -> Ending:
        """Make a distribution over outcomes: given outright, with a rest, or scaled."""
        names = self.rng.sample(OUTCOMES, self.rng.randint(1, len(OUTCOMES)))
        if len(names) == 1:
            return Ending(((names[0], Fixed(1.0)),))
        if self.chance(0.3):
            even = Fixed(1.0 / len(names))
            return Ending(tuple((name, even) for name in names))
        *given, last = names
        shares = tuple((name, self.number(f"{key}.{name}", "probability")) for name in given)
        if len(shares) > 1 and self.chance(0.4):
            weights = tuple((name, self.rng.choice((0.1, 0.3, 0.6))) for name in names[1:])
            return Ending(shares[:1], weights)
        return Ending(shares, ((last, 1.0),))

    def unlocked(self) -> tuple[tuple[str | None, Number], ...]:
        """Choose who knew a node before the start, and since when."""
        if self.chance(0.5):
            return ((None, self.past()),)
        knowers = self.rng.sample(sorted(self.actors), self.rng.randint(1, len(self.actors)))
        return tuple((actor, self.past()) for actor in knowers)

    def past(self) -> Number:
        """Choose a time at or before the start."""
        if self.tied:
            return Fixed(self.rng.choice((0.0, 0.0, -0.5, -1.0, -2.0)))
        return Fixed(self.rng.choice((0.0, -self.rng.uniform(0, 3))))

    def hint(self, key: str, name: str) -> Hint:
        """Make a hint, now and then with what shows it, which may come later."""
        others = [other for other in self.advances if other != name]
        shown = self.known(others) if self.chance(0.5) else None
        return Hint(self.number(f"{key}.hint.by", "factor"), shown)

    # Gates.

    def requires(self, key: str, earlier: Sequence[str]) -> Gate | None:
        """Make a gate over earlier nodes."""
        if not earlier or self.chance(0.25):
            return None
        recent = earlier[-5:]
        return self.gate(key, recent, depth=0)

    def gate(self, key: str, names: Sequence[str], depth: int) -> Gate:
        """Make a gate, nested up to three deep."""
        if self.chance(0.35 + 0.2 * depth):
            return self.known(names)
        kind = self.rng.choice(("all", "any", "at_least", "weighted", "before", "not_before"))
        if kind == "weighted":
            chosen = self.rng.sample(names, min(len(names), self.rng.randint(1, 4)))
            return Weighted(
                tuple(
                    (self.known([name]), self.positive(f"{key}.weighted.{name}", "factor"))
                    for name in chosen
                )
            )
        if kind in ("before", "not_before"):
            first, second = self.known(names), self.known(names)
            by = self.number(f"{key}.by", "delay") if self.chance(0.4) else Fixed(0.0)
            return Before(first, second, by, kind == "not_before")
        count = self.rng.randint(1, 3)
        members = tuple(self.gate(f"{key}.{kind}.{i}", names, depth + 1) for i in range(count))
        if kind == "all":
            return All(members)
        return AtLeast(1 if kind == "any" else self.rng.randint(1, count), members)

    def known(self, names: Sequence[str]) -> Known:
        """Make a reference to a node, now and then as a certain actor has it."""
        actor = self.rng.choice(sorted(self.actors)) if self.chance(0.15) else None
        return Known(self.rng.choice(names), actor)

    # Effects.

    def with_effects(self, key: str, nodes: Sequence[Node], targets: Sequence[Node]) -> list[Node]:
        """Give nodes effects on any targets, earlier ones too."""
        result: list[Node] = []
        for node in nodes:
            busy = node.ending is None and self.chance(0.5)
            effects = self.effects(f"{key}.{node.id}", targets, node.id) if busy else ()
            result.append(dataclasses.replace(node, effects=effects))
        return result

    def effects(
        self, key: str, targets: Sequence[Node], source: str | None = None
    ) -> tuple[Effect, ...]:
        """Make one to three effects."""
        others = [node for node in targets if node.id != source]
        keys = [f"{key}.effects.{i}" for i in range(self.rng.randint(1, 3))]
        return tuple(self.effect(one, others) for one in keys)

    def effect(self, key: str, targets: Sequence[Node]) -> Effect:
        """Make an effect of a random kind."""
        kind = self.kind()
        target, outcome = self.target(kind, targets)
        return Effect(
            key=key,
            kind=kind,
            by=self.strength(f"{key}.by", kind),
            target=target,
            move=self.move(key) if kind == "move" else None,
            outcome=outcome,
            after=self.number(f"{key}.after", "delay") if self.chance(0.25) else Fixed(0.0),
            lasts=self.positive(f"{key}.for", "delay") if self.chance(0.3) else None,
            chance=self.number(f"{key}.chance", "probability") if self.chance(0.2) else None,
            channel=self.rng.choice((*CHANNELS, "other")),
        )

    def kind(self) -> Kind:
        """Choose a kind of effect, with few on depth."""
        kind = self.rng.choice(KINDS)
        if kind == "depth":
            self.depths += 1
        return "speed" if kind == "depth" and self.depths > MOST_DEPTHS else kind

    def target(self, kind: Kind, targets: Sequence[Node]) -> tuple[Selector | None, str | None]:
        """Choose what an effect reaches, and for odds of an ending, which outcome."""
        if kind == "move":
            return None, None
        endings = [node for node in targets if node.ending is not None]
        if kind == "odds" and endings and self.chance(0.6):
            node = self.rng.choice(endings)
            return self.selector([node], 0.2), self.rng.choice(OUTCOMES)
        wanted = {
            "odds": [node for node in targets if node.chance is not None],
            "leak": [node for node in targets if node.private],
            "staff": [node for node in targets if node.staff is not None],
        }.get(kind) or targets
        return self.selector(wanted, 0.5), None

    def selector(self, targets: Sequence[Node], wide: float) -> Selector:
        """Make a selector of one node, a field, an actor, or some of these."""
        actor = self.rng.choice(sorted(self.actors)) if self.chance(0.25) else None
        if not self.chance(wide):
            return Selector(node=self.rng.choice(targets).id, actor=actor)
        if actor is not None and self.chance(0.5):
            return Selector(actor=actor)
        return Selector(field=self.rng.choice(FIELDS), actor=actor)

    def strength(self, key: str, kind: Kind) -> Number:
        """Choose the number of an effect."""
        if kind == "move":
            return self.number(key, "probability")
        if kind == "staff":
            return self.rng.choice((self.number(key, "factor"), Fixed(-0.5), Fixed(-9.0)))
        if kind == "depth":
            depths = (0.5, 0.5, 1.5, 2.0, 0.0) if self.tied else (0.5, 0.8, 1.2, 1.5)
            return Fixed(self.rng.choice(depths))
        return self.number(key, "factor")

    def move(self, key: str) -> Move:
        """Choose between which fields effort moves, whose, and with what loss."""
        origin, destination = self.rng.sample(FIELDS, 2)
        return Move(
            actor=self.rng.choice((None, *self.actors)),
            origin=origin,
            destination=destination,
            efficiency=self.number(f"{key}.efficiency", "probability")
            if self.chance(0.6)
            else Fixed(1.0),
        )

    # Items.

    def item(self, name: str, nodes: Sequence[Node]) -> Item:
        """Make an item with any of the parts that an item can have."""
        key = f"items.{name}"
        own = self.own_nodes(key, name, nodes) if self.chance(0.4) else []
        reach = [*nodes, *own]
        return Item(
            id=name,
            chance=self.number(f"{key}.chance", "probability") if self.chance(0.3) else Fixed(1),
            at=self.time(f"{key}.at") if self.chance(0.5) else Fixed(0.0),
            unlocks=self.unlocks(f"{key}.unlocks", reach) if self.chance(0.8) else (),
            blocks=self.blocks(f"{key}.blocks", nodes) if self.chance(0.25) else (),
            removes=self.removes(f"{key}.removes") if self.chance(0.2) else (),
            effects=self.effects(key, reach) if self.chance(0.6) else (),
            nodes=tuple(self.with_effects(f"{key}.nodes", own, reach)),
        )

    def time(self, key: str) -> Number:
        """Choose the time of an item or a part of one."""
        if self.chance(0.1):
            return Fixed(-1.0)
        return self.number(key, "delay")

    def part_time(self, key: str) -> Number | None:
        """Choose a part's own time, or leave it to the item."""
        return self.time(key) if self.chance(0.3) else None

    def channel(self) -> str:
        """Choose a channel."""
        return self.rng.choice(CHANNELS)

    def unlocks(self, key: str, nodes: Sequence[Node]) -> tuple[Unlock, ...]:
        """Choose what an item unlocks, rarely an ending."""
        advances = [node for node in nodes if node.ending is None or self.chance(0.1)]
        chosen = self.rng.sample(advances, min(len(advances), self.rng.randint(1, 3)))
        return tuple(
            Unlock(
                node.id,
                to=self.rng.choice(sorted(self.actors)) if self.chance(0.35) else None,
                at=self.unlock_time(f"{key}.{node.id}.at", node),
                channel=self.channel(),
            )
            for node in chosen
        )

    def unlock_time(self, key: str, node: Node) -> Number | None:
        """Choose the time of an unlock, which for an ending is not in the past."""
        return self.part_time(key) if node.ending is None else self.number(key, "delay")

    def blocks(self, key: str, nodes: Sequence[Node]) -> tuple[Block, ...]:
        """Choose what an item blocks."""
        chosen = self.rng.sample(list(nodes), self.rng.randint(1, 2))
        return tuple(
            Block(node.id, self.part_time(f"{key}.{node.id}.at"), self.channel()) for node in chosen
        )

    def removes(self, key: str) -> tuple[Removal, ...]:
        """Choose whom an item removes."""
        actor = self.rng.choice(sorted(self.actors))
        return (Removal(actor, self.part_time(f"{key}.{actor}.at"), self.channel()),)

    def own_nodes(self, key: str, name: str, nodes: Sequence[Node]) -> list[Node]:
        """Make nodes that only the item brings, one behind the other or behind the tree's."""
        names = [node.id for node in nodes if node.ending is None]
        own: list[Node] = []
        for i in range(self.rng.randint(1, 2)):
            node = self.node(f"{key}.nodes.{name}_{i}", f"{name}_{i}", [*names, *ids(own)])
            own.append(dataclasses.replace(node, channel=self.channel()))
        return own


def can_be_zero(number: Number | Distribution) -> bool:
    """Tell whether a number can be drawn as 0."""
    if isinstance(number, Uncertain) and isinstance(number.distribution, Mixture):
        return any(can_be_zero(part) for _, part in number.distribution.parts)
    return isinstance(number, Fixed) and number.value <= 0


def ids(nodes: Iterable[Node]) -> list[str]:
    """List the ids of nodes."""
    return [node.id for node in nodes]


# Draws.


def draw_names(tree: Tree, item: Item | None) -> set[str]:
    """List the names of all draws that a run may ask for."""
    return {name for name, _ in named_draws(tree, item)}


def random_draws(rng: random.Random, tree: Tree, item: Item | None) -> dict[str, float]:
    """Draw all that a run may ask for."""
    by_name = dict(sorted(named_draws(tree, item), key=lambda pair: pair[0]))
    return {name: draw(rng, distribution) for name, distribution in by_name.items()}


Drawn = Distribution | Mixture | Literal["uniform", "standard normal"]


def named_draws(tree: Tree, item: Item | None) -> Iterator[tuple[str, Drawn]]:
    """Yield the name of every draw, and what it is drawn from."""
    nodes = [*tree.nodes.values(), *(item.nodes if item else ())]
    used = (tree.horizon, tree.returns, tree.leak, tree.actors, nodes, item)
    yield from ((number.key, number.distribution) for number in uncertain(used))
    if item is not None:
        yield f"item:{item.id}", "uniform"
    for effect in [e for node in nodes for e in node.effects] + list(item.effects if item else ()):
        if effect.chance is not None:
            yield f"acts:{effect.key}", "uniform"
    for node in nodes:
        if node.chance is not None:
            yield f"chance:{node.id}", "uniform"
        for actor in tree.actors.values():
            if node.field is not None and actor.luck != Fixed(0.0):
                yield f"luck:{node.id}@{actor.id}", "standard normal"
            leak = tree.leak if node.leak is None else node.leak
            if isinstance(leak, Uncertain) and not leak.shared and node.ending is None:
                yield f"leak:{node.id}@{actor.id}", leak.distribution


def uncertain(thing: Any) -> Iterator[Uncertain]:
    """Yield the uncertain numbers in a piece of the model."""
    if isinstance(thing, Uncertain):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from uncertain(getattr(thing, field.name))
    elif isinstance(thing, Mapping):
        yield from uncertain(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for member in thing:
            yield from uncertain(member)


def draw(rng: random.Random, drawn: Drawn | Fixed) -> float:
    """Draw one value."""
    match drawn:
        case "uniform":
            return rng.random()
        case "standard normal":
            return rng.gauss(0, 1)
        case Fixed(value):
            return value
        case Mixture(parts):
            weights = [weight for weight, _ in parts]
            return draw(rng, rng.choices([part for _, part in parts], weights)[0])
        case Distribution(family, args):
            return draw_family(rng, family, args)
    raise ValueError(drawn)


def draw_family(rng: random.Random, family: str, args: tuple[float, ...]) -> float:
    """Draw one value of a family."""
    match family:
        case "exponential":
            return rng.expovariate(1 / args[0])
        case "lognormal":
            return args[0] * math.exp(args[1] * rng.gauss(0, 1))
        case "logitnormal":
            return 1 / (1 + math.exp(-rng.gauss(*args)))
        case "normal":
            return next(x for x in iter(lambda: rng.gauss(*args), None) if x >= 0)
        case "uniform":
            return rng.uniform(*args)
        case "triangular":
            return rng.triangular(args[0], args[2], args[1])
        case "gamma":
            return rng.gammavariate(*args)
        case "weibull":
            return rng.weibullvariate(args[1], args[0])
        case "beta":
            return rng.betavariate(*args)
        case "erlang":
            return rng.gammavariate(args[0], args[1] / args[0])
    raise ValueError(family)
