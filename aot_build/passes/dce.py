# SPDX-License-Identifier: Apache-2.0
"""Dead code: operations nobody uses and blocks nothing leads to.

    t0: obj = load_const None
    t1: ptr = slot_address $x      ->      return a
    return a

Kept is whatever writes, runs Python code or can raise: an unused `load_slot $x checked` is the
NameError of the program.
"""

from __future__ import annotations

from aot_build.ir.function import Block, Function
from aot_build.ir.types import Effect
from aot_build.ir.values import Op, Value


def run(fn: Function) -> bool:
    """Remove dead code from *fn*; True if there was some."""
    changed = remove_unreachable(fn)
    while remove_unused(fn):
        changed = True
    return changed


def remove_unreachable(fn: Function) -> bool:
    """Drop the blocks that neither a jump nor an error can reach."""
    reached: set[Block] = set()
    waiting = [fn.entry]
    while waiting:
        block = waiting.pop()
        if block in reached:
            continue
        reached.add(block)
        waiting.extend(block.successors())
        if block.handler is not None and any(can_fail(op) for op in block.ops):
            waiting.append(block.handler)
    if len(reached) == len(fn.blocks):
        return False
    fn.blocks = [block for block in fn.blocks if block in reached]
    for block in fn.blocks:
        if block.handler not in reached:
            block.handler = None  # nothing here raises
    return True


def can_fail(op: Op) -> bool:
    """Whether control can go from *op* to the handler of its block."""
    return op.raises or op.mnemonic == "reraise"


def remove_unused(fn: Function) -> bool:
    """Drop operations without effect whose result no other uses."""
    used: set[Value] = {operand for op in fn.ops() for operand in op.operands}
    changed = False
    for block in fn.blocks:
        kept = [op for op in block.ops if op in used or not is_pure(op)]
        changed |= len(kept) != len(block.ops)
        block.ops = kept
    return changed


def is_pure(op: Op) -> bool:
    """Whether leaving *op* out changes nothing but its result."""
    return op.effect <= Effect.READ and not op.raises and not op.terminator
