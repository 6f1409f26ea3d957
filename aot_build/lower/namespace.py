# SPDX-License-Identifier: Apache-2.0
"""Names that are no variables of the frame: globals, and those in the namespace of a class.

    x          ->   t0 = load_global x
    class C:
        y = x  ->   t0 = call_c rt_load_name("x")        in the namespace, globals, built-ins
                    call_c rt_store_name("y", t0)

A free variable is looked for in the namespace too, before its cell. The variables of inlined
comprehensions (3.12) hide the namespace: what they do not bind is looked for as in a function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aot_build.ir.ops import DeleteGlobal, LoadGlobal, LoadSlot, StoreGlobal
from aot_build.primitives.classes import (
    DELETE_NAME,
    LOAD_FROM,
    LOAD_FROM_OR_CELL,
    LOAD_NAME,
    LOAD_NAME_OR_CELL,
    STORE_NAME,
)
from aot_build.primitives.objects import CELL_GET_FREE

CLASS_DICT = "__classdict__"  # the variable of a class that annotation scopes look into

if TYPE_CHECKING:
    from aot_build.ir.values import Value
    from aot_build.lower.context import Context


def load_outside(cx: Context, name: str) -> Value:
    """Read a mangled name that is no variable of the frame."""
    if not cx.scope.in_namespace(name) or cx.renamed:
        return cx.b.emit(LoadGlobal(name))
    return cx.call(LOAD_NAME, cx.const(name))


def load_in_class(cx: Context, name: str) -> Value:
    """Read a mangled name in the body of a class."""
    if name in cx.scope.code.co_freevars:
        if cx.renamed:
            return cx.call(CELL_GET_FREE, cx.b.emit(LoadSlot(cx.slots[name])), cx.const(name))
        if cx.scope.is_enclosing(name):
            return cx.call(LOAD_NAME_OR_CELL, cx.const(name), cx.b.emit(LoadSlot(cx.slots[name])))
    return load_outside(cx, name)


def sees_class(cx: Context, name: str) -> bool:
    """Whether an annotation scope looks for a mangled name in the class around it first."""
    slot = cx.slots.get(name)
    own = slot is not None and name not in cx.scope.code.co_freevars
    return cx.scope.kind == "annotation" and CLASS_DICT in cx.scope.code.co_freevars and not own


def load_beside_class(cx: Context, name: str) -> Value:
    """Read a mangled name in an annotation scope that sees a class."""
    known = cx.const(name)
    cell = cx.b.emit(LoadSlot(cx.slots[CLASS_DICT]))
    namespace = cx.call(CELL_GET_FREE, cell, cx.const(CLASS_DICT))
    if name in cx.scope.code.co_freevars:
        return cx.call(LOAD_FROM_OR_CELL, known, namespace, cx.b.emit(LoadSlot(cx.slots[name])))
    return cx.call(LOAD_FROM, known, namespace)


def store_outside(cx: Context, name: str, value: Value) -> None:
    """Bind a mangled name that is no variable of the frame."""
    if cx.scope.in_namespace(name):
        cx.call(STORE_NAME, cx.const(name), value)
    else:
        cx.b.emit(StoreGlobal(cx.as_obj(value), name))


def delete_outside(cx: Context, name: str) -> None:
    """Unbind a mangled name that is no variable of the frame."""
    if cx.scope.in_namespace(name):
        cx.call(DELETE_NAME, cx.const(name))
    else:
        cx.b.emit(DeleteGlobal(name))
