"""Records of arrays that compiled functions take as one pointer.

A tuple of arrays is passed to a compiled function as some ten words an array, and copied whole
wherever it is named, which costs more to compile than the functions themselves. A `Tables` is
one address instead: of a list with the place and the length of each array.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype

_WORD = ir.IntType(64)


class Tables:
    """Arrays under names. A subclass says of each its type of number and its shape.

    In `FIELDS`, a length that is given holds for every instance, and saves the compiled code a
    multiplication; None stands for one that differs.
    """

    FIELDS: ClassVar[dict[str, tuple[type | str, tuple[int | None, ...]]]] = {}

    def __init__(self, **arrays: np.ndarray) -> None:
        if arrays.keys() != self.FIELDS.keys():
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.FIELDS)}")
        words: list[int] = []
        for name, (dtype, shape) in self.FIELDS.items():
            array = arrays[name]
            same = array.ndim == len(shape) and all(
                length in (None, found) for length, found in zip(shape, array.shape, strict=True)
            )
            if array.dtype != dtype or not same or not array.flags.c_contiguous:
                raise TypeError(f"{name} should be {dtype} {shape}, in C order")
            setattr(self, name, array)
            words += [array.ctypes.data, *array.shape]
        self._words = np.array(words, dtype=np.int64)
        self.address = self._words.ctypes.data

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (type(self), {name: getattr(self, name) for name in self.FIELDS})


def _rebuilt(kind: type[Tables], arrays: dict[str, np.ndarray]) -> Tables:
    return kind(**arrays)


class TablesType(types.Type):
    """The compiled type of one subclass of `Tables`."""

    def __init__(self, kind: type[Tables]) -> None:
        self.fields = {
            name: (types.Array(from_dtype(np.dtype(dtype)), len(shape), "C"), shape)
            for name, (dtype, shape) in kind.FIELDS.items()
        }
        super().__init__(name=f"{kind.__name__}({kind.FIELDS})")

    def place(self, name: str) -> int:
        """Return the word at which the entry of an array begins."""
        names = list(self.fields)
        return sum(1 + len(self.fields[n][1]) for n in names[: names.index(name)])


@typeof_impl.register(Tables)
def _typeof(value: Tables, _context: object) -> TablesType:
    return TablesType(type(value))


@register_model(TablesType)
class _TablesModel(models.PrimitiveModel):
    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, _WORD.as_pointer())


@unbox(TablesType)
def _unbox(_type, value, c):
    address = c.pyapi.object_getattr_string(value, "address")
    word = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    pointer = c.builder.inttoptr(word, _WORD.as_pointer())
    return NativeValue(pointer, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@infer_getattr
class _TablesAttribute(AttributeTemplate):
    key = TablesType

    def generic_resolve(self, kind, name):
        return kind.fields[name][0] if name in kind.fields else None


@lower_getattr_generic(TablesType)
def _attribute(context, builder, kind, pointer, name):
    array_type, shape = kind.fields[name]
    place = kind.place(name)

    def word(offset: int):
        loaded = builder.load(cgutils.gep_inbounds(builder, pointer, place + offset))
        # the list is never written: what was read of it once need not be read again
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    dims = [
        context.get_constant(types.intp, length) if length is not None else word(1 + axis)
        for axis, length in enumerate(shape)
    ]
    size = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    itemsize = context.get_constant(types.intp, size)
    strides = []
    step = itemsize
    for length in reversed(dims):
        strides.insert(0, step)
        step = builder.mul(step, length)
    array = context.make_array(array_type)(context, builder)
    data = builder.inttoptr(word(0), array.data.type)
    populate_array(array, data, dims, strides, itemsize, None)
    return array._getvalue()
