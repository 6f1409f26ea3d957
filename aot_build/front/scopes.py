# SPDX-License-Identifier: Apache-2.0
"""Scopes: every function of a module, its code object, and where each of its names lives.

    resolve_module(parsed).functions[0].classify("x")   ->   "local", "cell", "free" or "global"

Which variables a function has, and their places in its frame, is read from its code object: native
code works on the frame that CPython would have made. A node whose code object is not certain is in
`left_out`, and its function stays in the bytecode tier.
"""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import CodeType
from typing import Literal

from aot_build.front.bindings import (
    BindingMap,
    Bindings,
    FrameNode,
    Place,
    collect_bindings,
    nodes_in_frame,
    walrus_targets_in,
)
from aot_build.front.codes import (
    COMPREHENSION_NODES,
    DEF_NODES,
    FUNCTION_NODES,
    AnnotationNode,
    CodeMap,
    FunctionNode,
    LazyValue,
    Match,
    match_codes,
)
from aot_build.front.flow import definitely_assigned
from aot_build.front.parse import ParsedModule

__all__ = [
    "FunctionNode",
    "FunctionScope",
    "LeftOut",
    "ModuleScopes",
    "resolve_module",
    "walrus_targets_in",
]

Kind = Literal[
    "function",
    "lambda",
    "genexpr",
    "comprehension",
    "generator",
    "coroutine",
    "async_generator",
    "class",
    "annotation",
    "module",
]
NameClass = Literal["local", "cell", "free", "global"]

# The compiler's own variables in the scope of a class's type parameters: the tuple of them, and
# `typing.Generic` of them.
GENERIC_CLASS_NAMES = (".type_params", ".generic_base")
_FRAME_READERS = frozenset({"locals", "vars", "dir", "eval", "exec"})
# sys, threading, pdb and its like, sys.monitoring; whoever else has a method of that name only
# loses speed.
_TRACING_STARTERS = frozenset(
    {
        *("settrace", "setprofile", "settrace_all_threads", "setprofile_all_threads"),
        *("breakpoint", "set_trace", "set_events", "set_local_events"),
    }
)
# What has a method `enable` and is no profiler.
_ENABLED_OTHERWISE = frozenset({"gc", "faulthandler"})


