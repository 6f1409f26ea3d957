# SPDX-License-Identifier: Apache-2.0
"""Positions: the instruction of the real code object that a node of the tree is blamed on.

Native code stores that instruction in its frame before it does anything that may raise or look at
the frame; the code object's own line table then gives tracebacks their lines and carets. So it has
to have CPython's *position*. Which of several instructions of one position it is shows in
`f_lasti`, by which libraries that look at their callers tell an operator from its operands.

Instructions are numbered in code units of two bytes, inline caches included.
"""

from __future__ import annotations

import ast
import opcode
import sys
from collections import defaultdict
from collections.abc import Iterator
from types import CodeType

Position = tuple[int, int, int, int]  # line, end line, column, end column: as ast counts them

_CACHE = 0  # the opcode of inline cache entries, and of nothing else

# Iterating is blamed on the iterable, `with` on the context expression, a failed assert on the
# condition; before, each on the whole statement or comprehension.
_BLAMES_EXPRESSIONS = sys.version_info[:2] >= (3, 13)

_ITERATES = ("GET_ITER", "GET_AITER", "FOR_ITER")
_TESTS = ("TO_BOOL",) if sys.version_info >= (3, 13) else ("POP_JUMP_", "JUMP_IF_")
_READS = ("LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_")

_PREFIXES: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Assert: ("RAISE_VARARGS",),
    ast.Attribute: ("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_", "STORE_ATTR", "DELETE_ATTR"),
    ast.AsyncFor: ("GET_AITER",),
    ast.AugAssign: ("BINARY_OP",),
    ast.Await: ("GET_AWAITABLE",),
    ast.BinOp: ("BINARY_OP",),
    ast.BoolOp: _TESTS,
    ast.Call: ("CALL",),
    ast.Compare: ("COMPARE_OP", "CONTAINS_OP", "IS_OP"),
    ast.For: ("GET_ITER",),
    ast.FunctionDef: ("MAKE_FUNCTION",),
    ast.Import: ("IMPORT_NAME",),
    ast.ImportFrom: ("IMPORT_NAME",),
    ast.MatchValue: ("COMPARE_OP",),
    ast.Name: (*_READS, "STORE_", "DELETE_"),
    ast.Raise: ("RAISE_VARARGS",),
    ast.Subscript: ("BINARY_S", "STORE_S", "DELETE_S"),
    ast.UnaryOp: ("UNARY_", "CALL_INTRINSIC_1"),
}


class PositionMap:
    """The instructions of one code object by their source positions."""

    def __init__(self, code: CodeType) -> None:
        self._names: dict[int, str] = {}
        self._exact: dict[Position, list[int]] = defaultdict(list)
        self._of_line: dict[int, list[tuple[Position, int]]] = defaultdict(list)
        self._nowhere: list[int] = []
        for index, opname, position in _instructions(code):
            self._names[index] = opname
            line, end_line, column, end_column = position
            if line is None or end_line is None:
                self._nowhere.append(index)
                continue
            known = (line, end_line, column or 0, end_column or 0)
            if column is not None and end_column is not None:
                self._exact[known].append(index)
            self._of_line[line].append((known, index))
        self._start = self._find_start(code.co_firstlineno)

    def find(self, node: ast.AST) -> int:
        """The instruction to blame for *node*: of its position, else of its line.

        What has no instruction of its line (or no position at all) is blamed on the function's
        first line.
        """
        return self._find(node, _PREFIXES.get(type(node), ()))

    def find_store(self, node: ast.AST) -> int:
        """The instruction that stores into, or deletes, the target *node*."""
        return self._find(node, ("STORE_", "DELETE_"))

    def find_load(self, node: ast.AST) -> int:
        """The instruction that reads *node*, also where it is stored to later (`x += 1`)."""
        for position in _positions(node):
            for index in self._exact.get(position, ()):
                if self._names[index].startswith(("LOAD_", "BINARY_S")):
                    return index
        return self.find(node)

    def find_test(self, node: ast.expr) -> int:
        """The instruction that asks for the truth value of the condition *node*."""
        found = self._pick(list(_positions(node)), _TESTS)
        return self.find(node) if found is None else found

    def find_merge(self, node: ast.Call) -> int:
        """The instruction that adds the items of a `**mapping` to the keywords of a call."""
        found = self._pick(list(_positions(node)), ("DICT_MERGE",))
        return self.find(node) if found is None else found

    def find_iteration(self, node: ast.AST, iterable: ast.expr) -> int:
        """The instruction to blame when iterating fails, in a `for` or a comprehension *node*."""
        return self._find_blamed(node, iterable, _ITERATES[:-1], _ITERATES)

    def find_next(self, node: ast.AST, iterable: ast.expr) -> int:
        """The instruction that asks for the next item, in a `for` or a comprehension *node*."""
        return self._find_blamed(node, iterable, _ITERATES[-1:], _ITERATES)

    def find_with(self, node: ast.With | ast.AsyncWith, item: ast.withitem) -> int:
        """The instruction to blame for entering *item* of the statement *node*."""
        prefixes = ("BEFORE_WITH", "BEFORE_ASYNC_WITH", "LOAD_SPECIAL")
        return self._find_blamed(node, item.context_expr, prefixes)

    def find_exit(self, node: ast.With, item: ast.withitem) -> int:
        """The instruction that leaves *item* of the statement *node* where nothing was raised."""
        return self._find_blamed(node, item.context_expr, ("CALL",))

    def find_exit_raised(self, node: ast.With, item: ast.withitem) -> int:
        """The instruction that tells the manager of *item* what was raised."""
        return self._find_blamed(node, item.context_expr, ("WITH_EXCEPT_START",))

    def find_remains(self, handler: ast.ExceptHandler) -> int:
        """The instruction that joins what clauses of `except*` raised, *handler* being the last.

        In most places it has no position at all.
        """
        own = _own_position(handler)
        indexes = [*self._exact.get(own, ()), *self._nowhere] if own is not None else []
        prefixes = ("PREP_RERAISE_STAR", "CALL_INTRINSIC_2")
        found = (index for index in indexes if self._names[index] in prefixes)
        return next(found, self.find(handler))

    def _find_blamed(self, node: ast.AST, expr: ast.expr, *preferred: tuple[str, ...]) -> int:
        """The instruction of the first of these kinds that there is, else any of the position."""
        blamed = _own_position(expr if _BLAMES_EXPRESSIONS else node)
        indexes = self._exact.get(blamed, []) if blamed is not None else []
        for prefixes in preferred:
            named = [index for index in indexes if self._names[index].startswith(prefixes)]
            if named:
                return named[-1]
        return indexes[-1] if indexes else self.find(node)

    def find_line(self, lineno: int) -> int:
        """The first instruction of that line, or of the function's first line."""
        of_line = self._of_line.get(lineno)
        return of_line[0][1] if of_line else self._start

    def _find(self, node: ast.AST, prefixes: tuple[str, ...]) -> int:
        found = self._pick(list(_positions(node)), prefixes)
        return self._near(node) if found is None else found

    def _pick(self, positions: list[Position], prefixes: tuple[str, ...]) -> int | None:
        """The last instruction of the first of these positions, by preference with such a name."""
        exact = [self._exact[position] for position in positions if position in self._exact]
        for indexes in exact:
            named = [index for index in indexes if self._names[index].startswith(prefixes)]
            if named:
                return named[-1]
        return exact[0][-1] if exact else None

    def _near(self, node: ast.AST) -> int:
        """An instruction of the node's first line, by preference one from inside of the node."""
        own = _own_position(node)
        if own is None:
            return self._start
        line, end_line, column, end_column = own
        for position, index in self._of_line.get(line, ()):
            if position[2] >= column and (position[1], position[3]) <= (end_line, end_column):
                return index
        return self.find_line(line)

    def _find_start(self, first_line: int) -> int:
        of_line = self._of_line.get(first_line)
        if of_line:
            return of_line[0][1]
        resumes = (index for index, name in self._names.items() if name == "RESUME")
        return next(resumes, 0)


