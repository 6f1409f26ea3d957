# SPDX-License-Identifier: Apache-2.0
"""What generators delegate to: runtime/ops_generator.c."""

from __future__ import annotations

from aot_build.primitives.registry import prim

# The iterator of a `yield from`; a coroutine only where the frame's own function is one.
YIELD_FROM_ITER = prim("rt_yield_from_iter", "obj", frame=True)
# (receiver, value, PyObject **item): 1 when it yields, 0 when it returns; *item is what.
SEND = prim("rt_send", "obj obj ptr", "bool")