@dataclass(eq=False)
class FunctionScope:
    """One function, lambda, generator expression or (3.11) comprehension; or the body of a class
    or of the module, or an annotation scope (3.12), which is what PEP 695 makes around some nodes.
    """

    node: FrameNode
    code: CodeType
    code_index: int  # in the pre-order walk over co_consts; the module is 0
    place: Place = field(repr=False)
    bindings: Bindings = field(repr=False)
    compiled: Collection[ast.AST] = field(repr=False)  # nodes with code objects of their own
    parent: FunctionScope | None = field(default=None, repr=False)  # also through class bodies
    children: list[FunctionScope] = field(default_factory=list, repr=False)
    bodies: list[FunctionScope] = field(default_factory=list, repr=False)  # and annotation scopes
    child_of_node: dict[ast.AST, FunctionScope] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """`co_name`."""
        return self.code.co_name

    @property
    def qualname(self) -> str:
        """`co_qualname`."""
        return self.code.co_qualname

    @property
    def class_name(self) -> str | None:
        """The innermost class around, which mangles private names."""
        return self.place.class_name

    @property
    def is_method(self) -> bool:
        """Is it a `def` directly in a class body, decorated or not?"""
        return self.place.in_class and isinstance(self.node, DEF_NODES)

    @property
    def kind(self) -> Kind:
        """What a call of it does, and failing anything special, what it was written as."""
        flags = self.code.co_flags
        if flags & inspect.CO_ASYNC_GENERATOR:
            return "async_generator"
        if flags & inspect.CO_COROUTINE:
            return "coroutine"
        if isinstance(self.node, ast.GeneratorExp):
            return "genexpr"
        if flags & inspect.CO_GENERATOR:
            return "generator"
        if isinstance(self.node, ast.Lambda):
            return "lambda"
        if isinstance(self.node, ast.Module):
            return "module"
        if isinstance(self.node, ast.ClassDef):
            return "class"
        if isinstance(self.node, AnnotationNode):
            return "annotation"
        return "comprehension" if isinstance(self.node, COMPREHENSION_NODES) else "function"

    # --- names ---

    def mangle(self, name: str) -> str:
        """*name* as the code object knows it."""
        return self.place.mangle(name)

    def classify(self, name: str) -> NameClass:
        """Where the variable of that (mangled) name lives, outside of inlined comprehensions.

        The frame has places for their targets too: in `[x for x in y], x` the second x may well be
        a global or a free variable.
        """
        code = self.code
        if name in code.co_freevars:
            return "free"
        if name not in self._own_names:
            return "global"
        if name in code.co_cellvars:
            return "cell"
        return "local" if name in code.co_varnames else "global"

    @cached_property
    def _own_names(self) -> frozenset[str]:
        """The variables of this function itself; a module or class has its names in a mapping."""
        if isinstance(self.node, (ast.Module, ast.ClassDef)):
            return frozenset()
        bindings = self.bindings
        bound = {*self.parameters, *bindings.sites, *bindings.annotated}
        return frozenset(bound - bindings.global_names - bindings.nonlocal_names)

    @cached_property
    def hidden_names(self) -> frozenset[str]:
        """Names that have a place in the frame only as targets of inlined comprehensions.

        Outside of those they are globals, or free variables with another place.
        """
        code = self.code
        return frozenset((*code.co_varnames, *code.co_cellvars)) - self._own_names

    def in_namespace(self, name: str) -> bool:
        """Whether the (mangled) name is looked for in the namespace that a class is made of."""
        return self.kind == "class" and name not in self.bindings.global_names

    def is_enclosing(self, name: str) -> bool:
        """Whether a (mangled) free variable is what the name means in this class itself.

        Functions inside may use a variable of that name while the class has one of its own.
        """
        bindings = self.bindings
        own = name in bindings.sites or name in bindings.annotated
        return name in bindings.nonlocal_names or not (own or name in bindings.global_names)

    @cached_property
    def localsplus(self) -> tuple[str, ...]:
        """The (mangled) name of every place in the frame.

        A name may stand there twice: a free variable, and a target of inlined comprehensions.
        """
        code = self.code
        cells = (name for name in code.co_cellvars if name not in code.co_varnames)
        return (*code.co_varnames, *cells, *code.co_freevars)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.localsplus)}

    @property
    def nlocalsplus(self) -> int:
        """How many variables the frame holds."""
        return len(self.localsplus)

    def localsplus_index(self, name: str) -> int:
        """The place of a (mangled) variable in the frame, KeyError when it has none.

        Of two, the one `classify` speaks of: that of the free variable.
        """
        return self._places[name]

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The (mangled) parameters as the frame orders them: positional, keyword-only, *, **."""
        code = self.code
        count = code.co_argcount + code.co_kwonlyargcount
        count += bool(code.co_flags & inspect.CO_VARARGS)
        count += bool(code.co_flags & inspect.CO_VARKEYWORDS)
        return code.co_varnames[:count]

    @property
    def assigned_names(self) -> Mapping[str, int]:
        """(Mangled) name → how many places in this function bind or delete it.

        Parameters count where they are assigned again; `global` and `nonlocal` names count too,
        targets of inlined comprehensions do not.
        """
        return self.bindings.sites

    @property
    def deleted_names(self) -> frozenset[str]:
        """The (mangled) names that `del` or the end of an except clause unbinds."""
        return frozenset(self.bindings.deleted)

    @cached_property
    def reassigned_params(self) -> frozenset[str]:
        """Parameters that the function assigns or deletes."""
        return frozenset(name for name in self.parameters if name in self.bindings.sites)

    # --- what its body does ---

    @cached_property
    def definitely_assigned(self) -> frozenset[ast.Name]:
        """The nodes that read or delete a local variable which is certainly bound there.

        With the targets of inlined comprehensions, and of augmented assignments. Cells are left
        out: another function may unbind them.
        """
        names = [name for name in self.code.co_varnames if self.classify(name) == "local"]
        return definitely_assigned(self.node, self.parameters, names, self.mangle, self.compiled)

    @cached_property
    def calls_needing_frame(self) -> list[tuple[ast.Call, str]]:
        """Calls of built-ins that read the caller's variables, or of what gives its frame.

        (call, name), in source order.
        """
        readers = [
            (call, name)
            for call, name in self._calls_by_name
            if name in _FRAME_READERS and _reads_frame(call, name)
        ]
        frames = [
            (node, name)
            for node in nodes_in_frame(self.node, self.compiled)
            if isinstance(node, ast.Call) and (name := _gives_frame(node))
        ]
        return sorted(readers + frames, key=lambda call: (call[0].lineno, call[0].col_offset))

    @cached_property
    def starts_tracing(self) -> list[tuple[ast.expr, str]]:
        """Where this function asks to be traced itself, in source order: (call or target, name)."""
        found = [
            (start, name)
            for node in nodes_in_frame(self.node, self.compiled)
            for start, name in [_find_tracing(node)]
            if start is not None
        ]
        return sorted(found, key=lambda start: (start[0].lineno, start[0].col_offset))

    @cached_property
    def super_calls(self) -> list[ast.Call]:
        """The calls `super()` without arguments, in source order."""
        return [
            call
            for call, name in self._calls_by_name
            if name == "super" and not call.args and not call.keywords
        ]

    @cached_property
    def _calls_by_name(self) -> list[tuple[ast.Call, str]]:
        """Calls of global names, in source order."""
        found = [
            (node, node.func.id)
            for node in nodes_in_frame(self.node, self.compiled)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and self.classify(self.mangle(node.func.id)) == "global"
        ]
        return sorted(found, key=lambda call: (call[0].lineno, call[0].col_offset))


def _gives_frame(call: ast.Call) -> str:
    """The name of what is called, if it gives the frame that this call stands in; else ""."""
    match call:
        case ast.Call(
            func=ast.Name(id=("_getframe" | "currentframe") as name)
            | ast.Attribute(attr=("_getframe" | "currentframe") as name),
            args=[] | [ast.Constant(value=0)],
        ):
            return name
    return ""


def _find_tracing(node: ast.AST) -> tuple[ast.expr | None, str]:
    """What in *node* lets a debugger, tracer or profiler see the rest of the running call."""
    match node:
        case ast.Call(func=ast.Attribute(value=profiler, attr="enable")):
            others = isinstance(profiler, ast.Name) and profiler.id in _ENABLED_OTHERWISE
            return (None, "") if others else (node, "enable")
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            if name in _TRACING_STARTERS and not _ends_tracing(node, name):
                return node, name
        case ast.Attribute(attr="f_trace", ctx=ast.Store()):
            return node, "f_trace"
        case ast.withitem(
            context_expr=ast.Call(
                func=ast.Name(id="Profile" as name) | ast.Attribute(attr="Profile" as name)
            ) as call
        ):
            return call, name
    return None, ""


def _ends_tracing(call: ast.Call, name: str) -> bool:
    """Is it as `sys.settrace(None)`? Native code is not traced, so nothing changes for it."""
    match call:
        case ast.Call(args=[ast.Constant(value=None)], keywords=[]):
            return name.startswith(("settrace", "setprofile"))
    return False


@dataclass(frozen=True)
class LeftOut:
    """A function without a scope.

    "no-code": no code object is certainly its own. "private-names": the compiler does not mangle
    as the class around says (3.12 goes on with the last generic class of a module).
    """

    node: FunctionNode
    reason: str


@dataclass(eq=False)
class ModuleScopes:
    """One module with every name resolved."""

    parsed: ParsedModule
    body: FunctionScope
    functions: list[FunctionScope]  # in pre-order of their code objects
    bodies: list[FunctionScope]  # the bodies of classes, and annotation scopes, likewise
    total_codes: int
    left_out: list[LeftOut]  # in source order; also code that the compiler drops
    by_node: dict[ast.AST, FunctionScope]
    global_bindings: Mapping[str, int]  # global name → places in the module that bind or delete it
    stored_globals: frozenset[str]  # its names, and those declared `global` anywhere
    star_import: bool  # `from x import *`: other names may be bound too
    single_functions: dict[str, FunctionScope]  # global name → the one plain `def` that binds it
    hints: str = "speculate"  # what annotations are taken for, as `Options.hints`
    native_bodies: str = "repeated"  # which of these are to be native, as `Options.bodies`
    # Generator expressions that need not be made -> the versions of them that are run instead.
    collecting: dict[FunctionScope, str] = field(default_factory=dict)

    def shows_variables(self, scope: FunctionScope) -> bool:
        """Whether a function calls built-ins that look for its variables, none of the module's."""
        return any(name not in self.stored_globals for _, name in scope.calls_needing_frame)


