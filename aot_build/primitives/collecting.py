# SPDX-License-Identifier: Apache-2.0
"""What generator expressions do that a built-in consumes at once: runtime/ops_collect.h."""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.registry import Prim, prim

# iter(iterable), or the iterable itself where that cannot be noticed
COLLECT_SOURCE = prim("rt_collect_source", "obj")
# (source, place): what the first loop goes over, from `place` on
COLLECT_OVER = prim("rt_collect_over", "obj ptr", effect=Effect.WRITE)
COLLECT_ITERATOR = prim("rt_collect_iterator", "obj", effect=Effect.WRITE)
# (source, number, step): how many numbers there are, the first and the way from one to the next;
# -1 for what is no range of small ones
COLLECT_RANGE = prim("rt_collect_range", "obj ptr ptr", "i64", raises=False, effect=Effect.WRITE)


def _collect(name: str) -> Prim:
    """(element, number of the frame's variables): whether more elements are wanted."""
    return prim(
        f"rt_collect_{name}",
        "obj i64",
        "bool",
        raises=False,
        steals=(0,),
        thread=True,
        frame=True,
    )


_LIST, _SET = _collect("list"), _collect("set")
# By the built-in that consumes the elements; the order is that of rt_collect_kind.
COLLECT: dict[str, Prim] = {
    "all": _collect("all"),
    "any": _collect("any"),
    "frozenset": _SET,
    "join": _LIST,
    "list": _LIST,
    "max": _collect("max"),
    "min": _collect("min"),
    "set": _SET,
    "sorted": _LIST,
    "sum": _collect("sum"),
    "tuple": _LIST,
}
COLLECT_KINDS = tuple(COLLECT)
