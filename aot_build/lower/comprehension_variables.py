# SPDX-License-Identifier: Apache-2.0
"""The variables of a comprehension, and who uses them: read off the tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aot_build.lower.context import Context, Unsupported

Inlined = ast.ListComp | ast.SetComp | ast.DictComp


def all_targets(cx: Context, node: Inlined) -> Iterator[str]:
    """The mangled names of a comprehension's variables."""
    for generator in node.generators:
        yield from target_names(cx, generator.target)


def target_names(cx: Context, target: ast.expr) -> Iterator[str]:
    """The mangled names that a target binds."""
    for item in ast.walk(target):
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store):
            yield cx.scope.mangle(item.id)


def reads_unbound(cx: Context, node: Inlined) -> bool:
    """Whether one of the variables may be read before the comprehension binds it."""
    targets = set(all_targets(cx, node)) - captured_names(cx, node)
    return any(
        isinstance(part, ast.Name)
        and isinstance(part.ctx, ast.Load)
        and cx.scope.mangle(part.id) in targets
        and part not in cx.scope.definitely_assigned
        for part in parts_inside(cx, node)
    )


def is_used_outside(cx: Context, name: str) -> bool:
    """Whether the function uses variable *name* other than in comprehensions that bind it."""

    def uses(node: ast.AST) -> bool:
        match node:
            case ast.Name():
                return cx.scope.mangle(node.id) == name
            case ast.arg():
                return cx.scope.mangle(node.arg) == name
            case ast.ListComp() | ast.SetComp() | ast.DictComp():
                bound = any(
                    name in target_names(cx, generator.target) for generator in node.generators
                )
                if bound:
                    return uses(node.generators[0].iter)
        return any(uses(child) for child in ast.iter_child_nodes(node))

    return any(uses(child) for child in ast.iter_child_nodes(cx.scope.node))


def captured_names(cx: Context, node: Inlined) -> set[str]:
    """Variables that functions made inside of a comprehension take from it."""
    found: set[str] = set()
    for part in inner_parts(node):
        collect_captured(cx, part, found)
    return found


def collect_captured(cx: Context, node: ast.AST, found: set[str]) -> None:
    """Add the free variables of all functions made in *node*, except nested comprehensions' own."""
    if isinstance(node, (ast.Lambda, ast.GeneratorExp)):
        child = cx.scope.child_of_node.get(node)
        if child is None:
            raise Unsupported("no-code", node, "the code object of a function is not certain")
        found.update(child.code.co_freevars)
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp)):
        own = {name for generator in node.generators for name in target_names(cx, generator.target)}
        collect_captured(cx, node.generators[0].iter, found)
        found.update(captured_names(cx, node) - own)
        return
    # Of a lambda the defaults are evaluated here, of a generator expression the first iterable.
    for child_node in outside_parts(node):
        collect_captured(cx, child_node, found)


def inner_parts(node: Inlined, *, reads_only: bool = False) -> Iterator[ast.AST]:
    """What is evaluated in the scope of a comprehension: all but the first iterable."""
    if isinstance(node, ast.DictComp):
        yield node.key
    yield node.value if isinstance(node, ast.DictComp) else node.elt
    for i, generator in enumerate(node.generators):
        yield from generator.ifs
        if not reads_only:
            yield generator.target
        if i:
            yield generator.iter


def parts_inside(cx: Context, node: Inlined) -> Iterator[ast.AST]:
    """The nodes that the loops of *node* run, nested comprehensions with their own variables aside.

    Of those only what they read from outside is of interest, which is the first iterable.
    """
    stack: list[ast.AST] = [*inner_parts(node)]
    while stack:
        part = stack.pop()
        yield part
        if isinstance(part, (ast.ListComp, ast.SetComp, ast.DictComp)):
            own = set(all_targets(cx, part))
            stack.append(part.generators[0].iter)
            stack += [
                inner
                for inner in parts_inside(cx, part)
                if isinstance(inner, ast.Name) and cx.scope.mangle(inner.id) not in own
            ]
        else:
            stack.extend(outside_parts(part))


def outside_parts(node: ast.AST) -> Iterator[ast.AST]:
    """The children of *node* that are evaluated where it stands."""
    if isinstance(node, ast.Lambda):
        yield from (item for item in (*node.args.defaults, *node.args.kw_defaults) if item)
    elif isinstance(node, ast.GeneratorExp):
        yield node.generators[0].iter
    else:
        yield from ast.iter_child_nodes(node)
