"""How sure the range of a shift over the inputs is itself.

The range comes from 256 draws of the inputs, each seen through the noise of a few races. What is
said here of its errors takes the shift over the inputs to be normal.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from techtree.impact.score import Shift
from techtree.portfolio.results import Figure
from techtree.report.digits import Z95, half_width, input_range, whole_percent

DRAWS = 256
Z90 = 1.645
_DROWNED = 0.46  # spread beside noise at which two standard errors of the spread reach to none


def is_drowned(shift: Shift | Figure) -> bool:
    """Tell whether noise alone could make up all of the range, or too few races show any."""
    noise, spread = shift.inputs_noise, _spread(shift)
    return noise is not None and (spread == 0.0 or spread < _DROWNED * noise)


def range_text(shift: Shift, scale: float) -> str:
    """Write the range, with the digits that its ends deserve."""
    ends = Z95 * math.hypot(shift.se, Z90 * _spread_error(shift))
    return input_range(*shift.inputs90, max(half_width(shift), ends), scale)


def share_text(shift: Shift) -> str:
    """Write in what share of the range the shift is above 0, and how sure that is."""
    half = round(100.0 * Z95 * _share_error(shift))
    text = whole_percent(shift.sign_positive)
    return f"{text} ± {half}" if half else text


def _spread(shift: Shift | Figure) -> float:
    low, high = shift.inputs90 or (0.0, 0.0)
    return (high - low) / (2.0 * Z90)


def _spread_error(shift: Shift) -> float:
    """Return the standard error of the standard deviation over the inputs."""
    spread = _spread(shift)
    if spread == 0.0:
        return 0.0
    seen = spread**2 + (shift.inputs_noise or 0.0) ** 2
    return math.sqrt(2.0 / (DRAWS - 1)) * seen / (2.0 * spread)


def _share_error(shift: Shift) -> float:
    spread = _spread(shift)
    if spread == 0.0:
        return 0.0
    normal = NormalDist()
    share = min(max(shift.sign_positive, 0.5 / DRAWS), 1.0 - 0.5 / DRAWS)
    z = normal.inv_cdf(share)
    moved = math.hypot(shift.se, shift.inputs_error, z * _spread_error(shift)) / spread
    return math.hypot(normal.pdf(z) * moved, math.sqrt(share * (1.0 - share) / DRAWS))
