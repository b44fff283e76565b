"""What answers share: how they were made, what they rest on, and problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from techtree.errors import Problem

if TYPE_CHECKING:  # which brings the engine along
    from techtree.impact.settings import Provenance


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return the keys of a problem with its place."""
    place = problem.place
    return {
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "file": place.file,
        "line": place.line,
        "column": place.column,
    }


def shared(made: Provenance) -> dict[str, Any]:
    """Return the keys that every answer has."""
    return {
        "version": made.version,
        "engine": made.engine,
        "engine_reason": made.why,
        "states": made.states,
        "samples": made.samples,
        "seed": made.seed,
        "inputs_sha256": made.inputs_sha256,
        "seconds": round(made.seconds, 3),
        "given": list(made.given),
        "numbers": {"total": made.numbers, "without_source": made.numbers - made.sourced},
    }
