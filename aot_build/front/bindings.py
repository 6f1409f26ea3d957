# SPDX-License-Identifier: Apache-2.0
"""Bindings: one walk over a module that says where each scope is and which names it binds.

Names are mangled here already (`__x` in class C is `_C__x`), as everywhere after this room.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from aot_build.front.codes import (
    COMPREHENSION_NODES,
    DEF_NODES,
    FUNCTION_NODES,
    AnnotationNode,
    FunctionNode,
    LazyValue,
    ScopeNode,
    TypeParameters,
)

Comprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp

# What has a scope of its own, or (3.12) an annotation scope.
_PLACED: tuple[type[ast.AST], ...] = (*FUNCTION_NODES, ast.ClassDef)
if sys.version_info >= (3, 12):
    _PLACED += (ast.TypeAlias, ast.type_param)

# 3.12 evaluates the bases of a generic class (PEP 695) as if they stood in the class.
_GENERIC_CLASS_MANGLES_BASES = sys.version_info[:2] < (3, 13)

FrameNode = ast.Module | ScopeNode | AnnotationNode  # what runs in a frame of its own


def mangle_name(name: str, class_name: str | None) -> str:
    """*name* as it is known inside class *class_name* (Python reference, "Private names")."""
    if class_name is None or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    stripped = class_name.lstrip("_")
    return f"_{stripped}{name}" if stripped else name


@dataclass(frozen=True)
class Place:
    """Where a node stands."""

    owner: FrameNode  # whose variables an assignment here binds, comprehension targets aside
    function: FunctionNode | None = None  # the innermost function around it
    class_name: str | None = None  # for name mangling
    in_class: bool = False  # directly in a class body, or in its `if`, `for` …
    in_loop: bool = False  # the innermost scope runs it more than once, perhaps
    in_targets: bool = False  # inside of a comprehension: its targets are its own

    def mangle(self, name: str) -> str:
        """*name* as it is known at this place."""
        return mangle_name(name, self.class_name)


@dataclass
class Bindings:
    """What one scope does with its own variables."""

    sites: Counter[str] = field(default_factory=Counter)  # name → how many places bind or delete it
    deleted: set[str] = field(default_factory=set)  # by `del`, or at the end of `except … as`
    global_names: set[str] = field(default_factory=set)  # declared `global`
    nonlocal_names: set[str] = field(default_factory=set)
    annotated: set[str] = field(default_factory=set)  # `x: int` makes x local without binding it
    star_import: bool = False


@dataclass
class BindingMap:
    """What `collect_bindings` found: places of scope nodes, and bindings by scope.

    Also the places of `type` statements and type parameters, which have scopes beside their own.
    """

    places: dict[Any, Place] = field(default_factory=dict)
    scopes: dict[FrameNode, Bindings] = field(default_factory=dict)

    def of(self, owner: FrameNode) -> Bindings:
        """The bindings of a scope, empty when it has none."""
        bindings = self.scopes.get(owner)
        if bindings is None:
            bindings = self.scopes[owner] = Bindings()
        return bindings


def collect_bindings(tree: ast.Module, compiled: Collection[ast.AST]) -> BindingMap:
    """Walk *tree*; *compiled* are the nodes with code objects of their own.

    A comprehension that is not among them is inlined, a part of the function around it.
    """
    return _Walk(compiled).run(tree)


class _Walk:
    """Keeps its own stack: a tree may be deeper than Python's recursion limit."""

    def __init__(self, compiled: Collection[ast.AST]) -> None:
        self.compiled = compiled
        self.found = BindingMap()
        self.stack: list[tuple[ast.AST, Place]] = []

    def run(self, tree: ast.Module) -> BindingMap:
        self.stack.append((tree, Place(tree)))
        while self.stack:
            node, place = self.stack.pop()
            if isinstance(node, _PLACED):
                self.found.places[node] = place
            self._bind(node, place)
            self._descend(node, place)
        return self.found

    def _push(self, nodes: Iterator[ast.AST] | Collection[ast.AST], place: Place) -> None:
        self.stack.extend((node, place) for node in nodes)

    def _descend(self, node: ast.AST, place: Place) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                body = node.body if isinstance(node.body, list) else [node.body]
                inner = Place(node, node, place.class_name)
                self._push(body, inner)
                self._push(children_except(node, "body"), place)
            case ast.ClassDef():
                inner = Place(node, place.function, node.name, in_class=True)
                self._push(node.body, inner)
                self._push(node.decorator_list, place)
                generic = bool(getattr(node, "type_params", None))
                own = generic and _GENERIC_CLASS_MANGLES_BASES
                outer = replace(place, class_name=node.name) if own else place
                self._push(children_except(node, "body", "decorator_list"), outer)
            case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
                self._descend_comprehension(node, place)
            case ast.For() | ast.AsyncFor() | ast.While():
                self._push(ast.iter_child_nodes(node), replace(place, in_loop=True))
            case ast.NamedExpr():
                self._push([node.value], place)
            case ast.AnnAssign(target=ast.Name(), value=None):
                self._push([node.annotation], place)
            case _:
                self._push(ast.iter_child_nodes(node), place)

    def _descend_comprehension(self, node: Comprehension, place: Place) -> None:
        own_function = isinstance(node, ast.GeneratorExp) or node in self.compiled
        inner = replace(place, in_targets=True, in_class=False, in_loop=True)
        if own_function:
            inner = replace(inner, function=node)
            self.found.of(node).sites.update(comprehension_targets(node, place.class_name))
        self._push(comprehension_rest(node), inner)
        self._push([node.generators[0].iter], place)

    def _bind(self, node: ast.AST, place: Place) -> None:
        """Record the names that *node* itself binds."""
        bindings = self.found.of(place.owner)
        match node:
            case ast.Name(ctx=ast.Store() | ast.Del()) if not place.in_targets:
                self._site(bindings, place, node.id, deletes=isinstance(node.ctx, ast.Del))
            case ast.NamedExpr(target=ast.Name(name)):
                self._site(bindings, place, name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._site(bindings, place, node.name)
            case ast.ExceptHandler(name=str(name)):
                self._site(bindings, place, name, deletes=True)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self._site(bindings, place, name)
            case ast.MatchMapping(rest=str(name)):
                self._site(bindings, place, name)
            case ast.Import() | ast.ImportFrom():
                for name in imported_names(node):
                    self._site(bindings, place, name)
                bindings.star_import |= any(alias.name == "*" for alias in node.names)
            case ast.AnnAssign(target=ast.Name(name), value=None):
                bindings.annotated.add(place.mangle(name))
            case ast.Global():
                bindings.global_names.update(map(place.mangle, node.names))
            case ast.Nonlocal():
                bindings.nonlocal_names.update(map(place.mangle, node.names))

    @staticmethod
    def _site(bindings: Bindings, place: Place, name: str, *, deletes: bool = False) -> None:
        mangled = place.mangle(name)
        bindings.sites[mangled] += 1
        if deletes:
            bindings.deleted.add(mangled)


def children_except(node: ast.AST, *fields: str) -> Iterator[ast.AST]:
    """The children of *node* in every field but those."""
    for name, value in ast.iter_fields(node):
        if name in fields:
            continue
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, ast.AST))


