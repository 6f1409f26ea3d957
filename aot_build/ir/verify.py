# SPDX-License-Identifier: Apache-2.0
"""Checks that IR is well formed. Run after lowering and, with ``--verify``, after every pass.

What holds of every function:

* each block ends in one terminator, and only there; nothing jumps to the entry;
* a value is defined before it is used, on every path;
* operands have the representations that the operation or the row of the primitive asks for;
* a handler has no parameters, is not jumped to, and no value is alive when it starts: an error edge
  leaves from the middle of a block, and what survives it is in slots;
* slots and blocks that are mentioned belong to the function.
"""

from __future__ import annotations

from collections.abc import Iterator

from aot_build.ir.function import Block, Function, Module, Slot, SlotKind
from aot_build.ir.ops import (
    BoolNot,
    Box,
    Branch,
    Call,
    CallC,
    CallDirect,
    CallDirectClass,
    CallDirectMethod,
    CallMethod,
    ClearSlot,
    FloatCompare,
    FloatNeg,
    Goto,
    IntCompare,
    IntNarrow,
    IntToFloat,
    IntWiden,
    IsSame,
    IsType,
    LoadSlot,
    NumBinary,
    NumCompare,
    NumUnary,
    Raise,
    Reraise,
    Return,
    SlotAddress,
    StoreGlobal,
    StoreSlot,
    ToNum,
    TryDirect,
    Unbox,
)
from aot_build.ir.text import Printer
from aot_build.ir.types import TAGGED, Rep
from aot_build.ir.values import Const, Op, Value

# Operations with operands of one representation.
OPERANDS: dict[type[Op], Rep] = {
    BoolNot: Rep.BOOL,
    FloatCompare: Rep.F64,
    FloatNeg: Rep.F64,
    NumUnary: Rep.NUM,
    IntCompare: Rep.I64,
    IntNarrow: Rep.INT,
    IntToFloat: Rep.I64,
    IntWiden: Rep.I64,
    IsSame: Rep.OBJ,
    IsType: Rep.OBJ,
    Unbox: Rep.OBJ,
    StoreGlobal: Rep.OBJ,
    Call: Rep.OBJ,
    CallMethod: Rep.OBJ,
    CallDirect: Rep.OBJ,
    CallDirectClass: Rep.OBJ,
    CallDirectMethod: Rep.OBJ,
    Branch: Rep.BOOL,
}


