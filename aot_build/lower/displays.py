"""Tuple, list, set and dict displays.

[a, b]       ->   t0 = call_c rt_new_list(a, b)
[a, *b, c]   ->   t0 = call_c rt_new_list(a)
                  call_c rt_list_extend(t0, b)
                  call_c rt_list_append(t0, c)
(1, "x")     ->   t0 = load_const (1, 'x')
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from aot_build.ir.values import Value
from aot_build.lower.context import Context, lowers_expr
from aot_build.lower.fold import constant_items
from aot_build.lower.operands import lower_operands, suspends
from aot_build.primitives.containers import (
    DICT_SET,
    DICT_UPDATE,
    LIST_APPEND,
    LIST_EXTEND,
    LIST_TO_TUPLE,
    NEW_DICT,
    NEW_LIST,
    NEW_SET,
    NEW_TUPLE,
    SET_ADD,
    SET_UPDATE,
)

# Longer displays are filled item by item: operands waiting for one big call would all have to be
# released on the error edge of every later operand. The interpreter does the same, beyond 30.
MAX_OPERANDS = 30
MAX_PAIRS = 15
# From this size on the interpreter keeps constant lists and sets as one constant and copies it; the
# order in which a set is filled shows when it is iterated.
MIN_COPIED = 3


@lowers_expr(ast.Tuple)
def lower_tuple(cx: Context, node: ast.Tuple) -> Value:
    """``(a, b)``."""
    constants = constant_items(node.elts)
    if constants is not None:
        return cx.const(tuple(constants))
    if is_short(node.elts):
        return cx.call(NEW_TUPLE, *lower_operands(cx, node.elts))
    return cx.call(LIST_TO_TUPLE, fill_list(cx, node.elts))


@lowers_expr(ast.List)
def lower_list(cx: Context, node: ast.List) -> Value:
    """``[a, b]``."""
    constants = constant_items(node.elts)
    if constants is not None and len(constants) >= MIN_COPIED:
        made = cx.call(NEW_LIST)
        cx.call(LIST_EXTEND, made, cx.const(tuple(constants)))
        return made
    if is_short(node.elts):
        return cx.call(NEW_LIST, *lower_operands(cx, node.elts))
    return fill_list(cx, node.elts)


@lowers_expr(ast.Set)
def lower_set(cx: Context, node: ast.Set) -> Value:
    """``{a, b}``."""
    constants = constant_items(node.elts)
    if constants is not None and len(constants) >= MIN_COPIED:
        made = cx.call(NEW_SET)
        cx.call(SET_UPDATE, made, cx.const(frozenset(constants)))
        return made
    if is_short(node.elts):
        return cx.call(NEW_SET, *lower_operands(cx, node.elts))
    leading, rest = split_leading(cx, node.elts)
    made = cx.call(NEW_SET, *leading)
    for item in rest:
        if isinstance(item, ast.Starred):
            cx.call(SET_UPDATE, made, cx.obj(item.value))
        else:
            cx.call(SET_ADD, made, cx.obj(item))
    return made


def is_short(nodes: Sequence[ast.expr]) -> bool:
    """Whether a display is made by one call."""
    starred = any(isinstance(node, ast.Starred) for node in nodes)
    return len(nodes) <= MAX_OPERANDS and not starred


def split_leading(cx: Context, nodes: Sequence[ast.expr]) -> tuple[list[Value], Sequence[ast.expr]]:
    """The items that a display is begun with, evaluated, and the nodes of the others."""
    count = 0
    if len(nodes) <= MAX_OPERANDS:
        while count < len(nodes) and not isinstance(nodes[count], ast.Starred):
            count += 1
    return [cx.obj(node) for node in nodes[:count]], nodes[count:]


def fill_list(cx: Context, nodes: Sequence[ast.expr]) -> Value:
    """A list filled item by item; also the positional arguments of a call."""
    leading, rest = split_leading(cx, nodes)
    made = cx.call(NEW_LIST, *leading)
    for item in rest:
        if isinstance(item, ast.Starred):
            cx.call(LIST_EXTEND, made, cx.obj(item.value))
        else:
            cx.call(LIST_APPEND, made, cx.obj(item))
    return made


# --- dicts ---


@lowers_expr(ast.Dict)
def lower_dict(cx: Context, node: ast.Dict) -> Value:
    """``{key: value, **mapping}``."""
    made: Value | None = None
    for run in dict_runs(node):
        if isinstance(run, ast.expr):
            made = cx.call(NEW_DICT) if made is None else made
            cx.call(DICT_UPDATE, made, cx.obj(run))
        elif made is None and len(run) <= MAX_PAIRS:
            made = cx.call(NEW_DICT, *lower_pairs(cx, run))
        else:
            made = cx.call(NEW_DICT) if made is None else made
            add_pairs(cx, made, run)
    return cx.call(NEW_DICT) if made is None else made


Pair = tuple[ast.expr, ast.expr]


def dict_runs(node: ast.Dict) -> list[list[Pair] | ast.expr]:
    """The parts of a display: runs of pairs, and mappings that are unpacked."""
    runs: list[list[Pair] | ast.expr] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            runs.append(value)
        elif runs and isinstance(runs[-1], list):
            runs[-1].append((key, value))
        else:
            runs.append([(key, value)])
    return runs


def lower_pairs(cx: Context, pairs: list[Pair]) -> list[Value]:
    """Keys and values in turn, evaluated in that order."""
    nodes = [node for pair in pairs for node in pair]
    constant_keys = len(pairs) > 1 and all(isinstance(key, ast.Constant) for key, _ in pairs)
    if constant_keys and suspends(cx, nodes):  # the interpreter has a tuple of the keys
        values = lower_operands(cx, [value for _, value in pairs])
        keys = [cx.obj(key) for key, _ in pairs]
        return [item for pair in zip(keys, values, strict=True) for item in pair]
    return lower_operands(cx, nodes)


def add_pairs(cx: Context, made: Value, pairs: list[Pair]) -> None:
    """Add a run to a dict; a short one when all of it has been evaluated, as it is hashed then."""
    if len(pairs) > MAX_PAIRS:
        for key, value in pairs:
            cx.call(DICT_SET, made, cx.obj(key), cx.obj(value))
        return
    values = lower_pairs(cx, pairs)
    for i in range(0, len(values), 2):
        cx.call(DICT_SET, made, values[i], values[i + 1])
