# SPDX-License-Identifier: Apache-2.0
"""Appending operations to the current block of a function."""

from __future__ import annotations

from typing import TypeVar

from aot_build.ir.function import Block, Function, Slot, SlotKind
from aot_build.ir.ops import Branch, Goto
from aot_build.ir.types import Rep
from aot_build.ir.values import NO_POS, Op, Param, Value

OpT = TypeVar("OpT", bound=Op)


class Builder:
    """A cursor in a function: the block being filled, its handler, the position to blame."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.handler: Block | None = None
        self.pos = NO_POS
        self._labels: dict[str, int] = {}
        self.spare_arrays: dict[int, list[list[Slot]]] = {}
        self.block = self.new_block("entry")
        self.start(self.block)

    def new_block(self, hint: str, params: tuple[Param, ...] = ()) -> Block:
        """A block that is not placed yet; its handler is the one current at :meth:`start`."""
        count = self._labels.get(hint, 0)
        self._labels[hint] = count + 1
        return Block(f"{hint}{count}" if count else hint, list(params))

    def start(self, block: Block) -> None:
        """Place *block* next and fill it from now on."""
        block.handler = self.handler
        self.function.blocks.append(block)
        self.block = block

    @property
    def terminated(self) -> bool:
        """Whether the current block has ended, so that what follows cannot be reached."""
        return self.block.terminator is not None

    def emit(self, op: OpT) -> OpT:
        """Append *op*, blaming the current position; dropped when the block has already ended."""
        if op.pos == NO_POS:
            op.pos = self.pos
        if not self.terminated:
            self.block.ops.append(op)
        return op

    def goto(self, target: Block, *args: Value) -> None:
        """End the block, unless it has ended."""
        self.emit(Goto(args, target))

    def branch(
        self, condition: Value, then: Block, orelse: Block, likely: bool | None = None
    ) -> None:
        """End the block with a two-way branch."""
        self.emit(Branch(condition, then, orelse, likely))

    def temp(self, hint: str, rep: Rep = Rep.OBJ) -> Slot:
        """A new slot of the compiler's own."""
        return self.temp_array(hint, 1, rep)[0]

    def temp_array(self, hint: str, count: int, rep: Rep = Rep.OBJ) -> list[Slot]:
        """New slots that lie one after the other: the address of the first serves for all."""
        used = sum(1 for slot in self.function.slots if slot.kind is SlotKind.TEMP)
        slots = [Slot(f".{hint}{used + i}", SlotKind.TEMP, rep) for i in range(count)]
        if slots:
            slots[0].array = count
        self.function.slots.extend(slots)
        return slots

    def used_array(self, hint: str, count: int) -> list[Slot]:
        """The same, but they may have served before, and still hold something."""
        spare = self.spare_arrays.get(count)
        return spare.pop() if spare else self.temp_array(hint, count)

    def spare_array(self, slots: list[Slot]) -> None:
        """Let slots of :meth:`used_array` serve others."""
        self.spare_arrays.setdefault(len(slots), []).append(slots)
