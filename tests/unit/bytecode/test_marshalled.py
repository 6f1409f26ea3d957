# SPDX-License-Identifier: Apache-2.0
"""Marshalled code is the same bytes in any process, and the same code when loaded."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys

import pytest

from aot_build.bytecode.marshalled import marshal_code

SOURCE = '''
import os.path, dataclasses
NAMES = frozenset(("alpha", "beta", "gamma delta", 3, None))
class Outer:
    """A docstring, not a name."""
    class Inner:
        def method(self, x, *rest, y=("Outer.Inner", 1.5), **options):
            total = [lambda: (x, item) for item in rest if item in {"a b", "c d"}]
            try:
                return f"{total!r:>{x}}" + "Outer.Inner"
            except (ValueError, TypeError):
                return -12345678901234567890
'''

WRITE = """
import sys
if sys.argv[1:]:
    import asyncio, argparse, inspect, weakref
    kept = [compile(sys.stdin.read(), "<elsewhere>", "exec"), sys.intern("Outer." + "Inner")]
    sys.stdin.seek(0) if sys.stdin.seekable() else None
from aot_build.bytecode.marshalled import marshal_code
from tests_source import SOURCE
import inspect, argparse, weakref
sources = [SOURCE, *map(inspect.getsource, (argparse, inspect, weakref))]
for source in sources:
    sys.stdout.buffer.write(marshal_code(compile(source, "<here>", "exec")))
"""


def write(tmp_path: object, seed: str, *arguments: str) -> bytes:
    path = os.pathsep.join([str(tmp_path), *sys.path])
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
    command = [sys.executable, "-c", WRITE, *arguments]
    return subprocess.run(
        command, env=env, input=SOURCE.encode(), stdout=subprocess.PIPE, check=True
    ).stdout


def test_the_bytes_do_not_depend_on_the_process(tmp_path: object) -> None:
    with open(f"{tmp_path}/tests_source.py", "w", encoding="utf-8") as file:
        file.write(f"SOURCE = {SOURCE!r}\n")
    plain = write(tmp_path, "1")
    assert plain
    assert write(tmp_path, "2", "busy") == plain


def test_the_code_is_unchanged() -> None:
    code = compile(SOURCE, "<here>", "exec")
    loaded = marshal.loads(marshal_code(code))
    assert loaded == code
    assert list(loaded.co_lines()) == list(code.co_lines())


@pytest.mark.parametrize("value", [(), (1, "a", (2.5, b"x")), (None, frozenset({1}))])
def test_tuples_of_constants(value: tuple[object, ...]) -> None:
    assert marshal.loads(marshal_code(value)) == value
