# SPDX-License-Identifier: Apache-2.0
"""Reference counts: make ownership explicit.

    x = load_slot $a                     x = load_slot $a
    store_slot x, $b           ->        incref x
                                         store_slot x, $b

Every value is owned or borrowed by declaration, every use steals or borrows. This pass adds the
``incref`` where a borrowed value (or one that is used again) is stolen, the ``decref`` after the
last use of an owned value, and on each operation that raises the list of values to release on its
error edge (``op.cleanup``). It must run last: later passes would have to keep the balance.

Sound because handlers use no values of other blocks, so a value is dead on every error edge.
"""

from __future__ import annotations

from collections.abc import Iterable

from aot_build.ir.function import Block, Function, Slot
from aot_build.ir.ops import (
    Branch,
    CallC,
    ClearSlot,
    Decref,
    Goto,
    Incref,
    LoadSlot,
    SlotAddress,
    StoreSlot,
    TakeSlot,
)
from aot_build.ir.values import Const, Op, Value

LiveSet = dict[Value, None]  # an ordered set: the output must not depend on addresses


def run(fn: Function) -> bool:
    """Insert reference counting into *fn*, once."""
    own_unsafe_loads(fn)
    live_in = compute_live_in(fn)
    splits: list[tuple[Block, str, Block, list[Value]]] = []
    for block in fn.blocks:
        live_out = live_out_of(block, live_in)
        block.ops = rewrite_block(block, live_out)
        for field in ("then", "orelse"):
            target = getattr(block.terminator, field, None)
            if isinstance(target, Block):
                dying = [value for value in live_out if value not in live_in[target]]
                if dying:
                    splits.append((block, field, target, dying))
    for block, field, target, dying in splits:
        split_edge(fn, block, field, target, dying)
    return True


def is_counted(value: Value) -> bool:
    """Whether *value* owns a reference that must be released once."""
    return value.owned and value.rep.refcounted


# --- borrowed loads that outlive their slot's content ---


def own_unsafe_loads(fn: Function) -> None:
    """Turn a borrowed load into an owned copy where its slot may change before its last use."""
    home: dict[Value, Block] = {}
    crossing: set[Value] = set()
    for block in fn.blocks:
        for op in block.ops:
            if isinstance(op, LoadSlot):
                home[op] = block
        for op in block.ops:
            for operand in op.operands:
                if isinstance(operand, LoadSlot) and home.get(operand) is not block:
                    crossing.add(operand)
    runs = slot_runs(fn)
    for block in fn.blocks:
        unsafe = crossing | loads_outliving_slot(block, runs)
        if not unsafe:
            continue
        kept: list[Op] = []
        for op in block.ops:
            kept.append(op)
            if op in unsafe and op.rep.refcounted:
                op.owned = True
                kept.append(Incref(op))
        block.ops = kept


def slot_runs(fn: Function) -> dict[Slot, list[Slot]]:
    """For the first slot of each contiguous run, all of the run."""
    runs = {}
    for i, slot in enumerate(fn.slots):
        if slot.array:
            runs[slot] = fn.slots[i : i + slot.array]
    return runs


def changed_slots(op: Op, runs: dict[Slot, list[Slot]]) -> Iterable[Slot]:
    """Slots whose content *op* may replace."""
    if isinstance(op, (StoreSlot, ClearSlot, TakeSlot)):
        yield op.slot
    elif isinstance(op, CallC):
        for operand in op.operands:
            if isinstance(operand, SlotAddress):
                yield from runs.get(operand.slot, [operand.slot])


def loads_outliving_slot(block: Block, runs: dict[Slot, list[Slot]]) -> set[Value]:
    """Loads of *block* that are used after their slot was changed in it."""
    unsafe: set[Value] = set()
    stale: set[Value] = set()
    loaded: dict[Slot, list[Value]] = {}
    for op in block.ops:
        unsafe.update(operand for operand in op.operands if operand in stale)
        for slot in changed_slots(op, runs):
            stale.update(loaded.pop(slot, ()))
        if isinstance(op, LoadSlot):
            loaded.setdefault(op.slot, []).append(op)
    return unsafe


