"""A portfolio, evaluated, as JSON."""

from __future__ import annotations

from typing import Any

from techtree.portfolio.results import Batch, Best, Evaluated, Figure, InStance, Member, Pair, Step
from techtree.report.batch_words import why_no_time
from techtree.report.shared import problem_json, shared

Data = dict[str, Any]


def batch_json(batch: Batch) -> Data:
    """Return the keys of `batch`. Times are in years, costs in `cost_unit`."""
    return {key: list(of) if key == "items" else of for key, of in batch_as_read(batch).items()}


def batch_without_items(batch: Batch) -> Data:
    """Return the keys of `batch` but for its items."""
    return {key: of for key, of in batch_as_read(batch).items() if key != "items"}


def batch_as_read(batch: Batch) -> Data:
    """Return the keys of `batch`, its items as an iterator that makes each when it is asked for."""
    return {
        **shared(batch.provenance),
        "title": batch.title,
        "portfolio": batch.portfolio,
        "command": batch.command,
        "cost_unit": batch.cost_unit,
        "stance": batch.stance,
        "items": (_item(item) for item in batch.items),
        "best": None if batch.best is None else _best(batch.best),
        "frontier": [_step(step) for step in batch.frontier],
        "skipped": [problem_json(problem) for problem in batch.skipped],
    }


def _figure(figure: Figure) -> Data:
    return {
        "baseline": figure.baseline,
        "with": figure.with_item,
        "shift": figure.shift,
        "se": figure.se,
        "sampling95": list(figure.sampling95),
    }


def _doubted(figure: Figure) -> Data:
    """Return a figure with the doubt in the inputs, null where there is none or none was asked."""
    return {
        **_figure(figure),
        "inputs90": None if figure.inputs90 is None else list(figure.inputs90),
        "sign_positive": figure.sign_positive,
        "inputs_noise": figure.inputs_noise,
    }


def _figures(figures: dict[str, Figure]) -> Data:
    return {name: _figure(figure) for name, figure in figures.items()}


def _time(moved: tuple[float, float] | None, *, exact: bool) -> Data:
    mean, se = (None, None) if moved is None else moved
    reason = why_no_time(exact=exact) if moved is None else None
    return {"mean_shift": mean, "se": se, "reason": reason}


def _item(item: Evaluated) -> Data:
    return {
        "id": item.id,
        "title": item.title,
        "rank": item.rank,
        "rank95": list(item.rank95),
        "outcomes": {name: _doubted(figure) for name, figure in item.outcomes.items()},
        "value": _doubted(item.value),
        "ending_time": _time(item.ending_time, exact=item.samples == 0),
        "cost": item.cost,
        "value_per_cost": item.value_per_cost,
        "samples": item.samples,
        "stances": _figures(item.by_stance),
    }


def _best(best: Best) -> Data:
    return {
        "budget": best.budget,
        "criterion": best.criterion,
        "stance": best.stance,
        "items": list(best.items),
        "cost": best.cost,
        "value": _figure(best.value),
        "outcomes": _figures(best.outcomes),
        "ending_time": _time(best.ending_time, exact=best.exact),
        "engine": "exact" if best.exact else "simulation",
        "engine_reason": best.why,
        "samples": best.samples,
        "method": best.method,
        "sets": best.sets,
        "alike": best.alike,
        "dropped": best.dropped,
        "doubt": best.doubt,
        "searched": best.searched,
        "bound": best.bound,
        "bound_method": best.bound_method,
        "gap": best.gap,
        "members": [_member(member) for member in best.members],
        "pairs": [_pair(pair) for pair in best.pairs],
        "stances": [_stance(stance) for stance in best.stances],
        "together": best.together,
    }


def _member(member: Member) -> Data:
    return {
        "id": member.id,
        "alone": _figure(member.alone),
        "shapley": _figure(member.shapley),
        "marginal": _figure(member.marginal),
    }


def _pair(pair: Pair) -> Data:
    return {
        "first": pair.first,
        "second": pair.second,
        "interaction": _figure(pair.interaction),
    }


def _stance(found: InStance) -> Data:
    return {
        "stance": found.stance,
        "weight": found.weight,
        "value": _figure(found.value),
        "best": found.best,
        "best_items": list(found.best_items),
        "regret": found.regret,
    }


def _step(step: Step) -> Data:
    return {
        "budget": step.budget,
        "cost": step.cost,
        "items": list(step.items),
        "value": _figure(step.value),
    }
