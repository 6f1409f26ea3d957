# SPDX-License-Identifier: Apache-2.0
"""Compile the standard library with CPython and with ours, and say where the results differ.

    python tools/compiler_check.py [--python 3.12] [--pieces symtable,fold] [--every 20]
    python tools/compiler_check.py --files FILE.py … [--tree|--symbols] [--optimize 2] [--sanitize]

Builds what compiler_python.py builds and compares every field of every code object (or, with
--tree, the dumped trees, with --symbols the symbol tables) and every error and warning. By default
each 20th file of Lib and its tests is taken; `--every 1` takes them all. Exit code 1 when something
differs.
"""

from __future__ import annotations

import argparse
import json
import marshal
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from capi_programs import Python, find_python
from compiler_describe import Fact
from compiler_python import build, environment
from venvs import ROOT, SUPPORTED

DESCRIBE = ROOT / "tools" / "compiler_describe.py"
CONTEXT = 60  # characters of a long text shown before and after a difference


@dataclass(frozen=True)
class Task:
    """What both sides are asked to do with each file."""

    optimize: int
    what: str

    def ask(self, program: Path, python: Python, files: list[Path]) -> subprocess.Popen[bytes]:
        """A started worker that was told what to do."""
        worker = subprocess.Popen(
            [program, "-S", "-B", DESCRIBE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(python) | {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
        )
        task = {"files": list(map(str, files)), "optimize": self.optimize, "what": self.what}
        assert worker.stdin is not None
        try:
            worker.stdin.write(json.dumps(task).encode())
            worker.stdin.close()
        except BrokenPipeError:
            pass  # it crashed while starting, which the reader of its answers tells
        return worker


def main(arguments: list[str]) -> int:
    """Compare, print what differs and a summary."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", choices=SUPPORTED, default="3.12")
    parser.add_argument("--pieces", help="names in capi/compile/, with commas; default: all")
    parser.add_argument("--program", type=Path, help="compare this interpreter, build nothing")
    parser.add_argument("-o", "--output", type=Path, help="where to build the interpreter")
    parser.add_argument("--sanitize", action="store_true", help="AddressSanitizer and UBSan")
    parser.add_argument("--files", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=20, help="take each n-th file of Lib")
    parser.add_argument("--optimize", type=int, default=0, choices=(0, 1, 2))
    what = parser.add_mutually_exclusive_group()
    for other in ("tree", "symbols"):
        what.add_argument(f"--{other}", dest="what", action="store_const", const=other)
    parser.set_defaults(what="code")
    parser.add_argument("--show", type=int, default=5, help="how many differences to print")
    options = parser.parse_args(arguments)
    python = find_python(options.python)
    pieces = options.pieces.split(",") if options.pieces else None
    program = options.program or build(python, pieces, options.sanitize, options.output)
    files = options.files or find_files(python)[:: options.every]
    counts: Counter[str] = Counter()
    for file, where, theirs, ours in compare(
        python, program, files, Task(options.optimize, options.what)
    ):
        kind = where.rpartition(" ")[2].partition("[")[0] if where else "same"
        counts[kind] += 1
        if where and counts.total() - counts["same"] <= options.show:
            print(f"{file}: {where}\n  CPython: {theirs}\n  ours:    {ours}", flush=True)
    different = counts.total() - counts["same"]
    kinds = ", ".join(f"{n} {kind}" for kind, n in counts.most_common() if kind != "same")
    print(f"{counts['same']} of {counts.total()} files the same{': ' + kinds if kinds else ''}")
    return 1 if different else 0


def find_files(python: Python) -> list[Path]:
    """The standard library and its tests, without what pip installed."""
    library = python.libdir / f"python{python.version}"
    found = sorted(library.rglob("*.py"))
    return [file for file in found if "site-packages" not in file.parts]


def compare(
    python: Python, program: Path, files: list[Path], task: Task
) -> Iterator[tuple[Path, str, str, str]]:
    """File, place of the first difference ("" if none), CPython's and our text there.

    A crash of ours is a difference of that file, and the next files go on in a new process.
    """
    theirs = read_answers(task.ask(python.program, python, files))
    done = 0
    while done < len(files):
        worker = task.ask(program, python, files[done:])
        answers = read_answers(worker)
        for file in files[done:]:
            done += 1
            expected = next(theirs)
            answer = next(answers, None)
            if answer is None:
                yield file, "crash", "an answer", f"exit code {worker.wait()}"
                break
            yield file, *find_difference(expected, answer)
        answers.close()
    theirs.close()


def read_answers(worker: subprocess.Popen[bytes]) -> Generator[list[Fact], None, None]:
    """What it says about file after file, until it ends."""
    assert worker.stdout is not None
    with worker:
        while True:
            try:
                answer = marshal.load(worker.stdout)
            except (EOFError, ValueError):
                return
            yield answer


def find_difference(theirs: list[Fact], ours: list[Fact]) -> tuple[str, str, str]:
    """Place and both texts of the first difference, shortened; "" when there is none."""
    for (where, expected), (place, answer) in zip(theirs, ours, strict=False):
        if where != place:
            return where, f"[{where}] {expected[:100]}", f"[{place}] {answer[:100]}"
        if expected != answer:
            return where, *shorten(expected, answer)
    if len(theirs) != len(ours):
        return "facts", str(len(theirs)), str(len(ours))
    return "", "", ""


def shorten(left: str, right: str) -> tuple[str, str]:
    """Both texts around the first character that differs."""
    same = next(
        (i for i, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]),
        min(len(left), len(right)),
    )
    start = max(0, same - CONTEXT)
    lead = "…" if start else ""
    cut = slice(start, same + 3 * CONTEXT)
    return lead + left[cut], lead + right[cut]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
