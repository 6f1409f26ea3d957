# SPDX-License-Identifier: Apache-2.0
"""Run the functions of generated modules in both tiers and print where they differ.

    python compare.py [--columns] FOLDER PROGRESS MODULE...

FOLDER holds MODULE.py beside MODULE*.so.

Both run in this process, the bytecode from the source. A difference is one line of JSON. PROGRESS
is overwritten with the name of each function before it runs, so that after a crash it tells which.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import re
import signal
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MEMORY_LIMIT = 3 << 30
CALL_SECONDS = 5
RECURSION_LIMIT = 400
LONGEST = 2000
DEEPEST_CONTEXT = 5
ADDRESS = re.compile(r"\b0x[0-9a-f]+")

columns = False
"""Whether a traceback entry is more than its function and line."""


class TooSlow(BaseException):
    """A call took longer than any generated program should."""


def main(arguments: list[str]) -> int:
    """Compare every function of every module."""
    global columns
    columns = arguments[0] == "--columns"
    folder, progress, *modules = arguments[columns:]
    prepare()
    sys.path.insert(0, folder)
    for name in modules:
        native = importlib.import_module(name)
        assert str(getattr(native.__spec__, "origin", "")).endswith((".so", ".pyd")), native
        for difference in compare_module(plain_module(name, Path(folder)), native, Path(progress)):
            print(json.dumps({"module": name, **difference}), flush=True)
    return 0


def prepare() -> None:
    """Make this process forgiving: huge numbers print, huge memory fails, and nothing hangs."""
    sys.setrecursionlimit(RECURSION_LIMIT)
    sys.set_int_max_str_digits(0)
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_slow)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def too_slow(*_: object) -> None:
    """Interrupt a call."""
    raise TooSlow


def plain_module(name: str, folder: Path) -> types.ModuleType:
    """The module as CPython runs it."""
    path = folder / f"{name}.py"
    module = types.ModuleType(name)
    module.__dict__["__file__"] = str(path)
    exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), module.__dict__)
    return module


def compare_module(
    plain: types.ModuleType, native: types.ModuleType, progress: Path
) -> Iterator[dict[str, Any]]:
    """The first difference of each function."""
    names = [name for name in vars(plain) if re.fullmatch(r"f\d+", name)]
    for name in names:
        progress.write_text(f"{plain.__name__}.{name}")
        for k in range(plain.ARGUMENT_SETS):
            expected = observe(plain, name, k)
            found = observe(native, name, k)
            slow = "TooSlow" in (expected["ending"], found["ending"])
            if expected != found and not slow and "MemoryError" not in str(expected):
                yield {"function": name, "arguments": k, "plain": expected, "native": found}
                break


def observe(module: types.ModuleType, name: str, k: int) -> dict[str, Any]:
    """All that can be seen of one call."""
    module.LOG.clear()  # what they log is not of interest, but there may be a limit to it
    arguments = module.arguments(k)
    module.LOG.clear()
    printed = io.StringIO()
    signal.alarm(CALL_SECONDS)
    try:
        with contextlib.redirect_stdout(printed):
            ending = call(getattr(module, name), arguments)
    except TooSlow:
        ending = "TooSlow"
    finally:
        signal.alarm(0)
    return {
        "ending": shorten(ending),
        "arguments": show(arguments),
        "log": show(module.LOG),
        "printed": printed.getvalue(),
    }


def call(function: Callable[..., object], arguments: tuple[object, ...]) -> str:
    """How a call ends."""
    try:
        return "returned " + show(function(*arguments))
    except Exception as error:
        return "raised " + show_exception(error, 0)


def show_exception(error: BaseException, depth: int) -> str:
    """An exception with its lines and columns, and what it followed.

    Of a RecursionError only where it began: built-in functions that native code calls are not
    counted, so that another call finds out (docs/differences.md).
    """
    frames = traceback.extract_tb(error.__traceback__)
    lines: list[object] = [
        (f.name, f.lineno, *((f.end_lineno, f.colno, f.end_colno) if columns else ()))
        for f in frames
        if f.name != "call"
    ]
    if isinstance(error, RecursionError):
        return f"RecursionError in {lines[:1]}"
    if isinstance(error, UnboundLocalError) and sys.version_info < (3, 12):
        # A warm function reads a variable in one instruction with storing the one before: its line.
        lines[-1:] = [frames[-1].name]
    parts = [show(error), str(lines), show(error.__cause__), str(error.__suppress_context__)]
    context = error.__context__
    if context is not None and depth < DEEPEST_CONTEXT:
        parts.append("after " + show_exception(context, depth + 1))
    return " | ".join(parts)


def show(value: object) -> str:
    """The repr without addresses; types too, since 1 == True == 1.0 in a message."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<no repr: {type(error).__name__}>"
    return shorten(ADDRESS.sub("0x", text))


def shorten(text: str) -> str:
    """The text if it is not too long, else its two ends."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]}…{len(text)}…{text[-half:]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
