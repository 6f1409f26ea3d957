# SPDX-License-Identifier: Apache-2.0
"""Say what compile() makes of files, so that two interpreters can be compared.

Run by compiler_check.py with each of them: reads {"files", "optimize", "tree"} as JSON from stdin
and answers each file with one marshalled list of (where, what) pairs, in order of the files.
"""

from __future__ import annotations

import ast
import dis
import json
import marshal
import sys
import warnings
from collections.abc import Iterator
from types import CodeType

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
        answer = describe(source, file, task["optimize"], task["tree"])
        marshal.dump(answer, sys.stdout.buffer, 2)
        sys.stdout.buffer.flush()


def describe(source: bytes, file: str, optimize: int, tree: bool) -> list[Fact]:
    """The facts of one file: warnings, then the code or the tree or the error."""
    facts: list[Fact] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if tree:
                dumped = ast.dump(
                    compile(source, file, "exec", ast.PyCF_ONLY_AST), include_attributes=True
                )
                facts += [("tree", dumped)]
            else:
                code = compile(source, file, "exec", dont_inherit=True, optimize=optimize)
                facts += describe_code(code, "")
        except Exception as error:
            facts += [("error", f"{type(error).__name__}{error.args!r}")]
    said = [(w.category.__name__, str(w.message), w.lineno) for w in caught]
    return [("warnings", repr(said)), *facts]


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
