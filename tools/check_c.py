# SPDX-License-Identifier: Apache-2.0
"""Compile every C file with warnings as errors against the headers of the running Python.

    python tools/check_c.py [FILE...]

Uses clang from ziglang, and the system's gcc as well where there is one: they warn about
different things. `runtime/frame_312.h` and the like belong to one version and are only reached
through the file that chooses between them, so only `*.c` is compiled.
"""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from capi_programs import make_headers

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("runtime", "capi")
VERSION = ".".join(map(str, sys.version_info[:2]))
FLAGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fPIC", "-O1", "-c")


def main(arguments: list[str]) -> int:
    """0 when every file compiles without a warning."""
    files = [Path(name) for name in arguments] or find_sources()
    make_headers(Path(sys.executable), VERSION)
    jobs = [(compiler, file) for compiler in find_compilers() for file in files]
    with (
        tempfile.TemporaryDirectory(prefix="check-c-") as folder,
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        complaints = list(
            pool.map(
                lambda job: compile_file(job[1][0], job[1][1], Path(folder) / f"{job[0]}.o"),
                enumerate(jobs),
            )
        )
    for complaint in filter(None, complaints):
        print(complaint)
    failed = sum(map(bool, complaints))
    print(f"{len(jobs)} compilations against Python {VERSION} headers, {failed} failed")
    return int(failed > 0)


def find_sources() -> list[Path]:
    """Every C file of the support code."""
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.c"))


def find_compilers() -> list[list[str]]:
    """clang by ziglang always; gcc where the system has it."""
    compilers = [[sys.executable, "-m", "ziglang", "cc"]]
    gcc = shutil.which("gcc")
    # gcc doubts that a function can be inlined which shim.c exports too; clang, which is what
    # compiles shim.c in earnest, inlines it.
    return [*compilers, [gcc, "-Wno-attributes"]] if gcc else compilers


def compile_file(compiler: list[str], file: Path, output: Path) -> str:
    """What the compiler complains about, or ""."""
    include = {sysconfig.get_path("include"), sysconfig.get_path("platinclude")}
    # -isystem: the warnings of CPython's own headers are not ours.
    places = [part for path in sorted(include) for part in ("-isystem", path)]
    ours = [f"-I{ROOT / folder}" for folder in ("runtime", "capi/internal")]
    ours.append(f"-I{make_headers(Path(sys.executable), VERSION)}")
    command = [*compiler, *FLAGS, *places, *ours, "-o", str(output), str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return "" if result.returncode == 0 else result.stderr + result.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
