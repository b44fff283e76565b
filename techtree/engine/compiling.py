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
    """Return a number that changes whenever a file of the engine does."""
    digest = hashlib.blake2b(digest_size=7)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest(), "little")
