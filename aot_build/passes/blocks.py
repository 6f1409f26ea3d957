# SPDX-License-Identifier: Apache-2.0
"""Blocks: join a block with the only one that jumps to it.

    a:                         a:
      x = …                      x = …
      goto b(x)        ->        y = call_c rt_add(x, x)
    b(t: obj):                   …
      y = call_c rt_add(t, t)

Lowering starts new blocks freely, wherever a handler may change. Two blocks are joined when they
have the same handler, or when one of them has nothing that can raise.
"""

from __future__ import annotations

from collections import Counter

from aot_build.ir.function import Block, Function
from aot_build.ir.ops import Goto
from aot_build.ir.values import Value
from aot_build.passes.dce import can_fail


def run(fn: Function) -> bool:
    """Join blocks of *fn*; True if any were."""
    jumps = Counter(target for block in fn.blocks for target in block.successors())
    changes: dict[Value, Value] = {}
    gone: set[Block] = set()
    for block in fn.blocks:
        if block in gone:
            continue
        while (follower := joinable(block, jumps)) is not None:
            end = block.ops.pop()
            assert isinstance(end, Goto)
            changes.update(zip(follower.params, end.args, strict=True))
            if not any(can_fail(op) for op in block.ops):
                block.handler = follower.handler
            block.ops += follower.ops
            gone.add(follower)
    if not gone:
        return False
    fn.blocks = [block for block in fn.blocks if block not in gone]
    fn.replace_uses(changes)
    return True


def joinable(block: Block, jumps: Counter[Block]) -> Block | None:
    """The block that can be appended to *block*, if there is one."""
    end = block.terminator
    if not isinstance(end, Goto) or end.target is block or jumps[end.target] != 1:
        return None
    follower = end.target
    same = block.handler is follower.handler
    quiet = not any(can_fail(op) for op in block.ops)
    if same or quiet or not any(can_fail(op) for op in follower.ops):
        return follower
    return None