# --- liveness of owned values across blocks ---


def compute_live_in(fn: Function) -> dict[Block, LiveSet]:
    """Owned values of other blocks that are still needed at the start of each block."""
    exposed: dict[Block, LiveSet] = {}
    defined: dict[Block, set[Value]] = {}
    for block in fn.blocks:
        uses: LiveSet = {}
        own: set[Value] = set(block.params)
        for op in block.ops:
            for operand in op.operands:
                if is_counted(operand) and operand not in own:
                    uses[operand] = None
            own.add(op)
        exposed[block] = uses
        defined[block] = own
    live_in = {block: dict(exposed[block]) for block in fn.blocks}
    if not any(exposed.values()):
        return live_in
    changed = True
    while changed:
        changed = False
        for block in reversed(fn.blocks):
            live = live_in[block]
            for successor in block.successors():
                for value in live_in[successor]:
                    if value not in live and value not in defined[block]:
                        live[value] = None
                        changed = True
    return live_in


def live_out_of(block: Block, live_in: dict[Block, LiveSet]) -> LiveSet:
    """Owned values needed by any successor."""
    live: LiveSet = {}
    for successor in block.successors():
        live.update(live_in[successor])
    return live


# --- one block ---


def last_uses(block: Block, live_out: LiveSet) -> dict[Value, int]:
    """Index of the op that uses each owned value last; len(ops) where a successor needs it."""
    last: dict[Value, int] = dict.fromkeys(live_out, len(block.ops))
    for index in range(len(block.ops) - 1, -1, -1):
        for operand in block.ops[index].operands:
            if is_counted(operand) and operand not in last:
                last[operand] = index
    return last


def rewrite_block(block: Block, live_out: LiveSet) -> list[Op]:
    """The block's ops with counting; sets ``cleanup`` of those that raise."""
    last = last_uses(block, live_out)
    out: list[Op] = []
    own: set[Value] = {*block.params, *block.ops}
    alive: LiveSet = {value: None for value in last if value not in own}
    for param in block.params:
        if is_counted(param):
            if param in last:
                alive[param] = None
            else:
                out.append(Decref(param))
    for index, op in enumerate(block.ops):
        consumed = steal_operands(op, index, last, out)
        out.append(op)
        if op.raises:
            op.cleanup = tuple(value for value in alive if value not in consumed)
        dying = [
            value
            for value in dict.fromkeys(op.operands)
            if last.get(value) == index and is_counted(value) and value not in consumed
        ]
        for value in (*consumed, *dying):
            alive.pop(value, None)
        if op.terminator:
            # Goto and Return steal; a condition is not counted; nothing is left to release here.
            out[-1:-1] = [Decref(value) for value in dying]
        else:
            out.extend(Decref(value) for value in dying)
        if is_counted(op):
            if op in last:
                alive[op] = None
            else:
                out.append(Decref(op))
    return out


def steal_operands(op: Op, index: int, last: dict[Value, int], out: list[Op]) -> LiveSet:
    """Add the references that *op* takes; the owned values that it uses up."""
    consumed: LiveSet = {}
    stolen = [v for v in op.stolen() if v.rep.refcounted and not isinstance(v, Const)]
    if not stolen:
        return consumed
    borrowed = list(op.operands)
    for value in stolen:
        borrowed.remove(value)  # Value has no __eq__: by identity
    for value in stolen:
        final = is_counted(value) and last.get(value) == index
        if final and value not in consumed and value not in borrowed:
            consumed[value] = None
        else:
            out.append(Incref(value))
    return consumed


# --- edges ---


def split_edge(fn: Function, block: Block, field: str, target: Block, dying: list[Value]) -> None:
    """Release on the way from *block* to *target* what only the other way needs."""
    branch = block.terminator
    assert isinstance(branch, Branch)
    middle = Block(f"{block.label}.{field}.release", handler=target.handler)
    middle.ops = [*(Decref(value) for value in dying), Goto((), target)]
    setattr(branch, field, middle)
    fn.blocks.insert(fn.blocks.index(block) + 1, middle)
