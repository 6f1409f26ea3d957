# SPDX-License-Identifier: Apache-2.0
"""Building and using list, tuple, dict, set, str of exact type: runtime/ops_container.c."""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.registry import prim

# keeps new references
NEW_LIST = prim("rt_new_list", "", variadic=True, effect=Effect.WRITE, ty="list")
NEW_TUPLE = prim("rt_new_tuple", "", variadic=True, effect=Effect.WRITE, ty="tuple")
NEW_SET = prim("rt_new_set", "", variadic=True, ty="set")  # hashing may fail
NEW_DICT = prim("rt_new_dict", "", variadic=True, ty="dict")  # key, value, key, value …
# hint iterable
LIST_WITH_CAPACITY = prim("rt_new_list_sized", "obj", effect=Effect.WRITE, ty="list")
# exact list; own reference
LIST_APPEND = prim("rt_list_append", "obj obj", "none", effect=Effect.WRITE)
LIST_EXTEND = prim("rt_list_extend", "obj obj", "none")  # [*x]: TypeError text of displays
LIST_TO_TUPLE = prim("rt_list_to_tuple", "obj", effect=Effect.WRITE, ty="tuple")
SET_ADD = prim("rt_set_add", "obj obj", "none")
SET_UPDATE = prim("rt_set_update", "obj obj", "none")
DICT_SET = prim("rt_dict_set", "obj obj obj", "none")
DICT_UPDATE = prim("rt_dict_update", "obj obj", "none")  # {**x}: TypeError text of displays

# Exact types, proved by inference or by a guard in lowering.
LIST_GET = prim("rt_list_get", "obj i64", effect=Effect.READ)  # IndexError; negative index allowed
LIST_SET = prim("rt_list_set", "obj i64 obj", "none", effect=Effect.WRITE)
LIST_LEN = prim("rt_list_len", "obj", "i64", raises=False, effect=Effect.READ)
TUPLE_GET = prim("rt_tuple_get", "obj i64", effect=Effect.READ)
LEN = prim("rt_len", "obj", "int", ty="int")
DICT_GET_ITEM = prim("rt_dict_get_item", "obj obj")  # KeyError, __missing__ does not apply

# Calls of common built-ins once the name is known to mean the built-in (guarded by GlobalIs).
BUILTIN_LEN = LEN
BUILTIN_ORD = prim("rt_ord", "obj", "int", effect=Effect.READ, ty="int")
BUILTIN_ISINSTANCE = prim("rt_isinstance", "obj obj", "bool")
BUILTIN_ISINSTANCE_OF_ANY = prim("rt_isinstance_of_any", "obj", "bool", variadic=True)
