"""Subscripts and slices.

items[key]         ->   t0 = call_c rt_get_item(items, key)
items[i]           ->   t0 = call_c rt_get_index(items, i)              an unboxed i
items[a:b]         ->   t0 = call_c rt_get_slice(items, a, b)           no slice object
items[a:b:c]       ->   t0 = call_c rt_get_steps(items, a, b, c)
"""

from __future__ import annotations

import ast

from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.context import Context, lowers_expr
from aot_build.lower.operands import lower_beside, suspends
from aot_build.primitives.containers import LIST_GET, TUPLE_GET
from aot_build.primitives.expressions import GET_ITEM_INT
from aot_build.primitives.objects import GET_INDEX, GET_ITEM, GET_SLICE, GET_STEPS, NEW_SLICE
from aot_build.primitives.registry import Prim
from aot_build.primitives.tagged import GET_ITEM_ANY

INDEXED: dict[str, Prim] = {"list": LIST_GET, "tuple": TUPLE_GET}


@lowers_expr(ast.Subscript)
def lower_subscript(cx: Context, node: ast.Subscript) -> Value:
    """``value[key]``."""
    if isinstance(node.slice, ast.Slice) and node.slice.step is None:
        owner = cx.obj(node.value)
        start, stop = lower_bound(cx, node.slice.lower), lower_bound(cx, node.slice.upper)
        return cx.call(GET_SLICE, owner, start, stop)
    if isinstance(node.slice, ast.Slice) and not suspends(cx, (node.slice,)):
        owner = cx.obj(node.value)
        return cx.call(GET_STEPS, owner, *lower_parts(cx, node.slice))
    return get_item(cx, *lower_beside(cx, cx.obj(node.value), node.slice, cx.expr))


@lowers_expr(ast.Slice)
def lower_slice(cx: Context, node: ast.Slice) -> Value:
    """``a:b:c`` as an object."""
    return cx.call(NEW_SLICE, *lower_parts(cx, node))


def lower_parts(cx: Context, node: ast.Slice) -> list[Value]:
    """Start, stop and step, evaluated."""
    return [lower_bound(cx, part) for part in (node.lower, node.upper, node.step)]


def lower_bound(cx: Context, node: ast.expr | None) -> Value:
    """One part of a slice; None where it is left out."""
    return cx.none() if node is None else cx.obj(node)


def get_item(cx: Context, owner: Value, key: Value) -> Value:
    """``owner[key]`` of evaluated operands."""
    if key.rep is Rep.I64 or (isinstance(key, Const) and key.rep is Rep.INT):
        return cx.call(INDEXED.get(owner.ty, GET_INDEX), owner, key)
    if key.rep is Rep.ANY:
        return cx.call(GET_ITEM_ANY, owner, key)
    if key.rep is Rep.INT:
        return cx.call(GET_ITEM_INT, owner, key)
    return cx.call(GET_ITEM, owner, key)
