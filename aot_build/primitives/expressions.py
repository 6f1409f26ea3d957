# SPDX-License-Identifier: Apache-2.0
"""What expressions need beyond objects.py: methods looked up before arguments, unboxed operands.

The C side: runtime/ops_method.c, and inline_int.h for the conversion.
"""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.objects import ATTR_CACHE
from aot_build.primitives.registry import prim

# object.name(args…) when evaluating the arguments may change what the name means: the look-up
# comes first. (object, name, int64_t *unbound): what is to be called, a new reference; *unbound is
# 1 if it is a method found on the type, to be called with the object before the arguments, else 0.
# AttributeError as from rt_get_attr.
FIND_METHOD = prim("rt_find_method", "obj obj ptr", cache=ATTR_CACHE)
# The same of super: (super, class, self, name, how many arguments are written, int64_t *unbound)
FIND_SUPER_METHOD = prim("rt_find_super_method", "obj obj obj obj i64 ptr", cache=24)
# (callable, names of the last arguments as a tuple or None, unbound; object, args…): the object is
# left out unless `unbound`. items[0] may then be the spare place that vectorcall likes before args.
CALL_FOUND = prim("rt_call_found", "obj obj i64", variadic=True, thread=True)
# The same of `append` and its argument: the object is most likely a list, which needs neither.
FIND_APPEND = prim("rt_find_append", "obj obj ptr", cache=ATTR_CACHE)
CALL_FOUND_APPEND = prim("rt_call_found_append", "obj i64 obj obj", thread=True)

BOOL_TO_INT = prim(
    "rt_bool_to_int", "bool", "int", raises=False, effect=Effect.NONE, ty="int"
)  # 0 or 1, tagged

# object[i], object[i] = x for an unboxed int that may be big: as GET_INDEX when it is small.
GET_ITEM_INT = prim("rt_get_item_int", "obj int")
