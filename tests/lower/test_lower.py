"""Lowering: Python in, IR out (`*.case`), and every function is sound by the verifier.

A first line `# body` asks for the body of the module instead of its functions, `# classes` for
those of classes and for annotation scopes; others may follow. A first line `# collecting` asks for
the collecting versions of generator expressions too.
A first line `# locals: x=int y=f64` gives variables representations, as inference would; `range`
then means the built-in. A first line `# since 3.12` or `# before 3.12` says which versions of
Python a case is about.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import decode_source
from aot_build.ir.function import Function
from aot_build.ir.text import print_function
from aot_build.ir.types import Rep
from aot_build.ir.verify import verify_function
from aot_build.lower.context import LocalType, Typing
from aot_build.lower.module import add_collecting_versions, try_function, unique_names
from aot_build.passes import blocks, dce, simplify

sys.path.insert(0, str(Path(__file__).parents[1]))
from casefile import Case, check_case, read_cases


def is_about_us(case: Case) -> bool:
    """Whether a case is about the running version."""
    found = re.match(r"(?:# (?:body|classes)\n)?# (since|before) (\d+)\.(\d+)\n", case.text)
    if found is None:
        return True
    reached = sys.version_info >= (int(found[2]), int(found[3]))
    return reached == (found[1] == "since")


CASES = [case for case in read_cases(Path(__file__).parent) if is_about_us(case)]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_lower(case: Case) -> None:
    check_case(case, lower_text)


def lower_text(text: str) -> str:
    """The IR of each function, tidied as the passes would, or why it stays in bytecode."""
    source = decode_source(Path("m.py"), "m.py", text.encode())
    scopes = resolve_module(parse_module(source, "m.py"))
    typing = read_typing(text)
    parts = []
    if text.startswith("# body"):
        scopes.functions = [scopes.body]
    if text.startswith("# classes"):
        scopes.functions = scopes.bodies
    names = unique_names(scopes)
    if text.startswith("# collecting"):
        parts += map(tidied, add_collecting_versions(scopes, names))
    for scope, name in names.items():
        function, report = try_function(scope, scopes, typing, name)
        if function is not None:
            parts.append(tidied(function))
        else:
            place = f":{report.span.line}" if report.span else ""
            parts.append(f"# {report.qualname}{place}: [{report.reason}] {report.message}\n")
    return "".join(parts)


def tidied(fn: Function) -> str:
    """The text of a function after the passes that make it shorter."""
    verify_function(fn)
    for run in (simplify.run, dce.run, blocks.run):
        run(fn)
    verify_function(fn)
    return without_places(print_function(fn))


def without_places(text: str) -> str:
    """The text without code units, which differ from version to version."""
    return re.sub(r" start \d+|, \[\d+(?: \d+)*\]|(?<=rt_stand_at\()\d+", "", text)


def read_typing(text: str) -> Typing:
    """The assumptions that the first line asks for."""
    first = text.partition("\n")[0]
    if not first.startswith("# locals:"):
        return Typing()
    pairs = (word.partition("=") for word in first.removeprefix("# locals:").split())
    types = {"int": "int", "i64": "int", "f64": "float", "bool": "bool", "num": "num"}
    return Typing(
        locals={name: LocalType(Rep(rep), types[rep]) for name, _, rep in pairs},
        globals={"range": "builtins.range"},
    )
