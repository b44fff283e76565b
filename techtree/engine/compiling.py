"""How the functions of the kernels are compiled, and kept from one run of a program to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


class _InternalLibrary(JITCodeLibrary):
    """Code of a function that only compiled functions call.

    Its callers take it into themselves and optimise it there, so it is neither optimised nor
    turned into machine code on its own: that is half of the time that compiling takes.
    """

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _InternalLowering(NativeLowering):
    """The last step of compiling an internal function: no wrappers to call it from Python."""

    _name = "internal_lowering"

    def run_pass(self, state):
        codegen = state.targetctx.codegen()
        library = state.library = _InternalLibrary(codegen, state.func_id.func_qualname)
        library.enable_object_caching()
        flags = state.flags
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        super().run_pass(state)
        # A builtin of its own has to stand for the function; this one raises whatever it is given.
        state.cr = state.cr._replace(cfunc=[].index)
        state.targetctx.insert_user_function(state.cr.cfunc, state.cr.fndesc, [library])
        return True


class _InternalCompiler(CompilerBase):
    def define_pipelines(self):
        steps = DefaultPassBuilder.define_nopython_pipeline(self.state, "internal")
        steps.passes = [
            (_InternalLowering if step is NativeLowering else step, name)
            for step, name in steps.passes
        ]
        steps.finalize()
        return [steps]


def internal(function: Callable) -> Callable:
    """Compile a function that other compiled functions call, and Python never does."""
    return njit(error_model="numpy", pipeline_class=_InternalCompiler)(function)


def lean(function: Callable) -> Callable:
    """Compile an internal function that allocates nothing, so that no array need be counted."""
    options: dict[str, Any] = {"pipeline_class": _InternalCompiler, "_nrt": False}
    return njit(error_model="numpy", **options)(function)


def _sources_digest() -> str:
    """Return a text that changes whenever a file that kernels may be compiled from does."""
    digest = hashlib.blake2b(digest_size=6)
    for folder in ("engine", "exact"):
        for path in sorted((Path(__file__).parents[1] / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


_DIGEST = _sources_digest()


def stored(function: Callable) -> Callable:
    """Compile a function that Python calls, and keep the result on disk.

    The store looks at the file of the function alone, so the digest of all the files that it may
    be compiled from is made part of its name.
    """
    function.__qualname__ = f"{function.__name__}_{_DIGEST}"
    return njit(nogil=True, cache=True, error_model="numpy")(function)


def is_stored(function: Any) -> bool:
    """Tell whether a `stored` function was compiled on this machine before."""
    folder = Path(function.stats.cache_path or ".")
    return any(folder.glob(f"*{function.__qualname__}-*.nbi"))
