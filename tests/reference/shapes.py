"""Openings of trees: the same race with one actor, and shared by two."""

OPENING = """
techtree: 1
title: A race to an ending
start: 2026-01
horizon: none
outcomes: {aligned: {value: 1}, misaligned: {value: 0}, undecided: {value: 0}}
"""

# `safety` and `capability` each get an effort of 1, from `world` or from a lab of their own.
ONE_ACTOR = OPENING
TWO_ACTORS = (
    OPENING
    + """
actors:
  lab_a: {effort: {safety: 1}}
  lab_b: {effort: {capability: 1}}
"""
)

SHAPES = {"one actor": ONE_ACTOR, "two actors": TWO_ACTORS}
