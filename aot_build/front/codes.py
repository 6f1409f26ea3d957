# SPDX-License-Identifier: Apache-2.0
"""Codes: which code object belongs to which node of the tree.

The compiler itself is asked. The tree is compiled once more with a line number of its own for every
node that may open a scope; `co_firstlineno` then names the node. That gives a second tree of code
objects of the same shape as the real one, except that the real one may share *equal* code objects
(two like lambdas on one line); such nodes are left without a code object.
"""

from __future__ import annotations

import ast
import contextlib
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

FunctionNode = (
    ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.Lambda
    | ast.GeneratorExp
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
)
DEF_NODES = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSION_NODES = (ast.ListComp, ast.SetComp, ast.DictComp)
FUNCTION_NODES = (*DEF_NODES, ast.Lambda, ast.GeneratorExp, *COMPREHENSION_NODES)
ScopeNode = FunctionNode | ast.ClassDef
SCOPE_NODES = (*FUNCTION_NODES, ast.ClassDef)


class TypeParameters(ast.AST):
    """The scope of the type parameters of a `def`, `class` or `type` statement (PEP 695).

    No node of the tree is this alone.
    """

    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")

    def __init__(self, statement: ast.stmt) -> None:
        super().__init__()
        self.statement: Any = statement
        ast.copy_location(self, statement)


class LazyValue(ast.AST):
    """The scope of an expression that is evaluated when somebody asks for it.

    It is the value of a `type` statement, or a type parameter's bound or default; `owner`.
    """

    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")

    def __init__(self, owner: ast.AST, value: ast.expr) -> None:
        super().__init__()
        self.owner: Any = owner
        self.value = value
        ast.copy_location(self, value)


AnnotationNode = TypeParameters | LazyValue

_Saved = dict[ast.expr | ast.stmt, tuple[int, int | None, int, int | None]]  # positions
_CODE_NAMES: dict[type[ast.AST], str] = {
    ast.Lambda: "<lambda>",
    ast.GeneratorExp: "<genexpr>",
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
}


@dataclass(frozen=True)
class Match:
    """A node's code object, and its place in the pre-order walk (the module is 0)."""

    code: CodeType
    index: int


@dataclass
class CodeMap:
    """What `match_codes` found out."""

    total: int  # code objects in the pre-order walk, the module's included
    matches: dict[ast.AST, Match] = field(default_factory=dict)
    compiled: set[ast.AST] = field(default_factory=set)  # has a code object, matched or not


def code_children(code: CodeType) -> list[CodeType]:
    """The code objects among the constants, in order."""
    return [const for const in code.co_consts if isinstance(const, CodeType)]


def match_codes(tree: ast.Module, code: CodeType) -> CodeMap:
    """Tie the scope nodes of *tree* to the code objects below *code*, where that is certain."""
    sizes = _subtree_sizes(code)
    found = CodeMap(total=sizes[id(code)])
    with _marked(tree) as marks:
        shadow = _compile_tree(tree, code.co_filename)
    if shadow is not None:
        matcher = _Matcher(marks, sizes, found)
        matcher.note(shadow)
        matcher.match(code, shadow, 0)
        _drop_shared(found)
    return found


def _compile_tree(tree: ast.Module, filename: str) -> CodeType | None:
    """The code of the marked tree; None when the compiler cannot take so deep a tree."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return compile(tree, filename, "exec", dont_inherit=True, optimize=0)
        except (RecursionError, MemoryError):
            return None


def _subtree_sizes(root: CodeType) -> dict[int, int]:
    """How many code objects each of them and all below it are, by `id`.

    A shared one counts at each place, as in the walk that finds an index again at run time.
    """
    sizes: dict[int, int] = {}

    def measure(code: CodeType) -> int:
        size = 1 + sum(measure(child) for child in code_children(code))
        sizes[id(code)] = size
        return size

    measure(root)
    return sizes


@dataclass
class _Marks:
    """The invented line numbers: larger than every real one, so that they cannot meet."""

    first: int
    nodes: dict[tuple[int, str], ScopeNode | AnnotationNode] = field(default_factory=dict)
    real_lines: dict[int, int] = field(default_factory=dict)


@contextlib.contextmanager
def _marked(tree: ast.Module) -> Iterator[_Marks]:
    """Number the scope nodes of *tree* while the block runs."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, SCOPE_NODES)]
    last_line = max((node.end_lineno or node.lineno for node in nodes), default=0)
    marks = _Marks(last_line + 1)
    saved: _Saved = {}
    try:
        for line, node in enumerate(nodes, marks.first):
            _mark(node, line, saved)
        for node in nodes:
            anchor = _first_line_node(node)
            line = anchor.lineno
            marks.nodes[line, code_name(node)] = node
            marks.real_lines[line] = saved[anchor][0]
        _mark_annotation_scopes(tree, marks, saved)
        yield marks
    finally:
        for item, position in saved.items():
            item.lineno, item.end_lineno, item.col_offset, item.end_col_offset = position


