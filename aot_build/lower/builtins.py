"""Calls of built-ins in a version of a function that was entered knowing what their names mean.

len(x) + 1   ->   t0 = call_c rt_len(x)        a tagged int, never boxed
                  t1 = call_c rt_int_add(t0, 1t)
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial

from aot_build.ir.ops import Call, FloatCompare, FloatSub, LoadConst
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.compare import compare_numbers
from aot_build.lower.condition import branch, truth
from aot_build.lower.context import Context
from aot_build.lower.joins import Join
from aot_build.lower.names import is_global, means_builtin, renewed
from aot_build.lower.numbers import kind_of, to_float, to_int
from aot_build.primitives.containers import (
    BUILTIN_ISINSTANCE,
    BUILTIN_ISINSTANCE_OF_ANY,
    BUILTIN_LEN,
    BUILTIN_ORD,
)
from aot_build.primitives.numbers import FLOAT_TO_INT, INT_UNARY
from aot_build.primitives.registry import Prim
from aot_build.primitives.tagged import (
    CALL_ABS,
    CALL_CHR,
    CALL_ISINSTANCE,
    CALL_ISINSTANCE_OF_ANY,
    CALL_LEN,
    CALL_MAX,
    CALL_MIN,
    CALL_ORD,
)

# Lowers a call from its evaluated arguments; None when these are not what it is for.
BuiltinRule = Callable[[Context, list[Value]], Value | None]


def lower_builtin(cx: Context, node: ast.Call) -> Value | None:
    """A call of a built-in that is assumed to be the real one; None when there is no short way."""
    func = node.func
    if not isinstance(func, ast.Name) or node.keywords or not is_global(cx, func.id):
        return None
    likely = func.id in LIKELY and func.id not in cx.typing.globals
    if likely and len(node.args) in LIKELY[func.id][0]:
        return call_likely(cx, func, node.args)
    rule = RULES.get(cx.typing.globals.get(func.id, ""))
    if rule is None or len(node.args) not in rule[0]:
        return None
    if rule[1] is lower_isinstance and (classes := listed_classes(node.args)):
        values = [cx.expr(arg) for arg in (node.args[0], *classes)]
        return cx.call(BUILTIN_ISINSTANCE_OF_ANY, *values)
    args = [cx.expr(arg) for arg in node.args]
    return rule[1](cx, args) or call_anyway(cx, func, args)


def call_likely(cx: Context, func: ast.Name, args: list[ast.expr]) -> Value | None:
    """A call where nothing is assumed of the name, which is looked at each time."""
    if any(isinstance(arg, ast.Starred) for arg in args) or not means_builtin(cx, func.id):
        return None
    callee = cx.obj(func)
    prim = LIKELY[func.id][1]
    if prim is CALL_ISINSTANCE and (classes := listed_classes(args)):
        prim, args = CALL_ISINSTANCE_OF_ANY, [args[0], *classes]
    return cx.call(prim, callee, *[cx.expr(arg) for arg in args])


def listed_classes(args: list[ast.expr]) -> list[ast.expr]:
    """A and B of ``isinstance(x, (A, B))``, whose tuple only another callee could see."""
    classes = args[-1].elts if isinstance(args[-1], ast.Tuple) else []
    return [] if any(isinstance(item, ast.Starred) for item in classes) else classes


def call_anyway(cx: Context, func: ast.Name, args: list[Value]) -> Value:
    """The ordinary call, for arguments that no rule is for."""
    callee = cx.obj(func)  # reading a global is not noticed, so it may come after the arguments
    return cx.b.emit(Call(callee, tuple(cx.as_obj(arg) for arg in args)))


def lower_len(cx: Context, args: list[Value]) -> Value:
    """``len(x)``."""
    return cx.call(BUILTIN_LEN, args[0])


def lower_ord(cx: Context, args: list[Value]) -> Value:
    """``ord(x)``."""
    value = args[0].value if isinstance(args[0], LoadConst) else None
    if isinstance(value, str) and len(value) == 1:
        return Const(ord(value), Rep.INT)
    return cx.call(BUILTIN_ORD, args[0])


def lower_isinstance(cx: Context, args: list[Value]) -> Value:
    """``isinstance(x, kind)``."""
    return cx.call(BUILTIN_ISINSTANCE, *args)


def lower_bool(cx: Context, args: list[Value]) -> Value:
    """``bool(x)``."""
    return truth(cx, args[0])


def lower_int(cx: Context, args: list[Value]) -> Value | None:
    """``int(x)`` of a number."""
    kind = kind_of(args[0])
    if kind == "float":
        return cx.call(FLOAT_TO_INT, args[0])
    return None if kind is None else to_int(cx, args[0])


def lower_float(cx: Context, args: list[Value]) -> Value | None:
    """``float(x)`` of a number."""
    return None if kind_of(args[0]) is None else to_float(cx, args[0])


def lower_abs(cx: Context, args: list[Value]) -> Value | None:
    """``abs(x)`` of a number."""
    kind = kind_of(args[0])
    if kind == "float":
        value = to_float(cx, args[0])
        # 0.0 - x also makes -0.0 positive; nan compares false and stays as it is.
        negative = FloatCompare(value, Const(0.0, Rep.F64), "le")
        return choose(cx, cx.b.emit(negative), lambda: _minus_float(cx, value), lambda: value)
    if kind in ("int", "bool"):
        value = to_int(cx, args[0])
        below = compare_numbers(cx, "lt", value, Const(0, Rep.INT))
        assert below is not None
        return choose(cx, below, lambda: cx.call(INT_UNARY["USub"], value), lambda: value)
    return None


def _minus_float(cx: Context, value: Value) -> Value:
    return cx.b.emit(FloatSub(Const(0.0, Rep.F64), value))  # type: ignore[call-arg]


def lower_min(cx: Context, args: list[Value]) -> Value | None:
    """``min(a, b, …)`` of numbers of one type."""
    return extreme(cx, args, "lt")


def lower_max(cx: Context, args: list[Value]) -> Value | None:
    """``max(a, b, …)`` of numbers of one type."""
    return extreme(cx, args, "gt")


def extreme(cx: Context, args: list[Value], predicate: str) -> Value | None:
    """The first argument that no later one beats."""
    kinds = {kind_of(arg) for arg in args}
    if kinds == {"int"}:
        args = [to_int(cx, arg) for arg in args]
    elif kinds == {"float"}:
        args = [to_float(cx, arg) for arg in args]
    else:
        return None
    best = args[0]
    for arg in args[1:]:
        beaten = compare_numbers(cx, predicate, arg, best)
        assert beaten is not None
        best = choose(cx, beaten, partial(renewed, cx, arg), partial(renewed, cx, best))
    return best


def choose(
    cx: Context, condition: Value, if_true: Callable[[], Value], if_false: Callable[[], Value]
) -> Value:
    """The value of one of two branches."""
    then, orelse = cx.b.new_block("then"), cx.b.new_block("else")
    branch(cx, condition, then, orelse)
    join = Join(cx)
    for block, value in ((then, if_true), (orelse, if_false)):
        cx.b.start(block)
        join.add(value())
    return join.finish()


# Built-in → numbers of arguments, and what is called with the callee and them.
LIKELY: dict[str, tuple[range, Prim]] = {
    "len": (range(1, 2), CALL_LEN),
    "isinstance": (range(2, 3), CALL_ISINSTANCE),
    "max": (range(2, 9), CALL_MAX),
    "min": (range(2, 9), CALL_MIN),
    "abs": (range(1, 2), CALL_ABS),
    "ord": (range(1, 2), CALL_ORD),
    "chr": (range(1, 2), CALL_CHR),
}

# Assumption → numbers of arguments, rule.
RULES: dict[str, tuple[range, BuiltinRule]] = {
    "builtins.len": (range(1, 2), lower_len),
    "builtins.ord": (range(1, 2), lower_ord),
    "builtins.isinstance": (range(2, 3), lower_isinstance),
    "builtins.bool": (range(1, 2), lower_bool),
    "builtins.int": (range(1, 2), lower_int),
    "builtins.float": (range(1, 2), lower_float),
    "builtins.abs": (range(1, 2), lower_abs),
    "builtins.min": (range(2, 9), lower_min),
    "builtins.max": (range(2, 9), lower_max),
}
