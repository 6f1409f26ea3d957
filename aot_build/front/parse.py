# SPDX-License-Identifier: Apache-2.0
"""Parse: a source to its tree and to the code object that CPython makes of it.

The code object is what gets shipped, so it comes from the bytes themselves, never from the tree.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from types import CodeType

from aot_build.diagnostics import Diagnostic, Severity, Span, UserError
from aot_build.front.source import Source


@dataclass(frozen=True, eq=False)
class ParsedModule:
    """A module's tree, and its code object compiled at optimisation level 0."""

    source: Source
    tree: ast.Module
    code: CodeType


def parse_module(source: Source, filename: str) -> ParsedModule:
    """Parse and compile; *filename* goes into the code objects. UserError for what is not Python.

    Warnings are dropped: the build is not the place for them, and the sources still give them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            code = compile(source.data, filename, "exec", dont_inherit=True, optimize=0)
        except SyntaxError as error:
            raise UserError(_diagnose(source, error)) from None
        except (ValueError, OverflowError, RecursionError, MemoryError) as error:
            message = str(error) or "too complex for the compiler"
            span = _find_null(source) or Span(source.filename)
            raise UserError(Diagnostic(Severity.ERROR, message, span, "syntax")) from None
        return ParsedModule(source, _parse_tree(source.data, filename), code)


def _find_null(source: Source) -> Span | None:
    """Where the first null character is, of which CPython only says that there is one."""
    before, null, _ = source.text.partition("\0")
    if not null:
        return None
    line = before.count("\n") + 1
    return Span(source.filename, line, len(before) - (before.rfind("\n") + 1) + 1)


def _parse_tree(data: bytes, filename: str) -> ast.Module:
    """The tree, or an empty one when it is nested too deeply to be made: then all is bytecode."""
    try:
        return ast.parse(data, filename)
    except (RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])


def _diagnose(source: Source, error: SyntaxError) -> Diagnostic:
    line = error.lineno or 0
    column = error.offset or 0
    if not line and (null := _find_null(source)) is not None:
        return Diagnostic(Severity.ERROR, f"{error.msg}", null, "syntax")
    end_line = error.end_lineno or line
    end_column = error.end_offset or 0
    if end_line < line or (end_line == line and end_column <= column):
        end_line, end_column = line, column + 1
    span = Span(source.filename, line, max(column, 0), end_line, max(end_column, 0))
    message = f"{error.msg}"
    if isinstance(error, TabError):
        return Diagnostic(Severity.ERROR, message, span, "syntax", "indent with spaces only")
    return Diagnostic(Severity.ERROR, message, span, "syntax")
