# SPDX-License-Identifier: Apache-2.0
"""Modules, functions, blocks and slots."""

from __future__ import annotations

import dataclasses
import enum
import inspect
from collections.abc import Callable, Iterator
from types import CodeType

from aot_build.ir.types import Rep
from aot_build.ir.values import Op, Param, Value


class SlotKind(enum.Enum):
    """Where a slot lives."""

    LOCAL = "local"  # obj: in the frame's localsplus at ``index``; unboxed: a register
    CELL = "cell"  # localsplus: holds a cell object (its own variable, or a free one)
    TEMP = "temp"  # the compiler's own (iterators, pending exceptions …), not visible in f_locals


@dataclasses.dataclass(eq=False)
class Slot:
    """A variable. An ``obj`` slot owns what it holds and may be unbound (NULL).

    A ``borrowed`` slot is a parameter that is never assigned again: its one store, at the entry,
    takes no reference, for the caller keeps the argument.
    """

    name: str
    kind: SlotKind
    rep: Rep = Rep.OBJ
    index: int = -1  # in localsplus, for LOCAL and CELL
    ty: str = "object"
    borrowed: bool = False
    array: int = 0  # TEMP: on the first slot of a contiguous run, how many it has

    def __repr__(self) -> str:
        return f"${self.name}"


@dataclasses.dataclass(eq=False)
class Block:
    """A straight run of operations that ends in one terminator.

    An operation that raises continues in ``handler``, or leaves the function when that is None. A
    handler has no parameters and uses no value of other blocks: what it needs is in slots.
    """

    label: str
    params: list[Param] = dataclasses.field(default_factory=list)
    ops: list[Op] = dataclasses.field(default_factory=list)
    handler: Block | None = None

    @property
    def terminator(self) -> Op | None:
        """The last operation, if it ends the block."""
        return self.ops[-1] if self.ops and self.ops[-1].terminator else None

    def successors(self) -> Iterator[Block]:
        """Where the terminator can continue; the handler is not among them."""
        end = self.terminator
        if end is not None:
            for field in ("target", "then", "orelse"):
                block = getattr(end, field, None)
                if isinstance(block, Block):
                    yield block


@dataclasses.dataclass(eq=False)
class Function:
    """One native body of a Python function.

    ``is_entry``: it is the version that calls from outside enter. ``framed`` bodies take (thread
    state, frame) and find their arguments in localsplus; typed bodies take ``params`` directly and
    have no frame. A generator's body runs from one suspension to the next; ``start`` is the code
    unit of the instruction that makes the generator. ``leaf``: the version that the entry tries
    first; ``registers``: the form of it that direct calls try.
    """

    name: str  # unique in the module, linker-safe
    qualname: str
    code: CodeType | None = None
    code_index: int = -1
    framed: bool = True
    is_entry: bool = True
    params: list[Param] = dataclasses.field(default_factory=list)
    result: Rep = Rep.OBJ
    slots: list[Slot] = dataclasses.field(default_factory=list)
    blocks: list[Block] = dataclasses.field(default_factory=list)
    nlocalsplus: int = 0
    start: int | None = None
    leaf: str | None = None
    registers: str | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether an operation that fails gives up, without an exception (lower/leaves.py)."""
        return self.name.endswith(".leaf")

    @property
    def is_body(self) -> bool:
        """Whether it runs a module or a class: nobody calls it, and its names are in a mapping."""
        optimized = self.code is None or self.code.co_flags & inspect.CO_OPTIMIZED
        return self.code_index >= 0 and not optimized

    @property
    def is_generator(self) -> bool:
        """Whether it begins again where it was suspended, in a frame that outlives each run."""
        return self.start is not None

    @property
    def entry(self) -> Block:
        """The first block; nothing jumps to it."""
        return self.blocks[0]

    def ops(self) -> Iterator[Op]:
        """All operations in block order."""
        for block in self.blocks:
            yield from block.ops

    def replace_uses(self, changes: dict[Value, Value]) -> None:
        """Replace operands everywhere, following chains of replacements."""

        def final(value: Value) -> Value:
            while value in changes:
                value = changes[value]
            return value

        for op in self.ops():
            op.map_operands(final)

    def rewrite(self, rule: Callable[[Op], Value | None]) -> bool:
        """Apply *rule* to each op; where it answers with a value, that value replaces the op."""
        changes: dict[Value, Value] = {}
        for block in self.blocks:
            kept = []
            for op in block.ops:
                op.map_operands(lambda value: changes.get(value, value))
                better = rule(op)
                if better is None:
                    kept.append(op)
                else:
                    changes[op] = better
            block.ops = kept
        if changes:
            self.replace_uses(changes)
        return bool(changes)


@dataclasses.dataclass(eq=False)
class Module:
    """All native functions of one Python module."""

    name: str
    functions: list[Function] = dataclasses.field(default_factory=list)

    def find(self, name: str) -> Function:
        """The function called *name*; KeyError when there is none."""
        for function in self.functions:
            if function.name == name:
                return function
        raise KeyError(name)
