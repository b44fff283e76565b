"""Counter-based draws: a value is a function of (seed, name, index).

A name and the seed give a 64-bit key; the key and the index give a uniform by the finaliser of
SplitMix64 (Steele, Lea, Flood 2014), used as a counter-based generator in the sense of Salmon,
Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011). So draws do not
depend on threads, chunks or on what else is drawn.

Each value is made from one uniform, by the inverse of its distribution where that is to be had. In
a program with nets that uniform is a coordinate of a point of a net (see `nets`).
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from techtree.engine.compiling import lean, stored
from techtree.engine.layout import NET_SHIFT, REPLICATES

FIXED, EXPONENTIAL, LOGNORMAL, LOGITNORMAL, NORMAL, UNIFORM = 0, 1, 2, 3, 4, 5
TRIANGULAR, GAMMA, WEIBULL, BETA, ERLANG, MIXTURE, STANDARD_NORMAL = 6, 7, 8, 9, 10, 11, 12

FAMILY_CODES = {
    "exponential": EXPONENTIAL,
    "lognormal": LOGNORMAL,
    "logitnormal": LOGITNORMAL,
    "normal": NORMAL,
    "uniform": UNIFORM,
    "triangular": TRIANGULAR,
    "gamma": GAMMA,
    "weibull": WEIBULL,
    "beta": BETA,
    "erlang": ERLANG,
}

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_TO_UNIT = 2.220446049250313e-16  # 2**-52
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_SUBKEY = np.uint64(0xD1342543DE82EF95)


def key_of(seed: int, name: str) -> int:
    """Return the 64-bit key of a named draw under a seed."""
    digest = hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@intrinsic
def _bits(typingctx, x):
    """Reinterpret a float64 as int64."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), codegen


@intrinsic
def _float(typingctx, x):
    """Reinterpret an int64 as float64."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), codegen


@njit(inline="always", error_model="numpy")
def mix(z):
    """Scramble 64 bits (the finaliser of SplitMix64)."""
    z = (z ^ (z >> np.uint64(30))) * _MIX1
    z = (z ^ (z >> np.uint64(27))) * _MIX2
    return z ^ (z >> np.uint64(31))


@njit(inline="always", error_model="numpy")
def uniform(key, index):
    """Return the uniform in (0, 1) of a key at an index."""
    h = mix(key + (np.uint64(index) + np.uint64(1)) * _GOLDEN)
    return (np.float64(np.int64(h >> np.uint64(12))) + 0.5) * _TO_UNIT


@njit(inline="always", error_model="numpy")
def _net_point(nets, slot, number):
    """Return the bits of point `number` of a slot's net, before any copy's shift."""
    point = np.uint64(0)
    left = np.uint64(number)
    column = 0
    while left != np.uint64(0):
        if left & np.uint64(1) != np.uint64(0):
            point ^= nets[slot, column]
        left >>= np.uint64(1)
        column += 1
    return point


@njit(inline="always", error_model="numpy")
def slot_uniform(numbers, slot, index):
    """Return the uniform in (0, 1) of a slot at an index."""
    if numbers.nets.shape[0] == 0:
        return uniform(numbers.keys[slot], index)
    point = _net_point(numbers.nets, slot, index // REPLICATES)
    point ^= numbers.nets[slot, NET_SHIFT + index % REPLICATES]
    return (np.float64(np.int64(point >> np.uint64(12))) + 0.5) * _TO_UNIT


@lean
def _fill_uniforms(numbers, slot, first, out):
    """Fill `out` with the uniforms of a slot at the indices first, first + 1, ..."""
    if numbers.nets.shape[0] == 0:
        key = numbers.keys[slot]
        for i in range(out.shape[0]):
            out[i] = uniform(key, first + i)
        return
    i = 0
    while i < out.shape[0]:  # the copies of one point, which differ by their shifts
        point = _net_point(numbers.nets, slot, (first + i) // REPLICATES)
        copy = (first + i) % REPLICATES
        size = min(REPLICATES - copy, out.shape[0] - i)
        for j in range(size):
            bits = point ^ numbers.nets[slot, NET_SHIFT + copy + j]
            out[i + j] = (np.float64(np.int64(bits >> np.uint64(12))) + 0.5) * _TO_UNIT
        i += size


@njit(inline="always", error_model="numpy")
def subkey(key, number):
    """Return the key of the `number`-th auxiliary stream of a key."""
    return mix(key ^ (_SUBKEY * (np.uint64(number) + np.uint64(1))))


@njit(inline="always", error_model="numpy")
def log(x):
    """Return the natural logarithm of a positive normal number.

    The reduction and the polynomial are those of fdlibm's ``e_log.c`` (Sun Microsystems 1993),
    within one unit in the last place, without branches, so that loops over it vectorise.
    """
    bits = _bits(x)
    shifted = bits - np.int64(0x3FE6A09E667F3BCD)  # sqrt(1/2)
    k = shifted >> np.int64(52)
    m = _float(bits - (k << np.int64(52)))
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
    t2 = z * (
        0.6666666666666735130
        + w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591))
    )
    half = 0.5 * f * f
    dk = np.float64(k)
    return dk * 6.93147180369123816490e-01 - (
        (half - (s * (half + t1 + t2) + dk * 1.90821492927058770002e-10)) - f
    )


@lean
def normal_quantile(p):
    """Return the standard normal quantile of p in (0, 1) (Wichura 1988, algorithm AS 241)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        num = (
            ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853)
            * r + 45921.953931549871457) * r + 13731.693765509461125) * r
            + 1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608
        )  # fmt: skip
        den = (
            ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061)
            * r + 21213.794301586595867) * r + 5394.1960214247511077) * r
            + 687.1870074920579083) * r + 42.313330701600911252) * r + 1.0
        )  # fmt: skip
        return q * num / den
    r = math.sqrt(-math.log(min(p, 1.0 - p)))
    if r <= 5.0:
        r -= 1.6
        num = (
            ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r
            + 0.24178072517745061177) * r + 1.27045825245236838258) * r
            + 3.64784832476320460504) * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r
            + 1.42343711074968357734
        )  # fmt: skip
        den = (
            ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
            + 0.0151986665636164571966) * r + 0.14810397642748007459) * r
            + 0.68976733498510000455) * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r
            + 1.0
        )  # fmt: skip
    else:
        r -= 5.0
        num = (
            ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
            + 0.0012426609473880784386) * r + 0.026532189526576123093) * r
            + 0.29656057182850489123) * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r
            + 6.6579046435011037772
        )  # fmt: skip
        den = (
            ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
            + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
            + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
            + 0.59983220655588793769) * r + 1.0
        )  # fmt: skip
    return -num / den if q < 0.0 else num / den


