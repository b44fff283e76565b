"""The commented tree that `techtree new` writes, to start from."""

TEMPLATE = """\
# A tree for techtree. Check it with `techtree check FILE`; every key is explained by
# `techtree schema`, which editors can use for completion.
techtree: 1
title: A tree to start from
start: 2026-01          # time 0; dates such as 2027-06 can stand wherever a time stands
horizon: 30 years       # what is not decided by then is `undecided`; `none` goes on for good

# What an ending can turn out to be, and how good that is.
outcomes:
  aligned: {value: 1}
  misaligned: {value: 0}
  undecided: {value: 0.5}

# Where numbers come from. `source: mine` can stand on anything that has a number.
sources:
  mine: {title: My own judgement, as_of: 2026-01}
source: mine

# Numbers with a name. `$leak` is the same draw wherever it is written.
parameters:
  leak: 3 to 18 months  # a range is its 5th and 95th percentile

# How long after the first completion of a private node the other actors learn it.
leak: $leak

# Who works, and how much in each field; `default` is for fields not named.
actors:
  lab_a: {effort: {capability: 1, alignment: 0.6}}
  lab_b: {effort: {capability: 1.5, default: 0.2}, luck: 0.3}

nodes:
  feedback:
    title: Learning from feedback
    field: alignment
    unlocked: true      # known from the start; or `[lab_a]`, or a past date

  oversight:
    title: Scalable oversight
    field: alignment
    requires: feedback  # or [a, b], {any: [a, b]}, {at_least: 2, of: [a, b, c]}, {weighted: ...}
    work: 2 to 8        # years of work at speed 1
    chance: likely      # whether it works out at all: 0.7, 70%, 55% to 80%, or a word
    effects:            # what it does once known
      - {odds: superintelligence, of: aligned, by: 2 to 6}

  agents:
    title: Reliable agents
    field: capability
    private: true       # raced: each lab works alone, and it leaks
    requires: feedback
    work: 1 to 4 years

  moratorium:
    title: A pause on scaling
    requires: [agents, oversight]
    chance: 10%
    effects:
      - {speed: {field: capability}, by: 0.1, for: 2 years}

  superintelligence:
    title: Superintelligence
    field: capability
    requires: {weighted: {agents: 3, oversight: 1}}
    work: 5 to 20
    ending: {aligned: 0.3, misaligned: 0.7}   # the first ending to complete stops the world

# Named sets of changes: another view of the same tree. Score under one with `--stance worried`.
stances:
  as_written: {weight: 0.6}
  worried:
    weight: 0.4
    set:
      nodes.superintelligence.ending.aligned: 0.1
      parameters.leak: 1 month

# What is scored: `techtree score FILE publish_agents`.
items:
  publish_agents:
    title: Publish the agents result
    unlocks: {agents: {channel: "leakage: published"}}
    effects:
      - move: {actor: lab_b, from: alignment, to: capability}
        by: 20%
        efficiency: 0.3
        channel: "race: diverted resources"

# What you believe the tree implies; `techtree check` compares.
claims:
  - {that: superintelligence, by: 2046, probability: 80 to 99%}
"""
