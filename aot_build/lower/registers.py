# SPDX-License-Identifier: Apache-2.0
"""Leaf versions whose numbers come and go in registers.

    func rotr.leaf(x: obj, n: obj) -> obj        func rotr.registers.leaf(x: num, n: num) -> num
      t0: num = to_num x                           t2: num = num_binary x, n, RShift
      t1: num = to_num n                    ->     …
      t2: num = num_binary t0, t1, RShift          return t9
      …
      return (box t9)

A parameter or variable is in registers when nothing but arithmetic sees it, so that nobody can ask
which object it was, and the result when it is a number that the function has just made. Calls of
these make no object for a number (lower/directcalls.py).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from aot_build.infer.model import NUM
from aot_build.ir.function import Function, Slot, SlotKind
from aot_build.ir.ops import (
    Box,
    LoadConst,
    LoadSlot,
    NumBinary,
    NumCompare,
    NumUnary,
    Return,
    ToNum,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Op, Value
from aot_build.lower.context import LocalType

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX = ".registers"  # and then that of leaf versions
ARITHMETIC = (ToNum, NumBinary, NumCompare, NumUnary)
SHARED_INTS = range(-5, 257)  # there is one object of each


def register_types(leaf: Function) -> tuple[dict[str, LocalType], Rep] | None:
    """The variables of *leaf* that can be in registers and the form of its result; None if none."""
    local_types = {slot.name: LocalType(Rep.NUM, NUM) for slot in numeric_slots(leaf)}
    returned = [op.value for op in leaf.ops() if isinstance(op, Return)]
    result = Rep.NUM if all(map(is_made_number, returned)) else Rep.OBJ
    parameters = any(param.name in local_types for param in leaf.params)
    return (local_types, result) if parameters or result is Rep.NUM else None


def numeric_slots(leaf: Function) -> Iterator[Slot]:
    """The variables that only arithmetic sees."""
    users = find_users(leaf)
    seen: set[Slot] = set()
    others: set[Slot] = set()
    for op in leaf.ops():
        if isinstance(op, LoadSlot):
            seen.add(op.slot)
            if op.checked or not all(isinstance(user, ARITHMETIC) for user in users[op]):
                others.add(op.slot)
    for slot in leaf.slots:
        if slot.kind is SlotKind.LOCAL and slot in seen and slot not in others:
            yield slot


def find_users(fn: Function) -> dict[Value, list[Op]]:
    """The operations that take each value."""
    users: defaultdict[Value, list[Op]] = defaultdict(list)
    for op in fn.ops():
        for operand in op.operands:
            users[operand].append(op)
    return users


def is_made_number(value: Value) -> bool:
    """Whether a result is a number that is nobody's object, or a small int."""
    if isinstance(value, (Const, LoadConst)):
        return type(value.value) is int and value.value in SHARED_INTS
    return isinstance(value, Box) and value.value.rep is Rep.NUM
