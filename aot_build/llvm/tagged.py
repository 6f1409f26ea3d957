# SPDX-License-Identifier: Apache-2.0
"""Arithmetic on tagged words, written out so that only its slow half is tested for errors.

    %v = call i64 @rt_int_add(a, b)   ->   both small and no overflow: the sum of the words
                                           else: %slow = call i64 @rt_int_add_slow(a, b), checked

The inline C function would return one word for both halves, and every result would be compared with
the error value. What the halves compute is told in runtime/inline_int.h and inline_any.h.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aot_build.ir.ops import CallC
    from aot_build.llvm.emit import FunctionEmitter

OVERFLOWING = {"add": "sadd", "sub": "ssub", "mul": "smul"}
PREDICATES = {"eq": "eq", "ne": "ne", "lt": "slt", "le": "sle", "gt": "sgt", "ge": "sge"}


def _rows() -> dict[str, tuple[str, str]]:
    rows = {}
    for kind in ("int", "any"):
        for name, llvm_name in OVERFLOWING.items():
            rows[f"rt_{kind}_{name}"] = (name, llvm_name)
    for name, llvm_name in OVERFLOWING.items():
        rows[f"rt_any_inplace_{name}"] = (name, llvm_name)
    return rows


ARITHMETIC = _rows()
COMPARISONS = {f"rt_any_{name}": predicate for name, predicate in PREDICATES.items()}


def is_tagged(op: CallC) -> bool:
    """Whether :func:`emit_tagged` writes *op*."""
    return op.prim.name in ARITHMETIC or op.prim.name in COMPARISONS


def emit_tagged(emitter: FunctionEmitter, op: CallC) -> bool:
    """Write *op* if it is one of these; False when it is not."""
    if op.prim.name in ARITHMETIC:
        _emit_arithmetic(emitter, op)
        return True
    if op.prim.name in COMPARISONS:
        _emit_comparison(emitter, op)
        return True
    return False


def _emit_arithmetic(emitter: FunctionEmitter, op: CallC) -> None:
    name, intrinsic = ARITHMETIC[op.prim.name]
    left, right = (emitter.ref(arg) for arg in op.args)
    fast, slow, join = (emitter.fresh(hint)[1:] for hint in ("fast", "slow", "sum"))
    _branch_if_small(emitter, left, right, fast, slow)
    emitter.start_label(fast)
    first = left
    if name == "mul":  # one operand untagged, so that the product has one tag's shift
        first = emitter.fresh("u")
        emitter.line(f"{first} = ashr i64 {left}, 1")
    pair, total, overflow = (emitter.fresh(hint) for hint in ("pair", "v", "o"))
    emitter.line(
        f"{pair} = call {{ i64, i1 }} @llvm.{intrinsic}.with.overflow.i64(i64 {first}, i64 {right})"
    )
    emitter.line(f"{total} = extractvalue {{ i64, i1 }} {pair}, 0")
    emitter.line(f"{overflow} = extractvalue {{ i64, i1 }} {pair}, 1")
    emitter.line(f"br i1 {overflow}, label %{slow}, label %{join}, !prof !0")
    with emitter.apart(op, slow):
        result = emitter.fresh("v")
        emitter.module.declare(f"{op.prim.name}_slow", "i64", ["i64", "i64"])
        emitter.line(f"{result} = call i64 @{op.prim.name}_slow(i64 {left}, i64 {right})")
        emitter.check_result(op, result, "i64", op.rep)
        slow_end = emitter.current_label
        emitter.line(f"br label %{join}")
    emitter.start_label(join)
    emitter.define(op, f"phi i64 [ {total}, %{fast} ], [ {result}, %{slow_end} ]")


def _emit_comparison(emitter: FunctionEmitter, op: CallC) -> None:
    left, right = (emitter.ref(arg) for arg in op.args)
    fast, slow, join = (emitter.fresh(hint)[1:] for hint in ("fast", "slow", "test"))
    _branch_if_small(emitter, left, right, fast, slow)
    emitter.start_label(fast)
    small = emitter.fresh("v")
    emitter.line(f"{small} = icmp {COMPARISONS[op.prim.name]} i64 {left}, {right}")
    emitter.line(f"br label %{join}")
    with emitter.apart(op, slow):
        status, truth = emitter.fresh("r"), emitter.fresh("v")
        emitter.module.declare(f"{op.prim.name}_slow", "i32", ["i64", "i64"])
        emitter.line(f"{status} = call i32 @{op.prim.name}_slow(i64 {left}, i64 {right})")
        emitter.check_result(op, status, "i32", op.rep)
        emitter.line(f"{truth} = icmp ne i32 {status}, 0")
        slow_end = emitter.current_label
        emitter.line(f"br label %{join}")
    emitter.start_label(join)
    emitter.define(op, f"phi i1 [ {small}, %{fast} ], [ {truth}, %{slow_end} ]")


def _branch_if_small(emitter: FunctionEmitter, left: str, right: str, fast: str, slow: str) -> None:
    both, tag, big = (emitter.fresh("t") for _ in range(3))
    emitter.line(f"{both} = or i64 {left}, {right}")
    emitter.line(f"{tag} = and i64 {both}, 1")
    emitter.line(f"{big} = icmp ne i64 {tag}, 0")
    emitter.line(f"br i1 {big}, label %{slow}, label %{fast}, !prof !0")
