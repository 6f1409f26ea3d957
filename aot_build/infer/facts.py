# SPDX-License-Identifier: Apache-2.0
"""What inference reads off a function's tree again and again, found once."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Iterator
from dataclasses import dataclass

from aot_build.front.bindings import nodes_in_frame
from aot_build.front.scopes import FunctionScope, ModuleScopes
from aot_build.infer.computed import ORDERING, computed_names, only_computes
from aot_build.infer.guess import FunctionNode, body_of, guess_parameters, plain_parameters
from aot_build.infer.variables import countable_names, is_binder, stepping_names, walk_scope


@dataclass(frozen=True, eq=False)
class FunctionFacts:
    """The parts of one function that matter.

    ``binders``: the nodes that bind variables. ``uncertain``: variables that may be unbound where
    they are read. ``countable``: those that count. ``stepping``: those of them that are most likely
    ints, for they count by one. ``pairs``: parameters beside what they are compared with, added to
    and so on. ``calls``: calls by plain name.
    """

    node: FunctionNode
    body: list[ast.stmt]
    binders: tuple[ast.AST, ...]
    returns: tuple[ast.Return, ...]
    uncertain: frozenset[str]
    countable: frozenset[str]
    stepping: frozenset[str]
    pairs: tuple[tuple[str, ast.expr], ...]
    calls: tuple[ast.Call, ...]


PAIRING = (ast.Add, ast.Sub, ast.Mult, ast.Div)
Guesses = dict[FunctionScope, dict[str, str]]

_FUNCTIONS: weakref.WeakKeyDictionary[FunctionScope, FunctionFacts] = weakref.WeakKeyDictionary()
_COMPUTED: weakref.WeakKeyDictionary[FunctionScope, frozenset[str]] = weakref.WeakKeyDictionary()
_COMPUTING: weakref.WeakKeyDictionary[ModuleScopes, frozenset[str]] = weakref.WeakKeyDictionary()
_GUESSES: weakref.WeakKeyDictionary[ModuleScopes, Guesses] = weakref.WeakKeyDictionary()


def function_facts(scope: FunctionScope) -> FunctionFacts:
    """The facts about a function or lambda."""
    facts = _FUNCTIONS.get(scope)
    if facts is None:
        facts = _FUNCTIONS[scope] = read_function(scope)
    return facts


def read_function(scope: FunctionScope) -> FunctionFacts:
    """Walk the tree of a function."""
    node = scope.node
    assert isinstance(node, (ast.FunctionDef, ast.Lambda))
    body = body_of(node)
    nodes = list(walk_scope(body))
    return FunctionFacts(
        node,
        body,
        tuple(item for item in nodes if is_binder(item)),
        tuple(item for item in nodes if isinstance(item, ast.Return)),
        frozenset(uncertain_names(scope)),
        countable_names(nodes),
        stepping_names(nodes),
        tuple(operand_pairs(nodes, {arg.arg for arg in plain_parameters(node)})),
        tuple(n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)),
    )


def computed_variables(scope: FunctionScope, module: ModuleScopes) -> frozenset[str]:
    """The variables of a function that nothing but arithmetic sees."""
    found = _COMPUTED.get(scope)
    if found is None:
        names = computed_names(function_facts(scope).body, computing_functions(module))
        found = _COMPUTED[scope] = names - set(scope.parameters)
    return found


def computing_functions(module: ModuleScopes) -> frozenset[str]:
    """The functions of a module, by name, that do nothing but arithmetic."""
    found = _COMPUTING.get(module)
    if found is None:
        found = _COMPUTING[module] = frozenset(
            name
            for name, scope in module.single_functions.items()
            if isinstance(scope.node, ast.FunctionDef) and only_computes(scope.node)
        )
    return found


def operand_pairs(nodes: list[ast.AST], names: set[str]) -> Iterator[tuple[str, ast.expr]]:
    """Each of *names* with the other operand of an operation that numbers take part in."""
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, PAIRING):
            sides = (node.left, node.right)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ORDERING):
            sides = (node.left, node.comparators[0])
        else:
            continue
        for side, other in (sides, sides[::-1]):
            if isinstance(side, ast.Name) and side.id in names:
                yield side.id, other


def uncertain_names(scope: FunctionScope) -> set[str]:
    """The variables that may be unbound where the function reads them."""
    certain = scope.definitely_assigned
    found = set()
    for node in nodes_in_frame(scope.node, scope.compiled):
        if isinstance(node, ast.AugAssign):
            node = node.target  # is read, too
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            continue
        if isinstance(node, ast.Name) and node not in certain:
            found.add(scope.mangle(node.id))
    return found


def module_guesses(module: ModuleScopes) -> Guesses:
    """The functions that may get typed versions, with guesses for their parameters."""
    guesses = _GUESSES.get(module)
    if guesses is None:
        calls = calls_by_name(module.parsed.tree)
        single = {scope: name for name, scope in module.single_functions.items()}
        guesses = _GUESSES[module] = {
            scope: guess_parameters(scope.node, calls.get(single.get(scope, ""), ()))
            for scope in module.functions
            if isinstance(scope.node, (ast.FunctionDef, ast.Lambda))
            and scope.kind in ("function", "lambda")
            and not module.shows_variables(scope)  # they must be found boxed
        }
    return guesses


def calls_by_name(tree: ast.Module) -> dict[str, list[ast.Call]]:
    """All calls by plain name in a module, by that name."""
    found: dict[str, list[ast.Call]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.setdefault(node.func.id, []).append(node)
    return found
