"""What an item changes, in one sentence."""

from __future__ import annotations

from techtree.impact.score import Score, Shift
from techtree.impact.times import EndingTimes
from techtree.model.tree import Tree
from techtree.report.digits import Z95, half_width, percent, places, plain, signed
from techtree.report.doubt import has_ranges
from techtree.report.headline import best_outcome
from techtree.report.input_doubt import is_drowned, range_text, share_text


def score_sentence(tree: Tree, score: Score) -> str:
    """Say what an item changes in a sentence that could stand in a memo."""
    best = best_outcome(tree)
    name = score.title or score.item
    shift, value = score.view.outcomes[best], score.view.value
    if _nothing(score):
        return f"On this tree '{name}' changes nothing about how the race ends{_where(score)}."
    parts = [
        f"On this tree '{name}' {_verdict(value)}: {_likelier(best, shift)}{_value(shift, value)}",
        _inputs(best, shift, value, has_ranges(tree, score.item, score.stance)),
        _main_channel(best, score),
        _date(score.view.ending_time),
    ]
    return "; ".join(part for part in parts if part) + "."


def _where(score: Score) -> str:
    if score.provenance.states:
        return ""
    return f" in any of the {score.provenance.samples:,} worlds that were run"


def _nothing(score: Score) -> bool:
    shifts = [*score.view.outcomes.values(), score.view.value]
    still = all(s.shift == 0.0 and s.se == 0.0 for s in shifts)
    return still and not score.view.ending_time.mean_shift


def _verdict(value: Shift) -> str:
    low, high = value.sampling95
    if low == high == 0.0:
        return "is neither for the better nor for the worse"
    if low <= 0.0 <= high:
        return "does neither good nor harm that these samples can show"
    return f"is for the {'better' if value.shift > 0.0 else 'worse'}"


def _likelier(best: str, shift: Shift) -> str:
    digits = places(half_width(shift), 100.0, exact=2, of=shift.shift)
    base = Z95 * shift.baseline_se
    low, high = (signed(100.0 * end, digits) for end in shift.sampling95)
    if shift.shift == 0.0:
        return f"'{best}' is as likely as before ({percent(shift.baseline, base)})"
    sides = f"from {percent(shift.baseline, base)} to {percent(shift.with_item, base)}"
    if shift.sampling95[0] <= 0.0 <= shift.sampling95[1]:
        moves = f"the probability of '{best}' moves by {signed(100.0 * shift.shift, digits)}"
    else:
        way = "more" if shift.shift > 0.0 else "less"
        moves = f"'{best}' becomes {way} likely by {plain(100.0 * abs(shift.shift), digits)}"
    sampling = f"sampling alone leaves {low} to {high}" if half_width(shift) else "exactly"
    return f"{moves} percentage points ({sides}; {sampling})"


def _alike(shift: Shift, value: Shift) -> bool:
    return abs(value.shift - shift.shift) < 1e-9


def _value(shift: Shift, value: Shift) -> str:
    if _alike(shift, value):
        return ""
    text = signed(value.shift, places(half_width(value), of=value.shift))
    return f" and the expected value moves by {text}"


def _inputs(best: str, shift: Shift, value: Shift, ranges: bool) -> str:
    """Say what the inputs leave of the shift that the verdict is about."""
    named = (shift, f"'{best}'", 100.0, " points")
    judged, name, scale, unit = (
        named if _alike(shift, value) else (value, "the expected value", 1.0, "")
    )
    low, high = judged.inputs90
    if low == high and ranges:
        return "what doubt in the inputs does to it is too small to be seen in so few samples"
    if low == high:
        return "no input is given as a range, so nothing is said about doubt in the inputs"
    runs = (
        f"over the doubt in the inputs the shift of {name} runs from "
        f"{range_text(judged, scale)}{unit}"
    )
    if _too_rough(judged):
        return (
            f"{runs}, as far as so few samples can tell, which is not enough to say whether its "
            "sign hangs on them"
        )
    return (
        f"{runs} and is above 0 in {share_text(judged)} of it, so that its sign "
        f"{_sureness(judged.sign_positive)}"
    )


def _too_rough(shift: Shift) -> bool:
    """Tell whether sampling alone could change what is said of the sign over the inputs."""
    if is_drowned(shift):
        return True
    low, high = shift.inputs90
    half = half_width(shift)
    surely_both = low + half < 0.0 < high - half
    return not surely_both and shift.sampling95[0] < 0.0 < shift.sampling95[1]


def _sureness(positive: float) -> str:
    sure = max(positive, 1.0 - positive)
    if sure >= 0.95:
        return "does not hang on the inputs"
    return "is likely but not sure" if sure >= 0.8 else "hangs on the inputs"


def _main_channel(best: str, score: Score) -> str:
    channels = score.view.channels
    if len(channels) < 2:
        return ""
    main = max(channels, key=lambda c: (abs(c.shift[best]), c.channel))
    part = main.shift[best]
    if part == 0.0:
        return ""
    text = signed(100.0 * part, places(Z95 * main.se[best], 100.0, exact=2, of=part))
    return f"the largest part goes through the channel '{main.channel}' ({text} points)"


def _date(times: EndingTimes) -> str:
    if times.mean_shift is None:
        return ""
    half = Z95 * (times.se or 0.0)
    months = 12.0 * times.mean_shift
    if times.mean_shift == 0.0:
        return "the ending does not move in time"
    digits = places(half, 12.0)
    low, high = (plain(abs(months) + d * 12.0 * half, digits) for d in (-1, 1))
    way = "earlier" if months < 0.0 else "later"
    if half == 0.0:
        return (
            f"the ending comes {plain(abs(months), places(0.0, exact=2, of=months))} months {way}"
        )
    if abs(months) <= 12.0 * half:
        most = abs(months) + 12.0 * half
        return f"the ending moves by less than {plain(most, places(most))} months"
    return f"the ending comes {plain(abs(months), digits)} months {way} ({low} to {high})"
