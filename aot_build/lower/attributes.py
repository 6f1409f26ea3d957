"""Attribute access, and ``super().name`` without making the super object.

self.x        ->   t0 = call_c rt_get_attr(self, "x")
super().run   ->   t0 = load_global super
                   t1 = call_c rt_cell_get_free($__class__, "__class__")
                   t2 = call_c rt_super_attr(t0, t1, self, "run", 0)
"""

from __future__ import annotations

import ast

from aot_build.ir.ops import LoadGlobal
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.context import Context, lowers_expr
from aot_build.lower.names import load_variable, means_builtin
from aot_build.primitives.objects import GET_ATTR, SUPER_ATTR


@lowers_expr(ast.Attribute)
def lower_attribute(cx: Context, node: ast.Attribute) -> Value:
    """``value.attr``."""
    through_super = lower_super_attribute(cx, node)
    if through_super is not None:
        return through_super
    return get_attribute(cx, cx.obj(node.value), node.attr)


def get_attribute(cx: Context, owner: Value, name: str) -> Value:
    """Attribute *name*, as it is written in the source, of an evaluated object."""
    return cx.call(GET_ATTR, owner, cx.const(cx.scope.mangle(name)))


def is_super_call(cx: Context, node: ast.expr) -> bool:
    """Whether *node* is ``super()`` or ``super(a, b)`` of what can only be the built-in."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "super"
        and not node.keywords
        and not any(isinstance(arg, ast.Starred) for arg in node.args)
        and means_builtin(cx, "super")
        and (len(node.args) == 2 or (not node.args and knows_class_and_self(cx)))
    )


def knows_class_and_self(cx: Context) -> bool:
    """Whether zero-argument super() can be served: a method with a first parameter."""
    code = cx.scope.code
    return "__class__" in code.co_freevars and code.co_argcount > 0


def lower_super_attribute(cx: Context, node: ast.Attribute) -> Value | None:
    """``super().attr``; None when *node* is something else.

    ``super().__class__`` is that of the super object itself, so it is left alone.
    """
    if node.attr == "__class__" or not is_super_call(cx, node.value):
        return None
    return cx.call(SUPER_ATTR, *lower_super(cx, node))


def lower_super(cx: Context, node: ast.Attribute) -> tuple[Value, ...]:
    """What a look-up in ``super()`` wants: itself, class, self, name, how many are written."""
    call = node.value
    assert isinstance(call, ast.Call)
    with cx.at(call.func):
        super_type = cx.b.emit(LoadGlobal("super"))
    with cx.at(call):
        if call.args:
            of_class, instance = (cx.obj(arg) for arg in call.args)
        else:
            of_class = load_variable(cx, "__class__")
            instance = cx.as_obj(load_variable(cx, cx.scope.code.co_varnames[0]))
    name = cx.const(cx.scope.mangle(node.attr))
    written = Const(len(call.args), Rep.I64)
    return super_type, of_class, instance, name, written
