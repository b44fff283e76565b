"""A tree of some twenty nodes in which every mark of a drawing occurs."""

from __future__ import annotations

import math

from render import Figures
from techtree.model.effects import Effect, Move, Selector
from techtree.model.gates import All, AtLeast, Before, Known, Weighted
from techtree.model.numbers import Distribution, Fixed, Uncertain
from techtree.model.tree import (
    Actor,
    Block,
    Ending,
    Hint,
    Item,
    Node,
    Outcome,
    Removal,
    Tree,
    Unlock,
)


def between(key: str, low: float, high: float) -> Uncertain:
    """Return a lognormal whose 5th and 95th percentiles are given."""
    middle = math.sqrt(low * high)
    sigma = math.log(high / low) / (2 * 1.6448536269514722)
    return Uncertain(key, Distribution("lognormal", (middle, sigma)), "race")


def chance(key: str, mean: float, sd: float) -> Uncertain:
    """Return a probability with doubt."""
    return Uncertain(key, Distribution("logitnormal", (mean, sd)), "input")


def speed(key: str, target: Selector, by: float, **more: object) -> Effect:
    """Return an effect on speed."""
    return Effect(key, "speed", Fixed(by), target, **more)  # type: ignore[arg-type]


def nodes() -> list[Node]:
    """Return the nodes, in the order a person might write them."""
    k = Known
    return [
        Node(
            "transformers",
            "Transformer architecture",
            "capability",
            unlocked=((None, Fixed(-8.5)),),
        ),
        Node("rlhf", "Learning from human feedback", "alignment", unlocked=((None, Fixed(0.0)),)),
        Node(
            "long_context",
            "Very long context windows",
            "capability",
            private=True,
            requires=k("transformers"),
            work=between("w", 0.5, 2),
            unlocked=(("lab_a", Fixed(-0.5)),),
            leak=between("l", 0.25, 1.5),
            hint=Hint(Fixed(2.0)),
        ),
        Node(
            "agents",
            "Reliable autonomous agents",
            "capability",
            private=True,
            requires=AtLeast(1, (k("rlhf"), k("long_context"), k("search"))),
            work=between("w2", 1, 4),
            hint=Hint(Fixed(1.5), k("release", "lab_b")),
            effects=(speed("e", Selector(field="alignment"), 1.5),),
        ),
        Node(
            "search",
            "Search and planning",
            "capability",
            work=Uncertain("x", Distribution("exponential", (3.0,)), "race"),
        ),
        Node(
            "evals",
            "Dangerous capability evaluations",
            "evals",
            requires=k("rlhf"),
            work=between("w3", 0.5, 3),
            staff=Fixed(20),
            effects=(Effect("o", "odds", Fixed(3.0), Selector(node="deception")),),
        ),
        Node(
            "oversight",
            "Scalable oversight",
            "alignment",
            requires=All((k("rlhf"), AtLeast(2, (k("evals"), k("interp"), k("agents"))))),
            work=between("w4", 2, 8),
            chance=chance("c", 0.8, 0.6),
            effects=(
                Effect(
                    "o1",
                    "odds",
                    between("f", 2, 6),
                    Selector(node="superintelligence"),
                    outcome="aligned",
                ),
            ),
        ),
        Node(
            "interp",
            "Interpretability that finds goals",
            "alignment",
            work=between("w5", 3, 12),
            chance=Fixed(0.4),
            effects=(
                Effect(
                    "o2", "odds", Fixed(2.0), Selector(node="superintelligence"), outcome="aligned"
                ),
                Effect("d", "depth", Fixed(1.5), Selector(node="evals"), chance=Fixed(0.3)),
            ),
        ),
        Node(
            "approach_works",
            "The current approach holds at scale",
            None,
            chance=chance("h", -0.4, 0.7),
        ),
        Node(
            "deception",
            "Deception found in a deployed model",
            None,
            requires=Before(k("agents"), k("evals"), Fixed(0.5)),
            chance=Fixed(0.25),
        ),
        Node(
            "moratorium",
            "Moratorium on large training runs",
            None,
            requires=All((k("deception"), k("evals"))),
            work=between("w6", 0.5, 2),
            chance=Fixed(0.3),
            effects=(
                speed("s", Selector(field="capability"), 0.1, lasts=Fixed(2.0)),
                speed("s2", Selector(node="superintelligence"), 0.2, after=Fixed(0.5)),
            ),
        ),
        Node(
            "release",
            "A rival releases first",
            None,
            requires=k("long_context", "lab_a"),
            work=between("w7", 0.2, 1.5),
            effects=(
                Effect(
                    "m",
                    "move",
                    Fixed(0.2),
                    move=Move("lab_b", "alignment", "capability", Fixed(0.3)),
                ),
                Effect("de", "depth", Fixed(0.5), Selector(node="evals", actor="lab_b")),
            ),
        ),
        Node(
            "automation",
            "Automated alignment research",
            "alignment",
            requires=All((k("agents"), k("oversight"))),
            work=between("w8", 0.5, 3),
            effects=(speed("s3", Selector(node="interp"), 3.0),),
        ),
        Node(
            "superintelligence",
            "Superintelligence",
            "capability",
            requires=Weighted(((k("agents"), Fixed(3.0)), (k("oversight"), Fixed(1.0)))),
            work=between("w9", 5, 20),
            ending=Ending((("aligned", Fixed(0.3)),), (("misaligned", 1.0),)),
        ),
        Node(
            "pact",
            "A lasting treaty",
            None,
            requires=AtLeast(2, (k("moratorium"), k("approach_works"), k("deception"))),
            work=between("w10", 4, 15),
            ending=Ending(
                (("plateau", Fixed(0.9)), ("aligned", Fixed(0.07)), ("misaligned", Fixed(0.03)))
            ),
        ),
    ]