class VerifyError(Exception):
    """The IR is malformed: a bug in lowering or in a pass. ``messages``: all complaints."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


def verify_module(module: Module) -> None:
    """Check every function; VerifyError with the complaints about all of them."""
    messages = [text for function in module.functions for text in complaints(function)]
    if messages:
        raise VerifyError(messages)


def verify_function(function: Function) -> None:
    """Check one function; VerifyError with all complaints."""
    messages = complaints(function)
    if messages:
        raise VerifyError(messages)


def complaints(function: Function) -> list[str]:
    """What is wrong with *function*, in the order of its text; empty when nothing is."""
    if not function.blocks:
        return [f"{function.name}: there are no blocks"]
    checker = _Checker(function)
    found = [*checker.structure()]
    if not found:  # the flow of values can only be followed along sound blocks
        found += [*checker.operations(), *checker.definitions()]
    return [f"{function.name}: {text}" for text in found]


class _Checker:
    """The complaints about one function."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.printer = Printer(function)
        self.slots = set(function.slots)
        self.blocks = set(function.blocks)

    def at(self, block: Block, op: Op, message: str) -> str:
        """A complaint about an operation."""
        return f"{self.printer.block(block)}: {self.printer.op(op)}: {message}"

    # --- structure ---

    def structure(self) -> Iterator[str]:
        """Blocks, terminators, handlers."""
        handlers = {block.handler for block in self.function.blocks if block.handler}
        seen: set[Op] = set()
        for block in self.function.blocks:
            name = self.printer.block(block)
            if block.terminator is None:
                yield f"{name}: the block does not end in a terminator"
            for op in block.ops[:-1]:
                if op.terminator:
                    yield self.at(block, op, "a terminator is not at the end")
            for op in block.ops:
                if op in seen:
                    yield self.at(block, op, "the operation is there twice")
                seen.add(op)
            if block.handler is not None and block.handler not in self.blocks:
                yield f"{name}: the handler is not in the function"
            yield from self.edges(block, handlers)
        if self.function.entry.params:
            yield "entry: the first block has parameters"
        for handler in self.function.blocks:
            if handler in handlers and handler.params:
                yield f"{self.printer.block(handler)}: a handler has parameters"

    def edges(self, block: Block, handlers: set[Block]) -> Iterator[str]:
        """Jumps out of one block."""
        end = block.terminator
        for target in block.successors():
            assert end is not None
            if target not in self.blocks:
                yield self.at(block, end, "the target is not in the function")
            elif target is self.function.entry:
                yield self.at(block, end, "a jump to the first block")
            elif target in handlers:
                yield self.at(block, end, "a jump to a handler")
            elif isinstance(end, Branch) and target.params:
                yield self.at(block, end, "a branch to a block with parameters")

    # --- operations ---

    def operations(self) -> Iterator[str]:
        """Operands, slots and what else one operation can be asked alone."""
        for block in self.function.blocks:
            for op in block.ops:
                for message in self.operation(op):
                    yield self.at(block, op, message)

    def operation(self, op: Op) -> Iterator[str]:
        slot = getattr(op, "slot", None)
        if isinstance(slot, Slot):
            if slot not in self.slots:
                yield "the slot is not in the function"
            yield from slot_use(op, slot)
        if type(op) in OPERANDS:
            yield from expect(op.operands, [OPERANDS[type(op)]] * len(op.operands))
        elif isinstance(op, (NumBinary, NumCompare, ToNum)):
            yield from expect_numbers(op)
        elif {"left", "right"} <= set(op.operand_fields):
            yield from expect(op.operands, [op.rep, op.rep])
        if isinstance(op, CallC):
            yield from self.primitive(op)
        elif isinstance(op, Goto):
            yield from expect(op.args, [param.rep for param in op.target.params])
        elif isinstance(op, Return):
            yield from expect(op.operands, [self.function.result])
        elif isinstance(op, Box) and op.value.rep in (Rep.OBJ, Rep.PTR, Rep.NONE):
            yield f"a value of representation {op.value.rep.value} cannot be boxed"
        if isinstance(op, TryDirect):
            yield from expect_lent(op)
        if isinstance(op, (Call, CallMethod)) and len(op.kwnames) > len(op.args):
            yield "more keywords than arguments"

    def primitive(self, op: CallC) -> Iterator[str]:
        """A call of a primitive against its row."""
        expected = list(op.prim.args)
        if op.prim.variadic:  # objects, or the addresses of slots
            items = op.args[len(expected) :]
            expected += [Rep.PTR if isinstance(arg, SlotAddress) else Rep.OBJ for arg in items]
        yield from expect(op.args, expected)
        if op.prim.frame and not self.function.framed:
            yield "needs a frame, and the function has none"

    # --- definitions and uses ---

    def definitions(self) -> Iterator[str]:
        """Every use is dominated by its definition, and nothing is alive where a handler starts."""
        defined_in = self.places()
        live_in = self.liveness(defined_in)
        for block in self.function.blocks:
            known: set[Value] = {*self.function.params, *block.params}
            for op in block.ops:
                for value in op.operands:
                    if isinstance(value, Const) or value in known:
                        continue
                    if value not in defined_in:
                        yield self.at(block, op, "an operand is not defined in the function")
                    elif defined_in[value] is block:
                        name = self.printer.value(value)
                        yield self.at(block, op, f"{name} is used before its definition")
                known.add(op)
        yield from self.unsound_edges(live_in)

    def places(self) -> dict[Value, Block]:
        """The block of each value."""
        found: dict[Value, Block] = {}
        for block in self.function.blocks:
            for value in (*block.params, *block.ops):
                found[value] = block
        return found

    def liveness(self, defined_in: dict[Value, Block]) -> dict[Block, dict[Value, None]]:
        """Values of other blocks that each block, or one after it, uses."""
        live_in: dict[Block, dict[Value, None]] = {}
        for block in self.function.blocks:
            live_in[block] = {
                value: None
                for op in block.ops
                for value in op.operands
                if value in defined_in and defined_in[value] is not block
            }
        changed = True
        while changed:
            changed = False
            for block in reversed(self.function.blocks):
                live = live_in[block]
                for successor in self.next_blocks(block):
                    for value in live_in[successor]:
                        if value not in live and defined_in[value] is not block:
                            live[value] = None
                            changed = True
        return live_in

    def unsound_edges(self, live_in: dict[Block, dict[Value, None]]) -> Iterator[str]:
        """What is alive at the entry lacks a definition; what is alive at a handler is lost."""
        handlers = {block.handler for block in self.function.blocks if block.handler}
        for block in self.function.blocks:
            name = self.printer.block(block)
            for value in live_in[block]:
                if block is self.function.entry:
                    yield f"{self.printer.value(value)} is not defined on every path to its use"
                elif block in handlers:
                    used = self.printer.value(value)
                    yield f"{name}: {used} is used across the start of a handler"

    def next_blocks(self, block: Block) -> Iterator[Block]:
        """Successors, and the handler if something can raise."""
        yield from block.successors()
        if block.handler is not None and any(
            op.raises or isinstance(op, (Raise, Reraise)) for op in block.ops
        ):
            yield block.handler


