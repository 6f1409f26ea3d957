# SPDX-License-Identifier: Apache-2.0
"""The types of a function's variables: join over everything assigned to each, to a fixed point."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from aot_build.infer.expressions import INT_OPS, Environment, infer_binary, infer_expr
from aot_build.infer.model import ANY, NUM, OBJECT, Ty

# Of an int these give an int; a float is seldom counted by a whole number, and no list at all.
STEPS = (ast.Add, ast.Sub, ast.FloorDiv, ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NAMED = (*_DEFINITIONS, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.withitem)
_BINDERS = (*_ASSIGNMENTS, *_NAMED, ast.MatchMapping, ast.alias, *_COMPREHENSIONS)


def walk_scope(nodes: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of a function body that run in its own scope, so none of nested definitions."""
    stack: list[ast.AST] = list(reversed(nodes))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*_SCOPES, *_COMPREHENSIONS)):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def solve_variables(env: Environment, nodes: Iterable[ast.AST]) -> None:
    """Extend ``env.variables`` until nothing changes; the parameters' types are given.

    *nodes* are those of a function that bind something.

    Each variable collects the types assigned to it. The sets only grow, so this ends.
    """
    seen = {name: {ty} if ty else set() for name, ty in env.variables.items()}
    changed = True
    while changed:
        changed = False
        for node in nodes:
            for name, ty in bindings(env, node):
                if ty is None or name not in seen or name in env.pinned or ty in seen[name]:
                    continue
                seen[name].add(ty)
                env.variables[name] = combine(
                    seen[name],
                    countable=name in env.countable,
                    computed=name in env.computed,
                    stepping=name in env.stepping,
                )
                changed = True


def combine(
    types: set[str], *, countable: bool, computed: bool = False, stepping: bool = False
) -> str:
    """The type of a variable that is assigned values of all these types.

    One that counts, and is an int at least sometimes or counts by an int, is held as a tagged word
    unless a value is known to be something else. One that nothing but arithmetic sees is held as a
    ``num``.
    """
    if computed and types & {ANY, NUM} and types <= {"int", "float", ANY, NUM, OBJECT}:
        return NUM
    if NUM in types:
        types = types - {NUM} | {OBJECT}
    if len(types) == 1 and not (stepping and OBJECT in types):
        return next(iter(types))
    if types <= {"int", ANY}:
        return ANY
    likely_int = stepping or (countable and ("int" in types or ANY in types))
    return ANY if likely_int and types <= {"int", ANY, OBJECT} else OBJECT


def countable_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Variables that count: targets of arithmetic assignments and of loops over range()."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            if isinstance(node.op, INT_OPS):
                found.add(node.target.id)
        elif isinstance(node, ast.For):
            if isinstance(node.target, ast.Name) and calls_range(node.iter):
                found.add(node.target.id)
            elif calls_enumerate(node.target, node.iter):
                found.add(enumerated_name(node.target))
    return frozenset(found)


def stepping_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Variables that are added an int, or halved or masked by one, in place."""
    return frozenset(
        node.target.id
        for node in nodes
        if isinstance(node, ast.AugAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.op, STEPS)
        and isinstance(node.value, ast.Constant)
        and type(node.value.value) is int
    )


def calls_range(node: ast.expr) -> bool:
    """Whether *node* looks like ``range(…)`` with one to three arguments."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "range"
        and not node.keywords
        and 1 <= len(node.args) <= 3
        and not any(isinstance(arg, ast.Starred) for arg in node.args)
    )


def calls_enumerate(target: ast.expr, node: ast.expr) -> bool:
    """Whether ``for target in node`` looks like ``for i, x in enumerate(xs[, start])``."""
    match target, node:
        case (
            ast.Tuple([ast.Name(number), item]) | ast.List([ast.Name(number), item]),
            ast.Call(ast.Name("enumerate"), [_] | [_, _] as arguments, []),
        ):
            twice = any(isinstance(part, ast.Name) and part.id == number for part in ast.walk(item))
            return not twice and not any(
                isinstance(part, ast.Starred) for part in (item, *arguments)
            )
    return False


def enumerated_name(target: ast.expr) -> str:
    """The variable for the number in the target of such a loop."""
    assert isinstance(target, (ast.Tuple, ast.List)) and isinstance(target.elts[0], ast.Name)
    return target.elts[0].id


def is_binder(node: ast.AST) -> bool:
    """Whether `bindings` may have something to say about *node*."""
    return isinstance(node, _BINDERS) or (
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)
    )


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
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield from bind_unknown(node.optional_vars)
    elif isinstance(node, _NAMED):
        if node.name:
            yield node.name, OBJECT
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest, OBJECT
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
    elif (
        isinstance(node.target, ast.Name)
        and node.target.id in env.countable
        and "range" not in env.variables
        and calls_range(node.iter)
    ):
        yield node.target.id, ANY
    elif calls_enumerate(node.target, node.iter):
        yield from bind_enumerated(env, node)
    else:
        yield from bind_unknown(node.target)


def bind_enumerated(env: Environment, node: ast.For) -> Iterator[tuple[str, Ty]]:
    """The target of a loop over ``enumerate``."""
    number = enumerated_name(node.target)
    counts = number in env.countable and "enumerate" not in env.variables
    for name, ty in bind_unknown(node.target):
        yield name, ANY if counts and name == number else ty


def is_range(env: Environment, node: ast.expr) -> bool:
    """Whether *node* is a call of range() with one to three ints, assuming it is the built-in."""
    if not isinstance(node, ast.Call) or not calls_range(node):
        return False
    types = [infer_expr(env, arg) for arg in node.args]
    return all(ty in ("int", None) for ty in types) and env.assume("range")
