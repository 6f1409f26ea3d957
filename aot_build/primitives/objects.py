# SPDX-License-Identifier: Apache-2.0
"""Operations on objects of any type: runtime/ops_{object,number,compare,attr}.c."""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.registry import prim

# Binary and unary operators: fast paths for exact small ints, floats and strs, then the abstract
# protocol, with the TypeErrors of the operators.
BINARY = {
    symbol: prim(f"rt_{name}", "obj obj")
    for symbol, name in {
        "Add": "add",
        "Sub": "subtract",
        "Mult": "multiply",
        "Div": "true_divide",
        "FloorDiv": "floor_divide",
        "Mod": "remainder",
        "Pow": "power",
        "MatMult": "matrix_multiply",
        "LShift": "lshift",
        "RShift": "rshift",
        "BitAnd": "and",
        "BitOr": "or",
        "BitXor": "xor",
    }.items()
}
INPLACE = {symbol: prim(f"rt_inplace_{row.name[3:]}", "obj obj") for symbol, row in BINARY.items()}
# slot += value where the slot (a PyObject ** in the frame) holds the only reference: str grows in
# place as in CPython. Takes the old value out of the slot and stores the result into it.
INPLACE_ADD_SLOT = prim("rt_inplace_add_slot", "ptr obj", "none")

UNARY = {
    "USub": prim("rt_negative", "obj"),
    "UAdd": prim("rt_positive", "obj"),
    "Invert": prim("rt_invert", "obj"),
}
TRUTH = prim("rt_truth", "obj", "bool")  # exact bool/None/int/str/containers fast

# Comparisons: the result object, and the truth value directly.
COMPARE = {
    name: prim(f"rt_compare_{name}", "obj obj") for name in ("eq", "ne", "lt", "le", "gt", "ge")
}
COMPARE_TRUTH = {
    name: prim(f"rt_test_{name}", "obj obj", "bool")
    for name in ("eq", "ne", "lt", "le", "gt", "ge")
}
CONTAINS = prim("rt_contains", "obj obj", "bool")  # (container, item)

# Attributes, through inline caches (RT_ATTR_CACHE_SIZE bytes of zeroed storage).
ATTR_CACHE = 72
GET_ATTR = prim("rt_get_attr", "obj obj", cache=ATTR_CACHE)  # (object, interned name)
SET_ATTR = prim("rt_set_attr", "obj obj obj", "none", cache=ATTR_CACHE)  # (object, name, value)
DEL_ATTR = prim("rt_del_attr", "obj obj", "none")
# (super, class, self, name, how many arguments are written): super().name
SUPER_ATTR = prim("rt_super_attr", "obj obj obj obj i64")

# Subscripts: list/tuple/str/dict fast paths.
GET_ITEM = prim("rt_get_item", "obj obj")
SET_ITEM = prim("rt_set_item", "obj obj obj", "none")  # (container, key, value)
DEL_ITEM = prim("rt_del_item", "obj obj", "none")
NEW_SLICE = prim("rt_new_slice", "obj obj obj", ty="slice")
# object[start:stop] without the slice object where possible
GET_SLICE = prim("rt_get_slice", "obj obj obj")
GET_STEPS = prim("rt_get_steps", "obj obj obj obj")  # (object, start, stop, step)
SET_SLICE = prim("rt_set_slice", "obj obj obj obj", "none")  # (object, start, stop, value)
DEL_SLICE = prim("rt_del_slice", "obj obj obj", "none")
GET_INDEX = prim("rt_get_index", "obj i64")  # object[i] for an unboxed i
SET_INDEX = prim("rt_set_index", "obj i64 obj", "none")

# Calls with * and **.
# (callable, tuple, dict or NULL const None)
CALL_EX = prim("rt_call_ex", "obj obj obj", thread=True)
# (callable, tuple, dict): the same without a copy of the dict, which nobody may keep
CALL_FORWARD = prim("rt_call_forward", "obj obj obj", thread=True)
# (callable, dict, mapping): f(**m)
MERGE_KEYWORDS = prim("rt_merge_keywords", "obj obj obj", "none")
# (callable, list, iterable): f(*x)
LIST_EXTEND_ARGS = prim("rt_list_extend_args", "obj obj obj", "none")