@lean
def _standard_gamma(shape, u, key, index):
    """Return a gamma variate of scale 1 (Marsaglia and Tsang 2000), by `u` and counted sub-streams.

    `u` is the first uniform that is made normal; of 100 variates at least 95 need no other.
    """
    boost = 1.0
    if shape < 1.0:
        boost = uniform(subkey(key, 0), index) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    attempt = 1
    while True:
        z = normal_quantile(u)
        accepted = uniform(subkey(key, attempt), index)
        v = 1.0 + c * z
        if v > 0.0:
            v = v * v * v
            if math.log(accepted) < 0.5 * z * z + d - d * v + d * math.log(v):
                return boost * d * v
        u = uniform(subkey(key, attempt + 1), index)
        attempt += 2


@lean
def _simple(family, a, b, c, u, key, index):
    """Return the value of one family that is not a mixture, by a uniform and auxiliary streams."""
    if family == FIXED:
        return a
    if family == EXPONENTIAL:
        return -a * log(u)
    if family == LOGNORMAL:
        return a * math.exp(b * normal_quantile(u))
    if family == LOGITNORMAL:
        return 1.0 / (1.0 + math.exp(-(a + b * normal_quantile(u))))
    if family == NORMAL:  # c is P(normal > 0): truncation at 0, by the upper tail
        return max(0.0, a - b * normal_quantile(u * c))
    if family == UNIFORM:
        return a + (b - a) * u
    if family == TRIANGULAR:
        if u * (c - a) < b - a:
            return a + math.sqrt(u * (c - a) * (b - a))
        return c - math.sqrt((1.0 - u) * (c - a) * (c - b))
    if family == GAMMA:
        return b * _standard_gamma(a, u, key, index)
    if family == WEIBULL:
        return b * (-log(u)) ** (1.0 / a)
    if family == BETA:
        x = _standard_gamma(a, u, subkey(key, 1001), index)
        other = subkey(key, 1002)
        y = _standard_gamma(b, uniform(other, index), other, index)
        if x + y == 0.0:  # both underflowed: the mass sits at the two ends
            return 1.0 if uniform(subkey(key, 1003), index) * (a + b) < a else 0.0
        return x / (x + y)
    if family == ERLANG:
        return (b / a) * _standard_gamma(a, u, key, index)
    return normal_quantile(u)  # STANDARD_NORMAL


