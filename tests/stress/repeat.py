# SPDX-License-Identifier: Apache-2.0
"""Call a module's functions again and again, and print what did not come out as it should.

    python repeat.py leaks COUNT PROGRESS MODULE [FUNCTION...]    growth of blocks and references
    python repeat.py nomemory COUNT PROGRESS MODULE [FUNCTION...] each allocation up to COUNT fails

A line of JSON for each function: {"function", "blocks", "references", "endings"}. PROGRESS is
overwritten with the name of each function before it runs, so that after a crash it tells which.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

RECURSION_LIMIT = 150
WARM_UP = 50

Function = Callable[[], object]


def main(arguments: list[str]) -> int:
    """Measure the functions named, or all without parameters."""
    mode, count, progress, module_name, *names = arguments
    report = keep_output()
    sys.setrecursionlimit(RECURSION_LIMIT)
    warnings.simplefilter("ignore")
    module = importlib.import_module(module_name)
    measure = {"leaks": measure_leaks, "nomemory": measure_nomemory}[mode]
    for name in names or sorted(plain_functions(module)):
        Path(progress).write_text(name)
        function = getattr(module, name)
        measured = measure(module, function, int(count))
        print(json.dumps({"function": name, **measured}), file=report, flush=True)
    return 0


def keep_output() -> TextIO:
    """What was standard output; from now on that leads nowhere, for child processes as well."""
    report = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return report


def plain_functions(module: types.ModuleType) -> Iterator[str]:
    """The functions of a module that can be called with nothing."""
    for name, value in vars(module).items():
        own = isinstance(value, types.FunctionType) and value.__module__ == module.__name__
        if own and value.__code__.co_argcount == 0:
            yield name


# -- leaks ---------------------------------------------------------------------------------


def measure_leaks(module: types.ModuleType, function: Function, count: int) -> dict[str, object]:
    """How many blocks, and references to which constants and globals, *count* calls leave."""
    watched = {repr(value)[:60]: value for value in watched_objects(module, function.__code__)}
    for _ in range(WARM_UP):
        call(function)
    gc.collect()
    references = {name: sys.getrefcount(value) for name, value in watched.items()}
    blocks = sys.getallocatedblocks()
    for _ in range(count):
        call(function)
    gc.collect()
    blocks = sys.getallocatedblocks() - blocks
    grown = {
        name: growth
        for name, value in watched.items()
        if (growth := sys.getrefcount(value) - references[name])
    }
    return {"blocks": blocks, "references": grown, "endings": []}


def watched_objects(module: types.ModuleType, code: types.CodeType) -> Iterator[object]:
    """What a function shares with the rest of the program: a reference lost to it is no block."""
    yield from (None, True, False, 0, 1, 2, "", "a", (), int, float, str, list, dict, tuple, set)
    yield from (ValueError, KeyError, IndexError, TypeError, type, object, BaseException)
    yield from vars(module).values()
    yield from code_constants(code)


def code_constants(code: types.CodeType) -> Iterator[object]:
    """The constants and names of a code object and those inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        yield constant
        if isinstance(constant, types.CodeType):
            yield from code_constants(constant)


# -- failing allocations -------------------------------------------------------------------


def measure_nomemory(module: types.ModuleType, function: Function, count: int) -> dict[str, object]:
    """How the function ends when its first, second … allocation fails, and what that leaves."""
    del module
    normal = call(function)
    fail_each(function, count)
    gc.collect()
    blocks = sys.getallocatedblocks()
    endings = fail_each(function, count)
    gc.collect()
    blocks = sys.getallocatedblocks() - blocks
    strange = sorted(kind.__name__ for kind in endings - {normal, MemoryError})
    return {"blocks": blocks, "references": {}, "endings": strange}


def fail_each(function: Function, count: int) -> set[type]:
    """All ways in which the function ends."""
    from _testcapi import remove_mem_hooks, set_nomemory

    endings: set[type] = set()
    for n in range(count):
        set_nomemory(n, n + 1)
        try:
            ending = call(function)
        finally:
            remove_mem_hooks()
        endings.add(ending)
    return endings


def call(function: Function) -> type:
    """How one call ends: the type of the exception, or None's. Allocates nothing."""
    try:
        function()
    except (Exception, SystemExit) as error:
        return type(error)
    return type(None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
