# SPDX-License-Identifier: Apache-2.0
"""Standalone programs: `aot build`, then the same output and exit code as under CPython.

What a program says on standard error is compared but for the folders of file names.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from aot_build.entrypoint import script_entry
from aot_build.options import Options
from aot_build.programbuild import Request, compile_program
from aot_build.progress import Progress

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE.parent / "programs"
NAMES = [line for line in (HERE / "programs.txt").read_text().split("\n") if line[:1].isalpha()]
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
TIMEOUT = 120

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far"),
    pytest.mark.xdist_group("standalone"),
]


def build(source: Path, output: Path, tier: str, *, static: bool = False) -> Path:
    """The executable of a program."""
    request = Request(script_entry(source), output, static)
    compile_program(request, Options(tier=tier), Progress())
    return output


def run(command: list[str | Path], folder: Path, **changes: str) -> tuple[int, str, str]:
    """Exit code, output, and what was said on standard error without folders.

    The environment is `ENVIRONMENT` with these changes.
    """
    result = subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT | changes,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=TIMEOUT,
        check=False,
    )
    said = re.sub(r'File "(?:[^"]*/)?([^"/]+)"', r'File "\1"', result.stderr)
    return result.returncode, result.stdout, said


@pytest.mark.parametrize("tier", ["bytecode", "native"])
@pytest.mark.parametrize("name", NAMES)
def test_runs_as_under_cpython(name: str, tier: str, tmp_path: Path) -> None:
    source = PROGRAMS / f"{name}.py"
    program = build(source, tmp_path / "program", tier)
    expected = run([sys.executable, source], source.parent)
    assert expected[0] == 0
    assert run([program], source.parent)[:2] == expected[:2]


FAILING = """\
def inner(x):
    return [1, 2, 3][x] + \\
        {}["missing" + str(x)]


class Gone(Exception):
    pass


def outer():
    try:
        inner(1)
    except KeyError as error:
        error.add_note("while looking")
        raise Gone("away") from error


print("begins")
outer()
"""


@pytest.mark.parametrize("tier", ["bytecode", "native"])
def test_a_traceback_is_cpythons(tier: str, tmp_path: Path) -> None:
    source = tmp_path / "failing.py"
    source.write_text(FAILING)
    program = build(source, tmp_path / "failing", tier)
    expected = run([sys.executable, source], tmp_path)
    assert "Gone: away" in expected[2]
    assert run([program], tmp_path) == expected


@pytest.mark.parametrize(
    ("statement", "code"),
    [("raise SystemExit(3)", 3), ("raise SystemExit('bye')", 1), ("raise SystemExit", 0)],
)
def test_exit_codes(statement: str, code: int, tmp_path: Path) -> None:
    source = tmp_path / "leaving.py"
    source.write_text(f"print('here')\n{statement}\nprint('never')\n")
    program = build(source, tmp_path / "leaving", "bytecode")
    expected = run([sys.executable, source], tmp_path)
    assert expected[0] == code
    assert run([program], tmp_path) == expected


def test_arguments_reach_the_program(tmp_path: Path) -> None:
    source = tmp_path / "arguments.py"
    source.write_text("import sys\nprint(sys.argv[1:], __name__)\n")
    program = build(source, tmp_path / "arguments", "bytecode")
    assert run([program, "a", "ü"], tmp_path)[1] == "['a', 'ü'] __main__\n"


def test_hashes_are_of_the_process_or_of_the_seed(tmp_path: Path) -> None:
    source = tmp_path / "hashes.py"
    source.write_text(
        "import sys\nprint(hash('abc'), hash(b'abc'), sys.flags.hash_randomization)\n"
    )
    program = build(source, tmp_path / "hashes", "bytecode")
    for seed in ("0", "1", "4294967295"):
        expected = run([sys.executable, source], tmp_path, PYTHONHASHSEED=seed)
        assert run([program], tmp_path, PYTHONHASHSEED=seed) == expected
    several = {run([program], tmp_path, PYTHONHASHSEED="random")[1] for _ in range(4)}
    assert len(several) == 4
    for wrong in ("-1", "4294967296", "yes"):
        code, _, said = run([program], tmp_path, PYTHONHASHSEED=wrong)
        assert (code, said.split()[0]) == (1, "PYTHONHASHSEED")


def test_modules_of_the_program_are_in_it(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("from .inner import answer\n")
    (tmp_path / "pkg" / "inner.py").write_text("answer = 42\n")
    source = tmp_path / "app.py"
    source.write_text("import pkg\nprint(pkg.answer, pkg.__name__, pkg.inner.__package__)\n")
    program = build(source, tmp_path / "app", "bytecode")
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    program = program.rename(moved / "app")
    assert run([program], moved)[1] == "42 pkg pkg\n"


def test_nothing_of_python_is_opened(tmp_path: Path) -> None:
    source = tmp_path / "hello.py"
    source.write_text("print('hello')\n")
    program = build(source, tmp_path / "hello", "native")
    listing = subprocess.run(["ldd", program], capture_output=True, text=True, check=True)
    files = [line.split()[0] for line in listing.stdout.splitlines()]
    names = {file.rpartition("/")[2].partition(".")[0] for file in files}
    assert names <= {"linux-vdso", "libm", "libc", "libpthread", "libdl", "ld-linux-x86-64"}


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ziglang") is None, reason="zig links static programs")
def test_a_static_program_needs_no_loader(tmp_path: Path) -> None:
    source = tmp_path / "app.py"
    source.write_text("import sys\nprint([f'{i:>3}' for i in range(3)], sys.argv[1:])\n")
    program = build(source, tmp_path / "app", "native", static=True)
    with program.open("rb") as stream:
        kinds = {segment["p_type"] for segment in ELFFile(stream).iter_segments()}
    assert not kinds & {"PT_INTERP", "PT_DYNAMIC"}
    assert run([program, "a"], tmp_path)[:2] == run([sys.executable, source, "a"], tmp_path)[:2]
