# SPDX-License-Identifier: Apache-2.0
"""Compile every C file with warnings as errors against the headers of the running Python.

    python tools/check_c.py [FILE...]

Uses clang from ziglang, and the system's gcc as well where there is one: they warn about
different things. Of `capi/`, clang makes code without trying hard, and gcc makes the library that
the tests of the C API are linked with. `runtime/frame_312.h` and the like belong to one version and
are only reached through the file that chooses between them, so only `*.c` is compiled.
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

from capi_programs import build_library, find_library_sources, find_python, make_headers

ROOT = Path(__file__).resolve().parent.parent
VERSION = ".".join(map(str, sys.version_info[:2]))
FLAGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fPIC")
CLANG = (sys.executable, "-m", "ziglang", "cc")


def main(arguments: list[str]) -> int:
    """0 when every file compiles without a warning."""
    make_headers(Path(sys.executable), VERSION)
    support = [Path(name) for name in arguments] or sorted((ROOT / "runtime").glob("*.c"))
    library = [] if arguments else find_library_sources()
    with (
        tempfile.TemporaryDirectory(prefix="check-c-") as folder,
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        jobs = [
            pool.submit(compile_file, compiler, file, Path(folder) / f"{i}-{file.stem}.o")
            for i, compiler in enumerate(find_compilers())
            for file in support
        ]
        jobs += [
            pool.submit(compile_file, [*CLANG], file, Path(folder) / f"library-{i}.o", "-O0")
            for i, file in enumerate(library)
        ]
        complaints = [job.result() for job in jobs]
    if library and shutil.which("gcc"):
        build_library(find_python(VERSION))  # ends the program when something is wrong
    for complaint in filter(None, complaints):
        print(complaint)
    failed = sum(map(bool, complaints))
    files = len(support) + len(library)
    print(f"{files} files against Python {VERSION} headers, {failed} complaints")
    return int(failed > 0)


def find_compilers() -> list[list[str]]:
    """clang by ziglang always; gcc where the system has it."""
    compilers = [[*CLANG]]
    gcc = shutil.which("gcc")
    # gcc doubts that a function can be inlined which shim.c exports too; clang, which is what
    # compiles shim.c in earnest, inlines it.
    return [*compilers, [gcc, "-Wno-attributes"]] if gcc else compilers


def compile_file(compiler: list[str], file: Path, output: Path, level: str = "-O1") -> str:
    """What the compiler complains about, or ""."""
    command = [*compiler, *FLAGS, level, "-c", *include_flags(), "-o", str(output), str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return "" if result.returncode == 0 else result.stderr + result.stdout


def include_flags() -> list[str]:
    """Where headers are found."""
    include = {sysconfig.get_path("include"), sysconfig.get_path("platinclude")}
    # -isystem: the warnings of CPython's own headers are not ours.
    places = [part for path in sorted(include) for part in ("-isystem", path)]
    ours = [f"-I{ROOT / folder}" for folder in ("runtime", "capi/internal", "capi/compile")]
    return [*places, *ours, f"-I{make_headers(Path(sys.executable), VERSION)}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
