# SPDX-License-Identifier: Apache-2.0
"""Compile `capi/` for development: the library, and C programs linked with it or with libpython.

    python tools/capi_programs.py build [--python 3.12] [--sanitize]      prints where libaot.a is
    python tools/capi_programs.py run FILE.c [--python 3.12] [--ours|--cpython] [--sanitize]

`run` links one C program with both libraries, runs both and shows where their outputs differ. Only
what changed is compiled again.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from venvs import ROOT, SUPPORTED, ensure_venv, find_interpreters

BUILD = ROOT / "build" / "capi"
CFLAGS = (
    "-std=gnu11",
    "-O1",
    "-g",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-fPIC",
    "-fwrapv",
    "-MMD",
    "-DNDEBUG",
)
# For pieces of the library in front of CPython's own: their names are not hidden from it.
BRING_UP = ("-DPYI_HIDDEN=",)
SANITIZE = ("-fsanitize=address,undefined", "-fno-omit-frame-pointer")
# Run by the Python whose headers are wanted.
SHOW_LIBRARY = """\
from aot_build.diagnostics import UserError
from aot_build.link.runtime_library import runtime_library
from aot_build.link.targets import host_target
from aot_build.link.toolchain import find_toolchain
try:
    print(runtime_library(find_toolchain(), host_target()).archive)
except UserError as error:
    raise SystemExit("\\n".join(found.message for found in error.diagnostics))
"""
PATHS = "import sysconfig as s; print(s.get_path('include'), s.get_config_var('LIBDIR'))"


@dataclass(frozen=True)
class Python:
    """Headers and library of one CPython."""

    version: str
    program: Path
    include: Path
    libdir: Path


def main(arguments: list[str]) -> int:
    """Build, or build and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("action", choices=("build", "run"))
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--python", action="append", choices=SUPPORTED)
    parser.add_argument("--sanitize", action="store_true", help="AddressSanitizer and UBSan")
    side = parser.add_mutually_exclusive_group()
    side.add_argument("--ours", action="store_true", help="only our library")
    side.add_argument("--cpython", action="store_true", help="only CPython")
    options = parser.parse_args(arguments)
    status = 0
    for version in options.python or ["3.12"]:
        python = find_python(version)
        archive = None if options.cpython else build_library(python, options.sanitize)
        if options.action == "build":
            print(archive)
        for file in options.files:
            status |= show(file, python, archive, not options.ours, options.sanitize)
    return status


def find_python(version: str) -> Python:
    """The installed CPython of that version."""
    program = find_interpreters((version,))[0].path
    answer = subprocess.run([program, "-c", PATHS], capture_output=True, text=True, check=True)
    include, libdir = answer.stdout.split()
    return Python(version, program, Path(include), Path(libdir))


def make_headers(program: Path, version: str) -> Path:
    """The folder of the generated headers of that version, made again when their maker changed."""
    maker = ROOT / "capi" / "unicode_tables.py"
    folder = BUILD / version / "generated"
    made = folder / "unicode_case.h"  # the last one written
    changed = max(source.stat().st_mtime for source in maker.parent.glob("*.py"))
    if not made.exists() or made.stat().st_mtime < changed:
        subprocess.run([program, maker, folder], check=True)
    return folder


def build_library(python: Python, sanitize: bool = False) -> Path:
    """The library that programs are linked with, of that version, from the cache or the compiler.

    Raises SystemExit with the compiler's words when something does not compile.
    """
    environment = {**os.environ}
    if sanitize:
        environment["AOT_BUILD_SANITIZE"] = "address,undefined"
    result = subprocess.run(
        [find_builder(python), "-c", SHOW_LIBRARY],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if result.returncode:
        raise SystemExit(result.stderr)
    return Path(result.stdout.strip())


def find_builder(python: Python) -> Path:
    """A Python of that version that has aot_build: this one, or that of an environment."""
    if python.version == ".".join(map(str, sys.version_info[:2])):
        return Path(sys.executable)
    [interpreter] = find_interpreters((python.version,))
    return ensure_venv(interpreter)


def is_stale(source: Path, output: Path) -> bool:
    """Whether the source or a header it read is newer than the object."""
    rules = output.with_name(f"{output.stem}.d")
    if not output.exists() or not rules.exists():
        return True
    made = output.stat().st_mtime
    names = rules.read_text().partition(":")[2].replace("\\\n", " ").split()
    return any(not Path(name).exists() or Path(name).stat().st_mtime > made for name in names)


def compile_c(source: Path, output: Path, python: Python, sanitize: bool) -> str:
    """What the compiler says when it fails, else what it warns of, printed."""
    output.parent.mkdir(parents=True, exist_ok=True)
    command = [
        *(shutil.which("gcc") or "cc", *CFLAGS, *BRING_UP, *(SANITIZE if sanitize else ())),
        *(
            "-isystem",
            str(python.include),
            f"-I{ROOT / 'capi' / 'internal'}",
            f"-I{ROOT / 'capi' / 'compile'}",
            f"-I{ROOT / 'runtime'}",
            f"-I{BUILD / python.version / 'generated'}",
        ),
        *("-c", str(source), "-o", str(output)),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        output.unlink(missing_ok=True)
        return result.stderr
    sys.stderr.write(result.stderr)
    return ""


def show(file: Path, python: Python, archive: Path | None, cpython: bool, sanitize: bool) -> int:
    """Run a program with each library; print its output, or how the two outputs differ."""
    outputs = []
    if cpython:
        outputs.append(run_with(file, python, None, sanitize=False))
    if archive is not None:
        outputs.append(run_with(file, python, archive, sanitize=sanitize))
    if len(outputs) == 1:
        print(outputs[0])
        return 0
    theirs, ours = (text.splitlines() for text in outputs)
    lines = list(difflib.unified_diff(theirs, ours, "CPython", "ours", lineterm=""))
    verdict = "different" if lines else f"the same {len(theirs)} lines"
    print(f"{file.name} {python.version}: {verdict}", *lines, sep="\n")
    return int(bool(lines))


def run_with(file: Path, python: Python, archive: Path | None, sanitize: bool = False) -> str:
    """The output of a C program, and how it ended if that was not well."""
    program = link_program(file, python, archive, sanitize)
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    if archive is None:
        environment |= {"LD_LIBRARY_PATH": str(python.libdir)}
        environment |= {"PYTHONHOME": str(python.libdir.parent)}
    result = subprocess.run(
        [program], capture_output=True, text=True, check=False, env=environment, errors="replace"
    )
    ending = f"\nexit status {result.returncode}\n{result.stderr}" if result.returncode else ""
    return result.stdout + ending


def link_program(file: Path, python: Python, archive: Path | None, sanitize: bool) -> Path:
    """A C program (tests/capi/*.c) with our library, or with libpython."""
    side = "cpython" if archive is None else "ours"
    folder = BUILD / "programs" / (python.version + ("-san" if sanitize else ""))
    output = folder / f"{file.stem}-{side}"
    output.parent.mkdir(parents=True, exist_ok=True)
    command: Sequence[object] = [
        *(shutil.which("gcc") or "cc", "-std=gnu11", "-g", "-w", "-isystem", python.include),
        *(SANITIZE if sanitize else ()),
        *(file, "-o", output),
    ]
    if archive is None:
        command = [*command, f"-L{python.libdir}", f"-lpython{python.version}"]
    else:
        command = [*command, archive, "-Wl,--unresolved-symbols=ignore-all", "-no-pie"]
    command = [*command, "-lm", "-ldl", "-lpthread"]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(json.dumps(list(map(str, command))) + "\n" + result.stderr)
    return output


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
