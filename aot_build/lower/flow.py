"""Jumps between statements: joining branches, and leaving statements early.

``return`` out of a ``with`` inside a loop has to call ``__exit__`` and release the iterator on its way.
Every statement with such a duty pushes an :class:`Unwind` while its body is lowered; :func:`leaving`
performs the duties, innermost first, each under the handler that is current outside of its statement.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from aot_build.ir.function import Block, Slot, SlotKind
from aot_build.ir.ops import Reraise
from aot_build.lower.context import Context, Unwind


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
            block.handler is handler
            and any(op.raises or isinstance(op, Reraise) for op in block.ops)
            for block in self.blocks()
        )

    def temps(self) -> list[Slot]:
        """Temporary slots made since that can own an object."""
        made = self.cx.function.slots[self.first_slot :]
        return [slot for slot in made if slot.kind is SlotKind.TEMP and slot.rep.refcounted]


def start_if_reached(cx: Context, block: Block, region: Region) -> bool:
    """Continue in *block* if a jump of *region* leads there; else the code stays unreachable."""
    if region.reaches(block):
        cx.b.start(block)
        return True
    return False


@contextlib.contextmanager
def unwinding(cx: Context, unwind: Unwind) -> Iterator[None]:
    """Let early exits emitted meanwhile perform *unwind*."""
    cx.unwinds.append(unwind)
    try:
        yield
    finally:
        cx.unwinds.pop()


@contextlib.contextmanager
def leaving(cx: Context, depth: int) -> Iterator[None]:
    """Leave all but the outer *depth* unwinds, so that a jump can be emitted inside of `with`.

    Nothing is emitted inside when one of the unwinds itself ends the code (``return`` in ``finally``).
    """
    saved, handler = list(cx.unwinds), cx.b.handler
    try:
        while len(cx.unwinds) > depth:
            unwind = cx.unwinds.pop()
            switch_handler(cx, unwind.handler)
            unwind.leave(cx)
        yield
    finally:
        cx.unwinds[:] = saved
        cx.b.handler = handler


def switch_handler(cx: Context, handler: Block | None) -> None:
    """Let what follows raise into *handler*."""
    if cx.b.handler is not handler:
        cx.b.handler = handler
        cx.fresh_block("leave")
