"""The table in which states are found by their keys, or by their signatures."""

from __future__ import annotations

import numpy as np

from techtree.engine import draws
from techtree.engine.compiling import lean, stored
from techtree.exact import states

STATES = 0  # in `Chain.counts`


@lean
def _hash(key):
    h = np.uint64(0x9E3779B97F4A7C15)
    for w in range(key.shape[0]):
        h = draws.mix(h ^ key[w])
    return h


@lean
def index(p, f, v, key, signature, chain):
    """Return the number of the state with a key, or one that goes on alike; append a new one."""
    if chain.signatures.shape[0] > 0:
        states.sign(p, f, v, key, signature)
    return enter(key, signature, chain)


@lean
def enter(key, signature, chain):
    """Return the number of the state with a signature, or with a key if there are none."""
    if chain.signatures.shape[0] > 0:
        return _find(signature, chain.signatures, key, chain)
    return _find(key, chain.keys, key, chain)


@lean
def _find(mark, marks, key, chain):
    mask = np.uint64(chain.table.shape[0] - 1)
    at = _hash(mark) & mask
    while chain.table[at] >= 0:
        known = chain.table[at]
        same = True
        for w in range(mark.shape[0]):
            same = same and marks[known, w] == mark[w]
        if same:
            return np.int64(known)
        at = (at + np.uint64(1)) & mask
    number = chain.counts[STATES]
    chain.counts[STATES] = number + 1
    chain.table[at] = number
    for w in range(key.shape[0]):
        chain.keys[number, w] = key[w]
    for w in range(mark.shape[0]):
        marks[number, w] = mark[w]
    return number


@stored
def rehash(marks, table, states_used):
    """Enter all states into an empty table."""
    mask = np.uint64(table.shape[0] - 1)
    for number in range(states_used):
        at = _hash(marks[number]) & mask
        while table[at] >= 0:
            at = (at + np.uint64(1)) & mask
        table[at] = number
