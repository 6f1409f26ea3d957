# SPDX-License-Identifier: Apache-2.0
"""Tracing that a callee begins does not trace the native calls that are already running.

Why: a native function cannot be left for its bytecode in the middle of a statement. A function that itself calls
`breakpoint()`, `pdb.set_trace()`, `sys.settrace()` or `sys.setprofile()`, or stores into `f_trace`, runs as bytecode and is traced.
Instead: call one of those in the function to be looked at, or run with AOT_DISABLE=1.

CPython prints:
    caller line 2
    caller line 3
    leaf call 0
    leaf line 1
    leaf return 1
aot_build prints:
    leaf call 0
    leaf line 1
    leaf return 1
"""

import sys

events = []


def trace(frame, event, argument):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return trace


def begin():
    sys.settrace(trace)
    sys._getframe(1).f_trace = trace


def leaf(x):
    return x + 1


def caller(x):
    begin()
    y = x + 1
    return leaf(y)


caller(1)
sys.settrace(None)
for event in events:
    if event[:2] != ("caller", "return"):
        print(*event)