def sample_tree() -> Tree:
    """Return the tree."""
    item = Item(
        "publish",
        "Publish the long-context result",
        cost=Fixed(1.5),
        at=Fixed(0.5),
        unlocks=(Unlock("long_context", "lab_b"), Unlock("search")),
        blocks=(Block("pact"),),
        removes=(Removal("lab_c"),),
        effects=(
            Effect("i1", "staff", Fixed(5.0), Selector(node="evals")),
            speed("i2", Selector(node="moratorium"), 0.7),
            Effect("i3", "move", Fixed(0.1), move=Move("lab_b", "evals", "capability")),
        ),
        nodes=(
            Node(
                "workshop",
                "A workshop on long context",
                "alignment",
                work=Fixed(0.5),
                requires=Known("rlhf"),
                effects=(speed("w", Selector(node="oversight"), 1.2),),
            ),
        ),
    )
    return Tree(
        title="A race in miniature",
        start=2026.0,
        horizon=Fixed(30.0),
        outcomes={
            o: Outcome(o, Fixed(v))
            for o, v in (
                ("undecided", 0.5),
                ("plateau", 0.6),
                ("misaligned", 0.0),
                ("aligned", 1.0),
            )
        },
        actors={
            a: Actor(a, {"capability": Fixed(1.0)}, title=t)
            for a, t in (("lab_a", "Lab A"), ("lab_b", None), ("lab_c", "Lab C"))
        },
        nodes={node.id: node for node in nodes()},
        items={"publish": item},
    )


def sample_figures(shift: float = 0.0) -> Figures:
    """Return made-up figures, moved a little by ``shift``."""
    tree = sample_tree()
    known = {
        n: min(1.0, 0.2 + 0.055 * i + shift * (i % 3)) for i, n in enumerate(sorted(tree.nodes))
    }
    median = {
        n: (None if p < 0.5 else 4 + i * 1.3 - 6 * shift * (i % 2))
        for i, (n, p) in enumerate(known.items())
    }
    for n in ("transformers", "rlhf"):
        known[n], median[n] = 1.0, 0.0
    return Figures(
        known,
        median,
        outcomes={
            "aligned": 0.41 + shift,
            "misaligned": 0.39 - shift,
            "plateau": 0.03,
            "undecided": 0.17,
        },
        endings={
            "superintelligence": {"aligned": 0.5 + shift, "misaligned": 0.5 - shift},
            "pact": {"aligned": 0.07, "misaligned": 0.03, "plateau": 0.9},
        },
        ending_probability={"superintelligence": 0.76, "pact": 0.04 + shift},
    )


def two_roads() -> Tree:
    """Return a tree of three nodes: an advance, a policy, and the ending they lead to."""
    odds = Effect("e", "odds", Fixed(2.0), Selector(node="end"), outcome="aligned")
    slow = speed("f", Selector(field="capability"), 0.5, lasts=Fixed(2.0))
    shares = (("aligned", Fixed(0.25)), ("misaligned", Fixed(0.75)))
    parts = [
        Node("oversight", "Scalable oversight", "alignment", work=Fixed(2.0), effects=(odds,)),
        Node("pause", requires=Known("oversight"), chance=Fixed(0.1), effects=(slow,)),
        Node(
            "end",
            "Superintelligence",
            "capability",
            requires=AtLeast(1, (Known("oversight"), Known("pause"))),
            work=Fixed(5.0),
            ending=Ending(shares),
        ),
    ]
    values = (("aligned", 1.0), ("misaligned", 0.0), ("undecided", 0.5))
    return Tree(
        title="Two roads",
        start=2026.0,
        horizon=Fixed(30.0),
        outcomes={name: Outcome(name, Fixed(value)) for name, value in values},
        actors={"world": Actor("world")},
        nodes={node.id: node for node in parts},
    )
