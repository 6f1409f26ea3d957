# SPDX-License-Identifier: Apache-2.0
"""Annotation scopes (PEP 695): functions that make type parameters, and what has them.

    def first[T](items: list[T]) -> T: …
                  ->   t0 = call (function of intrinsic_maker("variable"))("T")
                       store_slot t0, $T
                       t1 = call_c rt_new_tuple(t0)
                       t2 = call_c rt_make_function(first, …)
                       call_c rt_set_type_parameters(t2, t1)
                       return t2

Others give the value of a `type` statement, the bound or the default of a parameter. In a class,
their names are looked for in its namespace first (lower/namespace.py).
"""

from __future__ import annotations

import ast
from typing import Any

from aot_build.front.codes import AnnotationNode, LazyValue
from aot_build.front.scopes import GENERIC_CLASS_NAMES
from aot_build.ir.ops import LoadSlot, Return
from aot_build.ir.values import Value
from aot_build.lower.assign import assign_name
from aot_build.lower.context import Context, Unsupported
from aot_build.lower.functions import (
    class_code,
    lower_annotation,
    lower_annotations,
    make_class,
    make_closure,
)
from aot_build.lower.names import load_variable
from aot_build.lower.type_parameters import call_intrinsic, function_of, make_alias
from aot_build.primitives.classes import SET_TYPE_PARAMETERS
from aot_build.primitives.containers import NEW_TUPLE
from aot_build.primitives.objects import MAKE_FUNCTION


def lower_annotation_scope(cx: Context, node: AnnotationNode) -> None:
    """All of it: one expression, or the parameters and what has them."""
    if isinstance(node, LazyValue):
        with cx.at(node.value):
            cx.b.emit(Return(cx.as_obj(lower_annotation(cx, node.value))))
        return
    parameters = lower_parameters(cx, node.statement.type_params)
    with cx.at(node.statement):
        match node.statement:
            case ast.ClassDef():
                made = make_generic_class(cx, node.statement, parameters)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                made = make_generic_function(cx, node.statement, parameters)
            case _:
                made = make_alias(cx, node.statement, parameters)
        cx.b.emit(Return(made))


def lower_parameters(cx: Context, nodes: list[Any]) -> Value:
    """Make the type parameters, which are variables of the scope; the tuple of them."""
    for node in nodes:
        with cx.at(node):
            assign_name(cx, node.name, make_parameter(cx, node))
    names = [cx.scope.mangle(node.name) for node in nodes]
    return cx.call(NEW_TUPLE, *(load_variable(cx, name, checked=False) for name in names))


def make_parameter(cx: Context, node: Any) -> Value:
    """One type parameter; its bound and default are evaluated when asked for."""
    kind = {"TypeVarTuple": "many", "ParamSpec": "parameters"}.get(type(node).__name__, "variable")
    bound, default = getattr(node, "bound", None), getattr(node, "default_value", None)
    if bound is None:
        made = call_intrinsic(cx, kind, cx.const(node.name))
    else:
        kind = "constraints" if isinstance(bound, ast.Tuple) else "bound"
        made = call_intrinsic(cx, kind, cx.const(node.name), evaluator(cx, node, bound))
    if default is not None:
        made = call_intrinsic(cx, "default", made, evaluator(cx, node, default))
    return made


def evaluator(cx: Context, node: ast.AST, value: ast.expr) -> Value:
    """The function that gives a bound or a default."""
    scopes = (scope for scope in cx.scope.bodies if getattr(scope.node, "value", None) is value)
    scope = next(scopes, None)
    if scope is None:
        raise Unsupported("no-code", node, "the code object of a type parameter is not certain")
    return function_of(cx, scope.code, value)


def make_generic_function(
    cx: Context, node: ast.FunctionDef | ast.AsyncFunctionDef, parameters: Value
) -> Value:
    """The function; its defaults, evaluated outside, are arguments of the scope."""
    child = cx.scope.child_of_node.get(node)
    if child is None:
        raise Unsupported("no-code", node, "the code object of a generic function is not certain")
    given = iter(cx.scope.parameters)  # their names say nothing of what they are
    defaults, kwdefaults = (
        cx.b.emit(LoadSlot(cx.slots[next(given)])) if is_given else cx.none()
        for is_given in (node.args.defaults, any(node.args.kw_defaults))
    )
    annotations = lower_annotations(cx, node)
    closure = make_closure(cx, child)
    code = cx.const(child.code)
    function = cx.call(MAKE_FUNCTION, code, defaults, kwdefaults, annotations, closure)
    cx.call(SET_TYPE_PARAMETERS, function, parameters)
    return function


def make_generic_class(cx: Context, node: ast.ClassDef, parameters: Value) -> Value:
    """The class; `typing.Generic` of the parameters is its last base."""
    own_parameters, own_base = GENERIC_CLASS_NAMES
    assign_name(cx, own_parameters, parameters)

    def last_base() -> Value:
        assign_name(cx, own_base, call_intrinsic(cx, "base", load_variable(cx, own_parameters)))
        return load_variable(cx, own_base, checked=False)

    return make_class(cx, node, class_code(cx, node), last_base)
