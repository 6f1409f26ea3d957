# SPDX-License-Identifier: Apache-2.0
"""What the statements of a framed body need of its frame and of the handled exception.

The C side: runtime/ops_frame.c (cells, closures), ops_check.c (argument types),
ops_exc.c (reraise), ops_int.c (ranges).
"""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.registry import prim

# At entry: the closure of the frame's function, `count` cells, copied to the end of localsplus.
COPY_FREE_VARS = prim(
    "rt_copy_free_vars", "i64", "none", raises=False, effect=Effect.WRITE, frame=True
)
CELL_EMPTY = prim("rt_cell_empty", "", effect=Effect.WRITE, ty="cell")  # a new, unbound variable

# A bare `raise`. 0: the exception being handled is set again, its traceback untouched (follow with
# Reraise, which adds no entry); -1: RuntimeError, nothing is being handled.
RERAISE_HANDLED = prim("rt_reraise_handled", "", "none", thread=True, effect=Effect.WRITE)

# How many items range(start, stop, step) has, at most the largest i64 (no loop gets that far, so a
# counter need not be big); ValueError for step 0, with the text of range().
RANGE_COUNT = prim("rt_range_count", "int int int", "i64", effect=Effect.NONE, ty="int")

# The argument at a place of localsplus, no cell yet, against the types that a tuple names and those
# of the module's classes (".Point"); a default passes always. TypeError: the str, and its type.
CHECK_ARGUMENT = prim("rt_check_argument", "i64 obj obj", "none", frame=True)
