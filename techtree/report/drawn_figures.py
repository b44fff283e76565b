"""What a drawing shows of what a tree implies."""

from __future__ import annotations

from render import Figures
from techtree.impact.outcomes import Outcomes
from techtree.report.medians import sure_median


def drawn_figures(answer: Outcomes) -> Figures:
    """Take from an answer what a drawing of the tree shows."""
    picture, samples = answer.picture, answer.provenance.samples
    return Figures(
        known={name: times.known for name, times in picture.nodes.items()},
        median={name: sure_median(times, samples) for name, times in picture.nodes.items()},
        outcomes={name: figure.mean for name, figure in picture.outcomes.items()},
        endings={name: share.outcomes for name, share in picture.endings.items()},
        ending_probability={name: share.probability for name, share in picture.endings.items()},
    )