def resolve_module(parsed: ParsedModule) -> ModuleScopes:
    """Find the functions of a module, and resolve every name in it."""
    codes = match_codes(parsed.tree, parsed.code)
    found = collect_bindings(parsed.tree, codes.compiled)
    scopes = _make_scopes(codes, found)
    bodies = _make_bodies(codes, found, scopes)
    body = FunctionScope(
        parsed.tree, parsed.code, 0, Place(parsed.tree), found.of(parsed.tree), codes.compiled
    )
    _link((*scopes.values(), *bodies, body))
    functions = sorted(scopes.values(), key=lambda scope: scope.code_index)
    bindings, declared = _global_bindings(parsed.tree, found)
    return ModuleScopes(
        parsed=parsed,
        body=body,
        functions=functions,
        bodies=sorted(bodies, key=lambda scope: scope.code_index),
        total_codes=codes.total,
        left_out=_left_out(codes, found, scopes),
        by_node=dict(scopes),
        global_bindings=bindings,
        stored_globals=frozenset((*bindings, *declared)),
        star_import=found.of(parsed.tree).star_import,
        single_functions=_single_functions(functions, bindings, parsed.tree),
    )


def _make_scopes(codes: CodeMap, found: BindingMap) -> dict[ast.AST, FunctionScope]:
    """Scopes by node, of the functions that are matched together with all functions around them."""
    scopes: dict[ast.AST, FunctionScope] = {}
    doubtful = any(
        isinstance(node, ast.ClassDef) and getattr(node, "type_params", None)
        for node in found.places
    )
    order: list[tuple[int, FunctionNode, Match]] = sorted(
        (
            (match.index, node, match)
            for node, match in codes.matches.items()
            if isinstance(node, FUNCTION_NODES)
        ),
        key=lambda item: item[0],
    )
    for index, node, match in order:
        place = found.places[node]
        parent = scopes.get(place.function) if place.function is not None else None
        if place.function is None or parent is not None:
            scope = FunctionScope(
                node, match.code, index, place, found.of(node), codes.compiled, parent
            )
            if not doubtful or _mangles_so(scope):
                scopes[node] = scope
    return scopes


