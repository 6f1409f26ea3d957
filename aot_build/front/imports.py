# SPDX-License-Identifier: Apache-2.0
"""Imports: what a module may import, for tools that cannot look into a binary.

    from . import a          ->   {"module": "pkg", "name": "a"}     (in a module of pkg)
    __import__("b")          ->   {"module": "b"}
    find_spec("c")           ->   {"module": "c"}                  (who asks may import it)

Whether `name` is a submodule or an attribute only running the import can tell.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_IMPORTING = frozenset({"importlib.import_module", "import_module", "runpy.run_module"})
_COMPUTING = _IMPORTING | {"__import__"}
# Calls that ask for a module, and get an answer when there is none.
_ASKING = frozenset(
    {
        *("importlib.util.find_spec", "util.find_spec", "find_spec"),
        *("pkgutil.find_loader", "pkgutil.get_loader"),
    }
)


def module_imports(tree: ast.Module, module_name: str, is_package: bool) -> list[dict[str, str]]:
    """Every import anywhere in *tree*, with absolute names; sorted, each once.

    Relative imports that leave the top-level package are left out: they can only fail.
    """
    package = module_name if is_package else module_name.rpartition(".")[0]
    found = {item for node in ast.walk(tree) for item in imports_of_node(node, package)}
    return [
        {"module": module, "name": name} if name else {"module": module}
        for module, name in sorted(found)
    ]


def imports_of_node(node: ast.AST, package: str) -> Iterator[tuple[str, str]]:
    """The imports that this one node is: pairs of a module, and a name in it or ""."""
    match node:
        case ast.Import(names):
            yield from ((alias.name, "") for alias in names)
        case ast.ImportFrom(module, names, level):
            base = _resolve("." * (level or 0) + (module or ""), package)
            if base:
                yield from ((base, alias.name) for alias in names)
        case ast.Call(func, [ast.Constant(str(name)), *rest]) if name:
            yield from _called(_dotted(func), name, rest, node.keywords, package)


def asks_for_module(node: ast.AST) -> bool:
    """Whether this is a call that does not fail when there is no such module."""
    return isinstance(node, ast.Call) and _dotted(node.func) in _ASKING


def imports_computed(node: ast.Call) -> bool:
    """Whether this is a call that imports a module, by a name that is not in the source.

    One that is given such a function may call it: `submit(import_module, name)`.
    """
    given = (*node.args, *(item.value for item in node.keywords))
    if any(_dotted(value) in _COMPUTING for value in given):
        return True
    if _dotted(node.func) not in _COMPUTING:
        return False
    first = [*node.args, *(item.value for item in node.keywords if item.arg == "name")][:1]
    return bool(first) and not isinstance(first[0], ast.Constant)


def submodules_asked(node: ast.AST, package: str) -> Iterator[str]:
    """What `__import__(__name__, fromlist=[...])` imports below a known package.

    "shop.csv" for "csv" in the list, "shop." (any module there) for a name that is computed.
    """
    match node:
        case ast.Call(ast.Name("__import__"), [first, *rest], keywords):
            names = [item.value for item in keywords if item.arg == "fromlist"] + rest[2:3]
        case _:
            return
    match first:
        case ast.Constant(str(where)):
            pass
        case ast.Name("__name__" | "__package__"):
            where = package
        case _:
            return
    match names:
        case [ast.List(items) | ast.Tuple(items)]:
            for item in items:
                match item:
                    case ast.Constant(str(text)) if text.isidentifier():
                        yield f"{where}.{text}"
                    case ast.Constant():
                        pass
                    case _:
                        yield f"{where}."
        case [ast.expr()] if not isinstance(names[0], ast.Constant):
            yield f"{where}."


def _called(
    function: str, name: str, rest: list[ast.expr], keywords: list[ast.keyword], package: str
) -> Iterator[tuple[str, str]]:
    """The import that a call with a literal name does."""
    if function == "__import__" and not name.startswith("."):
        level = [keyword.value for keyword in keywords if keyword.arg == "level"] + rest[3:4]
        if not level or (isinstance(level[0], ast.Constant) and level[0].value == 0):
            yield name, ""
    elif function in _IMPORTING or function in _ASKING:
        anchor = [keyword.value for keyword in keywords if keyword.arg == "package"] + rest[:1]
        if name.startswith(".") and not (anchor and _is_own_package(anchor[0])):
            return
        module = _resolve(name, package)
        if module:
            yield module, ""


def _is_own_package(node: ast.expr) -> bool:
    """Is it `__package__`? (`__name__` would be wrong in all but packages.)"""
    return isinstance(node, ast.Name) and node.id == "__package__"


def _resolve(name: str, package: str) -> str:
    """The absolute name, or "" when there is none."""
    relative = name.lstrip(".")
    level = len(name) - len(relative)
    if level == 0:
        return relative
    parts = package.split(".") if package else []
    if level > len(parts):
        return ""
    base = parts[: len(parts) - level + 1]
    return ".".join([*base, relative] if relative else base)


def _dotted(node: ast.expr) -> str:
    """`a.b.c` as text, or "" for anything but a name and attributes of it."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, attribute) if base := _dotted(value):
            return f"{base}.{attribute}"
    return ""
