# SPDX-License-Identifier: Apache-2.0
"""Direct calls whose numbers stay in registers.

    t3: obj = box t2                    t4: bool = try_direct t0, f.registers.leaf, …(t2, 7)
    t4: obj = call t0(t3, 7)            branch t4, joined, usual likely
    t5: num = num_binary t4, …        usual:
                                ->      t3: obj = box t2
                                        t5: obj = call t0(t3, 7)
                                        t6: num = to_num t5
                                        store_slot t6, $.direct
                                        goto joined
                                      joined:
                                        t7: num = take_slot $.direct
                                        t8: num = num_binary t7, …

The call itself is left to where the leaf version does not fit or has given up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from aot_build.ir.function import Block, Function, Slot, SlotKind
from aot_build.ir.ops import (
    Box,
    Branch,
    Call,
    CallMethod,
    CallTriedMethod,
    Goto,
    NumBinary,
    NumCompare,
    NumUnary,
    StoreSlot,
    TakeSlot,
    ToNum,
    TryDirect,
)
from aot_build.ir.types import TAGGED, Rep
from aot_build.ir.values import Op, Value
from aot_build.lower.registers import find_users

# What is a number in registers; bools stay the objects that they are.
_NUMBERS = (Rep.NUM, Rep.F64, *TAGGED)
OpT = TypeVar("OpT", bound=Op)
Chooser = Callable[[Op], "tuple[Function, tuple[int, ...]] | None"]
"""The version in registers that a call most likely means, and what its parameters take."""


def try_direct_calls(fn: Function, choose: Chooser) -> None:
    """Let the calls in *fn* try the versions that *choose* gives first."""
    users = find_users(fn)
    made: dict[Value, Value] = {}
    for block in list(fn.blocks):
        waiting = [op for op in block.ops if isinstance(op, (Call, CallMethod))]
        for op in waiting:
            chosen = choose(op)
            if chosen is not None:
                assert isinstance(op, (Call, CallMethod))
                block, made[op] = _Split(fn, block, op, *chosen, users).split()
    if made:
        fn.replace_uses(made)
        use_registers(fn)


class _Split:
    """One call."""

    def __init__(
        self,
        fn: Function,
        block: Block,
        op: Call | CallMethod,
        target: Function,
        filled: tuple[int, ...],
        users: Mapping[Value, list[Op]],
    ) -> None:
        self.fn, self.block, self.op, self.target, self.users = fn, block, op, target, users
        self.filled = filled
        count = sum(1 for slot in fn.slots if slot.name.startswith(".direct"))
        self.slot = Slot(f".direct{count}", SlotKind.TEMP, target.result, array=1)
        self.usual = Block(f"usual{count}", handler=block.handler)
        self.joined = Block(f"joined{count}", handler=block.handler)
        fn.slots.append(self.slot)

    def split(self) -> tuple[Block, Value]:
        """The block that goes on after the call, and the object that it gave."""
        first = self.first()
        place = self.block.ops.index(self.op)
        rest = self.block.ops[place + 1 :]
        branch = self.at(Branch(first, self.joined, self.usual, True))
        self.block.ops[place:] = [first, branch]
        self.call_usually(first)
        taken = self.at(TakeSlot(self.slot))
        self.joined.ops.append(taken)
        result: Value = taken
        if taken.rep is Rep.NUM:
            result = self.at(Box(taken))
            self.joined.ops.append(result)
        self.joined.ops += rest
        after = self.fn.blocks.index(self.block) + 1
        self.fn.blocks[after:after] = [self.usual, self.joined]
        return self.joined, result

    def first(self) -> TryDirect:
        """The question whether it can go directly."""
        op = self.op
        is_method = isinstance(op, CallMethod)
        callee = op.receiver if isinstance(op, CallMethod) else op.callee
        arguments = (callee, *op.args) if is_method else op.args
        filled = self.filled or tuple(range(len(op.args)))
        if is_method:
            filled = (0, *(i + 1 if i >= 0 else i for i in filled))
        numbers = tuple(i for i, p in enumerate(self.target.params) if p.rep is Rep.NUM)
        in_registers = {filled[i] for i in numbers}
        given = tuple(
            self.in_register(value) if i in in_registers else value
            for i, value in enumerate(arguments)
        )
        target = self.target.name
        return self.at(TryDirect(callee, given, target, numbers, filled, self.slot, is_method))

    def in_register(self, value: Value) -> Value:
        """An argument; a number that was put into an object for this call alone comes as it was."""
        if not isinstance(value, Box) or value.value.rep not in _NUMBERS:
            return value
        if self.users[value] == [self.op] and value in self.block.ops:
            self.block.ops.remove(value)
            self.usual.ops.append(value)
        return value.value

    def call_usually(self, first: TryDirect) -> None:
        """The other way."""
        op = self.op
        call: Op
        if isinstance(op, CallMethod):
            tried = CallTriedMethod(
                op.receiver, op.args, op.symbol, op.kwnames, target=self.target.name, tried=first
            )
            tried.lookup_pos = op.lookup_pos
            call = self.at(tried)
        else:
            call = self.at(Call(op.callee, op.args, op.kwnames))
        self.usual.ops.append(call)
        given: Value = call
        if self.slot.rep is Rep.NUM:
            given = self.at(ToNum(call))
            self.usual.ops.append(given)
        self.usual.ops += [self.at(StoreSlot(given, self.slot)), self.at(Goto((), self.joined))]

    def at(self, op: OpT) -> OpT:
        """*op*, blamed on the instruction of the call."""
        op.pos = self.op.pos
        return op


def use_registers(fn: Function) -> None:
    """Let arithmetic take numbers that are in registers from there, not from their objects."""
    changes: dict[Value, Value] = {}
    for block in fn.blocks:
        for op in list(block.ops):
            if isinstance(op, (NumBinary, NumCompare, NumUnary)):
                op.map_operands(unboxed)
            elif isinstance(op, ToNum) and unboxed(op.value) is not op.value:
                changes[op] = unboxed(op.value)
                block.ops.remove(op)
    fn.replace_uses(changes)
    users = find_users(fn)
    for block in fn.blocks:
        block.ops = [op for op in block.ops if not is_idle(op, users)]


def unboxed(value: Value) -> Value:
    """What a fresh object was made of."""
    if isinstance(value, Box) and isinstance(value.value, TakeSlot):
        return value.value if value.value.rep is Rep.NUM else value
    return value


def is_idle(op: Op, users: Mapping[Value, list[Op]]) -> bool:
    """Whether an object is made for nobody."""
    return unboxed(op) is not op and not users.get(op)
