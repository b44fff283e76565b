"""How the inner functions of the kernels are compiled."""

from __future__ import annotations

import hashlib
from pathlib import Path

from numba import njit

# They allocate nothing, so counting references to the arrays they are passed is switched off;
# and what stands on the path of every event is inlined, as passing a dozen arrays costs more
# than most of these functions do.
compiled = njit(error_model="numpy", _nrt=False)
inlined = njit(error_model="numpy", _nrt=False, forceinline=True)


def sources_digest() -> int:
    """Return a number that changes whenever a file that the kernels are compiled from does."""
    digest = hashlib.blake2b(digest_size=7)
    for name in ("blocks", "compiling", "draws", "events", "kernel", "layout", "rules"):
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return int.from_bytes(digest.digest(), "little")