def slot_use(op: Op, slot: Slot) -> Iterator[str]:
    """What an operation may do with a slot."""
    if isinstance(op, StoreSlot):
        yield from expect((op.value,), [slot.rep])
    if isinstance(op, SlotAddress) and slot.rep not in (Rep.OBJ, Rep.I64):
        yield f"the address of a slot of representation {slot.rep.value}"
    if isinstance(op, ClearSlot) and not slot.rep.refcounted:
        yield "a slot that owns nothing cannot be cleared"
    if isinstance(op, (LoadSlot, ClearSlot)) and op.checked and slot.rep is not Rep.OBJ:
        yield "an unboxed slot is never unbound"
    if slot.kind is SlotKind.CELL and isinstance(op, (LoadSlot, ClearSlot)) and op.checked:
        yield "a cell slot always holds its cell"


def expect_lent(op: TryDirect) -> Iterator[str]:
    """What goes to a leaf version: objects, but anything that can be a number in registers."""
    in_registers = {op.filled[i] for i in op.numbers}
    for i, value in enumerate(op.args):
        if i in in_registers and value.rep in (Rep.BOOL, Rep.I64, Rep.PTR, Rep.NONE):
            yield f"an argument of representation {value.rep.value} does not go in registers"
        elif i not in in_registers and value.rep is not Rep.OBJ:
            yield f"an argument of representation {value.rep.value} is no object"


def expect_numbers(op: Op) -> Iterator[str]:
    """The operands of arithmetic on what is probably a float: anything but a truth value."""
    for number, value in enumerate(op.operands, 1):
        if value.rep not in (Rep.OBJ, Rep.NUM, Rep.F64, *TAGGED):
            yield f"operand {number} is {value.rep.value}, which is no number"


def expect(values: tuple[Value, ...], reps: list[Rep]) -> Iterator[str]:
    """Compare operands with the representations they should have."""
    if len(values) != len(reps):
        yield f"{len(reps)} operands are expected, not {len(values)}"
        return
    for number, (value, rep) in enumerate(zip(values, reps, strict=True), 1):
        if value.rep is not rep:
            yield f"operand {number} is {value.rep.value}, not {rep.value}"
