# SPDX-License-Identifier: Apache-2.0
"""Operations that are repeated leave nothing behind, whether they succeed or fail."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from aot_build.primitives.objects import ATTR_CACHE

BIG = 2**100


class Thing:
    value = 1

    def __init__(self, x: Any = 0) -> None:
        self.x = x

    def method(self, *args: Any) -> Any:
        return args

    def __enter__(self) -> Thing:
        return self

    def __exit__(self, *args: Any) -> bool:
        return True


class BadInit:
    def __init__(self) -> None:
        raise ValueError("no")


def scenarios(ops: ModuleType) -> dict[str, Callable[[], Any]]:
    """Functions that each use some operations once."""
    thing, names = Thing([]), ("a", "b")
    caches = [bytearray(ATTR_CACHE) for _ in range(8)]
    empty = [ops.EMPTY]

    def ints() -> None:
        for a in (5, BIG, -BIG):
            for b in (3, BIG, -BIG):
                for name in ("add", "sub", "mul", "floordiv", "mod", "and", "or", "xor"):
                    getattr(ops, f"rt_int_{name}")(a, b)
                    getattr(ops, f"rt_any_{name}")(a, b)
                    getattr(ops, f"rt_any_inplace_{name}")(a, b)
                ops.rt_int_truediv(a, b)
                ops.rt_int_lt(a, b), ops.rt_int_eq(a, b)
            ops.rt_int_lshift(a, 100), ops.rt_int_rshift(a, 3), ops.rt_int_pow(a, 3)
            ops.rt_int_neg(a), ops.rt_int_invert(a), ops.rt_int_to_float(a), ops.roundtrip(a)
            ops.rt_range_count(0, a, 2**98)

    def objects() -> None:
        for a in (5, BIG, 1.5, "text"):
            for b in (3, 2.5, BIG, "more"):
                for name in ("add", "subtract", "multiply", "remainder", "inplace_add"):
                    quietly(getattr(ops, f"rt_{name}"), a, b)
                for name in ("eq", "lt"):
                    quietly(getattr(ops, f"rt_compare_{name}"), a, b)
                    quietly(getattr(ops, f"rt_test_{name}"), a, b)
        slots = ["".join(names)]
        for _ in range(5):
            ops.rt_inplace_add_slot(slots, "more")

    def attributes() -> None:
        for op in (thing, Thing, sys):
            for i, name in enumerate(("x", "value", "method", "path", "nowhere")):
                quietly(ops.rt_get_attr, op, name, caches[i])
        ops.rt_set_attr(thing, "x", [], caches[5])
        other = Thing()
        ops.rt_set_attr(other, "fresh", [], caches[6])
        ops.rt_del_attr(other, "fresh")
        quietly(ops.rt_super_attr, super, Thing, thing, "__init__", 2)
        quietly(ops.rt_super_attr, super, Thing, thing, "nowhere", 2)

    def calls() -> None:
        ops.call(Thing, ([],), None)
        ops.call(Thing, ([],), ("x",))
        quietly(ops.call, BadInit, (), None)
        quietly(ops.call, Thing, (1, 2, 3), None)
        ops.call_method("method", (thing, []), None, caches[7])
        ops.find_and_call("method", (thing, []), None, caches[7])
        ops.rt_call_ex(Thing, ([],), {})
        quietly(ops.rt_merge_keywords, Thing, {"a": 1}, {"b": 2, "a": 3})
        quietly(ops.rt_merge_keywords, Thing, {}, 5)
        quietly(ops.rt_list_extend_args, Thing, [], 5)

    def containers() -> None:
        ops.rt_new_list(names), ops.rt_new_dict(names), ops.rt_new_set(names)
        quietly(ops.rt_new_set, ([1],)), quietly(ops.rt_new_dict, ([1], 2))
        items = ops.rt_new_list_sized([1, 2])
        for i in range(10):
            ops.rt_list_append(items, [i])
        ops.rt_get_slice(items, 1, 3), ops.rt_set_slice(items, 1, 3, [[]])
        (
            ops.rt_set_item(items, 0, []),
            ops.rt_set_item_any(items, 0, []),
            ops.rt_get_item_any(items, 0),
        )
        quietly(ops.rt_get_item, items, 100), quietly(ops.rt_dict_get_item, {}, (1, 2))
        quietly(ops.rt_list_extend, [], 5), quietly(ops.rt_dict_update, {}, 5)
        slots = [ops.EMPTY] * 3
        for source in ([1, 2, 3], (1, 2), [1, 2, 3, 4], iter("abc"), 5):
            quietly(ops.rt_unpack, source, slots, 3)
            quietly(ops.rt_unpack_star, source, slots, 1, 1)
        (
            ops.rt_build_string(("a", "é", str(BIG))),
            ops.rt_format_simple(BIG),
            ops.rt_format(1.5, ".2f"),
            ops.rt_format(-12345, ">08"),
            ops.rt_format("text", ">8"),
            ops.rt_percent_item(12345, "%-8d"),
            ops.rt_percent_item("text", "%8r"),
            ops.rt_percent_only("<%d>", 12345, "<", "%d", ">"),
        )

    def exceptions() -> None:
        for error in (ValueError, ValueError("x"), 5):
            quietly(ops.rt_raise, error)
            quietly(ops.rt_raise_from, error, KeyError)
        quietly(ops.rt_raise_assertion, "text")
        ops.catch(ValueError("x"), lambda caught, previous: None)
        quietly(ops.rt_restore_exception, ValueError("x"))
        quietly(ops.rt_exception_matches, ValueError("x"), 5)
        ops.rt_with_enter(thing, empty)
        ops.rt_with_exit(empty[0]), ops.rt_with_exit_exception(empty[0], ValueError("x"))
        quietly(ops.rt_with_enter, 5, empty)
        quietly(ops.rt_import_from, sys, "nowhere")
        quietly(ops.rt_cell_get_free, ops.rt_cell_new(None), "x")
        quietly(ops.rt_cell_get_free, ops.rt_cell_empty(), "x")
        quietly(ops.rt_unbound_local, "x")
        ops.rt_make_function((lambda: 0).__code__, (1,), {"a": 2}, ("a", "int"), None)

    return {
        function.__name__: function
        for function in (ints, objects, attributes, calls, containers, exceptions)
    }


def quietly(function: Callable[..., Any], *args: Any) -> None:
    """Call what may fail."""
    try:
        function(*args)
    except Exception:
        return


@pytest.mark.parametrize(
    "name", ("ints", "objects", "attributes", "calls", "containers", "exceptions")
)
def test_memory_is_flat(ops: ModuleType, name: str) -> None:
    scenario = scenarios(ops)[name]
    growth = [count_growth(scenario) for _ in range(5)]
    assert min(growth) < 50, growth  # a leak is 100 or more each time


def count_growth(scenario: Callable[[], Any]) -> int:
    """How many more blocks are allocated after 100 runs; caches may still grow in the first."""
    before = sys.getallocatedblocks()
    for _ in range(100):
        scenario()
    gc.collect()
    return sys.getallocatedblocks() - before
