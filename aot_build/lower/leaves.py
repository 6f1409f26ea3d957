# SPDX-License-Identifier: Apache-2.0
"""Leaf versions: small functions without a frame, tried before the general version.

    def norm2(self):                                func norm2.leaf(self: obj) -> obj {
        return self.x * self.x + self.y * self.y      t0: obj = call_c rt_peek_attr(self, "x")
                                              ->      t1: num = to_num t0
                                                      …
                                                      t9: obj = box t8
                                                      return t9
                                                    }

A leaf does only what no Python code can notice: it reads attributes that lie in the instance, and
computes with floats and small ints. Wherever something else is met, it *gives up*: it gives NULL
without an exception, nothing has happened, and the call begins again in the general version. So an
operation that raises does not raise here, and no frame is missed by anybody.

Attributes may be set, last of all. To begin again after some of them have been set is harmless as
long as nothing that was read is among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from aot_build.ir.function import Block, Function, Slot, SlotKind
from aot_build.ir.ops import (
    BoolNot,
    Box,
    Branch,
    CallC,
    Goto,
    IsSame,
    LoadConst,
    LoadGlobal,
    LoadSlot,
    NumBinary,
    NumCompare,
    NumUnary,
    Return,
    StoreSlot,
    ToNum,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Op, Value
from aot_build.lower.context import Typing, Unsupported
from aot_build.lower.function import lower_function
from aot_build.lower.registers import SUFFIX as REGISTERS
from aot_build.lower.registers import register_types
from aot_build.primitives.leaves import PEEK, PLACE_ATTR, PLACE_PLAIN_ATTR
from aot_build.primitives.objects import GET_ATTR

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes

SUFFIX = ".leaf"
LARGEST = 60  # operations; beyond that, what a frame costs matters less
VARIADIC = 0x0C  # inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
QUIET = (LoadConst, LoadSlot, StoreSlot, IsSame, BoolNot, Branch, Goto, Return)
GIVING_UP = (ToNum, NumBinary, NumCompare, NumUnary, Box, LoadGlobal)
PLACES = (PLACE_ATTR, PLACE_PLAIN_ATTR)
# Operators that have a form in registers whatever numbers they are given.
ALWAYS = ("Add", "Sub", "Mult", "Div", "BitAnd", "BitOr", "BitXor", "LShift", "RShift")


def add_leaf_versions(
    module: ModuleScopes, general: Mapping[FunctionScope, Function]
) -> list[Function]:
    """The leaf versions of the functions in *general*, which are told of them."""
    added = []
    for scope, fn in general.items():
        leaf = lower_leaf(scope, module, fn.name + SUFFIX) if may_be_leaf(scope, fn) else None
        if leaf is not None:
            fn.leaf = leaf.name
            added.append(leaf)
            in_registers = lower_in_registers(scope, module, fn.name, leaf)
            if in_registers is not None:
                fn.registers = in_registers.name
                added.append(in_registers)
    return added


def lower_in_registers(
    scope: FunctionScope, module: ModuleScopes, name: str, leaf: Function
) -> Function | None:
    """The version of a leaf whose numbers are in registers (lower/registers.py)."""
    types = register_types(leaf)
    if types is None:
        return None
    typing = Typing(types[0], leaf=True)
    return lower_leaf(scope, module, name + REGISTERS + SUFFIX, typing, types[1])


def may_be_leaf(scope: FunctionScope, general: Function) -> bool:
    """Whether a function is of a kind that can have a leaf version."""
    code = scope.code
    shared = code.co_freevars or code.co_cellvars or code.co_kwonlyargcount
    return scope.kind in ("function", "lambda") and not shared and not code.co_flags & VARIADIC


def lower_leaf(
    scope: FunctionScope,
    module: ModuleScopes,
    name: str,
    typing: Typing | None = None,
    result: Rep = Rep.OBJ,
) -> Function | None:
    """The leaf version of a function; None when it does more than a leaf may."""
    if module.hints == "check":
        return None
    typing = typing or Typing(leaf=True)
    try:
        fn = lower_function(scope, module, typing, name, framed=False, result=result)
    except (Unsupported, AssertionError):
        return None
    if sum(1 for _ in fn.ops()) > LARGEST or any(block.handler for block in fn.blocks):
        return None
    for op in fn.ops():
        if isinstance(op, CallC):
            op.prim = PEEK.get(op.prim, op.prim)
    fn.is_entry = False
    if any(isinstance(op, StoreSlot) and not is_parameter(op.slot) for op in fn.ops()):
        place_with_care(fn)
    return fn if is_leaf(fn) else None


def place_with_care(fn: Function) -> None:
    """Set attributes only in the place of what can go unnoticed, whoever is the last to hold it."""
    for op in fn.ops():
        if isinstance(op, CallC) and op.prim is PLACE_ATTR:
            op.prim = PLACE_PLAIN_ATTR


def is_leaf(fn: Function) -> bool:
    """Whether a function does what a leaf may."""
    return all(map(is_allowed, fn.ops())) and may_begin_again(fn) and not has_loop(fn)


def is_allowed(op: Op) -> bool:
    """Whether an operation can be done, or given up, unnoticed."""
    if isinstance(op, LoadSlot):
        return not op.checked
    if isinstance(op, NumBinary):
        return op.operator in ALWAYS or (op.operator in ("Mod", "FloorDiv") and is_positive(op))
    if isinstance(op, CallC):
        return op.prim in (*PEEK.values(), PLACE_PLAIN_ATTR)
    return isinstance(op, (*QUIET, *GIVING_UP))


def is_positive(op: NumBinary) -> bool:
    """Whether the right operand is a positive constant."""
    right: Value = op.right
    value = right.value if isinstance(right, (Const, LoadConst)) else None
    return type(value) is int and 0 < value < 1 << 53


def has_loop(fn: Function) -> bool:
    """Whether some block can be reached again."""
    place = {block: i for i, block in enumerate(fn.blocks)}
    return any(place[to] <= place[block] for block in fn.blocks for to in block.successors())


# --- what is set ---


def may_begin_again(fn: Function) -> bool:
    """Whether giving up after attributes have been set changes nothing that is read again."""
    stores = [op for op in fn.ops() if isinstance(op, CallC) and op.prim in PLACES]
    if not stores:
        return True
    names = {attribute_name(op) for op in stores}
    reads = {
        attribute_name(op) for op in fn.ops() if isinstance(op, CallC) and op.prim is PEEK[GET_ATTR]
    }
    if len(stores) > 1 and names & reads:
        return False
    return not any(gives_up(op) for store in stores for op in following(fn, store))


def is_parameter(slot: Slot) -> bool:
    """Whether a slot is a parameter, which its caller keeps."""
    return slot.kind is SlotKind.LOCAL and slot.borrowed


def attribute_name(op: CallC) -> object:
    """The attribute that is read or set."""
    name = op.args[1]
    assert isinstance(name, LoadConst)
    return name.value


def gives_up(op: Op) -> bool:
    """Whether an operation can give up, other than by not setting an attribute."""
    if isinstance(op, CallC):
        return op.prim not in PLACES
    return isinstance(op, GIVING_UP)


def following(fn: Function, first: Op) -> Iterator[Op]:
    """What can be done after an operation of *fn*, which has no loops."""
    start = next(block for block in fn.blocks if first in block.ops)
    yield from start.ops[start.ops.index(first) + 1 :]
    seen: set[Block] = set()
    waiting = list(start.successors())
    while waiting:
        block = waiting.pop()
        if block not in seen:
            seen.add(block)
            yield from block.ops
            waiting += block.successors()
