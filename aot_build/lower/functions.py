"""Making functions and classes inside functions: ``def``, ``lambda``, ``class``.

The code objects are constants of the enclosing code object; what is made from them are the real
function and class objects. Parts are evaluated in the interpreter's order: decorators, defaults,
keyword defaults, annotations.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from types import CodeType
from typing import TYPE_CHECKING

from aot_build.ir.ops import Call, LoadSlot, SlotAddress, TakeSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.annotations import FUTURE_ANNOTATIONS, annotation_strings
from aot_build.lower.assign import assign_name
from aot_build.lower.context import Context, Unsupported, lowers_stmt
from aot_build.primitives.classes import BUILD_CLASS
from aot_build.primitives.containers import (
    LIST_APPEND,
    LIST_EXTEND,
    LIST_TO_TUPLE,
    NEW_DICT,
    NEW_LIST,
    NEW_TUPLE,
)
from aot_build.primitives.objects import (
    CALL_EX,
    MAKE_FUNCTION,
    MERGE_KEYWORDS,
    UNPACK,
)

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@lowers_stmt(ast.FunctionDef, ast.AsyncFunctionDef)
def lower_function_def(cx: Context, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """``def``: decorate what :func:`make_function` gives, bind the name."""
    from aot_build.lower.type_parameters import is_generic, lower_generic

    if is_generic(node):
        lower_generic(cx, node)
        return
    decorators = [cx.obj(decorator) for decorator in node.decorator_list]
    function = decorate(cx, node.decorator_list, decorators, make_function(cx, node))
    assign_name(cx, node.name, function)


def decorate(cx: Context, nodes: list[ast.expr], decorators: list[Value], value: Value) -> Value:
    """Apply evaluated decorators, the last one first."""
    for node, decorator in zip(reversed(nodes), reversed(decorators), strict=True):
        with cx.at(node):
            value = cx.b.emit(Call(decorator, (value,)))
    return value


# --- functions ---


def make_function(cx: Context, node: FunctionNode) -> Value:
    """The function object of a nested ``def`` or ``lambda``, not decorated."""
    child = cx.scope.child_of_node.get(node)
    if child is None:
        raise Unsupported("no-code", node, "the code object of a nested function is not certain")
    defaults = lower_defaults(cx, node.args)
    kwdefaults = lower_kwdefaults(cx, node.args)
    annotations = cx.none() if isinstance(node, ast.Lambda) else lower_annotations(cx, node)
    closure = make_closure(cx, child)
    return cx.call(MAKE_FUNCTION, cx.const(child.code), defaults, kwdefaults, annotations, closure)


def make_closure(cx: Context, child: FunctionScope) -> Value:
    """The tuple of cells that a nested function takes along, or None."""
    return closure_of(cx, child.code, child.node)


def closure_of(cx: Context, code: CodeType, node: ast.AST) -> Value:
    """The cells for the free variables of *code*."""
    if not code.co_freevars:
        return cx.none()
    return cx.call(NEW_TUPLE, *closure_cells(cx, code, node))


def closure_cells(cx: Context, code: CodeType, node: ast.AST) -> tuple[Value, ...]:
    """The same one by one."""
    cells = []
    for name in code.co_freevars:
        slot = cx.cell(name)
        if slot is None:
            raise Unsupported("no-cell", node, f"the captured variable '{name}' has no cell here")
        cells.append(cx.b.emit(LoadSlot(slot)))
    return tuple(cells)


def lower_defaults(cx: Context, args: ast.arguments) -> Value:
    """The tuple of positional defaults, or None."""
    if not args.defaults:
        return cx.none()
    if all(isinstance(default, ast.Constant) for default in args.defaults):
        values = tuple(d.value for d in args.defaults if isinstance(d, ast.Constant))
        return cx.const(values)
    return cx.call(NEW_TUPLE, *[cx.obj(default) for default in args.defaults])


def lower_kwdefaults(cx: Context, args: ast.arguments) -> Value:
    """The dict of keyword-only defaults, or None."""
    items: list[Value] = []
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if default is not None:
            value = cx.obj(default)
            items += [cx.const(cx.scope.mangle(arg.arg)), value]
    return cx.call(NEW_DICT, *items) if items else cx.none()


# --- annotations ---


def lower_annotations(cx: Context, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Value:
    """The tuple (name, annotation, name, annotation …) that a function takes, or None."""
    annotated = [(cx.scope.mangle(name), expr) for name, expr in annotations_of(node)]
    if not annotated:
        return cx.none()
    if sys.version_info >= (3, 14):
        raise Unsupported("annotations", node, "annotations are evaluated lazily (PEP 649)")
    if cx.scope.code.co_flags & FUTURE_ANNOTATIONS:
        return cx.const(annotation_strings(cx.scope.code, annotated))
    items: list[Value] = []
    for name, expr in annotated:
        items += [cx.const(name), lower_annotation(cx, expr)]
    return cx.call(NEW_TUPLE, *items)


def annotations_of(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
) -> Iterator[tuple[str, ast.expr]]:
    """Parameters with annotations in the order in which they are evaluated, and ``return``."""
    args = node.args
    variadic = [args.vararg] if args.vararg else []
    keywords = [args.kwarg] if args.kwarg else []
    for arg in (*args.posonlyargs, *args.args, *variadic, *args.kwonlyargs, *keywords):
        if arg.annotation is not None:
            yield arg.arg, arg.annotation
    if node.returns is not None:
        yield "return", node.returns


def lower_annotation(cx: Context, node: ast.expr) -> Value:
    """One annotation; ``*args: *Ts`` (PEP 646) takes the single item of what follows the star."""
    if not isinstance(node, ast.Starred):
        return cx.obj(node)
    slot = cx.b.temp("starred")
    value = cx.obj(node.value)
    cx.call(UNPACK, value, cx.b.emit(SlotAddress(slot)), Const(1, Rep.I64))
    return cx.b.emit(TakeSlot(slot))


# --- classes ---


@lowers_stmt(ast.ClassDef)
def lower_class_def(cx: Context, node: ast.ClassDef) -> None:
    """``class``: a function of its body is made, which the rest, a call, runs in a namespace."""
    from aot_build.lower.type_parameters import is_generic, lower_generic

    if is_generic(node):
        lower_generic(cx, node)
        return
    decorators = [cx.obj(decorator) for decorator in node.decorator_list]
    code = class_code(cx, node)
    made = make_class(cx, node, code)
    assign_name(cx, node.name, decorate(cx, node.decorator_list, decorators, made))


def make_class(
    cx: Context,
    node: ast.ClassDef,
    code: CodeType,
    last_base: Callable[[], Value | None] = lambda: None,
) -> Value:
    """The class, not decorated; *last_base*: one that is not written, and evaluated first."""
    build = cx.call(BUILD_CLASS)
    none = cx.none()
    body = cx.call(MAKE_FUNCTION, cx.const(code), none, none, none, closure_of(cx, code, node))
    return call_build_class(cx, build, [body, cx.const(node.name)], node, last_base())


def class_code(cx: Context, node: ast.ClassDef) -> CodeType:
    """The code object of a class body among the constants of this function."""
    known = cx.scope.child_of_node.get(node)
    if known is not None:
        return known.code
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    found = [
        const
        for const in cx.scope.code.co_consts
        if isinstance(const, CodeType)
        and const.co_name == node.name
        and const.co_firstlineno == first
        and not const.co_flags & inspect.CO_OPTIMIZED
    ]
    if len(found) != 1:
        raise Unsupported("no-code", node, f"the code object of class {node.name} is not certain")
    return found[0]


def call_build_class(
    cx: Context, build: Value, leading: list[Value], node: ast.ClassDef, last_base: Value | None
) -> Value:
    """``__build_class__(body, name, *bases, **keywords)`` with any mixture of stars."""
    last = [] if last_base is None else [last_base]
    starred = any(isinstance(base, ast.Starred) for base in node.bases)
    if not starred and all(keyword.arg for keyword in node.keywords):
        bases = [cx.obj(base) for base in node.bases] + last
        values = [cx.obj(keyword.value) for keyword in node.keywords]
        names = tuple(keyword.arg for keyword in node.keywords if keyword.arg)
        return cx.b.emit(Call(build, (*leading, *bases, *values), names))
    args = cx.call(NEW_LIST, *leading)
    for base in node.bases:
        if isinstance(base, ast.Starred):
            cx.call(LIST_EXTEND, args, cx.obj(base.value))
        else:
            cx.call(LIST_APPEND, args, cx.obj(base))
    for base_value in last:
        cx.call(LIST_APPEND, args, base_value)
    return cx.call(CALL_EX, build, cx.call(LIST_TO_TUPLE, args), class_keywords(cx, build, node))


def class_keywords(cx: Context, build: Value, node: ast.ClassDef) -> Value:
    """The dict of a class statement's keywords, or None."""
    if not node.keywords:
        return cx.none()
    merged = cx.call(NEW_DICT)
    for keyword in node.keywords:
        if keyword.arg is None:
            cx.call(MERGE_KEYWORDS, build, merged, cx.obj(keyword.value))
        else:
            single = cx.call(NEW_DICT, cx.const(keyword.arg), cx.obj(keyword.value))
            cx.call(MERGE_KEYWORDS, build, merged, single)
    return merged
