# SPDX-License-Identifier: Apache-2.0
"""Say what compile() makes of files, so that two interpreters can be compared.

Run by compiler_check.py with each of them: reads {"files", "optimize", "what"} as JSON from stdin,
where "what" is "code", "tree" or "symbols", and answers each file with one marshalled list of
(where, what) pairs, in order of the files.
"""

from __future__ import annotations

import _symtable  # type: ignore[import-not-found]
import ast
import dis
import json
import marshal
import re
import sys
import warnings
from collections.abc import Iterator
from types import CodeType
from typing import Any

Fact = tuple[str, str]
# Everything else of a code object that is not told in a readable form of its own.
FIELDS = (
    *("co_name", "co_qualname", "co_filename", "co_firstlineno", "co_flags", "co_argcount"),
    *("co_posonlyargcount", "co_kwonlyargcount", "co_nlocals", "co_varnames", "co_cellvars"),
    *("co_freevars", "co_names", "co_stacksize"),
)


def main() -> None:
    """Answer every file; a file that cannot be compiled with what was raised."""
    task = json.load(sys.stdin)
    for file in task["files"]:
        with open(file, "rb") as stream:
            source = stream.read()
        answer = describe(source, file, task["optimize"], task["what"])
        marshal.dump(answer, sys.stdout.buffer, 2)
        sys.stdout.buffer.flush()


def describe(source: bytes, file: str, optimize: int, what: str) -> list[Fact]:
    """The facts of one file: warnings, then what was asked for or the error."""
    facts: list[Fact] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if what == "symbols":
                facts += describe_block(_symtable.symtable(source, file, "exec"), "")
            elif what == "tree":
                dumped = ast.dump(
                    compile(source, file, "exec", ast.PyCF_ONLY_AST), include_attributes=True
                )
                facts += [("tree", dumped)]
            else:
                code = compile(source, file, "exec", dont_inherit=True, optimize=optimize)
                facts += describe_code(code, "")
        except Exception as error:
            facts += describe_error(error)
    said = [(w.category.__name__, str(w.message), w.lineno) for w in caught]
    return [("warnings", repr(said)), *facts]


def describe_error(error: Exception) -> Iterator[Fact]:
    """Type and arguments, and the members of a SyntaxError that are not among those."""
    # Some tell addresses.
    yield "error", re.sub(r"\d{9,}", "…", f"{type(error).__name__}{error.args!r}")
    if isinstance(error, SyntaxError):
        members = ("msg", "lineno", "offset", "end_lineno", "end_offset", "text", "filename")
        yield "error", repr([getattr(error, member) for member in members])


def describe_block(block: Any, where: str) -> Iterator[Fact]:
    """A symbol table entry and those of the blocks in it."""
    where = f"{where}{block.name}:{block.lineno}"
    yield f"{where} block", repr((block.type, block.nested, block.varnames))
    # Names that only pass through on their way to inner blocks come out of a set.
    own = [pair for pair in block.symbols.items() if pair[1] % (1 << _symtable.SCOPE_OFF)]
    through = sorted(block.symbols.items() - set(own))
    yield f"{where} symbols", repr([*own, *through])
    for child in block.children:
        yield from describe_block(child, where + " > ")


def describe_code(code: CodeType, where: str) -> Iterator[Fact]:
    """Every field of a code object and of those among its constants."""
    where = f"{where}{code.co_name}:{code.co_firstlineno}"
    for field in FIELDS:
        yield f"{where} {field}", repr(getattr(code, field))
    units = zip(code.co_code[::2], code.co_code[1::2], strict=True)
    yield f"{where} co_code", " ; ".join(f"{dis.opname[op]} {arg}" for op, arg in units)
    yield f"{where} co_exceptiontable", code.co_exceptiontable.hex()
    yield f"{where} co_positions", " ; ".join(map(repr, code.co_positions()))
    yield f"{where} co_linetable", code.co_linetable.hex()
    for index, constant in enumerate(code.co_consts):
        if not isinstance(constant, CodeType):
            yield f"{where} co_consts[{index}]", describe_constant(constant)
    yield f"{where} co_consts", str(len(code.co_consts))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from describe_code(constant, where + " > ")


def describe_constant(constant: object) -> str:
    """A text that tells 1 from True and 1.0, in every depth."""
    if isinstance(constant, tuple):
        return f"({', '.join(map(describe_constant, constant))},)"
    if isinstance(constant, frozenset):
        return f"frozenset({', '.join(sorted(map(describe_constant, constant)))})"
    if isinstance(constant, int) and not isinstance(constant, bool):
        return hex(constant)
    return repr(constant)


if __name__ == "__main__":
    main()
