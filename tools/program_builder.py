# SPDX-License-Identifier: Apache-2.0
"""Build many standalone programs in one process of another Python.

    with Builder(python) as builder:
        built = builder.build(source, output, "native", include=["json"])

What a build finds out about the library is kept for the next one. The process runs this file,
reads a request as a line of JSON and answers with one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from venvs import ROOT


@dataclass(frozen=True)
class Built:
    """What became of a program."""

    error: str
    """Why there is none; "" when there is."""
    missing: tuple[str, ...]
    """Modules that the program itself imports and that were not found."""


class Builder:
    """A process that builds programs for its Python; used by one thread at a time."""

    def __init__(self, python: Path, path: Sequence[Path] = ()) -> None:
        """Modules are found in the folders of *path* as well."""
        self.python = python
        self.path = os.pathsep.join(map(str, (ROOT, *path)))
        self.lock = threading.Lock()
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def build(self, source: Path, output: Path, tier: str, include: Sequence[str] = ()) -> Built:
        """Build *source*; what went wrong is in the answer."""
        request = [str(source), str(output), tier, list(include)]
        output.parent.mkdir(parents=True, exist_ok=True)
        with self.lock:
            process = self.start()
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                self.stop()
                return Built("the compiler's process ended", ())
        found: dict[str, Any] = json.loads(answer)
        return Built(found["error"], tuple(found["missing"]))

    def start(self) -> subprocess.Popen[str]:
        """The process, started when it is needed."""
        if self.process is None:
            self.process = subprocess.Popen(
                [str(self.python), __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": self.path},
            )
        return self.process

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def serve() -> None:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the compiler prints is no answer
    for line in sys.stdin:
        source, output, tier, include = json.loads(line)
        answers.write(json.dumps(answer(Path(source), Path(output), tier, include)) + "\n")
        answers.flush()


def answer(source: Path, output: Path, tier: str, include: list[str]) -> dict[str, Any]:
    """Build one program."""
    from aot_build.diagnostics import Diagnostic, UserError
    from aot_build.entrypoint import script_entry
    from aot_build.options import Options
    from aot_build.programbuild import Request, compile_program
    from aot_build.progress import QuietProgress

    class Silent(QuietProgress):
        """What is missing is in the answer."""

        def show(self, *diagnostics: Diagnostic) -> None:
            """Say nothing."""

    try:
        request = Request(script_entry(source), output, False, tuple(include))
        closure = compile_program(request, Options(tier=tier), Silent())
    except UserError as error:
        return {"error": str(error), "missing": []}
    except Exception:
        return {"error": traceback.format_exc(), "missing": []}
    own = {module.name for module in closure.modules.values() if module.own}
    missing = [item.name for item in closure.missing.values() if item.importer in own]
    return {"error": "", "missing": sorted(missing)}


if __name__ == "__main__":
    serve()
