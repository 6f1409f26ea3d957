# SPDX-License-Identifier: Apache-2.0
"""The rows of the primitive tables.

A primitive is a C function of the runtime. Its C signature follows from its row:
``result c([PyThreadState *ts,] args… [, void *cache] [, _PyInterpreterFrame *frame])``.
"""

from __future__ import annotations

import dataclasses

from aot_build.ir.types import Effect, Rep

TABLE: dict[str, Prim] = {}


@dataclasses.dataclass(frozen=True)
class Prim:
    """One C function.

    ``raises``: the result is tested for the error value of its representation (for NONE the C
    function returns int32_t, negative on error; void when it cannot raise). ``steals``: positions
    of the arguments it takes over. ``borrowed``: the result is. ``cache``: bytes of zeroed static
    storage passed last. ``thread``: takes the thread state first. ``inline``: in the shim, else
    out of line. ``cold``: rarely called.
    """

    name: str
    args: tuple[Rep, ...]
    result: Rep
    raises: bool = True
    steals: tuple[int, ...] = ()
    borrowed: bool = False
    effect: Effect = Effect.OPAQUE
    cache: int = 0
    thread: bool = False
    variadic: bool = False  # (…, PyObject *const *items, Py_ssize_t count) after the fixed args
    frame: bool = False  # takes the frame as last argument
    ty: str = "object"


def prim(
    name: str,
    args: str = "",
    result: str = "obj",
    *,
    raises: bool = True,
    steals: tuple[int, ...] = (),
    borrowed: bool = False,
    effect: Effect = Effect.OPAQUE,
    cache: int = 0,
    thread: bool = False,
    variadic: bool = False,
    frame: bool = False,
    ty: str = "object",
) -> Prim:
    """Register and return a row; *args* and *result* name representations, with blanks between."""
    row = Prim(
        name,
        tuple(Rep(arg) for arg in args.split()),
        Rep(result),
        raises,
        steals,
        borrowed,
        effect,
        cache,
        thread,
        variadic,
        frame,
        ty,
    )
    if name in TABLE:
        raise ValueError(f"primitive {name} is declared twice")
    TABLE[name] = row
    return row
