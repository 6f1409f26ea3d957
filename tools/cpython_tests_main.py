# SPDX-License-Identifier: Apache-2.0
"""The program that `tools/cpython_tests.py` builds: runs one of CPython's test modules.

    program --record RECORD test.test_int
    program -c 'print(1)'                       as an interpreter would

The record is that of corpus_unittest.py. Tests that need a resource (time, disk, network) skip
themselves, and so do those that need the C modules which CPython is tested with.
"""

import importlib.util
import runpy
import sys
import types
import unittest

import test.support
from corpus_unittest import run

TEST_MODULES = ("_testcapi", "_testbuffer", "_testmultiphase")
LIMITS = {
    **{f"{name}_MAX": (1 << bits - 1) - 1 for name, bits in (("INT", 32), ("LONG", 64))},
    **{f"{name}_MIN": -(1 << bits - 1) for name, bits in (("INT", 32), ("LONG", 64))},
    **{f"U{name}_MAX": (1 << bits) - 1 for name, bits in (("INT", 32), ("LONG", 64))},
    **{"PY_SSIZE_T_MAX": sys.maxsize, "PY_SSIZE_T_MIN": -sys.maxsize - 1, "USHRT_MAX": 0xFFFF},
}


class Missing:
    """Something of a C module that is not there."""

    def __call__(self, *arguments: object, **named: object) -> None:
        raise unittest.SkipTest("a C module for tests is missing")

    def __getattr__(self, name: str) -> "Missing":
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class MissingModule(types.ModuleType):
    """A C module that is not there; importing it does not skip the tests that do without."""

    def __getattr__(self, name: str) -> Missing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing()


def replace_missing() -> None:
    """Put something in the place of each C module for tests that is not there."""
    for name in TEST_MODULES:
        if importlib.util.find_spec(name) is None:
            module = sys.modules[name] = MissingModule(name)
            module.__dict__.update(LIMITS)
    # It asks a C module for tests, without which whole modules would skip themselves.
    test.support.has_no_debug_ranges = lambda: False


def interpret(words: list[str]) -> None:
    """Do what `python WORDS` does, for tests that start sys.executable; options change nothing."""
    while words and words[0].startswith("-") and words[0] not in ("-c", "-m", "-"):
        words = words[2 if words[0] in ("-X", "-W") else 1 :]
    kind, *rest = words or ["-"]
    names = sys.modules["__main__"].__dict__
    if kind == "-c":
        sys.argv = ["-c", *rest[1:]]
        exec(compile(rest[0], "<string>", "exec"), names)
    elif kind == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif kind == "-":
        exec(compile(sys.stdin.read(), "<stdin>", "exec"), names)
    else:
        sys.argv = [kind, *rest]
        with open(kind, "rb") as file:
            exec(compile(file.read(), kind, "exec"), names | {"__file__": kind})


if __name__ == "__main__" and sys.argv[1:2] != ["--record"]:
    interpret(sys.argv[1:])
elif __name__ == "__main__":
    replace_missing()
    test.support.use_resources = []
    sys.exit(not run(sys.argv[2], ["-v", *sys.argv[3:]]))
