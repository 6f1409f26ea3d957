# SPDX-License-Identifier: Apache-2.0
"""Operations of which a function runs through the fast half only.

t: obj = call_c rt_get_attr(a, "x")   ->   %v1 = call ptr @rt_known_attr(ptr %a, ptr @cache)
                                           br …                          found: go on
                                      late1:                             behind all other blocks
                                           call void @rt_frame_set_pos(ptr %frame, i32 12)
                                           %v2 = call ptr @rt_get_attr_slow(…), checked
                                           br …                          back

An inline C function would return one result for both halves, and that of the fast one would be
compared with the error value as well. Only the slow half raises, or shows the frame to others: so
only there the frame has to stand at the operation, while elsewhere its line will do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aot_build.ir import ops as ir
from aot_build.ir.types import Rep
from aot_build.llvm.tagged import is_tagged
from aot_build.llvm.types import C_TYPE, UNLIKELY, c_result

if TYPE_CHECKING:
    from aot_build.ir.function import Function
    from aot_build.ir.values import Op, Value
    from aot_build.llvm.emit import FunctionEmitter


def is_split(op: Op) -> bool:
    """Whether only a half of *op*, written apart, needs the frame's position."""
    if isinstance(op, ir.CallC):
        return op.prim.name in _SPLIT or is_tagged(op)
    return isinstance(op, (ir.LoadGlobal, ir.NumBinary, ir.NumUnary, ir.NumCompare))


def names_of_slow_halves(fn: Function) -> set[Value]:
    """The constants of *fn* that are nothing but names of attributes, which slow halves want."""
    names: set[Value] = set()
    others: set[Value] = set()
    for op in fn.ops():
        is_name = isinstance(op, ir.CallC) and op.prim.name in _ATTRIBUTES
        for i, value in enumerate(op.operands):
            if isinstance(value, ir.LoadConst):
                (names if is_name and i == _NAME else others).add(value)
    return names - others


def emit_split(emitter: FunctionEmitter, op: ir.CallC) -> bool:
    """Write *op* if it is one of these primitives; False when it is not."""
    emit = _SPLIT.get(op.prim.name)
    if emit is None:
        return False
    if emitter.cold and op.prim.name in _WHOLE:
        _emit_whole(emitter, op)
    else:
        emit(emitter, op)
    return True


def _emit_whole(emitter: FunctionEmitter, op: ir.CallC) -> None:
    """The same as one call, without a cache."""
    emitter.set_pos(op.pos)
    function = _WHOLE[op.prim.name]
    result = c_result(op.prim)
    if op.prim.name in _ATTRIBUTES:
        _read_name(emitter, op)
    emitter.module.declare(function, result, [C_TYPE[arg.rep] for arg in op.args])
    operands = ", ".join(emitter.typed(arg) for arg in op.args)
    emitter.finish_call(op, f"call {result} @{function}({operands})", result)


def pointer_or_slow(emitter: FunctionEmitter, op: Op, known: str, slow: Callable[[], str]) -> None:
    """The result of the call *known*, or, when that is null, of the one that *slow* writes."""
    found, missing = emitter.fresh("v"), emitter.fresh("e")
    late, join = emitter.fresh("late")[1:], emitter.fresh("join")[1:]
    emitter.line(f"{found} = {known}")
    emitter.line(f"{missing} = icmp eq ptr {found}, null")
    emitter.line(f"br i1 {missing}, label %{late}, label %{join}{UNLIKELY}")
    found_in = emitter.current_label
    with emitter.apart(op, late):
        call = slow()
        result = emitter.fresh("v")
        emitter.line(f"{result} = {call}")
        emitter.check_result(op, result, "ptr", Rep.OBJ)
        result_in = emitter.current_label
        emitter.line(f"br label %{join}")
    emitter.start_label(join)
    emitter.define(op, f"phi ptr [ {found}, %{found_in} ], [ {result}, %{result_in} ]")


