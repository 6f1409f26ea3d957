# SPDX-License-Identifier: Apache-2.0
"""How often a recursive function is inlined into itself."""

from __future__ import annotations

from aot_build.ir import ops as ir
from aot_build.ir.function import Function

TINY_FUNCTION, SMALL_FUNCTION = 25, 40  # operations


def inlined_levels(fn: Function) -> int:
    """How many copies of *fn* deep it is inlined into itself."""
    if fn.framed or not any(
        isinstance(op, ir.CallNative) and op.target == fn.name for op in fn.ops()
    ):
        return 0
    size = sum(1 for _ in fn.ops())
    if size <= TINY_FUNCTION:
        return 3
    return 2 if size <= SMALL_FUNCTION else int(size <= 3 * SMALL_FUNCTION)


def calls_natives(fn: Function) -> bool:
    """Whether *fn* calls typed functions directly, itself perhaps."""
    return any(isinstance(op, ir.CallNative) for op in fn.ops())