def _mark_annotation_scopes(tree: ast.Module, marks: _Marks, saved: _Saved) -> None:
    """Number what is written in annotation scopes, too."""
    found = list(_annotation_scopes(tree))
    for line, (anchor, name, node) in enumerate(found, marks.first + len(saved)):
        _mark(anchor, line, saved)  # which may have one already
        marks.nodes[anchor.lineno, name] = node
        marks.real_lines[anchor.lineno] = saved[anchor][0]


def _annotation_scopes(
    tree: ast.Module,
) -> Iterator[tuple[ast.expr | ast.stmt, str, AnnotationNode]]:
    """Whose line is the first of their code objects, how these are called, and the scopes."""
    for node in ast.walk(tree):
        is_alias = isinstance(node, getattr(ast, "TypeAlias", ()))
        if getattr(node, "type_params", None):
            statement: Any = node
            name = statement.name.id if is_alias else statement.name
            anchor = statement if is_alias else _first_line_node(statement)
            yield anchor, f"<generic parameters of {name}>", TypeParameters(statement)
        if is_alias:
            alias: Any = node
            yield alias, alias.name.id, LazyValue(alias, alias.value)
        if isinstance(node, getattr(ast, "type_param", ())):
            parameter: Any = node
            for value in (getattr(node, "bound", None), getattr(node, "default_value", None)):
                if value is not None:
                    yield value, parameter.name, LazyValue(parameter, value)


def _mark(node: ast.expr | ast.stmt, line: int, saved: _Saved) -> None:
    """Give *node*, and what its first line is taken from, the line number *line*."""
    for item in (node, _first_line_node(node)):
        if item not in saved:
            saved[item] = (item.lineno, item.end_lineno, item.col_offset, item.end_col_offset)
            item.lineno = item.end_lineno = line
            item.col_offset = item.end_col_offset = 0


def _first_line_node(node: ast.expr | ast.stmt) -> ast.expr | ast.stmt:
    """The node whose line becomes `co_firstlineno`: the first decorator, if there is one.

    A decorator may be a scope itself (`@lambda f: f`); the names of the code objects then differ.
    """
    if isinstance(node, (*DEF_NODES, ast.ClassDef)) and node.decorator_list:
        return node.decorator_list[0]
    return node


def code_name(node: ScopeNode) -> str:
    """The `co_name` that the compiler gives the node's code object."""
    if isinstance(node, (*DEF_NODES, ast.ClassDef)):
        return node.name
    return _CODE_NAMES[type(node)]


class _Matcher:
    """Walks the real code objects and the marked ones side by side."""

    def __init__(self, marks: _Marks, sizes: dict[int, int], found: CodeMap) -> None:
        self.marks = marks
        self.sizes = sizes
        self.found = found
        self.times: Counter[ast.AST] = Counter()

    def note(self, shadow: CodeType) -> None:
        """Remember which nodes below *shadow* are compiled at all."""
        for child in code_children(shadow):
            node = self._node(child)
            if node is not None:
                self.found.compiled.add(node)
            self.note(child)

    def match(self, real: CodeType, shadow: CodeType, index: int) -> None:
        """Match everything below *real*, whose place in the walk is *index*."""
        places: dict[tuple[int, str], list[tuple[CodeType, int]]] = defaultdict(list)
        index += 1
        for child in code_children(real):
            places[child.co_firstlineno, child.co_name].append((child, index))
            index += self.sizes[id(child)]
        shadows: dict[tuple[int, str], list[CodeType]] = defaultdict(list)
        for child in code_children(shadow):
            line = self.marks.real_lines.get(child.co_firstlineno, child.co_firstlineno)
            shadows[line, child.co_name].append(child)
        for key, alike in shadows.items():
            if len(alike) == len(places[key]):
                for (child, place), marked in zip(places[key], alike, strict=True):
                    self._pair(child, marked, place)

    def _pair(self, real: CodeType, shadow: CodeType, index: int) -> None:
        if _shape(real) != _shape(shadow):
            return
        node = self._node(shadow)
        if node is not None:
            self.times[node] += 1
            if self.times[node] == 1:
                self.found.matches[node] = Match(real, index)
            else:  # compiled more than once, as the suite of a `finally` is: which one is unknown
                self.found.matches.pop(node, None)
        self.match(real, shadow, index)

    def _node(self, shadow: CodeType) -> ScopeNode | AnnotationNode | None:
        return self.marks.nodes.get((shadow.co_firstlineno, shadow.co_name))


def _shape(code: CodeType) -> tuple[object, ...]:
    """What of a code object does not depend on line numbers."""
    return (
        code.co_qualname,
        code.co_flags,
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_varnames,
        code.co_cellvars,
        code.co_freevars,
        code.co_names,
    )


def _drop_shared(found: CodeMap) -> None:
    """Forget nodes whose code object is that of another node too.

    CPython keeps one of several equal constants of a module, also across functions; 3.11 does not
    look at columns when it compares code objects.
    """
    times = Counter(id(match.code) for match in found.matches.values())
    for node in [node for node, match in found.matches.items() if times[id(match.code)] > 1]:
        del found.matches[node]
