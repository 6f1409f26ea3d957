# SPDX-License-Identifier: Apache-2.0
"""Prologues for 3.11: what they leave as it was, and that code with empty ones runs as before."""

from __future__ import annotations

import dis
import marshal
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from aot_build.bytecode.prologue import ENTRY, PROLOGUE_UNITS, add_prologue, inject_prologues

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="3.11 alone needs prologues")

SHIFT = 2 * PROLOGUE_UNITS  # in bytes
HERE = Path(__file__).parent

# With doctests, or with much code that runs when they are imported.
NAMES = """
_pydecimal _threading_local difflib doctest enum fractions heapq ipaddress pickle pickletools
statistics textwrap typing uuid zipfile argparse ast asyncio bdb calendar cgi cmd code codeop
collections concurrent.futures configparser contextlib copy csv dataclasses dis email.message
functools graphlib gzip html.parser http.client http.server inspect json logging lzma mailbox
mimetypes multiprocessing.pool optparse pathlib pdb pprint queue random reprlib sched selectors
shelve shlex socketserver sqlite3 string subprocess tarfile tempfile timeit tokenize traceback
types unittest.mock urllib.parse weakref xml.dom.minidom xml.etree.ElementTree xmlrpc.client
"""
MODULES = NAMES.split()


def run(code: CodeType, *args: object) -> object:
    """Call a function made of the code object."""
    return FunctionType(code, {"__builtins__": __builtins__})(*args)


def walk(code: CodeType) -> list[CodeType]:
    """All code objects in pre-order."""
    children = [c for const in code.co_consts if isinstance(const, CodeType) for c in walk(const)]
    return [code, *children]


def instructions(code: CodeType, shift: int) -> list[tuple[object, ...]]:
    """The instructions from an offset on, counted from there."""
    return [
        (item.offset - shift, item.opname, item.arg, item.positions)
        for item in dis.get_instructions(code, show_caches=True)
        if item.offset >= shift
    ]


def exceptions(code: CodeType, shift: int) -> list[tuple[int, int, int, int, bool]]:
    """The exception table, counted from an offset."""
    return [
        (e.start - shift, e.end - shift, e.target - shift, e.depth, e.lasti)
        for e in dis.Bytecode(code).exception_entries
    ]


def assert_same(old: CodeType, new: CodeType) -> None:
    """*new* is *old* with a prologue."""
    assert new.co_consts[-1] == ENTRY and len(new.co_consts) == len(old.co_consts) + 1
    assert new.co_code[SHIFT:] == old.co_code
    assert instructions(new, SHIFT) == instructions(old, 0)
    assert exceptions(new, SHIFT) == exceptions(old, 0)
    lines = [(start - SHIFT, end - SHIFT, n) for start, end, n in new.co_lines()]
    assert [entry for entry in lines if entry[0] >= 0] == list(old.co_lines())
    assert {n for start, _, n in lines if start < 0} == {None}
    assert set(list(new.co_positions())[:PROLOGUE_UNITS]) == {(None,) * 4}
    for name in ("name", "qualname", "flags", "varnames", "cellvars", "freevars", "firstlineno"):
        assert getattr(new, f"co_{name}") == getattr(old, f"co_{name}")


@pytest.mark.parametrize("name", MODULES)
def test_everything_only_moves(name: str) -> None:
    path = Path(sysconfig.get_path("stdlib"), *name.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    old = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    before = walk(old)
    after = walk(inject_prologues(old, set(range(len(before)))))
    assert len(after) == len(before)
    for one, other in zip(before, after, strict=True):
        assert_same(one, other)


def doctests(*args: str) -> tuple[int, str]:
    """Number of prologues and the outcome, of injected.py."""
    command = [sys.executable, "-X", "frozen_modules=off", HERE / "injected.py", *args]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr
    count, _, outcome = result.stdout.splitlines()[-1].partition(" ")
    return int(count), outcome


def test_modules_run_with_empty_prologues() -> None:
    count, outcome = doctests(*MODULES)
    assert count > 5000
    assert outcome == doctests("--plain", *MODULES)[1]


def test_only_what_is_asked_for_changes() -> None:
    source = (
        "def f():\n    def g(): return 1\n    return g\ndef h(): return lambda: 2\nclass C: pass\n"
    )
    code = compile(source, "m.py", "exec")
    before, after = walk(code), walk(inject_prologues(code, {2, 3}))
    assert [c.co_name for c in before] == ["<module>", "f", "g", "h", "<lambda>", "C"]
    has_prologue = [
        len(c.co_code) != len(old.co_code) for old, c in zip(before, after, strict=True)
    ]
    assert has_prologue == [False, False, True, True, False, False]
    assert after[4] is before[4] and after[5] is before[5]
    assert inject_prologues(code, set()) is code


def closes_over(a: object) -> Callable[[], object]:
    return lambda: a


@pytest.mark.parametrize("count", [0, 255, 256, 300, 70_000])
def test_index_of_the_constant(count: int) -> None:
    source = f"def f(x):\n    return [x, {', '.join(f'{i}.5' for i in range(count))}]"
    code = next(c for c in walk(compile(source, "m.py", "exec")) if c.co_name == "f")
    new = add_prologue(code)
    assert run(new, 1) == run(code, 1)
    assert instructions(new, SHIFT) == instructions(code, 0)


def test_cells_and_arguments() -> None:
    code = add_prologue(closes_over.__code__)
    inner = run(code, 5)
    assert callable(inner) and inner() == 5


def test_any_iterator_as_the_constant() -> None:
    def original(x: int) -> int:
        return x + 1

    code = add_prologue(original.__code__)

    def filled(entry: object) -> CodeType:
        return code.replace(co_consts=(*code.co_consts[:-1], entry))

    assert run(code, 1) == 2
    assert run(filled(iter(["native"])), 1) == "native"
    assert run(filled(iter([])), 1) == 2


def test_the_second_loop_raises() -> None:
    class Entry:
        def __init__(self) -> None:
            self.asked = 0

        def __iter__(self) -> Entry:
            return self

        def __next__(self) -> object:
            self.asked += 1
            if self.asked == 1:
                raise StopIteration
            return KeyError("second")

    code = add_prologue((lambda: 1).__code__)
    with pytest.raises(KeyError, match="second") as caught:
        run(code.replace(co_consts=(*code.co_consts[:-1], Entry())))
    assert [entry.name for entry in caught.traceback] == [
        "test_the_second_loop_raises",
        "run",
    ]


def test_code_is_marshalled_as_it_is() -> None:
    code = add_prologue((lambda x: [x]).__code__)
    again = marshal.loads(marshal.dumps(code))
    assert again == code and run(again, 3) == [3]