@lean
def _value(numbers, slot, u, index):
    """Return the value of a random slot at an index, by its uniform."""
    row = numbers.slots[slot]
    family, a, b, c = row[0], row[1], row[2], row[3]
    key = numbers.keys[slot]
    if family == MIXTURE:  # of the rows [a, b): cumulative probability, family, arguments
        first, last = int(a), int(b)
        below = 0.0
        while first < last - 1 and u >= numbers.mixtures[first, 0]:
            below = numbers.mixtures[first, 0]
            first += 1
        part = numbers.mixtures[first]
        u = (u - below) / (part[0] - below)  # uniform within the part
        u = min(max(u, 0.5 * _TO_UNIT), 1.0 - 0.5 * _TO_UNIT)
        family, a, b, c = part[1], part[2], part[3], part[4]
        key = subkey(key, 2002)
    return _simple(int(family), a, b, c, u, key, index)


@njit(inline="always", error_model="numpy")
def part_of_turn(turn, place, turns):
    """Return how far the draws of the ending at a place are turned, as a part of 1.

    Each ending goes around by an odd multiple of its own, so that turns are spread over all.
    """
    return (turn * (2 * place + 1) % turns) / turns


@njit(inline="always", error_model="numpy")
def turned(u, turn):
    """Return a uniform in (0, 1) turned by a part of 1."""
    u += turn
    return max(u - 1.0 if u >= 1.0 else u, 0.5 * _TO_UNIT)


@lean
def draw(numbers, slot, index, turn):
    """Return the value of a slot of `layout.Numbers` at an index; see `fill_row` for `turn`."""
    if numbers.slots[slot, 0] == FIXED:
        return numbers.slots[slot, 1]
    u = slot_uniform(numbers, slot, index)
    return _value(numbers, slot, turned(u, turn) if turn != 0.0 else u, index)


@lean
def fill_row(numbers, slot, first, turn, out):
    """Fill `out` with a slot at the indices first, first + 1, ...

    The uniforms are turned by `turn`, a part of 1, around the circle from 0 to 1.
    """
    family, a, b = numbers.slots[slot, 0], numbers.slots[slot, 1], numbers.slots[slot, 2]
    if family == FIXED:
        out[:] = a
        return
    _fill_uniforms(numbers, slot, first, out)
    if turn != 0.0:
        for i in range(out.shape[0]):
            out[i] = turned(out[i], turn)
    if family == EXPONENTIAL:
        for i in range(out.shape[0]):
            out[i] = -a * log(out[i])
    elif family == UNIFORM:
        for i in range(out.shape[0]):
            out[i] = a + (b - a) * out[i]
    else:
        for i in range(out.shape[0]):
            out[i] = _value(numbers, slot, out[i], first + i)


@stored
def fill(numbers, slot, first, out):
    """Fill `out` with a slot as `fill_row` does, but called from Python."""
    fill_row(numbers, slot, first, 0.0, out)


def bits_of(keys: np.ndarray, stream: int, count: int) -> np.ndarray:
    """Return the first numbers of an auxiliary stream of keys, (len(keys), count) uint64."""
    index = np.arange(1, count + 1, dtype=np.uint64)
    salt = np.array([stream + 1], dtype=np.uint64) * _SUBKEY
    return mix.py_func(mix.py_func(keys ^ salt)[:, None] + index * _GOLDEN)


def uniforms(key: np.uint64, first: int, count: int) -> np.ndarray:
    """Return the uniforms of a key at the indices first, first + 1, ..., without compiling."""
    index = np.arange(first, first + count, dtype=np.uint64) + np.uint64(1)
    h = mix.py_func(np.uint64(key) + index * _GOLDEN)
    return ((h >> np.uint64(12)).astype(np.float64) + 0.5) * _TO_UNIT
