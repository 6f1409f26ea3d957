"""Names: variables of the frame, cells, free variables, globals, variables of comprehensions.

x        ->   t0 = load_slot $x checked        a variable that may be unbound here
len      ->   t0 = load_global len
"""

from __future__ import annotations

import ast

from aot_build.ir.function import Slot, SlotKind
from aot_build.ir.ops import LoadGlobal, LoadSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.context import Context, Unsupported, lowers_expr
from aot_build.lower.namespace import load_beside_class, load_in_class, sees_class
from aot_build.primitives.objects import CELL_GET, CELL_GET_FREE


class ComprehensionVariables(dict[str, Slot]):
    """The slots of an inlined comprehension's own variables, which may be cells.

    ``bound``: those that have a value by now.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bound: set[str] = set()


@lowers_expr(ast.Name)
def lower_name(cx: Context, node: ast.Name) -> Value:
    """Read a variable."""
    if node.id == "__debug__":
        return Const(1, Rep.BOOL)  # code is compiled as without -O
    name = cx.scope.mangle(node.id)
    for variables in reversed(cx.renamed):
        if name in variables:
            return load_renamed(cx, variables, name, node)
    if cx.scope.kind == "class":
        return load_in_class(cx, name)
    if sees_class(cx, name):
        return load_beside_class(cx, name)
    if is_comprehension_cell(cx, name):
        return cx.b.emit(LoadGlobal(name))
    return load_variable(cx, name, checked=node not in cx.scope.definitely_assigned)


def load_renamed(cx: Context, variables: dict[str, Slot], name: str, node: ast.Name) -> Value:
    """Read a comprehension's own variable."""
    slot = variables[name]
    if slot.kind is SlotKind.CELL:
        return cx.call(CELL_GET, cx.b.emit(LoadSlot(slot)), cx.const(name))
    if slot.kind is SlotKind.LOCAL:
        return cx.b.emit(LoadSlot(slot, node not in cx.scope.definitely_assigned))
    if isinstance(variables, ComprehensionVariables) and name not in variables.bound:
        # It has no place in the frame, so UnboundLocalError would have to be told its name.
        raise Unsupported(
            "comprehension-unbound", node, f"'{name}' is read before the comprehension binds it"
        )
    return cx.b.emit(LoadSlot(slot))


def is_comprehension_cell(cx: Context, name: str) -> bool:
    """Whether only comprehensions bind the cell variable *name*: outside of them it is a global."""
    return name in cx.scope.code.co_cellvars and name in cx.scope.hidden_names


def load_variable(cx: Context, name: str, *, checked: bool = True) -> Value:
    """Read a mangled name of the function or module; ``checked``: a local one may be unbound."""
    slot = cx.slots.get(name)
    if slot is None:
        return cx.b.emit(LoadGlobal(name))
    if slot.kind is SlotKind.CELL:
        prim = CELL_GET_FREE if name in cx.scope.code.co_freevars else CELL_GET
        return cx.call(prim, cx.b.emit(LoadSlot(slot)), cx.const(name))
    if checked and slot.rep is not Rep.OBJ:
        raise Unsupported("maybe-unbound", None, f"'{name}' may be unbound where it is read")
    return cx.b.emit(LoadSlot(slot, checked))


def is_global(cx: Context, name: str) -> bool:
    """Whether *name*, as written, is read from the module or the built-ins here."""
    mangled = cx.scope.mangle(name)
    in_class = cx.scope.in_namespace(mangled) or sees_class(cx, mangled)
    return cx.slot(mangled) is None and not in_class


def means_builtin(cx: Context, name: str) -> bool:
    """Whether a built-in's name is neither a variable here nor bound anywhere in the module."""
    return is_global(cx, name) and name not in cx.module.stored_globals


def renewed(cx: Context, value: Value) -> Value:
    """*value* for use in a new block.

    A borrowed variable is read again there, which is cheaper than owning it across blocks; nothing
    that can rebind it may have run since.
    """
    if isinstance(value, LoadSlot) and value.rep.refcounted:
        return cx.b.emit(LoadSlot(value.slot))
    return value
