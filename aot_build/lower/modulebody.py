"""The bodies of modules, functions whose variables are globals; and which bodies are native.

Its statements are lowered like any others; here is what only a body does.

x: int = 1      ->      store_global 1, x
                        t0 = load_global int
                        t1 = load_global __annotations__
                        call_c rt_set_item(t1, "x", t0)
"""

from __future__ import annotations

import ast
import dis
from typing import TYPE_CHECKING

from aot_build.front.bindings import nodes_in_frame
from aot_build.ir.ops import StoreGlobal
from aot_build.lower.annotations import FUTURE_ANNOTATIONS, annotation_text
from aot_build.lower.namespace import load_outside
from aot_build.primitives.classes import SETUP_ANNOTATIONS
from aot_build.primitives.objects import SET_ITEM

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes
    from aot_build.ir.values import Value
    from aot_build.lower.context import Context

_LOOPS = (ast.For, ast.While)


def worth_native(scope: FunctionScope, module: ModuleScopes) -> bool:
    """Whether the body of a module or class is to be native, if what makes the class is.

    What runs once, from top to bottom, is as fast, and smaller, as bytecode. Nobody knows how often
    a function makes a class.
    """
    in_function = scope.parent is not None
    return module.native_bodies == "all" or in_function or scope.place.in_loop or has_loop(scope)


def has_loop(scope: FunctionScope) -> bool:
    """Whether a body, or that of a class it makes, has a loop."""
    own = any(isinstance(node, _LOOPS) for node in nodes_in_frame(scope.node, scope.compiled))
    return own or any(map(has_loop, scope.bodies))


def lower_module_body(cx: Context, node: ast.Module) -> None:
    """All statements, after what the compiler puts before them."""
    names = [(item.opname, item.argval) for item in dis.get_instructions(cx.scope.code)]
    if any(name == "SETUP_ANNOTATIONS" for name, _ in names):
        cx.call(SETUP_ANNOTATIONS)
    docstring = ast.get_docstring(node, clean=False)
    if docstring is not None:
        # The code object's own: 3.13 takes the indentation out of it.
        stored = names.index(("STORE_NAME", "__doc__"))
        cx.b.emit(StoreGlobal(cx.const(names[stored - 1][1]), "__doc__"))
    cx.body(node.body if docstring is None else node.body[1:])


def annotate(cx: Context, node: ast.AnnAssign) -> None:
    """Evaluate the annotation of a variable, which comes after its value is stored."""
    future = cx.scope.code.co_flags & FUTURE_ANNOTATIONS
    if not node.simple:  # `a.b: T`, `(x): T`: looked at only for what evaluating it does
        if not future:
            cx.expr(node.annotation)
        return
    assert isinstance(node.target, ast.Name)
    value: Value
    if future:
        value = cx.const(annotation_text(cx.scope.code, node.annotation))
    else:
        value = cx.obj(node.annotation)
    annotations = load_outside(cx, "__annotations__")
    cx.call(SET_ITEM, annotations, cx.const(cx.scope.mangle(node.target.id)), value)