def comprehension_rest(node: Comprehension) -> Iterator[ast.AST]:
    """Everything of a comprehension but its first iterable, which is evaluated outside of it."""
    yield from children_except(node, "generators")
    for number, generator in enumerate(node.generators):
        yield from children_except(generator, "iter") if number == 0 else [generator]


def comprehension_targets(node: Comprehension, class_name: str | None) -> list[str]:
    """The mangled names that the `for` clauses bind, once for each place."""
    return [
        mangle_name(name.id, class_name)
        for generator in node.generators
        for name in ast.walk(generator.target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    ]


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The names that an import statement binds, not mangled; `*` is none of them."""
    if isinstance(node, ast.Import):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    return [alias.asname or alias.name for alias in node.names if alias.name != "*"]


def walrus_targets_in(expr: ast.AST) -> list[str]:
    """The names (not mangled, in source order) that `:=` binds in the scope *expr* stands in.

    Looks into comprehensions, which bind outside of themselves, and not into lambdas.
    """
    names: list[str] = []
    stack: list[ast.AST] = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.NamedExpr):
            names.append(node.target.id)
        if isinstance(node, (*DEF_NODES, ast.Lambda)):
            outside: list[ast.AST] = [*node.args.defaults]
            outside += [default for default in node.args.kw_defaults if default is not None]
            stack.extend(reversed(outside))
        else:
            stack.extend(reversed(list(ast.iter_child_nodes(node))))
    return names


def nodes_in_frame(scope: FrameNode, compiled: Collection[ast.AST]) -> Iterator[ast.AST]:
    """The nodes (without *scope* itself, in no order) that a call of *scope* runs in its own frame.

    Of functions and classes made there that is the node, with its decorators, defaults and bases.
    """
    stack: list[ast.AST] = list(_frame_roots(scope))
    while stack:
        node = stack.pop()
        yield node
        stack.extend(_frame_children(node, compiled))


def _frame_roots(scope: FrameNode) -> Iterator[ast.AST]:
    if isinstance(scope, (*DEF_NODES, ast.ClassDef, ast.Module)):
        yield from scope.body
    elif isinstance(scope, ast.Lambda):
        yield scope.body
    elif isinstance(scope, LazyValue):
        yield scope.value
    elif isinstance(scope, TypeParameters):
        if isinstance(scope.statement, ast.ClassDef):
            yield from (*scope.statement.bases, *scope.statement.keywords)
        elif isinstance(scope.statement, DEF_NODES):
            yield from annotations_of(scope.statement)
    else:
        yield from comprehension_rest(scope)


def _frame_children(node: ast.AST, compiled: Collection[ast.AST]) -> Iterator[ast.AST]:
    # The annotations and bases of what is generic belong to its type-parameter scope (PEP 695).
    generic = bool(getattr(node, "type_params", None))
    if isinstance(node, (*DEF_NODES, ast.Lambda)):
        if not isinstance(node, ast.Lambda):
            yield from node.decorator_list
        yield from node.args.defaults
        yield from (default for default in node.args.kw_defaults if default is not None)
        if not generic:
            yield from annotations_of(node)
    elif isinstance(node, ast.ClassDef):
        yield from node.decorator_list
        if not generic:
            yield from (*node.bases, *node.keywords)
    elif isinstance(node, getattr(ast, "TypeAlias", ())):  # its value is evaluated when asked for
        yield from children_except(node, "value", "type_params")
    elif isinstance(node, ast.AnnAssign):  # annotations of variables are not evaluated
        yield from children_except(node, "annotation")
    elif isinstance(node, ast.GeneratorExp) or (
        isinstance(node, COMPREHENSION_NODES) and node in compiled
    ):
        yield node.generators[0].iter
    else:
        yield from ast.iter_child_nodes(node)


def annotations_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[ast.expr]:
    """The annotations of parameters and result."""
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
    yield from (item.annotation for item in named if item.annotation is not None)
    if not isinstance(node, ast.Lambda) and node.returns is not None:
        yield node.returns
