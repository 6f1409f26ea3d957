# SPDX-License-Identifier: Apache-2.0
"""Print what compile() makes of the cases of codegen_cases.txt, in every mode.

Run by test_codegen.py with CPython and with a CPython that has our code generation: the same is
to be printed. Cases are separated by lines of four dashes, or by a heading after four equal signs.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))

from compiler_describe import describe_code, describe_error  # noqa: E402

# Mode, flags, optimization, and whether warnings are errors.
WAYS = (
    ("exec", 0, 0, False),
    ("exec", 0, 0, True),
    ("exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, 1, False),
    ("exec", 0, 2, False),
    ("single", 0, 0, False),
    ("single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, 2, False),
    ("eval", 0, 0, False),
)


def main() -> None:
    """Print every case, in every way."""
    for source in [*read_cases(), *make_cases()]:
        for way in WAYS:
            print(repr(source), *way, *describe(source, *way))


def read_cases() -> list[str]:
    """The cases of the file."""
    text = (HERE / "codegen_cases.txt").read_text(encoding="utf-8")
    return [case for case in re.split(r"^(?:----|==== .*)\n", text, flags=re.M) if case]


def make_cases() -> Iterator[str]:
    """Cases with many parts, on both sides of where something changes."""
    for n in (29, 30, 31, 300):
        names = [f"a{i}" for i in range(n)]
        yield "f(" + ",".join(names) + ")"
        yield "x.f(" + ",".join(names) + ")"
        yield "[" + ",".join(names) + "]"
        yield "(" + ",".join(names) + ", *b)"
        yield "{" + ",".join(names) + "}"
        yield 'f"' + "".join(f"{{{name}}}" for name in names) + '"'
        yield "\n".join(["if a: b"] * n)
    for n in (14, 15, 16, 17, 33):
        yield "f(" + ",".join(f"a{i}=b" for i in range(n)) + ")"
        yield "f(**x," + ",".join(f"a{i}=b" for i in range(n)) + ",**c)"
        yield "x.f(1," + ",".join(f"a{i}=b" for i in range(n)) + ")"
        yield "{" + ",".join(f"{i}:b" for i in range(n)) + ",**c}"
        yield "{" + ",".join(f"a{i}:b" for i in range(n)) + "}"
    for n in (255, 256):
        yield ", ".join(["a"] * n) + ", *b = c"
        yield "match x:\n case " + ", ".join(["_"] * n) + ", *b, c: pass"
    for n in (19, 20, 21, 22):
        for statement in ("while 1:", "for a in b:", "with a:"):
            lines = [" " * i + statement for i in range(1, n + 1)]
            body = "\n".join([*lines, " " * (n + 1) + "pass"])
            yield f"def f():\n{body}"
            if n != 20:  # There CPython 3.12 crashes.
                yield f"def f():\n yield\n{body}"


def describe(source: str, mode: str, flags: int, optimize: int, strict: bool) -> Iterator[object]:
    """The facts of one compilation."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("error" if strict else "always")
        try:
            code = compile(source, "<case>", mode, flags, dont_inherit=True, optimize=optimize)
        except Exception as error:
            yield from describe_error(error)
        else:
            yield from describe_code(code, "")
    yield [(str(warning.message), warning.lineno) for warning in caught]


if __name__ == "__main__":
    main()
