# SPDX-License-Identifier: Apache-2.0
"""Unboxed arithmetic: tagged ints (runtime/inline_int.h, ops_int.c) and floats (inline_float.h)."""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.registry import prim

_PURE = Effect.NONE

# Tagged ints: inline for small values, out of line for big ones (MemoryError, ZeroDivisionError,
# ValueError for negative shifts as for Python ints).
INT_BINARY = {
    symbol: prim(f"rt_int_{name}", "int int", "int", effect=_PURE, ty="int")
    for symbol, name in {
        "Add": "add",
        "Sub": "sub",
        "Mult": "mul",
        "FloorDiv": "floordiv",
        "Mod": "mod",
        "LShift": "lshift",
        "RShift": "rshift",
        "BitAnd": "and",
        "BitOr": "or",
        "BitXor": "xor",
    }.items()
}
INT_TRUE_DIV = prim("rt_int_truediv", "int int", "f64", effect=_PURE, ty="float")
# int, or float for a negative exponent
INT_POW = prim("rt_int_pow", "int int", "obj", effect=_PURE)
INT_UNARY = {
    "USub": prim("rt_int_neg", "int", "int", effect=_PURE, ty="int"),
    "Invert": prim("rt_int_invert", "int", "int", effect=_PURE, ty="int"),
}
INT_COMPARE = {
    name: prim(f"rt_int_{name}", "int int", "bool", raises=False, effect=_PURE, ty="bool")
    for name in ("eq", "ne", "lt", "le", "gt", "ge")
}
INT_TRUTH = prim("rt_int_truth", "int", "bool", raises=False, effect=_PURE, ty="bool")
INT_TO_FLOAT = prim("rt_int_to_float", "int", "f64", effect=_PURE, ty="float")  # OverflowError
# int(x); Overflow/ValueError
FLOAT_TO_INT = prim("rt_float_to_int", "f64", "int", effect=_PURE, ty="int")

# ZeroDivisionError
FLOAT_TRUE_DIV = prim("rt_float_truediv", "f64 f64", "f64", effect=_PURE, ty="float")
FLOAT_FLOOR_DIV = prim("rt_float_floordiv", "f64 f64", "f64", effect=_PURE, ty="float")
FLOAT_MOD = prim("rt_float_mod", "f64 f64", "f64", effect=_PURE, ty="float")
FLOAT_POW = prim("rt_float_pow", "f64 f64", "obj", effect=_PURE)  # float, or complex

# range() over unboxed values, once `range` is known to be the built-in: length of the range as i64
# for small start/stop/step; -1 when the loop must run over objects (a bound is a big int).
RANGE_LENGTH = prim("rt_range_length", "int int int", "i64", raises=False, effect=_PURE)