def _make_bodies(
    codes: CodeMap, found: BindingMap, scopes: Mapping[ast.AST, FunctionScope]
) -> list[FunctionScope]:
    """Scopes of the bodies of classes, and annotation scopes, as of functions."""
    bodies = []
    for node, match in codes.matches.items():
        if not isinstance(node, (ast.ClassDef, AnnotationNode)):
            continue
        place, bindings = _place_of_body(node, found)
        parent = scopes.get(place.function) if place.function is not None else None
        if place.function is None or parent is not None:
            scope = FunctionScope(
                node, match.code, match.index, place, bindings, codes.compiled, parent
            )
            if _mangles_so(scope):
                bodies.append(scope)
    return bodies


def _place_of_body(
    node: ast.ClassDef | AnnotationNode, found: BindingMap
) -> tuple[Place, Bindings]:
    """Where what is in a body stands, and what it binds."""
    if isinstance(node, ast.ClassDef):
        around = found.places[node]
        place = replace(around, owner=node, class_name=node.name, in_class=True)
        return place, found.of(node)
    if isinstance(node, LazyValue):
        return found.places[node.owner], Bindings()
    place = found.places[node.statement.type_params[0]]
    names = [place.mangle(parameter.name) for parameter in node.statement.type_params]
    if isinstance(node.statement, ast.ClassDef):
        names += GENERIC_CLASS_NAMES
    return place, Bindings(Counter(names))


