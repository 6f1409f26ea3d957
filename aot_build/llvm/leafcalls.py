# SPDX-License-Identifier: Apache-2.0
"""Calls that try the leaf version of the function that is most likely meant.

      %fits = call i32 @rt_leaf_method_fits(ptr %ts, ptr %receiver, ptr @site, ptr @f.entry)
      br %fits, direct, generic
    direct:
      %found = call ptr @f.leaf(ptr null, ptr %receiver, …)
      br %found, joined, failed
    failed:
      call void @rt_leaf_failed(ptr @site)
    generic:
      %made = call ptr @rt_call_leaf_method(…)
    joined:

What a call costs is mostly the way to the function: finding it, the array of its arguments, the
frame. Here nothing of that is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aot_build.ir.types import Rep
from aot_build.llvm.types import LIKELY

if TYPE_CHECKING:
    from aot_build.ir.ops import CallLeaf, CallLeafMethod
    from aot_build.ir.values import Value
    from aot_build.llvm.emit import FunctionEmitter

SITE_SIZE = 24  # rt_leaf_site
LEAF_SUFFIX = ".leaf"


def emit_leaf_call(emitter: FunctionEmitter, op: CallLeaf) -> None:
    """A call of a function by its global name."""
    site, entry = emitter.module.new_cache(SITE_SIZE), emitter.module.entry_of(op.target)
    test = "call i32 @rt_leaf_call_fits"
    fits = f"{test}(ptr %ts, ptr {emitter.ref(op.callee)}, ptr @{site}, ptr @{entry})"
    finish(emitter, op, fits, site, op.args, lambda: emitter.generic_call(op))


def emit_leaf_method_call(emitter: FunctionEmitter, op: CallLeafMethod) -> None:
    """A call of a method by its name."""
    site, entry = emitter.module.new_cache(SITE_SIZE), emitter.module.entry_of(op.target)
    test = "call i32 @rt_leaf_method_fits"
    fits = f"{test}(ptr %ts, ptr {emitter.ref(op.receiver)}, ptr @{site}, ptr @{entry})"
    operands = emitter.constant(op.symbol)

    def generic() -> str:
        more = f"ptr @{site}, ptr @{entry}"
        return emitter.generic_method_call(op, "rt_call_leaf_method", operands, more)

    finish(emitter, op, fits, site, (op.receiver, *op.args), generic)


def finish(
    emitter: FunctionEmitter,
    op: CallLeaf | CallLeafMethod,
    fits: str,
    site: str,
    arguments: Sequence[Value],
    generic: Callable[[], str],
) -> None:
    """The two ways, and where they meet; *generic* gives the instruction of the usual call."""
    direct, failed, usual, joined = (
        emitter.fresh(hint)[1:] for hint in ("direct", "failed", "usual", "joined")
    )
    status, test, found, missed, made, result = (emitter.fresh("v") for _ in range(6))
    emitter.line(f"{status} = {fits}")
    emitter.line(f"{test} = icmp ne i32 {status}, 0")
    emitter.line(f"br i1 {test}, label %{direct}, label %{usual}{LIKELY}")
    emitter.start_label(direct)
    given = ", ".join(["ptr null", *(emitter.typed(argument) for argument in arguments)])
    leaf = emitter.module.body_of(op.target + LEAF_SUFFIX)
    emitter.line(f"{found} = call ptr @{leaf}({given})")
    emitter.line(f"{missed} = icmp ne ptr {found}, null")
    emitter.line(f"br i1 {missed}, label %{joined}, label %{failed}{LIKELY}")
    emitter.start_label(failed)
    emitter.line(f"call void @rt_leaf_site_failed(ptr @{site})")
    emitter.line(f"br label %{usual}")
    emitter.start_label(usual)
    emitter.line(f"{made} = {generic()}")
    emitter.line(f"br label %{joined}")
    emitter.start_label(joined)
    emitter.line(f"{result} = phi ptr [ {found}, %{direct} ], [ {made}, %{usual} ]")
    emitter.check_result(op, result, "ptr", Rep.OBJ)
    emitter.names[op] = result
