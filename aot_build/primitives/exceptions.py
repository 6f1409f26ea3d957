# SPDX-License-Identifier: Apache-2.0
"""Raising, catching and with statements: runtime/ops_exc.c."""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.registry import prim

# Always fail (set the exception); follow with the Raise terminator.
RAISE = prim("rt_raise", "obj", "none")  # raise x
RAISE_FROM = prim("rt_raise_from", "obj obj", "none")  # raise x from y
# bare raise; RuntimeError when none is active
RERAISE_CURRENT = prim("rt_reraise_current", "", "none")
ASSERTION = prim("rt_raise_assertion", "obj", "none")  # message object
ASSERTION_PLAIN = prim("rt_raise_assertion_plain", "", "none")

# At the start of a handler: takes the raised exception (normalised), makes it the one handled, and
# stores the one handled before into *previous (an obj temp; None object when there was none).
CATCH = prim("rt_catch", "ptr", thread=True, raises=False, effect=Effect.WRITE)
# At the end of a handler, however it ends: the exception handled before is current again (steals).
POP_HANDLED = prim(
    "rt_pop_handled", "obj", "none", thread=True, raises=False, steals=(0,), effect=Effect.WRITE
)
# Sets an exception again without touching its traceback (steals); follow with Reraise.
RESTORE = prim(
    "rt_restore_exception",
    "obj",
    "none",
    thread=True,
    raises=False,
    steals=(0,),
    effect=Effect.WRITE,
)
MATCHES = prim("rt_exception_matches", "obj obj", "bool")  # (exception, type or tuple); TypeError

# with: looks up __enter__ and __exit__ on the type as CPython does (errors included).
# (manager, PyObject **exit): the value of __enter__()
WITH_ENTER = prim("rt_with_enter", "obj ptr")
WITH_EXIT = prim("rt_with_exit", "obj", "none")  # (exit): normal end
WITH_EXIT_EXC = prim("rt_with_exit_exception", "obj obj", "bool")  # (exit, exception): suppressed?
