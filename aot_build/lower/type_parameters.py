# SPDX-License-Identifier: Apache-2.0
"""What PEP 695 makes inside of functions: generic functions and classes, ``type`` statements.

    def first[T](items: list[T], n=0) -> T: …
                  ->   t0 = call_c rt_make_function(<generic parameters of first>, …)
                       t1 = call t0((0,))
    type Pair = tuple[Node, Node]
                  ->   t2 = call_c rt_make_function(Pair, …)     evaluates it, when first asked to
                       t3 = call (function of alias_maker())("Pair", None, t2)

Type parameters live in a scope of their own, whose code object is a constant of the function. It
makes them, and what has them; like a class body it runs once for each result, in bytecode.
"""

from __future__ import annotations

import ast
import dis
import functools
from types import CodeType
from typing import Any

from aot_build.ir.ops import Call
from aot_build.ir.values import Value
from aot_build.lower.assign import assign_name
from aot_build.lower.context import Context, Unsupported, lowers_stmt
from aot_build.lower.functions import (
    closure_of,
    decorate,
    lower_defaults,
    lower_kwdefaults,
)
from aot_build.primitives.objects import MAKE_FUNCTION

Generic = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def is_generic(node: ast.stmt) -> bool:
    """Whether a statement has type parameters."""
    return bool(getattr(node, "type_params", None))


def lower_generic(cx: Context, node: Generic) -> None:
    """``def f[T]`` and ``class C[T]``: the function of the type parameters makes it."""
    decorators = [cx.obj(decorator) for decorator in node.decorator_list]
    given: list[Value] = []
    if not isinstance(node, ast.ClassDef):
        if node.args.defaults:
            given.append(lower_defaults(cx, node.args))
        if any(node.args.kw_defaults):
            given.append(lower_kwdefaults(cx, node.args))
    made = call_parameters(cx, node, node.name, given)
    assign_name(cx, node.name, decorate(cx, node.decorator_list, decorators, made))


def call_parameters(cx: Context, node: ast.stmt, name: str, given: list[Value]) -> Value:
    """Call the function that makes the type parameters of *name*, and what has them."""
    code = own_code(cx, node, f"<generic parameters of {name}>")
    return cx.b.emit(Call(function_of(cx, code, node), tuple(given)))


def own_code(cx: Context, node: ast.stmt, name: str) -> CodeType:
    """The constant of this function that is the code object called *name* of *node*."""
    first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", ()))])
    children = {id(child.code) for child in cx.scope.children}
    found = [
        const
        for const in cx.scope.code.co_consts
        if isinstance(const, CodeType)
        and const.co_name == name
        and const.co_firstlineno == first
        and id(const) not in children
    ]
    if len(found) != 1:
        raise Unsupported("no-code", node, f"the code object of {name} is not certain")
    return found[0]


def function_of(cx: Context, code: CodeType, node: ast.AST) -> Value:
    """A function of *code* without defaults."""
    none = cx.none()
    closure = closure_of(cx, code, node)
    return cx.call(MAKE_FUNCTION, cx.const(code), none, none, none, closure)


# --- type aliases ---


def lower_type_alias(cx: Context, node: Any) -> None:
    """``type X = …``; its value is not evaluated now."""
    name = node.name.id
    if is_generic(node):
        alias = call_parameters(cx, node, name, [])
    else:
        value = function_of(cx, own_code(cx, node, name), node)
        maker = function_of(cx, alias_maker(), node)
        alias = cx.b.emit(Call(maker, (cx.const(name), cx.none(), value)))
    assign_name(cx, name, alias)


if hasattr(ast, "TypeAlias"):
    lowers_stmt(ast.TypeAlias)(lower_type_alias)


@functools.cache
def alias_maker() -> CodeType:
    """A function of name, type parameters and a function that evaluates it: the type alias.

    Only an instruction makes one. It is that of the unary plus, with another number of what to do.
    """
    instructions = dis.get_instructions(compile("type X = None", "", "exec"))
    [wanted] = [made.arg for made in instructions if made.opname == "CALL_INTRINSIC_1"]
    module = compile("lambda name, parameters, value: +(name, parameters, value)", "", "exec")
    [code] = [const for const in module.co_consts if isinstance(const, CodeType)]
    [plus] = [m for m in dis.get_instructions(code) if m.opname == "CALL_INTRINSIC_1"]
    patched = bytearray(code.co_code)
    assert wanted is not None
    patched[plus.offset + 1] = wanted
    return code.replace(
        co_code=bytes(patched), co_name="make_type_alias", co_qualname="make_type_alias"
    )
