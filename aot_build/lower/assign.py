"""Assignment to every kind of target, and ``del``.

a, b = b, a        ->        t0 = load_slot $b
                             t1 = load_slot $a
                             store_slot t0, $a
                             store_slot t1, $b
"""

from __future__ import annotations

import ast

from aot_build.ir.function import Slot, SlotKind
from aot_build.ir.ops import (
    ClearSlot,
    LoadSlot,
    SlotAddress,
    StoreSlot,
    TakeSlot,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.context import Context, Unsupported, lowers_stmt
from aot_build.lower.modulebody import annotate
from aot_build.lower.namespace import delete_outside, store_outside
from aot_build.lower.operands import lower_operands, suspends
from aot_build.primitives.objects import (
    CELL_CLEAR,
    CELL_SET,
    DEL_ATTR,
    DEL_ITEM,
    DEL_SLICE,
    NEW_SLICE,
    SET_ATTR,
    SET_INDEX,
    SET_ITEM,
    SET_SLICE,
    UNPACK,
    UNPACK_INTO,
    UNPACK_STAR,
)
from aot_build.primitives.tagged import SET_ITEM_ANY

# Of few items the runtime stores each in line; more go to variables in one call. That keeps them
# on the C stack meanwhile, so there must not be too many.
FEW_ITEMS, MANY_ITEMS = 3, 256
# A subscript once evaluated: the object, then one key, or start and stop of a slice.
Place = tuple[Value, ...]


@lowers_stmt(ast.Assign)
def lower_assign(cx: Context, node: ast.Assign) -> None:
    """``a = b = value``: the value first, then the targets from left to right."""
    if len(node.targets) == 1:
        pairs = pair_display(cx, node.targets[0], node.value)
        for target, value in pairs:
            assign_to(cx, target, value)
        return
    value = cx.expr(node.value)
    for target in node.targets:
        assign_to(cx, target, value)


@lowers_stmt(ast.AnnAssign)
def lower_ann_assign(cx: Context, node: ast.AnnAssign) -> None:
    """``a: T = value``. Functions evaluate no annotation; of a bare target they do its parts."""
    target = node.target
    if node.value is not None:
        assign_to(cx, target, cx.expr(node.value))
    elif isinstance(target, ast.Attribute):
        cx.expr(target.value)
    elif isinstance(target, ast.Subscript):
        cx.expr(target.value)
        lower_key(cx, target.slice)
    if cx.scope.kind in ("module", "class"):
        annotate(cx, node)


def pair_display(cx: Context, target: ast.expr, node: ast.expr) -> list[tuple[ast.expr, Value]]:
    """The values of ``a, (b, c) = x, (y, z)`` beside their targets, without making the tuples.

    Everything on the right is evaluated before the first store, as it would be in a tuple.
    """
    if (
        isinstance(target, (ast.Tuple, ast.List))
        and isinstance(node, (ast.Tuple, ast.List))
        and len(target.elts) == len(node.elts)
        and not any(isinstance(item, ast.Starred) for item in (*target.elts, *node.elts))
    ):
        if suspends(cx, node.elts):
            return list(zip(target.elts, lower_operands(cx, node.elts), strict=True))
        return [
            pair
            for inner, item in zip(target.elts, node.elts, strict=True)
            for pair in pair_display(cx, inner, item)
        ]
    return [(target, lower_value(cx, target, node))]


def lower_value(cx: Context, target: ast.expr, node: ast.expr) -> Value:
    """The value for a target; for a variable that is held as a ``num``, as one."""
    if isinstance(target, ast.Name):
        slot = cx.slot(cx.scope.mangle(target.id))
        if slot is not None and slot.rep is Rep.NUM:
            return cx.operand(node)
    return cx.expr(node)


def assign_to(cx: Context, target: ast.expr, value: Value) -> None:
    """Store *value* into a target, which is evaluated now."""
    with cx.at(target):
        match target:
            case ast.Name():
                assign_name(cx, target.id, value)
            case ast.Attribute():
                owner = cx.obj(target.value)
                store_attribute(cx, owner, target.attr, value)
            case ast.Subscript():
                store_subscript(cx, lower_place(cx, target), value)
            case ast.Tuple() | ast.List():
                unpack_into(cx, target.elts, value)
            case _:
                raise Unsupported("assignment-target", target)


# --- names ---


def assign_name(cx: Context, name: str, value: Value) -> None:
    """Bind a name as it is written in the source."""
    mangled = cx.scope.mangle(name)
    slot = cx.slot(mangled)
    if slot is None:
        store_outside(cx, mangled, value)
    elif slot.kind is SlotKind.CELL:
        cx.call(CELL_SET, cx.b.emit(LoadSlot(slot)), value)
    else:
        cx.b.emit(StoreSlot(cx.as_rep(value, slot.rep), slot))


def delete_name(cx: Context, name: str, *, checked: bool) -> None:
    """Unbind a name; ``checked``: an unbound one raises."""
    mangled = cx.scope.mangle(name)
    slot = cx.slot(mangled)
    if slot is None:
        delete_outside(cx, mangled)
    elif slot.kind is SlotKind.CELL:
        is_free = Const(int(mangled in cx.scope.code.co_freevars), Rep.I64)
        cx.call(CELL_CLEAR, cx.b.emit(LoadSlot(slot)), cx.const(mangled), is_free)
    elif slot.rep is Rep.OBJ:
        cx.b.emit(ClearSlot(slot, checked))
    else:
        raise AssertionError(f"del of the unboxed variable {mangled}")


# --- attributes and subscripts ---


def store_attribute(cx: Context, owner: Value, name: str, value: Value) -> None:
    """``owner.name = value``."""
    cx.call(SET_ATTR, owner, cx.const(cx.scope.mangle(name)), value)


def lower_place(cx: Context, target: ast.Subscript) -> Place:
    """Evaluate the object and the key of a subscript."""
    owner = cx.obj(target.value)
    return (owner, *lower_key(cx, target.slice))


def lower_key(cx: Context, node: ast.expr) -> tuple[Value, ...]:
    """Evaluate a subscript's key: one value, or start and stop of a slice without a step."""
    if not isinstance(node, ast.Slice):
        return (cx.expr(node),)
    parts = (node.lower, node.upper) if node.step is None else (node.lower, node.upper, node.step)
    values = tuple(cx.none() if part is None else cx.obj(part) for part in parts)
    if node.step is None:
        return values
    with cx.at(node):
        return (cx.call(NEW_SLICE, *values),)


def store_subscript(cx: Context, place: Place, value: Value) -> None:
    """``owner[key] = value``."""
    if len(place) == 3:
        cx.call(SET_SLICE, *place, value)
    elif place[1].rep is Rep.I64 and not isinstance(place[1], Const):
        cx.call(SET_INDEX, *place, value)
    elif place[1].rep is Rep.ANY:
        cx.call(SET_ITEM_ANY, *place, value)
    else:
        cx.call(SET_ITEM, *place, value)


# --- unpacking ---


def unpack_into(cx: Context, targets: list[ast.expr], value: Value) -> None:
    """``a, *b, c = value``."""
    variables = [local_object_slot(cx, t.id) for t in targets if isinstance(t, ast.Name)]
    plain = len(variables) == len(targets) and None not in variables
    if plain and FEW_ITEMS < len(targets) <= MANY_ITEMS:
        cx.call(UNPACK_INTO, value, *(cx.slot_address(slot) for slot in variables if slot))
        return
    starred = [i for i, target in enumerate(targets) if isinstance(target, ast.Starred)]
    slots = cx.b.used_array("item", max(1, len(targets)))
    address = cx.b.emit(SlotAddress(slots[0]))
    if starred:
        before = Const(starred[0], Rep.I64)
        after = Const(len(targets) - starred[0] - 1, Rep.I64)
        cx.call(UNPACK_STAR, value, address, before, after)
    else:
        cx.call(UNPACK, value, address, Const(len(targets), Rep.I64))
    for target, slot in zip(targets, slots, strict=False):  # `() = value` has a slot to spare
        inner = target.value if isinstance(target, ast.Starred) else target
        assign_to(cx, inner, cx.b.emit(TakeSlot(slot)))
    cx.b.spare_array(slots)


# --- del ---


@lowers_stmt(ast.Delete)
def lower_delete(cx: Context, node: ast.Delete) -> None:
    """``del a, b.c, d[e]``."""
    for target in node.targets:
        delete_target(cx, target)


def delete_target(cx: Context, target: ast.expr) -> None:
    """Unbind or remove one target."""
    with cx.at(target):
        match target:
            case ast.Name():
                checked = target not in cx.scope.definitely_assigned
                delete_name(cx, target.id, checked=checked)
            case ast.Attribute():
                owner = cx.obj(target.value)
                cx.call(DEL_ATTR, owner, cx.const(cx.scope.mangle(target.attr)))
            case ast.Subscript():
                place = lower_place(cx, target)
                cx.call(DEL_SLICE if len(place) == 3 else DEL_ITEM, *place)
            case ast.Tuple() | ast.List():
                for item in target.elts:
                    delete_target(cx, item)
            case _:
                raise Unsupported("del-target", target)


def local_object_slot(cx: Context, name: str) -> Slot | None:
    """The slot of a variable that lives in the frame as an object, neither shared nor unboxed."""
    slot = cx.slot(cx.scope.mangle(name))
    if slot is not None and slot.kind is SlotKind.LOCAL and slot.rep is Rep.OBJ:
        return slot
    return None