def _read_name(emitter: FunctionEmitter, op: ir.CallC) -> str:
    """The name of an attribute, with its type, where it is wanted."""
    name = op.args[_NAME]
    if isinstance(name, ir.LoadConst) and name in emitter.late_names:
        emitter.names[name] = emitter.constant(name.value)
    return emitter.typed(name)


def _emit_attribute(emitter: FunctionEmitter, op: ir.CallC) -> None:
    owner = emitter.typed(op.args[0])
    cache = f"ptr @{emitter.module.new_cache(op.prim.cache)}"
    slow = f"{op.prim.name}_slow"
    emitter.module.declare(slow, "ptr", ["ptr", "ptr", "ptr"])
    pointer_or_slow(
        emitter,
        op,
        f"call ptr @rt_known_attr({owner}, {cache})",
        lambda: f"call ptr @{slow}({owner}, {_read_name(emitter, op)}, {cache})",
    )


def _emit_store(emitter: FunctionEmitter, op: ir.CallC) -> None:
    owner, value = emitter.typed(op.args[0]), emitter.typed(op.args[2])
    cache = f"ptr @{emitter.module.new_cache(op.prim.cache)}"
    slow = f"{op.prim.name}_slow"
    emitter.module.declare(slow, "i32", ["ptr", "ptr", "ptr", "ptr"])
    done, missing, status = emitter.fresh("r"), emitter.fresh("e"), emitter.fresh("r")
    late, join = emitter.fresh("late")[1:], emitter.fresh("join")[1:]
    emitter.line(f"{done} = call i32 @rt_set_known_attr({owner}, {value}, {cache})")
    emitter.line(f"{missing} = icmp eq i32 {done}, 0")
    emitter.line(f"br i1 {missing}, label %{late}, label %{join}{UNLIKELY}")
    with emitter.apart(op, late):
        name = _read_name(emitter, op)
        emitter.line(f"{status} = call i32 @{slow}({owner}, {name}, {value}, {cache})")
        emitter.check_result(op, status, "i32", Rep.NONE)
        emitter.line(f"br label %{join}")
    emitter.start_label(join)


def _emit_truth(emitter: FunctionEmitter, op: ir.CallC) -> None:
    value = emitter.ref(op.args[0])
    emitter.module.declare("rt_truth_slow", "i32", ["ptr"])
    true, false, truth = emitter.fresh("e"), emitter.fresh("e"), emitter.fresh("v")
    more, late, join = (emitter.fresh(hint)[1:] for hint in ("more", "late", "join"))
    emitter.line(f"{true} = icmp eq ptr {value}, @_Py_TrueStruct")
    emitter.line(f"br i1 {true}, label %{join}, label %{more}")
    true_in = emitter.current_label
    emitter.start_label(more)
    emitter.line(f"{false} = icmp eq ptr {value}, @_Py_FalseStruct")
    emitter.line(f"br i1 {false}, label %{join}, label %{late}")
    with emitter.apart(op, late):
        status = emitter.fresh("r")
        emitter.line(f"{status} = call i32 @rt_truth_slow(ptr {value})")
        emitter.check_result(op, status, "i32", Rep.BOOL)
        emitter.line(f"{truth} = icmp ne i32 {status}, 0")
        result_in = emitter.current_label
        emitter.line(f"br label %{join}")
    emitter.start_label(join)
    edges = f"[ true, %{true_in} ], [ false, %{more} ], [ {truth}, %{result_in} ]"
    emitter.define(op, f"phi i1 {edges}")


_SPLIT: dict[str, Callable[[FunctionEmitter, ir.CallC], None]] = {
    "rt_get_attr": _emit_attribute,
    "rt_peek_attr": _emit_attribute,
    "rt_set_attr": _emit_store,
    "rt_truth": _emit_truth,
}
_ATTRIBUTES = {"rt_get_attr", "rt_peek_attr", "rt_set_attr"}
_NAME = 1  # which operand of theirs the name is
_WHOLE = {
    "rt_get_attr": "PyObject_GetAttr",
    "rt_set_attr": "PyObject_SetAttr",
    "rt_truth": "rt_truth_slow",
}
