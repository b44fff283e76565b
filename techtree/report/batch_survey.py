"""What has to be known of all items of a portfolio to speak of some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from techtree.portfolio.results import Batch, Evaluated
from techtree.report.batch_words import sign_text


@dataclass(frozen=True, slots=True)
class Survey:
    """How many items have each sign, and the items that were chosen, by their ids."""

    signs: Mapping[str, int]
    chosen: Mapping[str, Evaluated]

    def title(self, name: str) -> str:
        """Return what a chosen item is called: its title, or else its id."""
        item = self.chosen.get(name)
        return (item.title if item is not None else None) or name

    def cost(self, name: str) -> float | None:
        """Return what a chosen item costs."""
        item = self.chosen.get(name)
        return None if item is None else item.cost


def survey(batch: Batch) -> Survey:
    """Go through all items once: they may be many, and made as they are asked for."""
    wanted = set(batch.best.items) if batch.best is not None else set()
    signs: Counter[str] = Counter()
    chosen = {}
    for item in batch.items:
        signs[sign_text(item.value)] += 1
        if item.id in wanted:
            chosen[item.id] = item
    return Survey(signs, chosen)
