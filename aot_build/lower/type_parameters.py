# SPDX-License-Identifier: Apache-2.0
"""What PEP 695 makes inside of functions: generic functions and classes, ``type`` statements.

    def first[T](items: list[T], n=0) -> T: …
                  ->   t0 = call_c rt_make_function(<generic parameters of first>, …)
                       t1 = call t0((0,))
    type Pair = tuple[Node, Node]
                  ->   t2 = call_c rt_make_function(Pair, …)     evaluates it, when first asked to
                       t3 = call (function of intrinsic_maker("alias"))(("Pair", None, t2))

Type parameters live in a scope of their own, whose code object is a constant of the function. It
makes them, and what has them (lower/annotationscopes.py).
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
from aot_build.primitives.containers import NEW_TUPLE
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
    alias = call_parameters(cx, node, name, []) if is_generic(node) else make_alias(cx, node, None)
    assign_name(cx, name, alias)


def make_alias(cx: Context, node: Any, parameters: Value | None) -> Value:
    """The alias of a ``type`` statement."""
    name = node.name.id
    value = function_of(cx, own_code(cx, node, name), node)
    parts = (cx.const(name), cx.none() if parameters is None else parameters, value)
    return call_intrinsic(cx, "alias", cx.call(NEW_TUPLE, *parts))


if hasattr(ast, "TypeAlias"):
    lowers_stmt(ast.TypeAlias)(lower_type_alias)


# --- what only instructions make ---

# Sources that have an instruction of each kind.
_SAMPLES = {
    "alias": "type X = None",
    "variable": "def f[T](): pass",
    "bound": "type X[T: int] = None",
    "constraints": "type X[T: (int, str)] = None",
    "many": "def f[*T](): pass",
    "parameters": "def f[**T](): pass",
    "default": "type X[T = int] = None",
    "base": "class X[T]: pass",
}
_OPERATORS = {1: "lambda a: +a", 2: "lambda a, b: a + b"}


def call_intrinsic(cx: Context, kind: str, *operands: Value) -> Value:
    """What an instruction makes that has no other name: a type variable, an alias …"""
    maker = function_of(cx, intrinsic_maker(kind), cx.scope.node)
    return cx.b.emit(Call(maker, operands))


@functools.cache
def intrinsic_maker(kind: str) -> CodeType:
    """A function that does with its arguments what an instruction does with its operands.

    It is that of an operator, in whose place the instruction is.
    """
    count = 2 if kind in ("bound", "constraints", "default") else 1
    name = f"CALL_INTRINSIC_{count}"
    module = compile(_OPERATORS[count], "", "exec")
    [code] = [const for const in module.co_consts if isinstance(const, CodeType)]
    [place] = [
        made.offset
        for made in dis.get_instructions(code)
        if made.opname in ("CALL_INTRINSIC_1", "BINARY_OP")
    ]
    patched = bytearray(code.co_code)
    patched[place : place + 2] = dis.opmap[name], intrinsic_number(kind, name)
    if count == 2:  # the operator's cache
        patched[place + 2 : place + 4] = dis.opmap["NOP"], 0
    title = f"make_type_{kind}"
    return code.replace(co_code=bytes(patched), co_name=title, co_qualname=title)


def intrinsic_number(kind: str, name: str) -> int:
    """The number of a kind: that of the last instruction of its name in the code of a sample."""
    numbers: list[int] = []
    waiting = [compile(_SAMPLES[kind], "", "exec")]
    for code in waiting:  # grows meanwhile
        numbers += [made.arg or 0 for made in dis.get_instructions(code) if made.opname == name]
        waiting += [const for const in code.co_consts if isinstance(const, CodeType)]
    return numbers[-1]
