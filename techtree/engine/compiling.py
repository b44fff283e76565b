"""How the functions of the kernels are compiled, and kept from one run of a program to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from numba import njit

# The inner functions allocate nothing, so counting references to arrays is switched off.
compiled = njit(error_model="numpy", _nrt=False)


_SOURCES = {
    "engine": ("blocks", "compiling", "draws", "events", "kernel", "layout", "rules", "tables"),
    "exact": ("chain_kernel", "layout", "solve", "states", "times"),
}


def _sources_digest() -> str:
    """Return a text that changes whenever a file that the kernels are compiled from does."""
    digest = hashlib.blake2b(digest_size=6)
    for folder, names in _SOURCES.items():
        for name in names:
            digest.update((Path(__file__).parents[1] / folder / f"{name}.py").read_bytes())
    return digest.hexdigest()


_DIGEST = _sources_digest()


def stored(function: Callable) -> Callable:
    """Compile a function that Python calls, and keep the result on disk.

    The store looks at the file of the function alone, so the digest of all the files that it is
    compiled from is made part of its name.
    """
    function.__qualname__ = f"{function.__name__}_{_DIGEST}"
    return njit(nogil=True, cache=True, error_model="numpy")(function)


def is_stored(function: Callable) -> bool:
    """Tell whether a `stored` function was compiled on this machine before."""
    folder = Path(function.stats.cache_path or ".")
    return any(folder.glob(f"*{function.__qualname__}-*.nbi"))
