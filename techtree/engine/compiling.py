"""How the inner functions of the kernels are compiled."""

from __future__ import annotations

from numba import njit

# They allocate nothing, so counting references to the arrays they are passed is switched off;
# and what stands on the path of every event is inlined, as passing a dozen arrays costs more
# than most of these functions do.
compiled = njit(error_model="numpy", _nrt=False)
inlined = njit(error_model="numpy", _nrt=False, forceinline=True)
