"""Jumps between statements: joining branches, and leaving statements early.

``return`` out of a ``with`` inside a loop has to call ``__exit__`` and release the iterator on its
way. Every statement with such a duty pushes an :class:`Unwind` while its body is lowered;
:func:`leaving` performs the duties, innermost first, each under the handler that is current outside
of its statement.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from aot_build.ir.function import Block, Slot, SlotKind
from aot_build.ir.ops import (
    Call,
    CallC,
    CallMethod,
    CallNative,
    ClearSlot,
    EvalBreaker,
    Reraise,
    SlotAddress,
    StoreSlot,
    TakeSlot,
    Yield,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Op
from aot_build.lower.context import Context, Unwind
from aot_build.primitives.expressions import CALL_FOUND, CALL_FOUND_APPEND
from aot_build.primitives.objects import CALL_EX, CALL_FORWARD


class Region:
    """The blocks and temporary slots made since a point in the lowering of a function."""

    def __init__(self, cx: Context) -> None:
        self.cx = cx
        self.first_block = len(cx.function.blocks) - 1
        self.first_slot = len(cx.function.slots)

    def blocks(self) -> list[Block]:
        """The block that was current at the start, and those placed since."""
        return self.cx.function.blocks[self.first_block :]

    def reaches(self, target: Block) -> bool:
        """Whether a jump of these blocks leads to *target*."""
        return any(target in block.successors() for block in self.blocks())

    def raises_into(self, handler: Block) -> bool:
        """Whether an operation of these blocks can raise into *handler*."""
        return any(
            block.handler is handler and any(can_raise(op) for op in block.ops)
            for block in self.blocks()
        )

    def held_at(self, handler: Block) -> list[Slot]:
        """Temporary slots made since that can hold an object when *handler* starts.

        The newest first: that is the order in which the interpreter's stack is unwound.
        """
        made = self.cx.function.slots[self.first_slot :]
        # Numbers in registers can wait: nobody sees when a big int is released.
        temps = [slot for slot in made if slot.kind is SlotKind.TEMP and slot.rep is Rep.OBJ]
        if not temps:
            return []
        runs = {slot: made[i : i + slot.array] for i, slot in enumerate(made) if slot.array}
        held = held_slots(self.blocks(), handler, runs)
        return [slot for slot in reversed(temps) if slot in held]


def held_slots(blocks: list[Block], handler: Block, runs: dict[Slot, list[Slot]]) -> set[Slot]:
    """Slots that hold something at an error edge of *blocks* into *handler*, by their stores.

    *runs*: for the first of slots that lie one after the other, all of them.
    """
    held: dict[Block, set[Slot]] = {block: set() for block in blocks}
    at_handler: set[Slot] = set()
    changed = True
    while changed:
        changed = False
        for block in blocks:
            full = set(held[block])
            at_error: set[Slot] = set()
            for op in block.ops:
                if can_raise(op):
                    at_error |= full
                fill_slots(op, full, runs)
            edges = [(target, full) for target in block.successors()]
            if block.handler is not None:
                edges.append((block.handler, at_error))
            for target, slots in edges:
                known = at_handler if target is handler else held.get(target)
                if known is not None and not slots <= known:
                    known |= slots
                    changed = True
    return at_handler


def fill_slots(op: Op, full: set[Slot], runs: dict[Slot, list[Slot]]) -> None:
    """Update the slots that hold something by what *op* does when it succeeds.

    A primitive that is given the address of slots fills them then; if it fails, it fills none.
    """
    if isinstance(op, StoreSlot):
        full.add(op.slot)
    elif isinstance(op, (TakeSlot, ClearSlot)):
        full.discard(op.slot)
    elif isinstance(op, Yield):  # also those that were empty: the interpreter may have come by
        full.update(op.slots)
    elif isinstance(op, CallC):
        for operand in op.operands:
            if isinstance(operand, SlotAddress):
                full.update(runs.get(operand.slot, [operand.slot]))


def can_raise(op: Op) -> bool:
    """Whether control can go from *op* to the handler of its block."""
    return op.raises or isinstance(op, Reraise)


def start_if_reached(cx: Context, block: Block, region: Region) -> bool:
    """Continue in *block* if a jump of *region* leads there; else the code stays unreachable."""
    if region.reaches(block):
        cx.b.start(block)
        return True
    return False


def start_if_raised(cx: Context, handler: Block, region: Region) -> bool:
    """Begin *handler* if anything of *region* can raise into it; else nobody mentions it again."""
    if region.raises_into(handler):
        cx.b.start(handler)
        return True
    for block in region.blocks():
        if block.handler is handler:
            block.handler = cx.b.handler
    return False


@contextlib.contextmanager
def unwinding(cx: Context, unwind: Unwind, *held: Slot) -> Iterator[None]:
    """Let early exits emitted meanwhile perform *unwind*; *held*: what the statement holds."""
    unwind.depth = len(cx.held)
    cx.unwinds.append(unwind)
    try:
        with cx.holding(*held):
            yield
    finally:
        cx.unwinds.pop()


@contextlib.contextmanager
def leaving(cx: Context, depth: int, *result: Slot) -> Iterator[None]:
    """Leave all but the outer *depth* unwinds, so that a jump can be emitted inside of `with`.

    Nothing is emitted inside when an unwind itself ends the code (``return`` in ``finally``).
    *result*: what is kept meanwhile.
    """
    saved, handler, held = list(cx.unwinds), cx.b.handler, list(cx.held)
    try:
        while len(cx.unwinds) > depth:
            unwind = cx.unwinds.pop()
            cx.held[unwind.depth :] = result
            switch_handler(cx, unwind.handler)
            unwind.leave(cx)
        yield
    finally:
        cx.unwinds[:] = saved
        cx.held[:] = held
        cx.b.handler = handler


def let_in(cx: Context, outer: Block | None) -> None:
    """Where control leaves for what the handler *outer* protects: let waiting signals in.

    The interpreter asks after each call, so `except KeyboardInterrupt` around a call catches what
    came during it.
    """
    handler = cx.b.handler
    if handler is not outer and not cx.b.terminated and calls_under(cx, handler):
        cx.b.emit(EvalBreaker())


def calls_under(cx: Context, handler: Block | None) -> bool:
    """Whether anything was called so far whose exceptions go to *handler*."""
    return any(
        block.handler is handler and any(is_call(op) for op in block.ops)
        for block in cx.function.blocks
    )


def is_call(op: Op) -> bool:
    """Whether *op* can call anything at all."""
    if isinstance(op, CallC):
        return op.prim in (CALL_EX, CALL_FORWARD, CALL_FOUND, CALL_FOUND_APPEND)
    return isinstance(op, (Call, CallMethod, CallNative))


def switch_handler(cx: Context, handler: Block | None) -> None:
    """Let what follows raise into *handler*."""
    if cx.b.handler is not handler:
        cx.b.handler = handler
        cx.fresh_block("leave")
