"""What a drawing shows of what a tree implies."""

from __future__ import annotations

from collections.abc import Mapping

from render import Figures
from techtree.impact.outcomes import Outcomes
from techtree.impact.rank import Ranking
from techtree.report.digits import Z95
from techtree.report.medians import sure_median


def drawn_figures(
    answer: Outcomes, times: Mapping[str, tuple[float | None, float | None]] | None = None
) -> Figures:
    """Take from an answer what a drawing of the tree shows; ``times`` are for a calendar."""
    picture, samples = answer.picture, answer.provenance.samples
    return Figures(
        known={name: times.known for name, times in picture.nodes.items()},
        median={name: sure_median(times, samples) for name, times in picture.nodes.items()},
        outcomes={name: figure.mean for name, figure in picture.outcomes.items()},
        endings={name: share.outcomes for name, share in picture.endings.items()},
        ending_probability={name: share.probability for name, share in picture.endings.items()},
        times=times or {},
    )


def drawn_shifts(ranking: Ranking, outcome: str | None) -> dict[str, float | None]:
    """Return by how much each node, were it known now, shifts an outcome or the expected value.

    None stands for a shift that its sampling error hides.
    """
    shifts = {}
    for node in ranking.nodes:
        effect = node.unlock.value if outcome is None else node.unlock.outcomes[outcome]
        hidden = effect.se > 0 and abs(effect.shift) <= Z95 * effect.se
        shifts[node.id] = None if hidden else effect.shift
    return shifts
