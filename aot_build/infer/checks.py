# SPDX-License-Identifier: Apache-2.0
"""What `hints = "check"` checks: annotations whose meaning can be read from the module alone.

    def f(a: int, b: float | None, c: "Point", d: list[int], e: Any, g: Elsewhere): ...

    a: int    b: float, int or None    c: the global Point, if it is a class    d: list
    e, g: anything

The rules stand in docs/how-to/check-hints.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes

_SIMPLE = ("bool", "bytearray", "bytes", "complex", "float", "int", "str")
BUILTIN_TYPES = frozenset((*_SIMPLE, "dict", "frozenset", "list", "set", "tuple"))
NONE = "NoneType"
# PEP 484, "the numeric tower": where one is expected, the others are as good.
_ALSO = {"float": ("int",), "complex": ("float", "int")}
_TYPING_NAMES = {
    **{name.title(): name for name in ("dict", "list", "set", "tuple")},
    **{"FrozenSet": "frozenset", "Text": "str"},
}
_TYPING_MODULES = ("typing", "typing_extensions")


@dataclass(frozen=True)
class Check:
    """What one parameter takes: built-in types by name, and classes of the module as ".Name"."""

    accepted: tuple[str, ...]
    text: str  # "int or None", for the message

    def proven_by(self, ty: str) -> bool:
        """Whether every object that is exactly a *ty* passes."""
        return ty in self.accepted


def argument_checks(scope: FunctionScope, module: ModuleScopes) -> dict[str, Check]:
    """The parameters of a function that are checked, by name."""
    args = getattr(scope.node, "args", None)
    if args is None:
        return {}
    found: dict[str, Check] = {}
    resolver = _Resolver(scope, module)
    for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
        members = resolver.resolve(arg.annotation) if arg.annotation else None
        if members:
            accepted = [*members, *(also for name in members for also in _ALSO.get(name, ()))]
            text = _text(members)
            found[scope.mangle(arg.arg)] = Check(tuple(dict.fromkeys(accepted)), text)
    return found


def _text(members: Sequence[str]) -> str:
    names = [("None" if name == NONE else name.removeprefix(".")) for name in members]
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


class _Resolver:
    """Reads annotations; None: it cannot be said what they mean, so nothing is checked."""

    def __init__(self, scope: FunctionScope, module: ModuleScopes) -> None:
        self.scope = scope
        self.module = module

    @cached_property
    def class_names(self) -> set[str]:
        """What the class around may bind, and some more."""
        names: set[str] = set()
        owner = self.scope.place.owner
        for node in ast.walk(owner):
            if node is owner:
                continue
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.alias):
                names.add(node.asname or node.name)
        return names

    def resolve(self, node: ast.expr) -> list[str] | None:
        """The types that an annotation names."""
        match node:
            case ast.Constant(value=None):
                return [NONE]
            case ast.Constant(value=str(text)):
                return self.resolve_text(text)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self.union([left, right])
            case ast.Name() | ast.Attribute():
                return self.resolve_name(node)
            case ast.Subscript(value=value, slice=inside):
                return self.resolve_subscript(value, inside)
        return None

    def resolve_text(self, text: str) -> list[str] | None:
        """An annotation in quotes."""
        try:
            return self.resolve(ast.parse(text.strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError):
            return None

    def resolve_name(self, node: ast.expr) -> list[str] | None:
        """A type by its name."""
        of_typing = self.typing_name(node)
        if of_typing is not None:
            name = _TYPING_NAMES.get(of_typing)
            return [name] if name else None
        if not isinstance(node, ast.Name) or not self.is_global(node.id):
            return None
        if node.id in BUILTIN_TYPES:
            return [node.id] if self.bound(node.id) == 0 else None
        return [f".{node.id}"] if self.is_class(node.id) else None

    def resolve_subscript(self, value: ast.expr, inside: ast.expr) -> list[str] | None:
        """`Optional[…]`, `Union[…]`, `Annotated[…]`; of `list[…]` and the like only the list."""
        parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        match self.typing_name(value):
            case "Optional":
                members = self.resolve(inside)
                return None if members is None else [*members, NONE]
            case "Union":
                return self.union(parts)
            case "Annotated":
                return self.resolve(parts[0]) if parts else None
        return self.resolve_name(value)

    def union(self, nodes: Sequence[ast.expr]) -> list[str] | None:
        """All members; None when one of them cannot be told."""
        found: list[str] = []
        for node in nodes:
            members = self.resolve(node)
            if members is None:
                return None
            found += members
        return found

    def typing_name(self, node: ast.expr) -> str | None:
        """`Optional`, `typing.Optional`, `t.Optional`: the name that typing gives it."""
        for statement in self.module.parsed.tree.body:
            for name, origin, module in _imported(statement):
                if module not in _TYPING_MODULES or self.bound(name) != 1:
                    continue
                match node:
                    case ast.Name(id=own) if own == name and origin and self.is_global(own):
                        return origin
                    case ast.Attribute(value=ast.Name(id=own), attr=attr) if (
                        own == name and not origin and self.is_global(own)
                    ):
                        return attr
        return None

    def is_class(self, name: str) -> bool:
        """Whether a global is bound once, by a class statement at the top of the module."""
        return self.bound(name) == 1 and any(
            isinstance(statement, ast.ClassDef) and statement.name == name
            for statement in self.module.parsed.tree.body
        )

    def bound(self, name: str) -> int:
        """In how many places the module binds a global; a star import may bind anything."""
        if self.module.star_import:
            return 2
        declared = name in self.module.stored_globals
        return self.module.global_bindings.get(name, 2 if declared else 0)

    def is_global(self, name: str) -> bool:
        """Whether the name means a global where the function is defined."""
        place = self.scope.parent
        if self.scope.place.in_class and name in self.class_names:
            return False
        return place is None or place.classify(name) == "global"


def _imported(statement: ast.stmt) -> Iterator[tuple[str, str, str]]:
    """(name bound, name in the module or "", module) for each name that a statement imports."""
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            yield alias.asname or alias.name, "", alias.name
    elif isinstance(statement, ast.ImportFrom) and not statement.level:
        for alias in statement.names:
            yield alias.asname or alias.name, alias.name, statement.module or ""
