# SPDX-License-Identifier: Apache-2.0
"""Raising, catching and with: runtime/ops_exc.c, ops_exception_group.c, ops_with.c."""

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
# The exception goes on: the frame stands again where it was raised, or at a code unit.
STAND_WHERE_RAISED = prim(
    "rt_stand_where_raised", "obj", "none", raises=False, effect=Effect.WRITE, frame=True
)
STAND_AT = prim("rt_stand_at", "i64", "none", raises=False, effect=Effect.WRITE, frame=True)
MATCHES = prim("rt_exception_matches", "obj obj", "bool")  # (exception, type or tuple); TypeError

# The exception that was raised, which is neither pending nor handled then.
TAKE_RAISED = prim("rt_take_raised", raises=False, effect=Effect.WRITE)

# except*: takes what (type or tuple) takes from *rest, and makes that the exception handled; else
# *matched is None.
GROUP_MATCHES = prim("rt_group_matches", "obj ptr ptr", "bool", thread=True)
# (exception, list of what its clauses raised and what none took, *remaining): whether any goes on
GROUP_REMAINS = prim("rt_group_remains", "obj obj ptr", "bool")

# with: looks up __enter__ and __exit__ on the type as CPython does (errors included).
# (manager, PyObject **exit): the value of __enter__()
WITH_ENTER = prim("rt_with_enter", "obj ptr")
WITH_EXIT = prim("rt_with_exit", "obj", "none")  # (exit): normal end
WITH_EXIT_EXC = prim("rt_with_exit_exception", "obj obj", "bool")  # (exit, exception): suppressed?
