# SPDX-License-Identifier: Apache-2.0
"""Reach: the pieces of a module that run when it is imported, and those that run when called.

    def _test():                 unit "_test": uses doctest, testmod; imports doctest
        import doctest
        doctest.testmod()
    if __name__ == "__main__":   never, in a module that is imported
        _test()

A function can only run when its name occurs somewhere that runs: by itself in its own module, or
anywhere as an attribute, a string or the beginning of a string that is put together ("visit_" +
kind). So whoever wants the modules of a program need not follow the imports of every function.
"""

from __future__ import annotations

import ast
import encodings
import functools
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from encodings import normalize_encoding
from encodings.aliases import aliases
from operator import ge, gt, le, lt
from pathlib import Path

from aot_build.front.imports import (
    asks_for_module,
    imports_computed,
    imports_of_node,
    submodules_asked,
)

# Decorators that hand on the function under its name; others may keep it to call it later.
_PLAIN_DECORATORS = frozenset(
    {
        *("staticmethod", "classmethod", "property", "setter", "getter", "deleter", "wraps"),
        *("abstractmethod", "overload", "final", "override", "no_type_check", "deprecated"),
        *("lru_cache", "cache", "cached_property", "singledispatch", "singledispatchmethod"),
        *("contextmanager", "asynccontextmanager", "recursive_repr", "coroutine"),
        "_check_name",  # importlib's
    }
)
# The built-in functions that compile text, which needs a compiler in the program.
_COMPILERS = frozenset({"compile", "eval", "exec"})
_IMPORT_FAILURES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
# What asks for an attribute by the name in its second argument, and all that may ask for some that
# no source names.
_ASKING = frozenset({"getattr", "hasattr", "setattr", "delattr"})
_COMPUTING = _ASKING | {
    *("vars", "dir", "eval", "exec", "__dict__", "__getattribute__", "attrgetter", "methodcaller"),
    *("getmembers", "getattr_static", "vformat", "help", "breakpoint", "set_trace"),
}
# What tells all that a namespace has, and what puts something into one.
_LISTING = frozenset({"vars", "dir", "__dict__", "globals", "getmembers"})
_STORING = frozenset({"setattr", "update", "globals"})
# What tells a function which others its module has.
_OWN_NAMES = frozenset({"globals", "locals"})
# What is said by `class C[T]`, which has objects made that ask the module typing.
TYPE_PARAMETERS = "[T]"
_FORMATTING = frozenset({"format", "format_map"})
_WORD = re.compile(r"\w+")
_FACTS = {"TYPE_CHECKING": False, "__debug__": True}
_ORDER = {ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge}
_LONGEST_NAME = 100
# A whole string, but for what follows a colon or is to be filled in.
_MODULE_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*(\.(?=$|%|\{)|(?=$|:))")
_DATA_READERS = re.compile(
    r"(importlib\.resources|importlib_resources|pkg_resources|pkgutil\.get_data)\b"
)
_PLATFORM = {"sys.platform": sys.platform, "os.name": os.name}


@dataclass(frozen=True, order=True)
class Place:
    """Where an import is. The surest of several comes first in their order."""

    instead: tuple[str, ...]
    """It is done only when these imports, of which one fails, are all that a `try` contains."""
    guarded: bool
    """In a `try` that catches its failure."""
    conditional: bool
    """Below a condition that may be false."""
    line: int


@dataclass
class CodeUnit:
    """A function, or what runs when its module is imported."""

    name: str
    """Of the function; "" for the module itself."""
    always: bool
    """It runs as soon as the code around it does."""
    owner: str = ""
    """The class whose special method it is, which runs once that is named."""
    names: set[str] = field(default_factory=set)
    """Those that may mean something of any module: attributes, strings, what is imported."""
    bare: set[str] = field(default_factory=set)
    """Those by themselves, which mean something of this module or a built-in one."""
    exported: set[str] = field(default_factory=set)
    """Strings in `__all__`, which mean something of this module to those that import all of it."""
    prefixes: set[str] = field(default_factory=set)
    """Beginnings of names, from strings that end with an underscore."""
    imports: dict[tuple[str, str], Place] = field(default_factory=dict)
    """Pairs as `module_imports` has them: module, and name or "". Each with its surest place."""
    spelled: set[str] = field(default_factory=set)
    """Strings that may name modules: "shop", "shop.plugins.csv"; "shop.plugins." any in there."""
    computes_imports: bool = False
    """It imports modules by names that only running it tells."""
    reads_files: bool = False
    """It may read files that are beside its own."""
    encodings: set[str] = field(default_factory=set)
    """Modules of `encodings` that strings may name: for instance "cp1252"."""
    computes_names: bool = False
    """It may ask objects for attributes by names that are not in the source."""
    compiles: bool = False
    """It uses a built-in function that may compile text, or may get hold of one."""
    inner: list[CodeUnit] = field(default_factory=list)
    """Functions defined in it, which exist once it has run."""

    @property
    def copies_names(self) -> bool:
        """It may put what one namespace has into another, by names that are not in the source."""
        said = self.names | self.bare
        return not said.isdisjoint(_LISTING) and not said.isdisjoint(_STORING)

    @property
    def fills_module(self) -> bool:
        """It may do so to its own module: `globals().update(...)`."""
        return "globals" in self.bare and "update" in self.names

    @property
    def asks_by_input(self) -> bool:
        """It may get hold of functions by names that are not in the source: `globals()[name]`."""
        return self.computes_names or not self.bare.isdisjoint(_OWN_NAMES)

    @property
    def reads_exports(self) -> bool:
        """It asks what `__all__` is, for something else than another `__all__`."""
        return "__all__" in self.names or "__all__" in self.bare


def code_units(tree: ast.Module, package: str, *, is_main: bool) -> CodeUnit:
    """The unit of a whole module, with those of its functions in it.

    *package* is what relative imports start from.
    """
    unit = CodeUnit("", True)
    _Reader(package, is_main, _COMPILERS - _bound_names(tree)).read(tree.body, unit)
    return unit


class _Reader:
    """Reads statements into units."""

    def __init__(self, package: str, is_main: bool, compilers: frozenset[str]) -> None:
        self.package = package
        self.is_main = is_main
        self.compilers = compilers
        """Names that mean the built-in functions in this module."""
        self.guards = 0
        """How many `try` statements around here catch the failure of an import."""
        self.owner = ""
        """The class around here, if nobody but who names it can get hold of it."""
        self.asked = ""
        """The argument of the `__getattr__` of a module, if this is one."""
        self.exporting = False
        """Within a statement that says what `__all__` is."""
        self.conditions = 0
        """How many conditions around here may be false."""
        self.instead: tuple[str, ...] = ()
        """The modules of which one must be missing to get here; () if that is not known."""

    def read(self, body: Sequence[ast.AST], unit: CodeUnit) -> None:
        for statement in body:
            self.visit(statement, unit)

    def visit(self, node: ast.AST, unit: CodeUnit) -> None:
        if getattr(node, "type_params", None):
            unit.names.add(TYPE_PARAMETERS)
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.function(node, unit)
                return
            case ast.ClassDef():
                self.class_body(node, unit)
                return
            case ast.If(
                ast.Compare(ast.Name(name), [ast.Eq()], [ast.Constant(str(text))]), body, orelse
            ) if name == self.asked:
                unit.inner.append(CodeUnit(text, always=False))
                self.read(body, unit.inner[-1])
                self.read(orelse, unit)
                return
            case ast.If(test, body, orelse):
                self.condition(test, body, orelse, unit)
                return
            case ast.Try(body=body, handlers=handlers) if any(map(_catches_import, handlers)):
                self.guarded(body, unit)
                around = self.instead
                self.instead = around or self.tried(body)
                self.read(handlers, unit)
                self.instead = around
                self.read([*node.orelse, *node.finalbody], unit)
                return
            case ast.With(items, body) if any(map(_suppresses_import, items)):
                for item in items:
                    self.visit(item, unit)
                self.guarded(body, unit)
                return
            case ast.Call() if (parts := self.named_parts(node, unit)) is not None:
                for child in parts:
                    self.visit(child, unit)
                return
            case _ if _makes_exports(node) and not self.exporting:
                self.exporting = True
                self.visit(node, unit)
                self.exporting = False
                return
            case ast.Name("__all__") | ast.Attribute(attr="__all__") if self.exporting:
                pass
            case ast.MatchClass(kwd_attrs=names):
                unit.names.update(names)
            case ast.Name(name) | ast.Attribute(attr=name):
                (unit.bare if isinstance(node, ast.Name) else unit.names).add(name)
                unit.computes_names |= name in _COMPUTING or (
                    isinstance(node, ast.Attribute) and name in _FORMATTING
                )
                unit.compiles |= self.is_compiler(node)
            case ast.Constant(str(text)):
                self.string(text, unit)
            case ast.Import(names) | ast.ImportFrom(names=names):
                unit.names.update(part for alias in names for part in alias.name.split("."))
        self.computed(node, unit)
        for pair in imports_of_node(node, self.package):
            guarded = self.guards > 0 or asks_for_module(node)
            line = getattr(node, "lineno", 0)
            place = Place(self.instead, guarded, self.conditions > 0, line)
            unit.imports[pair] = min(place, unit.imports.get(pair, place))
        for child in ast.iter_child_nodes(node):
            self.visit(child, unit)

    def named_parts(self, node: ast.Call, unit: CodeUnit) -> list[ast.AST] | None:
        """What else there is in a call that asks for attributes by names in the source.

        None for other calls. What a text is encoded as is no attribute.
        """
        match node:
            case ast.Call(ast.Name(name), [owner, ast.Constant(str()) as text, *others]) if (
                name in _ASKING
            ):
                unit.bare.add(name)
                return [owner, text, *others]
            case ast.Call(ast.Attribute(attr="encode"), [ast.Constant(str(text)), *others]):
                self.encoding(text, unit)
                return [node.func, *others, *node.keywords]
            case ast.Call(ast.Attribute(ast.Constant(str(text)), "format"), arguments, keywords):
                # "{0.real}".format(x)
                unit.names.update(("format", *_WORD.findall(text)))
                self.spell(text, unit)
                return [*arguments, *keywords]
        return None

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, unit: CodeUnit) -> None:
        special = node.name.startswith("__") and node.name.endswith("__")
        kept = any(_decorator_name(item) not in _PLAIN_DECORATORS for item in node.decorator_list)
        owner = self.owner if special and not kept else ""
        inner = CodeUnit(node.name, (special and not owner) or kept, owner)
        unit.inner.append(inner)
        for child in [*node.decorator_list, node.args, *filter(None, [node.returns])]:
            self.visit(child, unit)
        around = self.guards, self.conditions, self.owner, self.asked, self.instead
        self.guards = self.conditions = 0  # called elsewhere
        self.owner, self.instead = "", ()
        self.asked = _asked_name(node)
        self.read(node.body, inner)
        self.guards, self.conditions, self.owner, self.asked, self.instead = around

    def class_body(self, node: ast.ClassDef, unit: CodeUnit) -> None:
        """Only who names a class has instances of it, unless others may keep it when it is made."""
        around = self.owner
        known = node.bases or node.keywords or node.decorator_list
        self.owner = "" if known else node.name
        for child in ast.iter_child_nodes(node):
            self.visit(child, unit)
        self.owner = around

    def guarded(self, body: list[ast.stmt], unit: CodeUnit) -> None:
        self.guards += 1
        self.read(body, unit)
        self.guards -= 1

    def tried(self, body: list[ast.stmt]) -> tuple[str, ...]:
        """The modules that a body imports which does nothing else; () for others."""
        if not all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in body):
            return ()
        pairs = (pair for statement in body for pair in imports_of_node(statement, self.package))
        return tuple(sorted({module for module, _ in pairs}))

    def condition(
        self, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt], unit: CodeUnit
    ) -> None:
        truth = self.truth(test)
        if truth is None:
            self.visit(test, unit)
        self.conditions += truth is None
        if truth is not False:
            self.read(body, unit)
        if truth is not True:
            self.read(orelse, unit)
        self.conditions -= truth is None

    def string(self, text: str, unit: CodeUnit) -> None:
        """A string may name something: `getattr(self, "run")`, `{"run": ...}`."""
        # getattr(builtins, "exec")
        unit.compiles |= text in _COMPILERS and text != "compile"
        if encoding := self.encoding(text, unit):
            unit.names.add(encoding)
        if len(text) < _LONGEST_NAME:
            parts = text.split(".")
            names = {part for part in parts if part.isidentifier()}
            (unit.exported if self.exporting else unit.names).update(names)
            if text.endswith("_") and text.isidentifier() and len(text.strip("_")) > 1:
                unit.prefixes.add(text)

    def computed(self, node: ast.AST, unit: CodeUnit) -> None:
        """What is in the sources of names of modules and files that the program puts together."""
        for name in submodules_asked(node, self.package):
            unit.computes_imports = True
            self.spell(name, unit)
        match node:
            case ast.Call() if imports_computed(node):
                unit.computes_imports = True
                # import_module(f".{name}", __package__), import_module("." + name, __name__)
                first = next(filter(None, map(_text, ast.walk(node))), "")
                if first.startswith("."):
                    self.spell(f"{self.package}{first}", unit)
            case ast.JoinedStr(
                [ast.FormattedValue(ast.Name(name)), ast.Constant(str(text)), *_]
            ) | (ast.BinOp(ast.Name(name), ast.Add(), ast.Constant(str(text)))) if name in (
                "__name__",
                "__package__",
            ) and text.startswith("."):
                self.spell(f"{self.package}{text}", unit)
            case ast.Constant(str(text)) if len(text) < _LONGEST_NAME:
                self.spell(text, unit)
            case ast.Assign([ast.Name(name)], ast.Constant(str(text))) if _is_prefix(name, text):
                unit.prefixes.add(text)  # testMethodPrefix = "test"
            case (
                ast.Name("__file__")
                | ast.Attribute(attr="__file__")
                | ast.Attribute(ast.Name("pkgutil" | "__loader__"), "get_data")
                | ast.Attribute(ast.Name("importlib"), "resources")
            ):
                unit.reads_files = True
            case ast.Import() | ast.ImportFrom():
                found = (
                    ".".join(filter(None, pair)) for pair in imports_of_node(node, self.package)
                )
                unit.reads_files |= any(_DATA_READERS.match(name) for name in found)

    def spell(self, text: str, unit: CodeUnit) -> None:
        """Remember a string that may be the name of a module, or the beginning of one."""
        # "shop.plugins.csv:Plugin", "shop.plugins.%s", "shop.plugins.{}"
        if found := _MODULE_NAME.match(text):
            unit.spelled.add(found[0])

    def encoding(self, text: str, unit: CodeUnit) -> str:
        """The encoding that a string names, which then is needed; "" if it names none."""
        found = _encoding_modules().get(normalize_encoding(text.lower()).replace(".", "_"), "")
        if found:
            unit.encodings.add(found)
        return found.rpartition(".")[2]

    def is_compiler(self, node: ast.Name | ast.Attribute) -> bool:
        """Whether this is `eval`, `builtins.eval` or the like; `re.compile` is not."""
        if isinstance(node, ast.Name):
            return node.id in self.compilers and isinstance(node.ctx, ast.Load)
        owner = node.value.id.strip("_") if isinstance(node.value, ast.Name) else ""
        return node.attr in _COMPILERS and owner == "builtins"

    def truth(self, test: ast.expr) -> bool | None:
        """What a condition is on this platform and in this program, if that is certain."""
        match test:
            case ast.Constant(value):
                return bool(value)
            case ast.Name(name) | ast.Attribute(attr=name) if name in _FACTS:
                return _FACTS[name]
            case ast.UnaryOp(ast.Not(), operand):
                inner = self.truth(operand)
                return None if inner is None else not inner
            case ast.BoolOp(ast.And(), values):
                return _all_of([self.truth(value) for value in values])
            case ast.BoolOp(ast.Or(), values):
                inverted = _all_of([_inverse(self.truth(value)) for value in values])
                return _inverse(inverted)
            case ast.Compare(left, [operator], [ast.Constant(str(text))]):
                return self.compared(left, operator, text)
            case ast.Compare(left, [operator], [ast.Tuple(elts)]):
                return _version_truth(left, operator, elts)
        return None

    def compared(self, left: ast.expr, operator: ast.cmpop, text: str) -> bool | None:
        if isinstance(left, ast.Name) and left.id == "__name__" and text == "__main__":
            equal = self.is_main
        elif ast.unparse(left) in _PLATFORM:
            equal = _PLATFORM[ast.unparse(left)] == text
        else:
            return None
        if isinstance(operator, ast.Eq):
            return equal
        return not equal if isinstance(operator, ast.NotEq) else None


