# SPDX-License-Identifier: Apache-2.0
"""What leaf versions do. Where they give up, the result is the error value without an exception."""

from __future__ import annotations

from aot_build.ir.types import Effect
from aot_build.primitives.objects import (
    ATTR_CACHE,
    COMPARE_TRUTH,
    GET_ATTR,
    GET_INDEX,
    GET_ITEM,
    SET_ATTR,
    TRUTH,
)
from aot_build.primitives.registry import Prim, prim

_READ = Effect.READ
PLACE_ATTR = prim("rt_place_attr", "obj obj obj", "none", effect=Effect.WRITE, cache=ATTR_CACHE)
# The same where a variable may be the last to hold what the attribute held.
PLACE_PLAIN_ATTR = prim(
    "rt_place_plain_attr", "obj obj obj", "none", effect=Effect.WRITE, cache=ATTR_CACHE
)

# A primitive, and what stands for it in a leaf.
PEEK: dict[Prim, Prim] = {
    GET_ATTR: prim("rt_peek_attr", "obj obj", effect=_READ, cache=ATTR_CACHE),
    SET_ATTR: PLACE_ATTR,
    GET_ITEM: prim("rt_peek_item", "obj obj", effect=_READ),
    GET_INDEX: prim("rt_peek_index", "obj i64", effect=_READ),
    TRUTH: prim("rt_peek_truth", "obj", "bool", effect=_READ),
    **{
        test: prim(f"rt_peek_{name}", "obj obj", "bool", effect=_READ)
        for name, test in COMPARE_TRUTH.items()
    },
}