# Iteration. rt_next gives NULL without an exception at the end: `raises` is tested by lowering
# through ITER_NEXT, whose result is stored into a slot and whose bool says whether there was one.
GET_ITER = prim("rt_get_iter", "obj")
# (iterator, PyObject **target): target owns; 1, 0 end, -1
ITER_NEXT = prim("rt_iter_next", "obj ptr", "bool")
# A loop that nobody can suspend goes over a list or tuple itself, and its place tells how far.
# (iterable, int64_t *place): what NEXT_AT is given
LOOP_OVER = prim("rt_loop_over", "obj ptr")
# (dict, 0 keys or 1 values or 2 items, int64_t place[4])
LOOP_OVER_DICT = prim("rt_loop_over_dict", "obj i64 ptr", raises=False, effect=Effect.WRITE)
# (what LOOP_OVER gave, int64_t *place, PyObject **target)
NEXT_AT = prim("rt_next_at", "obj ptr ptr", "bool", thread=True)
# (iterator, PyObject **item, PyObject **targets, count): the same for an item that is to be
# unpacked, which is done already where that saves making it
ITER_NEXT_ITEMS = prim("rt_iter_next_items", "obj ptr ptr i64", "bool")
NEXT_ITEMS_AT = prim("rt_next_items_at", "obj ptr ptr ptr i64", "bool", thread=True)
# (PyObject **item, PyObject **targets, count): what is left to do
UNPACK_ITEM = prim("rt_unpack_item", "ptr ptr i64", "none")
# (iterable, PyObject **targets, count): exactly count
UNPACK = prim("rt_unpack", "obj ptr i64", "none")
# (iterable, PyObject **target…): the same where the targets are variables
UNPACK_INTO = prim("rt_unpack_into", "obj", "none", variadic=True)
# (…, before, after); the star gets a list
UNPACK_STAR = prim("rt_unpack_star", "obj ptr i64 i64", "none")

# Names.
UNBOUND_LOCAL = prim("rt_unbound_local", "obj", "none", effect=Effect.WRITE)  # always fails; name
CELL_NEW = prim("rt_cell_new", "obj", effect=Effect.WRITE)  # content may be NULL
CELL_GET = prim("rt_cell_get", "obj obj", effect=Effect.READ)  # (cell, name): UnboundLocalError
CELL_GET_FREE = prim("rt_cell_get_free", "obj obj", effect=Effect.READ)  # NameError, free variable
CELL_SET = prim("rt_cell_set", "obj obj", "none", raises=False)  # keeps its own reference
CELL_CLEAR = prim("rt_cell_clear", "obj obj i64", "none")  # (cell, name, is_free): error when empty
MAKE_FUNCTION = prim(
    "rt_make_function", "obj obj obj obj obj", frame=True
)  # (code, defaults, kwdefaults, annotations, closure): None where absent; globals of the frame

# Imports (inside functions).
IMPORT_NAME = prim("rt_import_name", "obj obj i64", frame=True)  # (name, fromlist, level)
IMPORT_FROM = prim("rt_import_from", "obj obj")  # (module, name)
IMPORT_STAR = prim("rt_import_star", "obj", "none", frame=True)

# Formatting.
FORMAT = prim("rt_format", "obj obj")  # (value, spec str): format(value, spec)
FORMAT_SIMPLE = prim("rt_format_simple", "obj")  # exact str unchanged, else format(value, "")
STR = prim("rt_str", "obj", ty="str")
REPR = prim("rt_repr", "obj", ty="str")
ASCII = prim("rt_ascii", "obj", ty="str")
# (value, "%-5d"): "%-5d" % (value,); only conversions that lower/fstrings.py calls simple
PERCENT_ITEM = prim("rt_percent_item", "obj obj", ty="str")
# (template, value, before, "%d", after): template % value, its only conversion being the "%d"
PERCENT_ONLY = prim("rt_percent_only", "obj obj obj obj obj")
JOIN = prim("rt_build_string", "", variadic=True, ty="str")  # concatenates strs

_OF_CHARACTERS = (
    *("isalpha", "isdigit", "isdecimal", "isnumeric", "isalnum", "isidentifier"),
    *("isspace", "isupper", "islower", "upper", "lower"),
)
# Methods, with so many arguments, that are tried on exact built-in types first, and by whom.
SHORT_CALLS = {
    ("append", 1): "rt_call_append",
    ("add", 1): "rt_call_add",
    ("get", 1): "rt_call_get",
    ("get", 2): "rt_call_get",
    **{(name, 0): f"rt_call_{name}" for name in _OF_CHARACTERS},
    **{(name, 1): f"rt_call_{name}" for name in ("startswith", "endswith")},
}
