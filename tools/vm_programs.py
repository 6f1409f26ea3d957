# SPDX-License-Identifier: Apache-2.0
"""Run Python programs on our library's bytecode interpreter and on CPython, and compare.

    python tools/vm_programs.py FILE.py... [--python 3.12] [--ours] [--sanitize] [--time]

The CPython of that version compiles the program; the marshalled code is embedded in a small C
program (tests/vm/main.c), which is linked with our library.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from capi_programs import BUILD, SANITIZE, Python, build_library, find_python
from venvs import ROOT, SUPPORTED

MAIN = ROOT / "tests" / "vm" / "main.c"
COMPILE = (
    "import marshal, sys; source = open(sys.argv[1], encoding='utf-8').read();"
    "code = marshal.dumps(compile(source, sys.argv[1], 'exec', dont_inherit=True));"
    "numbers = ','.join(map(str, code));"
    "print(f'const unsigned char vm_program[] = {{{numbers}}};');"
    "print(f'const long vm_program_size = {len(code)};')"
)


def main(arguments: list[str]) -> int:
    """0 when the outputs are the same for every file and version."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--python", action="append", choices=SUPPORTED)
    parser.add_argument("--sanitize", action="store_true", help="AddressSanitizer and UBSan")
    parser.add_argument("--ours", action="store_true", help="print what ours prints")
    parser.add_argument("--time", action="store_true", help="seconds of both")
    options = parser.parse_args(arguments)
    status = 0
    for version in options.python or ["3.12"]:
        python = find_python(version)
        archive = build_library(python, options.sanitize)
        for file in options.files:
            program = link_program(file, python, archive, options.sanitize)
            status |= compare(file, python, program, options.ours, options.time)
    return status


def link_program(file: Path, python: Python, archive: Path, sanitize: bool) -> Path:
    """An executable with the code of a Python file and our library."""
    folder = BUILD / "vm" / (python.version + ("-san" if sanitize else ""))
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / f"{file.stem}.c"
    written = subprocess.run(
        [python.program, "-c", COMPILE, file], capture_output=True, text=True, check=True
    )
    data.write_text(written.stdout)
    output = folder / file.stem
    command = [
        *(shutil.which("gcc") or "cc", "-std=gnu11", "-g", "-w", "-DOURS"),
        *("-isystem", python.include, *(SANITIZE if sanitize else ())),
        *(f"-Wl,--undefined={symbol}" for symbol in module_rows()),
        *(MAIN, data, archive, "-o", output),
        *("-Wl,--unresolved-symbols=ignore-all", "-no-pie", "-lm", "-ldl", "-lpthread"),
    ]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(json.dumps(list(map(str, command))) + "\n" + result.stderr)
    return output


def module_rows() -> list[str]:
    """The rows of the library's built-in modules, to which nothing refers by name."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "capi").rglob("*.c"))
    rows = (re.findall(r'^PYI_MODULE\("[\w.]+",\s*(\w+)\);', text, re.M) for text in texts)
    return sorted(f"pyi_row_{init}" for found in rows for init in found)


def run(command: list[object]) -> tuple[str, float]:
    """What a program prints and how it ended, and how long it took."""
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    start = time.perf_counter()
    result = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, env=environment
    )
    ended = f"exit status {result.returncode}\n{result.stderr}" if result.returncode else ""
    return result.stdout + ended, time.perf_counter() - start


def compare(file: Path, python: Python, program: Path, only_ours: bool, timed: bool) -> int:
    """Run a file both ways; print how the outputs differ."""
    ours, seconds = run([program])
    if only_ours:
        print(ours)
        return 0
    theirs, their_seconds = run([python.program, file])
    lines = list(
        difflib.unified_diff(theirs.splitlines(), ours.splitlines(), "CPython", "ours", lineterm="")
    )
    verdict = "different" if lines else f"the same {len(theirs.splitlines())} lines"
    if timed:
        verdict += f", {seconds:.3f} s (CPython {their_seconds:.3f} s)"
    print(f"{file.name} {python.version}: {verdict}", *lines, sep="\n")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