def _instructions(
    code: CodeType,
) -> Iterator[tuple[int, str, tuple[int | None, int | None, int | None, int | None]]]:
    """Index, name and position of every instruction, without inline caches."""
    opcodes = code.co_code[::2]
    for index, (number, position) in enumerate(zip(opcodes, code.co_positions(), strict=True)):
        if number != _CACHE and number != opcode.EXTENDED_ARG:
            yield index, opcode.opname[number], position


def _positions(node: ast.AST) -> Iterator[Position]:
    """The positions the compiler may have given *node*, the likeliest first."""
    match node:
        case ast.Call(func=ast.Attribute() as attribute) | (ast.Attribute() as attribute):
            yield from _moved(attribute, node)
        case ast.Assert(test=blamed) | ast.For(iter=blamed) | ast.AsyncFor(iter=blamed):
            yield from _own_since_3_13(blamed)
        case ast.With(items=[item, *_]) | ast.AsyncWith(items=[item, *_]):
            yield from _own_since_3_13(item.context_expr)
    own = _own_position(node)
    if own is not None:
        yield own
    if isinstance(node, ast.Assert):
        yield from _compared_last(node.test)


def _compared_last(test: ast.expr) -> Iterator[Position]:
    """3.11 goes on, after jumping on a comparison, with the position of that comparison."""
    while True:
        match test:
            case ast.BoolOp(values=[*_, last]) | ast.UnaryOp(ast.Not(), last):
                test = last
            case ast.Compare():
                own = _own_position(test)
                if own is not None:
                    yield own
                return
            case _:
                return


def _moved(attribute: ast.Attribute, node: ast.expr) -> Iterator[Position]:
    """Where an attribute on a line of its own, or the call of it, is put: at its name.

    x = (a
         .get(1))      the line of the call is this one
    """
    end_line, end = attribute.end_lineno, attribute.end_col_offset
    if end_line is None or end is None or end_line == attribute.lineno:
        return
    node_end_line, node_end = node.end_lineno, node.end_col_offset
    if node_end_line is not None and node_end is not None:
        yield end_line, node_end_line, end - len(attribute.attr), node_end


def _own_since_3_13(blamed: ast.expr) -> Iterator[Position]:
    """3.13 blames an expression where earlier versions blame the whole statement."""
    own = _own_position(blamed)
    if _BLAMES_EXPRESSIONS and own is not None:
        yield own


def _own_position(node: ast.AST) -> Position | None:
    line = getattr(node, "lineno", None)
    if line is None:
        return None
    end_line = getattr(node, "end_lineno", None) or line
    column = getattr(node, "col_offset", 0)
    end_column = getattr(node, "end_col_offset", None)
    return line, end_line, column, column if end_column is None else end_column
