# SPDX-License-Identifier: Apache-2.0
"""Run a compiled program as `__main__`; the other half of `aot run`, in an interpreter of its own.

    python run_main.py LIBRARY SCRIPT [ARGS]

It imports nothing of aot_build, and leaves sys.argv, sys.path, the traceback and the exit code as
`python SCRIPT [ARGS]` would have them.
"""

from __future__ import annotations

import _imp
import os
import sys
from importlib.machinery import ExtensionFileLoader, ModuleSpec, SourceFileLoader
from types import ModuleType, TracebackType

NAME = "__main__"
PASSING = "aot-run-"
"""How the name of a library begins that is for one run only."""


def run_program(library: str, script: str) -> None:
    """Run *script*, whose code is in *library* ("" when nothing in it is native)."""
    path = script if os.path.isabs(script) else os.path.join(os.getcwd(), script)
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(script))
    if library:
        _run_library(library, path)
    else:
        _run_source(path)


def _run_library(library: str, path: str) -> None:
    spec = ModuleSpec(NAME, ExtensionFileLoader(NAME, library), origin=library)
    module = _imp.create_dynamic(spec)
    if os.path.basename(library).startswith(PASSING) and os.name == "posix":
        os.unlink(library)
    # The importer of the library looks for sources beside the origin.
    spec.origin = path
    module.__spec__ = spec
    _run(module, lambda: _imp.exec_dynamic(module))


def _run_source(path: str) -> None:
    loader = SourceFileLoader(NAME, path)
    module = ModuleType(NAME)
    module.__dict__.update(__file__=path, __cached__=None, __loader__=loader, __spec__=None)
    module.__dict__.update(__package__=None, __builtins__=sys.modules["builtins"])
    code = loader.source_to_code(loader.get_data(path), path)
    _run(module, lambda: exec(code, module.__dict__))


def _run(module: ModuleType, action: object) -> None:
    sys.modules[NAME] = module
    try:
        action()  # type: ignore[operator]
    except SystemExit:
        raise
    except BaseException as error:
        own = _without_our_frames(error.__traceback__, module)
        sys.excepthook(type(error), error.with_traceback(own), own)
        # Raised again, so that the interpreter ends as it does: exit code 1, or SIGINT.
        sys.excepthook = _silent
        raise


def _without_our_frames(
    traceback: TracebackType | None, module: ModuleType
) -> TracebackType | None:
    while traceback is not None and traceback.tb_frame.f_globals is not module.__dict__:
        traceback = traceback.tb_next
    return traceback


def _silent(*details: object) -> None:
    pass


if __name__ == "__main__":
    given_library, given_script = sys.argv[1:3]
    sys.argv[:] = sys.argv[2:]
    run_program(given_library, given_script)
