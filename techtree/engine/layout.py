"""Columns and codes of a compiled program's tables; the kernels and the compiler share them."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np

from techtree.engine.tables import Tables

EPS = 1e-9  # years: times closer than this are one instant

# nodes: one row a node, in the order in which ties are resolved
RACED, FIELD, ENDING, WORK, CHANCE, CHANCE_U = 0, 1, 2, 3, 4, 5
HINT, HINT_NODE, HINT_ACTOR, STAFF, SINGLE_GATE = 6, 7, 8, 9, 10
# SINGLE_GATE is the node required where the gate is just that, else -1
GATE_LO, GATE_HI = 11, 12  # rows of `code`
SPEED_LO, SPEED_HI = 13, 14  # links: effects that reach the node's speed
DEPTH_LO, DEPTH_HI = 15, 16
ODDS_LO, ODDS_HI = 17, 18  # on its chance, and on its outcomes if it is an ending
LEAK_LO, LEAK_HI = 19, 20
OUT_LO, OUT_HI = 21, 22  # links: the node's own effects
DEPENDENT_LO, DEPENDENT_HI = 23, 24  # links: (node, actor or -1) pairs whose gate names it
HINTED_LO, HINTED_HI = 25, 26  # links: (node, actor or -1) pairs whose hint it shows
SHARE_LO, SHARE_HI = 27, 28  # rows of `shares`
NODE_COLUMNS = 29

# effects
KIND, SOURCE, BY, AFTER, LASTS, ACTS_P, ACTS_U, EFFECT_PART = 0, 1, 2, 3, 4, 5, 6, 7
ACTOR, OUTCOME, MOVE_FROM, MOVE_TO, EFFICIENCY = 8, 9, 10, 11, 12
TARGET_LO, TARGET_HI = 13, 14  # links: the nodes it reaches
EFFECT_COLUMNS = 15
SPEED_KIND, DEPTH_KIND, ODDS_KIND, LEAK_KIND, STAFF_KIND, MOVE_KIND = 0, 1, 2, 3, 4, 5

# parts: what happens at a time by itself; at one instant by kind, in this order
# PART_P and PART_U are slots of the item's chance and of its uniform, -1 where it is certain
PART_KIND, PART_NODE, PART_ACTOR, PART_AT, PART_CHANNEL, PART_P, PART_U = 0, 1, 2, 3, 4, 5, 6
PART_COLUMNS = 7
OWN_NODE, EFFECT, BLOCK, REMOVE, UNLOCK, UNLOCK_ENDING = 0, 1, 2, 3, 4, 5
ALWAYS = -1  # channel of what is not the item's: past unlocks, and nodes given in both worlds

# gate code: postfix over times at which things become open
OPCODE, ARG1, ARG2, ARG3 = 0, 1, 2, 3
REF, MAX, KTH, WEIGHTED, BEFORE, NOT_BEFORE = 0, 1, 2, 3, 4, 5

# shares of an ending
SHARE_OUTCOME, SHARE_SLOT, SHARE_WEIGHT = 0, 1, 2  # slot -1: a weight in what is left


# pairs of node and actor: slots; whether a move can change the actor's effort there; and
# whether the actor, alone there and without any effort, can never complete it
LEAK, LUCK, LUCK_Z, EFFORT, MOVED, IDLE = 0, 1, 2, 3, 4, 5
PAIR_COLUMNS = 6

# scalars: slots of the horizon (or -1) and of returns; links [MOVES_LO, MOVES_HI) are the effects
# that are moves; ADD_UP is 1 where the people that items bring to a node add up (see `rules`)
HORIZON, RETURNS, MOVES_LO, MOVES_HI, ADD_UP = 0, 1, 2, 3, 4

# nets: columns of the generator matrix, then the shifts of the copies of the net (see `nets`)
REPLICATES = 64
NET_SHIFT = 32  # as many columns as `sobol.BITS`
NET_COLUMNS = NET_SHIFT + REPLICATES

# state of a (node, actor); pooled work, and what is the node's own, in the column of actor 0
KNOWN, DEPTH, BEGUN, GATE, PHASE, LEFT, SPEED, SINCE, FINISH, DIRTY = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
LEAK_LEFT, LEAK_SPEED, LEAK_SINCE, LEAK_FINISH, FIRST_KNOWN, BLOCKED = 10, 11, 12, 13, 14, 15
GOAL = 16  # of an ending: which of the works of its turns is under way
WORK_COLUMNS = 17
REMOVED, FRESH = 0, 1  # state of an actor
WHEN, DONE = 0, 1  # state of a part
WAKE_TIME, WAKE_EFFECT, WAKE_ACTOR = 0, 1, 2
ACTIVE, LEAKING, COUNTS = 0, 1, 2  # lists of work; the third holds the lengths:
N_ACTIVE, N_LEAKING, N_WAKES, N_LEAKS_DIRTY, N_TURNS, N_OPEN_TURNS = 0, 1, 2, 3, 4, 5
TURN_WORK, TURN_U = 0, 1  # draws of an ending in one turn (see `event_turns`)
TURN_TIME, TURN_NODE, TURN_OPEN = 0, 1, 2  # how a turn ended, if it did; weights follow
TURN_WEIGHTS = 3


class Rules(Tables):
    """What governs the race. N nodes, A actors, F fields, E effects, P parts.

    A slot is a number: fixed, or drawn under a key. Slot indices stand wherever the tree has a
    number; -1 stands for one that is absent.
    """

    nodes: np.ndarray
    pairs: np.ndarray
    effects: np.ndarray
    parts: np.ndarray
    code: np.ndarray
    links: np.ndarray
    shares: np.ndarray
    effort: np.ndarray
    scalars: np.ndarray

    FIELDS: ClassVar = {
        "nodes": (np.int64, (None, NODE_COLUMNS)),  # (N, columns)
        "pairs": (np.int64, (None, None, PAIR_COLUMNS)),  # (N, A, columns)
        "effects": (np.int64, (None, EFFECT_COLUMNS)),  # (E, columns)
        "parts": (np.int64, (None, PART_COLUMNS)),  # (P, columns)
        "code": (np.int64, (None, 4)),
        "links": (np.int64, (None,)),
        "shares": (np.float64, (None, 3)),
        "effort": (np.int64, (None, None)),  # (A, F) slots
        "scalars": (np.int64, (5,)),
    }


class Numbers(Tables):
    """The slots, and how to draw them. S slots, O outcomes."""

    slots: np.ndarray
    keys: np.ndarray
    nets: np.ndarray
    mixtures: np.ndarray
    early: np.ndarray
    is_input: np.ndarray
    outcome_values: np.ndarray

    FIELDS: ClassVar = {
        "slots": (np.float64, (None, 4)),  # (S, 4): family and arguments
        "keys": (np.uint64, (None,)),  # (S,)
        "nets": (np.uint64, (None, NET_COLUMNS)),  # (S, columns), or none
        "mixtures": (np.float64, (None, 5)),
        "early": (np.int64, (None,)),  # random slots to draw when a trajectory begins
        "is_input": (np.bool_, (None,)),  # (S,): somebody's judgement, not the race's
        "outcome_values": (np.int64, (None,)),  # (O,) slots; the last outcome is `undecided`
    }


class State(Tables):
    """One trajectory in one world, for the event-by-event kernel."""

    values: np.ndarray
    acts: np.ndarray
    work: np.ndarray
    actors: np.ndarray
    parts: np.ndarray
    lists: np.ndarray
    wakes: np.ndarray
    stack: np.ndarray
    result: np.ndarray
    draws: np.ndarray
    failed: np.ndarray
    ends: np.ndarray
    seen: np.ndarray

    FIELDS: ClassVar = {
        "values": (np.float64, (None,)),  # (S,) the numbers of this trajectory
        "acts": (np.bool_, (None,)),  # (E,): the effect's chance came out
        "work": (np.float64, (None, None, WORK_COLUMNS)),  # (N, A, columns)
        "actors": (np.float64, (None, 2)),  # (A, 2)
        "parts": (np.float64, (None, 2)),  # (P, 2)
        "lists": (np.int64, (3, None)),  # at least N * A and 6 long
        "wakes": (np.float64, (None, 3)),  # when windows open or close
        "stack": (np.float64, (None,)),  # times, for gate code
        "result": (np.float64, (None,)),  # (O + 3,) weights; time, node, actor of the end
        "draws": (np.float64, (None, None, 2)),  # (turns, N, 2) draws of endings in each turn
        "failed": (np.bool_, (None, None, None)),  # (turns, N, A) who has failed to build them
        "ends": (np.float64, (None, None)),  # (turns, 3 + O) how each turn ended
        "seen": (np.float64, (None, None)),  # (N, A) times known in the first turn
    }


class Program(NamedTuple):
    """A tree, with the items that may act in it, as flat arrays."""

    rules: Rules
    numbers: Numbers
    affected: np.ndarray  # (N,) uint64: the channels through which items can reach a node
