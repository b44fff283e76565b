"""What a case of taking away says, and the names that many cases share."""

from __future__ import annotations

from dataclasses import dataclass

from claude3_figures import Figure
from claude3_surgery import Take

UP, DOWN, ANY = "up", "down", "either way"
RELEASE, AHEAD, RESEARCH = "release_claude_3", "release_far_ahead", "do_research_unreleased"
SKIMPED, PRECEDENT, SYDNEY = "skimped_evals", "gpt_n_precedent", "sydney_backfire"
CATASTROPHE, DIVERTED = "gpt5_catastrophe", "diverted_resources"


@dataclass(frozen=True, slots=True)
class Case:
    """A row, what is taken away, and the figure that then moves, `UP` being later or likelier."""

    row: int
    what: str
    take: Take
    figure: Figure
    moves: str
    stance: str | None = None
    item: str = RELEASE

    def __str__(self) -> str:
        return f"{self.row}: {self.what}"
