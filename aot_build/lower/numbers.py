"""Which values are numbers, and their conversions between representations."""

from __future__ import annotations

from aot_build.ir.ops import BoolNot
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.context import Context
from aot_build.primitives.expressions import BOOL_TO_INT

KINDS = {Rep.INT: "int", Rep.I64: "int", Rep.F64: "float", Rep.BOOL: "bool"}
BOXED_KINDS = ("int", "float", "bool")
EXACT_FLOAT = 1 << 53  # every int up to here is a float


def kind_of(value: Value) -> str | None:
    """ "int", "float" or "bool" when *value* is certainly of exactly that type, unboxed or not."""
    if value.rep is Rep.OBJ:
        return value.ty if value.ty in BOXED_KINDS else None
    return KINDS.get(value.rep)


def to_int(cx: Context, value: Value) -> Value:
    """A value of kind int or bool as a tagged int."""
    if isinstance(value, Const):
        return Const(int(value.value), Rep.INT)
    if kind_of(value) == "bool":
        return cx.call(BOOL_TO_INT, cx.as_rep(value, Rep.BOOL))
    return cx.as_rep(value, Rep.INT)


def to_float(cx: Context, value: Value) -> Value:
    """A number as f64; an int too large raises OverflowError, as in mixed arithmetic."""
    if kind_of(value) == "float":
        return cx.as_rep(value, Rep.F64)
    return cx.as_rep(value if value.rep is Rep.I64 else to_int(cx, value), Rep.F64)


def negated(cx: Context, value: Value) -> Value:
    """``not value`` for a truth value."""
    if isinstance(value, Const):
        return Const(int(not value.value), Rep.BOOL)
    if isinstance(value, BoolNot):
        return value.value
    return cx.b.emit(BoolNot(value))