@functools.cache
def _encoding_modules() -> dict[str, str]:
    """The modules of encodings, by each of their names, as the codec registry normalises them."""
    folder = Path(encodings.__file__ or "").parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "aliases"}
    named = {name: module for name, module in aliases.items() if module in modules}
    return {
        name: f"encodings.{module}" for name, module in (named | {m: m for m in modules}).items()
    }


def _is_prefix(name: str, text: str) -> bool:
    """Whether a variable says of a string that names begin with it."""
    return name.lower().endswith("prefix") and text.isidentifier() and len(text.strip("_")) > 1


def _text(node: ast.AST) -> str:
    """The string that this is, or ""."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _bound_names(tree: ast.Module) -> set[str]:
    """The functions and imports at the top of a module, which hide built-in ones."""
    names = set()
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name):
                names.add(name)
            case ast.ImportFrom(names=aliases):
                names.update(alias.asname or alias.name for alias in aliases)
    return names


def _version_truth(left: ast.expr, operator: ast.cmpop, parts: list[ast.expr]) -> bool | None:
    """What `sys.version_info >= (3, 12)` is: programs are of the building version."""
    if ast.unparse(left) not in ("sys.version_info", "version_info"):
        return None
    wanted = tuple(part.value for part in parts if isinstance(part, ast.Constant))
    if not len(parts) == len(wanted) <= 3 or not all(isinstance(part, int) for part in wanted):
        return None
    compare = _ORDER.get(type(operator))
    return None if compare is None else bool(compare(tuple(sys.version_info), wanted))


def _asked_name(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """What `__getattr__` of a module calls the name that it is asked for; "" in other functions.

    What it does for a name that it compares this with, it does once somebody says the name.
    """
    match node:
        case ast.FunctionDef("__getattr__", ast.arguments([], [ast.arg(name)])):
            return name
    return ""


def _makes_exports(node: ast.AST) -> bool:
    """Does this statement say what `__all__` is? `__all__ = …`, `__all__.extend(…)`, …"""
    match node:
        case (
            ast.Assign(targets=[ast.Name("__all__")])
            | ast.AugAssign(target=ast.Name("__all__"))
            | ast.AnnAssign(target=ast.Name("__all__"))
            | ast.Expr(ast.Call(ast.Attribute(ast.Name("__all__"))))
        ):
            return True
    return False


def _catches_import(handler: ast.ExceptHandler) -> bool:
    """Does this clause catch that a module is missing?"""
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(map(_is_import_failure, kinds))


def _suppresses_import(item: ast.withitem) -> bool:
    """Is this `suppress(ImportError)`?"""
    match item.context_expr:
        case ast.Call(ast.Name("suppress") | ast.Attribute(attr="suppress"), kinds):
            return any(map(_is_import_failure, kinds))
    return False


def _is_import_failure(kind: ast.expr) -> bool:
    return isinstance(kind, ast.Name) and kind.id in _IMPORT_FAILURES


def _all_of(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _inverse(value: bool | None) -> bool | None:
    return None if value is None else not value


def _decorator_name(node: ast.expr) -> str:
    """The last name of a decorator: "setter" of `@x.setter`, "lru_cache" of `@lru_cache(9)`."""
    match node:
        case ast.Call(func):
            return _decorator_name(func)
        case ast.Attribute(attr=name) | ast.Name(name):
            return name
    return ""


def all_units(unit: CodeUnit) -> Iterator[CodeUnit]:
    """A unit and those in it, outer ones first."""
    yield unit
    for inner in unit.inner:
        yield from all_units(inner)
