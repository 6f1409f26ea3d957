# SPDX-License-Identifier: Apache-2.0
"""What generators and coroutines delegate to: runtime/ops_generator.c, ops_async.c."""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.registry import prim

# The iterator of a `yield from`; a coroutine only where the frame's own function is one.
YIELD_FROM_ITER = prim("rt_yield_from_iter", "obj", frame=True)
# (receiver, value, PyObject **item): 1 when it yields, 0 when it returns; *item is what.
SEND = prim("rt_send", "obj obj ptr", "bool", thread=True)
# (PyObject **empty, **callee): what both hold becomes one callable, in the second; 0 or -1
BIND_WAITING = prim("rt_bind_waiting", "ptr ptr", "none")

# (awaitable, use) What an `await` delegates to; use: 0, or 1, 2 for what `async with` awaits.
AWAITABLE = prim("rt_awaitable", "obj i64")
ASYNC_ITER = prim("rt_async_iter", "obj")  # what `async for` goes over
ASYNC_NEXT = prim("rt_async_next", "obj")  # what it awaits in each round
# Whether the exception that is set ends an `async for`, and is forgotten.
ITERATION_ENDED = prim("rt_async_ended", "", "bool", raises=False, effect=Effect.WRITE)
# async with: (manager, PyObject **exit): what __aenter__() gives, to be awaited
ASYNC_ENTER = prim("rt_async_enter", "obj ptr")
ASYNC_EXIT = prim("rt_async_exit", "obj")  # (exit): normal end
ASYNC_EXIT_EXC = prim("rt_async_exit_exception", "obj obj")  # (exit, exception)
# Where the frame stands, as the interpreter keeps it beside an exception.
FRAME_PLACE = prim("rt_frame_place", "", frame=True)
