# SPDX-License-Identifier: Apache-2.0
"""Variables that are probably small ints, but may hold any object: runtime/{inline,ops}_any."""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.registry import prim

_NAMES = {
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
}
ANY_BINARY = {symbol: prim(f"rt_any_{name}", "any any", "any") for symbol, name in _NAMES.items()}
ANY_INPLACE = {
    symbol: prim(f"rt_any_inplace_{name}", "any any", "any") for symbol, name in _NAMES.items()
}
ANY_COMPARE = {
    name: prim(f"rt_any_{name}", "any any", "bool")  # the truth of the comparison
    for name in ("eq", "ne", "lt", "le", "gt", "ge")
}
ANY_UNARY = {
    "USub": prim("rt_any_neg", "any", "any"),
    "Invert": prim("rt_any_invert", "any", "any"),
}
ANY_TRUTH = prim("rt_any_truth", "any", "bool")
GET_ITEM_ANY = prim("rt_get_item_any", "obj any")
SET_ITEM_ANY = prim("rt_set_item_any", "obj any obj", "none")
# (callee, object): what the global len gives for one object, without an int object if it is the
# built-in
CALL_LEN = prim("rt_call_len", "obj obj", "any")
CALL_MAX = prim("rt_call_max", "obj", variadic=True)
CALL_MIN = prim("rt_call_min", "obj", variadic=True)
CALL_ABS = prim("rt_call_abs", "obj obj")
CALL_ORD = prim("rt_call_ord", "obj obj", "any")
CALL_CHR = prim("rt_call_chr", "obj any")
CALL_ISINSTANCE = prim("rt_call_isinstance", "obj obj obj")  # (callee, object, classinfo)
# The same for a tuple of these, which is only made if the callee is another one.
CALL_ISINSTANCE_OF_ANY = prim("rt_call_isinstance_of_any", "obj obj", variadic=True)
INT_TO_ANY = prim("rt_int_to_any", "int", "any", raises=False)
# A value that is known to be a small int, as such.
ANY_AS_SMALL = prim("rt_any_as_small", "any", "int", raises=False, effect=Effect.NONE, ty="int")
# Whether calling this object with these bounds can be counted without a range object: it is the
# built-in range, the bounds are small ints and the step is not zero.
RANGE_IS_PLAIN = prim("rt_range_is_plain", "obj any any any", "bool", raises=False)
# The same for the built-in enumerate from a small int on.
ENUMERATE_IS_PLAIN = prim("rt_enumerate_is_plain", "obj any", "bool", raises=False)
