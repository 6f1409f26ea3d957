# SPDX-License-Identifier: Apache-2.0
"""`make asan`: programs and packages under AddressSanitizer and UndefinedBehaviorSanitizer.

    python tools/sanitize.py                         every program of tests/programs
    python tools/sanitize.py --only text classes     only these topics
    python tools/sanitize.py --package h11 tabulate  the suites of these packages of the corpus

Support code (by gcc) and generated code (by clang) are both instrumented: AOT_BUILD_SANITIZE. The
interpreter is not, but it takes its memory from the sanitizer's malloc, so what compiled code does
to its objects is seen. Leaks are tools/leaks.py's business: CPython keeps memory on purpose.

Runs in an environment that has aot_build and the tools; needs Linux, gcc with libasan, and ziglang.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from corpus_package import Half, Package, StepFailed, command, read_packages, unpack_sdist
from venvs import ROOT

sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "programs")]

SANITIZERS = "address,undefined"
ASAN_OPTIONS = (
    "detect_leaks=0",
    # malloc fails as CPython expects it to: programs ask for impossible sizes to see MemoryError.
    "allocator_may_return_null=1",
)
UBSAN_OPTIONS = ("print_stacktrace=1",)
REPORT_LINES = 30


def main(arguments: list[str]) -> int:
    """0 when nothing was found."""
    parser = argparse.ArgumentParser(description="programs and packages under ASan and UBSan")
    parser.add_argument("--only", nargs="+", metavar="TOPIC", help="folders of tests/programs")
    parser.add_argument("--package", nargs="+", default=[], help="packages of the corpus instead")
    options = parser.parse_args(arguments)
    os.environ["AOT_BUILD_SANITIZE"] = SANITIZERS
    os.environ["AOT_BUILD_FLAGS"] = "toolchain=system"
    with tempfile.TemporaryDirectory(prefix="sanitize-") as name:
        folder = Path(name)
        if options.package:
            findings = sum(check_package(package, folder) for package in options.package)
        else:
            findings = check_programs(options.only, folder)
    print(f"{findings} findings")
    return int(findings > 0)


# -- programs ------------------------------------------------------------------------------


def check_programs(topics: list[str] | None, folder: Path) -> int:
    """How many programs end otherwise than plainly, or make a sanitizer speak."""
    from suite import compile_topic, find_programs, lay_out, package_name

    plain, native = lay_out(folder / "plain"), lay_out(folder / "native")
    findings = 0
    for topic in sorted({program.topic for program in find_programs()}):
        if topics and topic not in topics:
            continue
        totals = compile_topic(topic, native)
        check_instrumented(native / package_name(topic))
        print(f"{topic}: {totals['native']} of {totals['functions']} functions native", flush=True)
        for program in find_programs():
            if program.topic == topic:
                findings += show(str(program), check_program(program, plain, native, folder))
    return findings


def check_program(program: object, plain: Path, native: Path, folder: Path) -> list[str]:
    """What is wrong with one program, as texts."""
    from suite import Program, difference, run_program

    assert isinstance(program, Program)
    expected = run_program(program, plain)
    try:
        found = run_program(program, native, sanitized(folder))
    except subprocess.TimeoutExpired:
        return ["timed out", *reports(folder)]
    wrong = difference(expected, found)
    return [*reports(folder), *([wrong] if wrong else [])]


# -- packages ------------------------------------------------------------------------------


def check_package(name: str, folder: Path) -> int:
    """1 when the suite of a package fails, or makes a sanitizer speak, where plain CPython's does
    not.
    """
    [package] = [package for package in read_packages() if package.name == name]
    try:
        halves = install_halves(package, folder / name)
        expected, _ = halves[0].run_tests({})
        found, _ = halves[1].run_tests(sanitized(folder))
    except StepFailed as error:
        return show(name, [*reports(folder), str(error)])
    wrong = [f"{test}: {found.get(test)}" for test in expected if found.get(test) != expected[test]]
    print(f"{name}: {len(found)} tests", flush=True)
    return show(name, [*reports(folder), *wrong])


def install_halves(package: Package, folder: Path) -> tuple[Half, Half]:
    """The package as plain CPython has it, and compiled."""
    python = Path(sys.executable)
    unpacked = unpack_sdist(package, python)
    plain = Half(package, python, folder / "baseline")
    native = Half(package, python, folder / "native")
    for half in (plain, native):
        half.folder.mkdir(parents=True)
        half.copy_source(unpacked)
        half.prepare_tests()
    plain.install(plain.source)
    wheels = folder / "wheels"
    left_out = [word for pattern in package.exclude for word in ("--exclude", pattern)]
    tool = [str(python), "-m", "aot_build", "wheel", str(native.source), "-o", str(wheels)]
    command([*tool, *left_out], env={**package.install_env, "PYTHONPATH": str(ROOT)})
    [wheel] = wheels.glob("*.whl")
    native.install(wheel)
    check_instrumented(native.venv)
    return plain, native


# -- sanitizers ----------------------------------------------------------------------------


def sanitized(folder: Path) -> dict[str, str]:
    """The environment in which an interpreter can import a sanitized library."""
    logs = folder / "reports"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir()
    log = f"log_path={logs}/report"
    return {
        "LD_PRELOAD": sanitizer_library(),
        "PYTHONMALLOC": "malloc",
        "ASAN_OPTIONS": ":".join((*ASAN_OPTIONS, log)),
        "UBSAN_OPTIONS": ":".join((*UBSAN_OPTIONS, log)),
    }


def check_instrumented(folder: Path) -> None:
    """Make sure that nothing is found because nothing is wrong, not because nobody looks."""
    libraries = [path.read_bytes() for path in folder.rglob(f"*{EXTENSION_SUFFIXES[0]}")]
    if not any(b"__asan_report_load" in library for library in libraries):
        raise SystemExit(f"error: no library in {folder} is instrumented")


def sanitizer_library() -> str:
    """The libasan of gcc, which has to be loaded before everything else."""
    gcc = shutil.which("gcc")
    if gcc is None:
        raise SystemExit("error: gcc is needed for its libasan")
    return command([gcc, "-print-file-name=libasan.so"]).strip()


def reports(folder: Path) -> Iterator[str]:
    """What the sanitizers said in any process since `sanitized`."""
    for path in sorted((folder / "reports").iterdir()):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        yield "\n".join(lines[:REPORT_LINES])


def show(what: str, findings: list[str]) -> int:
    """Print findings; 1 if there are any."""
    if findings:
        print(f"\n=== {what}\n" + "\n".join(findings) + "\n", flush=True)
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
