"""Choosing: the best set of items under a budget, given what any set is worth.

Nothing here simulates: what sets are worth comes from a function. `choose` tries all sets where
they are few enough and searches where not; `shapley` shares the worth of a set among its members.
"""
