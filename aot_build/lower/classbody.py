# SPDX-License-Identifier: Apache-2.0
"""The body of a class: a function whose variables are in the namespace that the class is made of.

Its statements are lowered like any others, its names in lower/namespace.py; here is what the
compiler puts around them, in the order of the body's own instructions.

class C:              ->      t0 = call_c rt_load_name("__name__")
    x = 1                     call_c rt_store_name("__module__", t0)
                              call_c rt_store_name("__qualname__", "C")
                              call_c rt_store_name("x", 1)
                              return None

What it returns, the cell of `__class__` or None, is for who called it (runtime/ops_class.c).
"""

from __future__ import annotations

import ast
import dis
import sys
from types import CodeType
from typing import TYPE_CHECKING

from aot_build.ir.ops import LoadSlot, Return
from aot_build.lower.context import Unsupported
from aot_build.lower.namespace import load_in_class, store_outside
from aot_build.primitives.classes import LOAD_NAMESPACE, SETUP_ANNOTATIONS
from aot_build.primitives.objects import CELL_SET

if TYPE_CHECKING:
    from aot_build.ir.values import Value
    from aot_build.lower.context import Context

# What `type` takes out of the namespace, and the variables whose cells it is.
_CELLS = {"__classdictcell__": "__classdict__", "__classcell__": "__class__"}


def lower_class_body(cx: Context, node: ast.ClassDef) -> None:
    """All statements, between what comes before and after them; then the result."""
    twice = set(cx.scope.code.co_cellvars) & set(cx.scope.code.co_freevars)
    if twice:
        raise Unsupported("no-cell", node, f"'{min(twice)}' has two cells in the body of a class")
    instructions = Instructions(cx.scope.code)
    lower_head(cx, instructions)
    statements = node.body
    if ast.get_docstring(node, clean=False) is not None:
        instructions.store_constant(cx, "__doc__")  # 3.13 takes the indentation out of it
        statements = statements[1:]
    cx.body(statements)
    if not cx.b.terminated:
        lower_tail(cx, instructions)


class Instructions:
    """The instructions of a body, by which the compiler says what it puts around the statements."""

    def __init__(self, code: CodeType) -> None:
        self._all = list(dis.get_instructions(code))

    def find(self, opname: str) -> int | None:
        """The place of the first such instruction."""
        places = (place for place, made in enumerate(self._all) if made.opname == opname)
        return next(places, None)

    def find_store(self, name: str, *, last: bool = False) -> int:
        """The place of the first or last instruction that stores *name*."""
        places = [
            place
            for place, made in enumerate(self._all)
            if made.opname in ("STORE_NAME", "STORE_GLOBAL") and made.argval == name
        ]
        return places[-1 if last else 0]

    def unit(self, place: int) -> int:
        """The code unit of an instruction."""
        return self._all[place].offset // 2

    def store(self, cx: Context, name: str, value: Value, *, last: bool = False) -> None:
        """Store *value* as the first, or last, instruction does that stores *name*."""
        with cx.at_unit(self.unit(self.find_store(name, last=last))):
            store_outside(cx, name, value)

    def store_constant(self, cx: Context, name: str, *, last: bool = False) -> None:
        """The same for a constant, which the instruction before loads."""
        loads = self._all[self.find_store(name, last=last) - 1]
        assert loads.opname == "LOAD_CONST"
        self.store(cx, name, cx.const(loads.argval), last=last)


def start_of_class(code: CodeType) -> int:
    """The code unit of the first instruction that can fail, which reads `__name__`."""
    instructions = Instructions(code)
    return instructions.unit(instructions.find_store("__module__") - 1)


def lower_head(cx: Context, instructions: Instructions) -> None:
    """What the namespace has before the first statement."""
    with cx.at_unit(start_of_class(cx.scope.code)):
        name = load_in_class(cx, "__name__")
    instructions.store(cx, "__module__", name)
    instructions.store_constant(cx, "__qualname__")
    if sys.version_info >= (3, 13):
        instructions.store_constant(cx, "__firstlineno__")
    if getattr(cx.scope.node, "type_params", None):
        instructions.store(cx, "__type_params__", load_in_class(cx, ".type_params"))
    if "__classdict__" in cx.scope.code.co_cellvars:
        cell = cx.b.emit(LoadSlot(cx.slots["__classdict__"]))
        cx.call(CELL_SET, cell, cx.call(LOAD_NAMESPACE))
    annotates = instructions.find("SETUP_ANNOTATIONS")
    if annotates is not None:
        with cx.at_unit(instructions.unit(annotates)):
            cx.call(SETUP_ANNOTATIONS)


def lower_tail(cx: Context, instructions: Instructions) -> None:
    """What it has after the last one, and the cell of `__class__` for who called the body."""
    if sys.version_info >= (3, 13):
        instructions.store_constant(cx, "__static_attributes__", last=True)
    for name, variable in _CELLS.items():
        if variable in cx.scope.code.co_cellvars:
            cell = cx.b.emit(LoadSlot(cx.slots[variable]))
            instructions.store(cx, name, cell, last=True)
    if "__class__" in cx.scope.code.co_cellvars:
        cx.b.emit(Return(cx.b.emit(LoadSlot(cx.slots["__class__"]))))