def _mangles_so(scope: FunctionScope) -> bool:
    """Does the code object know the function's private names as `mangle` gives them?"""
    code = scope.code
    known = {*code.co_names, *code.co_varnames, *code.co_cellvars, *code.co_freevars}
    for node in nodes_in_frame(scope.node, scope.compiled):
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        if isinstance(name, str) and name.startswith("__") and not name.endswith("__"):
            mangled = scope.mangle(name)
            # Code that is dropped leaves no name at all.
            if mangled not in known and any(other.endswith(name) for other in known):
                return False
    return True


def _link(scopes: Collection[FunctionScope]) -> None:
    """Fill in children and bodies: what a scope makes itself, by its own constants."""
    makers = {
        id(const): scope
        for scope in scopes
        for const in scope.code.co_consts
        if isinstance(const, CodeType)
    }
    for scope in scopes:
        maker = makers.get(id(scope.code))
        if maker is not None:
            is_body = scope.kind in ("class", "annotation")
            (maker.bodies if is_body else maker.children).append(scope)
            maker.child_of_node[scope.node] = scope


def _left_out(
    codes: CodeMap, found: BindingMap, scopes: dict[ast.AST, FunctionScope]
) -> list[LeftOut]:
    """Functions without a scope; an inlined comprehension is none."""
    nodes = [
        node
        for node in found.places
        if isinstance(node, FUNCTION_NODES)
        and node not in scopes
        and (node in codes.compiled or not isinstance(node, COMPREHENSION_NODES))
    ]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    return [
        LeftOut(node, "private-names" if node in codes.matches else "no-code") for node in nodes
    ]


def _global_bindings(tree: ast.Module, found: BindingMap) -> tuple[dict[str, int], set[str]]:
    """How often each global name is bound, sorted by name; and the names declared `global`."""
    sites = dict(found.of(tree).sites)
    declared: set[str] = set()
    for owner, bindings in found.scopes.items():
        if owner is tree:
            continue
        declared |= bindings.global_names
        for name in bindings.global_names:
            if name in bindings.sites:
                sites[name] = sites.get(name, 0) + bindings.sites[name]
    return dict(sorted(sites.items())), declared


def _single_functions(
    functions: list[FunctionScope], bindings: Mapping[str, int], tree: ast.Module
) -> dict[str, FunctionScope]:
    """Global names that one undecorated `def` of the module binds, once, and nothing else does."""
    return {
        scope.name: scope
        for scope in functions
        if isinstance(scope.node, ast.FunctionDef)
        and scope.place.owner is tree
        and not scope.place.in_loop
        and not scope.node.decorator_list
        and bindings[scope.name] == 1
    }


def _reads_frame(call: ast.Call, name: str) -> bool:
    """Does this call depend on the variables of the function it stands in?"""
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    starred |= any(keyword.arg is None for keyword in call.keywords)
    if name in ("eval", "exec"):
        return starred or not _has_globals(call)
    return starred or not (call.args or call.keywords)


def _has_globals(call: ast.Call) -> bool:
    """Are the globals given, other than as None? (By keyword only since 3.13.)"""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "globals"]
    given += call.args[1:2]
    return any(not (isinstance(item, ast.Constant) and item.value is None) for item in given)
