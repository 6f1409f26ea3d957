# SPDX-License-Identifier: Apache-2.0
"""Run by test_flow.py in two interpreters: code objects of shapes that the flow graph changes."""

from __future__ import annotations

import _opcode
import dis
from pathlib import Path
from types import CodeType

FIELDS = ("co_name", "co_flags", "co_stacksize", "co_nlocals", "co_varnames", "co_cellvars")
TABLES = ("co_code", "co_exceptiontable", "co_linetable")

# Long jumps, long opargs, more locals than bits in a word.
GENERATED = (
    "def f(a):\n"
    + "".join(f"  v{i} = v{i - 1}\n" for i in range(1, 70))
    + "  if a: del v68\n  v68",
    "while a:\n" + "  b.c(d)\n" * 30 + "  if e: continue\n" + "  b.c(d)\n" * 300,
    "x = [" + ", ".join(f"a{i}" for i in range(600)) + "]\nfor x in a:\n" + "  b = c\n" * 80,
    "def f(a=1, *, b=(2, 3)):\n  return a(\n    b,\n\n\n    c\n  )" + " " * 200 + "+ a",
)


def main() -> None:
    """Print all fields of all code objects, and the effect of each instruction on the stack."""
    text = Path(__file__).with_name("flow_cases.txt").read_text()
    for source in (*text.split("\n\n"), *GENERATED):
        for optimize in (0, 2):
            show(compile(source, "case", "exec", dont_inherit=True, optimize=optimize))
    for name, opcode in sorted(dis.opmap.items()):
        if name.startswith("INSTRUMENTED_"):
            continue  # nobody compiles them, and 3.12 knows few of their effects
        for oparg in (None,) if opcode < dis.HAVE_ARGUMENT else (0, 1, 2, 3, 4, 255, 259):
            print(name, oparg, [effect(opcode, oparg, jump) for jump in (None, True, False)])


def effect(opcode: int, oparg: int | None, jump: bool | None) -> int | str:
    try:
        return _opcode.stack_effect(opcode, oparg, jump=jump)
    except ValueError as error:
        return str(error)


def show(code: CodeType) -> None:
    print(*(f"{field}={getattr(code, field)!r}" for field in FIELDS))
    print(code.co_names, code.co_freevars, len(code.co_consts))
    for table in TABLES:
        print(code.co_name, code.co_firstlineno, table, getattr(code, table).hex())
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            show(constant)
        else:
            print(repr(constant))


if __name__ == "__main__":
    main()
