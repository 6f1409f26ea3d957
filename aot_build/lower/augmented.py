"""``target op= value``: the target's parts are evaluated once, before the value."""

from __future__ import annotations

import ast

from aot_build.ir.function import SlotKind
from aot_build.ir.ops import SlotAddress
from aot_build.ir.types import Rep
from aot_build.ir.values import Value
from aot_build.lower.arith import lower_binary
from aot_build.lower.assign import (
    assign_name,
    local_object_slot,
    lower_place,
    store_attribute,
    store_subscript,
)
from aot_build.lower.context import Context, Unsupported, lowers_stmt
from aot_build.lower.operands import lower_beside, suspends, take, wait
from aot_build.lower.subscripts import get_item
from aot_build.primitives.objects import GET_ATTR, GET_SLICE, INPLACE_ADD_SLOT

# Adding one of these never grows a str in place.
NOT_STR = ("int", "float", "bool", "list", "tuple", "dict", "set", "bytes")


@lowers_stmt(ast.AugAssign)
def lower_aug_assign(cx: Context, node: ast.AugAssign) -> None:
    """Dispatch on the target."""
    match node.target:
        case ast.Name() as name:
            augment_name(cx, node, name)
        case ast.Attribute() as attribute:
            augment_attribute(cx, node, attribute)
        case ast.Subscript() as subscript:
            augment_subscript(cx, node, subscript)


def augment_name(cx: Context, node: ast.AugAssign, name: ast.Name) -> None:
    """``x += value``; a str that only this variable holds grows in place."""
    reject_unbound(cx, name)
    old = cx.expr(name)
    if suspends(cx, (node.value,)):
        old, value = lower_beside(cx, old, node.value, cx.obj)
        assign_name(cx, name.id, lower_binary(cx, node.op, old, value, inplace=True))
        return
    inner = old.rep is Rep.NUM
    value = cx.operand(node.value) if inner else cx.expr(node.value)
    slot = local_object_slot(cx, name.id)
    if (
        isinstance(node.op, ast.Add)
        and slot is not None
        and value.rep is Rep.OBJ
        and value.ty not in NOT_STR
        and not rebinds(node.value, name.id)
    ):
        cx.call(INPLACE_ADD_SLOT, cx.b.emit(SlotAddress(slot)), value)
        return
    assign_name(cx, name.id, lower_binary(cx, node.op, old, value, inplace=True, inner=inner))


def reject_unbound(cx: Context, name: ast.Name) -> None:
    """Give up a version whose register may be read before it is set: it cannot be unbound."""
    slot = cx.slot(cx.scope.mangle(name.id))
    unboxed = slot is not None and slot.kind is SlotKind.LOCAL and slot.rep is not Rep.OBJ
    if unboxed and name not in cx.scope.definitely_assigned:
        raise Unsupported("maybe-unbound", name, f"'{name.id}' may be unbound here")


def rebinds(node: ast.expr, name: str) -> bool:
    """Whether evaluating *node* can give the variable another value, by ``:=``."""
    return any(
        isinstance(inner, ast.NamedExpr) and inner.target.id == name for inner in ast.walk(node)
    )


def augment_attribute(cx: Context, node: ast.AugAssign, target: ast.Attribute) -> None:
    """``x.a += value``."""
    with cx.at(target):
        owner = cx.obj(target.value)
    with cx.at_unit(cx.positions.find_load(target)):
        old = cx.call(GET_ATTR, owner, cx.const(cx.scope.mangle(target.attr)))
    (owner,), result = augmented(cx, node, (owner,), old)
    with cx.at(target):
        store_attribute(cx, owner, target.attr, result)


def augment_subscript(cx: Context, node: ast.AugAssign, target: ast.Subscript) -> None:
    """``x[k] += value``."""
    with cx.at(target):
        place = lower_place(cx, target)
    with cx.at_unit(cx.positions.find_load(target)):
        old = load_place(cx, place)
    place, result = augmented(cx, node, place, old)
    with cx.at(target):
        store_subscript(cx, place, result)


def augmented(
    cx: Context, node: ast.AugAssign, place: tuple[Value, ...], old: Value
) -> tuple[tuple[Value, ...], Value]:
    """The evaluated parts of the target, which wait for the new value, and that value."""
    if not suspends(cx, (node.value,)):
        return place, lower_binary(cx, node.op, old, cx.operand(node.value), inplace=True)
    slots = [wait(cx, part) for part in place]
    old, value = lower_beside(cx, old, node.value, cx.obj)
    result = lower_binary(cx, node.op, old, value, inplace=True)
    return tuple(take(cx, slots)), result


def load_place(cx: Context, place: tuple[Value, ...]) -> Value:
    """The item that the evaluated parts of a subscript name."""
    if len(place) == 3:
        return cx.call(GET_SLICE, *place)
    return get_item(cx, *place)
