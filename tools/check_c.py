# SPDX-License-Identifier: Apache-2.0
"""Compile every C file with warnings as errors against the headers of the running Python.

    python tools/check_c.py [--static] [FILE...]

Uses clang from ziglang, and the system's gcc as well where there is one: they warn about
different things. The runtime library is compiled as it is for programs, into the cache of the
tests, which would compile it otherwise; `--static`: also that of static programs, for musl.
`runtime/frame_312.h` and the like belong to one version and are only reached through the file that
chooses between them, so only `*.c` is compiled.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from capi_programs import make_headers

from aot_build.diagnostics import UserError
from aot_build.link.driver import zig_program
from aot_build.link.runtime_library import runtime_library
from aot_build.link.targets import find_target, host_target
from aot_build.link.toolchain import find_toolchain

ROOT = Path(__file__).resolve().parent.parent
VERSION = ".".join(map(str, sys.version_info[:2]))
FLAGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fPIC")
CLANG = (*zig_program(), "cc")


def main(arguments: list[str]) -> int:
    """0 when every file compiles without a warning."""
    os.environ.setdefault("AOT_BUILD_CACHE", str(ROOT / "build" / "test-cache"))
    make_headers(Path(sys.executable), VERSION)
    parser = argparse.ArgumentParser(description="C warnings")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--static", action="store_true", help="the library for musl as well")
    options = parser.parse_args(arguments)
    complaints = check_files(options.files or sorted((ROOT / "runtime").glob("*.c")))
    if not options.files:
        complaints += check_library(options.static)
    print(*complaints, sep="\n")
    print(f"Python {VERSION} headers: {len(complaints)} complaints")
    return int(bool(complaints))


def check_files(files: list[Path]) -> list[str]:
    """What the compilers say about single files."""
    with (
        tempfile.TemporaryDirectory(prefix="check-c-") as folder,
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        jobs = [
            pool.submit(compile_file, compiler, file, Path(folder) / f"{i}-{file.stem}.o")
            for i, compiler in enumerate(find_compilers())
            for file in files
        ]
        return [*filter(None, (job.result() for job in jobs))]


def check_library(static: bool) -> list[str]:
    """What the compilers say about the library of dynamic programs, and of static ones."""
    complaints = []
    host = host_target()
    libraries = [(find_toolchain(), host)]
    if static:
        musl = find_target(f"linux-{host.machine}-musl")
        libraries.append((find_toolchain("zig", musl), musl))
    for toolchain, target in libraries:
        try:
            runtime_library(toolchain, target)
        except UserError as error:
            complaints += [problem.message for problem in error.diagnostics]
    return complaints


def find_compilers() -> list[list[str]]:
    """clang by ziglang always; gcc where the system has it."""
    compilers = [[*CLANG]]
    gcc = shutil.which("gcc")
    # gcc doubts that a function can be inlined which shim.c exports too; clang, which is what
    # compiles shim.c in earnest, inlines it.
    return [*compilers, [gcc, "-Wno-attributes"]] if gcc else compilers


def compile_file(compiler: list[str], file: Path, output: Path) -> str:
    """What the compiler complains about, or ""."""
    command = [*compiler, *FLAGS, "-O1", "-c", *include_flags(), "-o", str(output), str(file)]
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
