"""Random memoryless trees, as text in the format of tree files, with every feature they can have.

Factors and depths are chosen so that nearly all powers are rational: where a depth of 1/2 can
occur, factors are squares, and otherwise depths are whole.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import copy
from typing import Any

import yaml

from techtree.files import parse_tree
from techtree.model.tree import Item, Tree

OUTCOMES = ("aligned", "misaligned", "stalled")
SHARED = ("capability", "safety")  # fields in which several actors may work
OWN = {"ada": "arms", "bob": "labs", "cyd": "spies"}  # fields in which one actor works
HIRED = "hired"  # a field in which only a move brings effort
MEANS = (0.5, 1, 1, 2, 2, 4)
CHANCES = (0.25, 0.5, 0.5, 0.8)
KINDS = (*3 * ["speed"], *2 * ["depth"], *3 * ["odds"], "leak", "staff", "move")
MIXED = (
    {"aligned": 0.3, "misaligned": 0.7},
    {"aligned": 0.5, "misaligned": "rest"},
    {"aligned": 0.25, "misaligned": 0.25, "stalled": "rest"},
)
GATES = ("all", "any", "at_least", "weighted", "before", "before", "not_before")

Map = dict[str, Any]


def random_tree(seed: int, nodes: int | None = None) -> Tree:
    """Return the random tree of a seed, with about so many nodes (4 to 10, if not said)."""
    return read(random_text(seed, nodes))


def random_tree_with_item(seed: int, nodes: int | None = None) -> tuple[Tree, Item]:
    """Return the random tree of a seed, and an item on it."""
    tree = read(random_text(seed, nodes, item=True))
    return tree, tree.items["item"]


def random_text(seed: int, nodes: int | None = None, item: bool = False) -> str:
    """Return the text of a random tree."""
    rng = random.Random(f"memoryless {seed} {nodes} {item}")
    size = nodes or rng.randint(4, 10)
    return str(yaml.safe_dump(Maker(rng).tree(size, item), sort_keys=False, width=100))


def read(text: str) -> Tree:
    """Read a tree that is known to be right."""
    parsed = parse_tree(text.encode(), "random.yaml")
    if parsed.tree is None:
        raise AssertionError("\n".join([text, *(str(error) for error in parsed.errors)]))
    return parsed.tree


class Maker:
    """Makes the parts of one random tree."""

    def __init__(self, rng: random.Random) -> None:
        """Choose who there is, and how much may happen at random times."""
        self.rng = rng
        self.budget = rng.choice((7, 8, 9))  # works, and leaks to each learner
        self.coins = 2  # effects with a chance
        self.depths = 2  # effects on depth
        self.halves = self.chance(0.5)  # depths of 1/2, and factors that are squares
        self.returns = rng.choice((1, 1, 2) if self.halves else (1, 2, 0.5))
        self.actors = self.some_actors()
        self.several = len(self.actors) > 1
        self.leak = self.rng.choice(("never", 0, self.exponential()))
        self.nodes: dict[str, Map] = {}

    def chance(self, p: float) -> bool:
        """Decide something."""
        return self.rng.random() < p

    def spend(self, count: int) -> bool:
        """Take from what may happen at random times, if there is enough left."""
        if self.budget < count:
            return False
        self.budget -= count
        return True

    # Who and what there is.

    def tree(self, size: int, item: bool) -> Map:
        """Make a whole tree."""
        names = self.names(size)
        endings = self.rng.choice((1, 2, 2, 3)) if size > 4 else 1
        self.budget -= endings
        for i, name in enumerate(names[:-endings]):
            self.nodes[name] = self.advance(names[:i])
        advances = list(self.nodes)
        self.budget += endings
        for name in names[-endings:]:
            self.nodes[name] = self.ending(advances, alone=endings == 1)
        brought = self.item(advances) if item else None
        self.add_effects(advances)
        shuffled = list(self.nodes.items())
        self.rng.shuffle(shuffled)
        result: Map = {"techtree": 1, "start": 2026, "outcomes": dict.fromkeys(OUTCOMES, 1)}
        result |= {"leak": self.leak, "returns": self.returns, "nodes": dict(shuffled)}
        if list(self.actors) != ["world"]:
            result["actors"] = {name: {"effort": own} for name, own in self.actors.items()}
        if brought:
            result["items"] = {"item": brought}
        return result

    def names(self, count: int) -> list[str]:
        """Make names whose alphabetical order is not that of the gates."""
        return self.rng.sample([f"{letter}{i}" for letter in "abcde" for i in range(9)], count)

    def some_actors(self) -> dict[str, dict[str, float]]:
        """Make one to three actors."""
        count = self.rng.choice((0, 1, 2, 2, 2, 3))
        if count == 0:
            return {"world": {"default": 1}}
        names = self.rng.sample(sorted(OWN), count)
        return {name: self.efforts(name) for name in names}

    def efforts(self, name: str) -> dict[str, float]:
        """Choose an actor's efforts; in its own field it has some."""
        shared = {field: self.rng.choice((0, 0.5, 1, 1, 2)) for field in SHARED}
        return {**shared, OWN[name]: self.rng.choice((0.5, 1, 2))}

    def fields(self, raced: bool) -> list[str | None]:
        """List the fields for a node; one that several actors race to is in a field of one."""
        if not self.several:
            return [None, *SHARED]
        own: list[str | None] = [OWN[name] for name in self.actors]
        return [*own, *own, *own, HIRED] if raced else [None, None, *SHARED, *SHARED, *own]

    # Numbers.

    def exponential(self) -> str:
        """Write an exponential."""
        if self.chance(0.2):
            return f"rate({self.rng.choice((1, 2, 3))})"
        return f"exponential({self.rng.choice(MEANS)})"

    def probability(self) -> float:
        """Choose a probability, now and then a sure one."""
        return self.rng.choice((0, 1)) if self.chance(0.1) else self.rng.choice(CHANCES)

    def factor(self) -> float:
        """Choose a factor."""
        return self.rng.choice((0, 0.25, 0.25, 4, 4, 9) if self.halves else (0, 0.5, 2, 2, 3))

    # Nodes.

    def advance(self, earlier: Sequence[str]) -> Map:
        """Make a node that is no ending, without effects."""
        raced = self.chance(0.4)
        node: Map = {"field": self.rng.choice(self.fields(raced)), "private": raced}
        if earlier and self.chance(0.7):
            node["requires"] = self.gate(earlier[-4:], 0)
        if self.chance(0.8) and self.spend(1):
            node["work"] = self.exponential()
        if self.chance(0.3):
            node["chance"] = self.probability()
        if self.chance(0.3):
            node["staff"] = 1 if self.halves or self.returns == 0.5 else self.rng.choice((1, 2, 4))
        unlocked = self.unlocked() if self.chance(0.2) else None
        if unlocked is not None:
            node["unlocked"] = unlocked
        if raced or isinstance(unlocked, dict | list):
            self.add_leak(node, past=isinstance(unlocked, dict))
        if self.chance(0.35):
            node["hint"] = self.hint(earlier)
        return {key: value for key, value in node.items() if value is not None}

    def add_leak(self, node: Map, past: bool) -> None:
        """Let a node leak as it says or as the tree says; from the past, at once or never."""
        may_wait = not past and self.several and self.spend(len(self.actors) - 1)
        if not may_wait:
            node["leak"] = self.rng.choice((0, "never", "never"))
        elif self.chance(0.6):
            node["leak"] = self.exponential()

    def unlocked(self) -> Any:
        """Choose who knew a node from the start, or before it."""
        if not self.several or self.chance(0.3):
            return self.rng.choice((True, -1, -2, "2025-07"))
        knowers = self.rng.sample(sorted(self.actors), self.rng.randint(1, len(self.actors)))
        if self.chance(0.5):
            return knowers
        return {knower: self.rng.choice((-1, -2, "2025-07")) for knower in knowers}

    def hint(self, earlier: Sequence[str]) -> Any:
        """Make a hint."""
        if not earlier or self.chance(0.5):
            return self.factor()
        return {"by": self.factor(), "shown_by": self.known(earlier)}

    def ending(self, advances: Sequence[str], alone: bool) -> Map:
        """Make an ending; the first asks for little, and one that stands alone is mixed."""
        first = not any("ending" in node for node in self.nodes.values())
        fields = [field for field in self.fields(raced=True) if field != HIRED or not first]
        shares: list[Any] = [*MIXED] if alone else [*MIXED, *OUTCOMES]
        node: Map = {"field": self.rng.choice(fields), "ending": copy(self.rng.choice(shares))}
        if self.chance(0.3 if first else 0.6):
            node["requires"] = self.gate(advances, 0)
        if ("requires" not in node or self.chance(0.75)) and self.spend(1):
            node["work"] = self.exponential()
        if self.chance(0.2):
            node["chance"] = self.probability()
        if self.chance(0.15):
            node["hint"] = {"by": self.factor(), "shown_by": self.known(advances)}
        if self.chance(0.15):
            node["staff"] = 1
        return {key: value for key, value in node.items() if value is not None}

    # Gates.

    def gate(self, names: Sequence[str], nested: int) -> Any:
        """Make a gate, nested up to three deep."""
        if self.chance(0.3 + 0.2 * nested):
            return self.known(names)
        kind = self.rng.choice(GATES)
        if kind == "weighted":
            chosen = self.rng.sample(names, min(len(names), self.rng.randint(1, 3)))
            return {kind: {self.known([name]): self.rng.choice((1, 2, 3)) for name in chosen}}
        if kind in ("before", "not_before"):
            return self.order(kind, names)
        members = self.members(names, nested)
        if kind == "at_least":
            return {kind: self.rng.randint(1, len(members)), "of": members}
        return {kind: members}

    def order(self, kind: str, names: Sequence[str]) -> Any:
        """Make a gate over which of two nodes comes first, or of two actors."""
        first, second = self.known(names), self.known(names)
        return {kind: [first, second]} if first != second else first

    def members(self, names: Sequence[str], nested: int) -> list[Any]:
        """Make the members of a gate, no reference twice."""
        members: list[Any] = []
        for _ in range(self.rng.randint(1, 3)):
            member = self.gate(names, nested + 1)
            if member not in members:
                members.append(member)
        return members

    def known(self, names: Sequence[str]) -> str:
        """Refer to a node, now and then as a certain actor has it."""
        name = self.rng.choice(names)
        if self.several and self.chance(0.2):
            return f"{name}@{self.rng.choice(sorted(self.actors))}"
        return name

    # Effects.

    def add_effects(self, advances: Sequence[str]) -> None:
        """Give some nodes effects, on later nodes or on earlier ones."""
        for name in advances:
            if self.chance(0.7):
                count = self.rng.choice((1, 1, 2))
                made = [self.effect(name) for _ in range(count)]
                self.nodes[name]["effects"] = [effect for effect in made if effect]

    def effect(self, source: str | None) -> Map | None:
        """Make an effect, if there is anything for it to act on."""
        kind = self.rng.choice(KINDS)
        effect = self.move() if kind == "move" else self.effect_on(kind, source)
        if effect is not None and self.coins and self.chance(0.2):
            self.coins -= 1
            effect["chance"] = self.probability()
        return effect

    def effect_on(self, kind: str, source: str | None) -> Map | None:
        """Make an effect on nodes."""
        able = [name for name in self.nodes if name != source and self.able(kind, name)]
        if kind == "leak" and source is not None and self.able(kind, source):
            able.append(source)
        if not able or (kind == "depth" and not self.depths):
            return None
        name = self.rng.choice(self.later(source, able) or able)
        effect: Map = {kind: self.target(name)}
        if kind == "odds" and self.nodes[name].get("ending"):
            effect[kind] = name
            if "chance" not in self.nodes[name] or self.chance(0.7):
                effect["of"] = self.rng.choice(OUTCOMES)
        effect |= {"add": self.people()} if kind == "staff" else {"by": self.strength(kind)}
        return effect

    def later(self, source: str | None, names: Sequence[str]) -> list[str]:
        """Keep the nodes behind a source, most of the time."""
        order = list(self.nodes)
        if source not in order or self.chance(0.3):
            return list(names)
        return [name for name in names if order.index(name) >= order.index(source)]

    def able(self, kind: str, name: str) -> bool:
        """Tell whether an effect of a kind can do something to a node."""
        node = self.nodes[name]
        match kind:
            case "odds":
                return "chance" in node or "ending" in node
            case "leak":
                return self.several and (node.get("private", False) or "leak" in node)
            case "staff":
                return "staff" in node
            case "depth":
                return "work" in node or "effects" in node
        return "work" in node

    def target(self, name: str) -> Any:
        """Aim at a node, at its field, at an actor's work on either, or at all of it."""
        field = self.nodes[name].get("field")
        actor = self.rng.choice(sorted(self.actors))
        wide: list[Any] = [{"field": field}, {"field": field, "actor": actor}]
        narrow: list[Any] = [name, name, name, {"node": name, "actor": actor}, {"actor": actor}]
        return self.rng.choice([*narrow, *wide] if field else narrow)

    def strength(self, kind: str) -> float:
        """Choose a factor; a depth of 1/2 stands alone."""
        if kind != "depth":
            return self.factor()
        self.depths -= 2 if self.halves else 1
        return 0.5 if self.halves else self.rng.choice((0, 2, 2, 3))

    def people(self) -> float:
        """Choose how many join or leave, where one works."""
        return self.rng.choice((3, 3, 8, -0.75, -1))

    def move(self) -> Map:
        """Make a move of effort, into a field of one actor only by that actor."""
        actor = self.rng.choice((None, *self.actors))
        fields = [*SHARED, *(OWN[name] for name in self.actors if name in OWN)]
        ends = [*SHARED]
        if self.several and actor is not None:
            ends = [*SHARED, OWN[actor]]
        if self.several and actor == min(self.actors):
            ends += [HIRED, HIRED]
        to = self.rng.choice(ends)
        origin = self.rng.choice([field for field in fields if field != to])
        move: Map = {"actor": actor, "from": origin, "to": to}
        effect: Map = {"move": {key: value for key, value in move.items() if value is not None}}
        effect["by"] = self.rng.choice((0.25, 0.5, 0.8, 1))
        if self.chance(0.5):
            effect["efficiency"] = self.rng.choice((0, 0.25, 0.5))
        return effect

    # Items.

    def item(self, advances: Sequence[str]) -> Map:
        """Make an item with any of the parts that an item can have."""
        item: Map = {}
        if self.chance(0.75):
            count = min(len(advances), self.rng.choice((1, 1, 2)))
            item["unlocks"] = {name: self.unlock(name) for name in self.rng.sample(advances, count)}
        if self.chance(0.03):
            endings = [name for name in self.nodes if name not in advances]
            item["unlocks"] = {self.rng.choice(endings): {"channel": "release"}}
        if self.chance(0.25):
            item["blocks"] = [self.rng.choice(list(self.nodes))]
        if self.several and self.chance(0.2):
            item["removes"] = [self.rng.choice(sorted(self.actors))]
        if self.chance(0.3):
            item["chance"] = self.probability()
        if self.chance(0.35):
            item["nodes"] = {"own0": self.own_node(advances)}
        if not item or self.chance(0.5):
            item["effects"] = [e for e in [self.effect(None) for _ in range(2)] if e]
        self.nodes.pop("own0", None)
        return item if set(item) - {"chance"} else {"blocks": [advances[0]]}

    def unlock(self, name: str) -> Map:
        """Make an unlock, for all or for one actor."""
        node = self.nodes[name]
        if not self.several or self.chance(0.5):
            return {"channel": "leakage"}
        if not node.get("private") and "leak" not in node:
            node["leak"] = self.rng.choice((0, "never"))
            if self.spend(len(self.actors) - 1):
                node["leak"] = self.exponential()
        return {"to": self.rng.choice(sorted(self.actors)), "channel": "leakage"}

    def own_node(self, advances: Sequence[str]) -> Map:
        """Make a node that the item brings."""
        node = self.nodes["own0"] = self.advance(advances)
        effects = [e for e in [self.effect("own0")] if e]
        return {**node, "effects": effects, "channel": "resources"}
