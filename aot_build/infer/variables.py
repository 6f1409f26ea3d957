# SPDX-License-Identifier: Apache-2.0
"""The types of a function's variables: join over everything assigned to each, to a fixed point."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aot_build.infer.expressions import Environment, infer_binary, infer_expr
from aot_build.infer.model import OBJECT, Ty, join

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def walk_scope(nodes: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of a function body that run in its own scope; nested definitions are not entered."""
    stack: list[ast.AST] = list(reversed(nodes))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*_SCOPES, *_COMPREHENSIONS)):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def solve_variables(env: Environment, body: list[ast.stmt]) -> None:
    """Extend ``env.variables`` until nothing changes; the parameters' types are given."""
    nodes = list(walk_scope(body))
    changed = True
    while changed:
        changed = False
        for node in nodes:
            for name, ty in bindings(env, node):
                if name in env.variables:
                    joined = join(env.variables[name], ty)
                    if joined != env.variables[name]:
                        env.variables[name] = joined
                        changed = True


def bindings(env: Environment, node: ast.AST) -> Iterator[tuple[str, Ty]]:
    """What *node* binds, and to which type."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from bind_target(env, target, node.value)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from bind_target(env, node.target, node.value)
    elif isinstance(node, ast.NamedExpr):
        yield node.target.id, infer_expr(env, node.value)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        left = env.variables.get(node.target.id, OBJECT)
        right = infer_expr(env, node.value)
        yield node.target.id, infer_binary(node.op, left, right, node.value)
    elif isinstance(node, ast.For):
        yield from bind_loop(env, node)
    elif isinstance(node, (ast.withitem,)) and node.optional_vars is not None:
        yield from bind_unknown(node.optional_vars)
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name, OBJECT
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name, OBJECT
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0], OBJECT
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
        yield node.id, OBJECT
    elif isinstance(node, _COMPREHENSIONS):
        for child in ast.walk(node):
            if isinstance(child, ast.NamedExpr):
                yield child.target.id, OBJECT


def bind_target(env: Environment, target: ast.expr, value: ast.expr) -> Iterator[tuple[str, Ty]]:
    """Bind a target to an expression, element by element where both are displays."""
    if isinstance(target, ast.Name):
        yield target.id, infer_expr(env, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        elements = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        plain = not any(isinstance(e, ast.Starred) for e in (*elements, *target.elts))
        if plain and len(elements) == len(target.elts):
            for inner, element in zip(target.elts, elements, strict=True):
                yield from bind_target(env, inner, element)
        else:
            yield from bind_unknown(target)


def bind_unknown(target: ast.expr) -> Iterator[tuple[str, Ty]]:
    """Every name in a target, bound to anything."""
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, OBJECT


def bind_loop(env: Environment, node: ast.For) -> Iterator[tuple[str, Ty]]:
    """The target of a for loop: an int when the loop runs over range() of ints."""
    if isinstance(node.target, ast.Name) and is_range(env, node.iter):
        yield node.target.id, "int"
    else:
        yield from bind_unknown(node.target)


def is_range(env: Environment, node: ast.expr) -> bool:
    """Whether *node* is a call of range() with one to three ints, assuming it is the built-in."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    if node.func.id != "range" or node.keywords or not 1 <= len(node.args) <= 3:
        return False
    types = [infer_expr(env, arg) for arg in node.args]
    return all(ty in ("int", None) for ty in types) and env.assume("range")
