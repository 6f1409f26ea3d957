# SPDX-License-Identifier: Apache-2.0
"""The shape of a program: what it is linked with, what it opens, and what its bytes depend on."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from standalone_programs import ENVIRONMENT, run
from venvs import ROOT

from aot_build.entrypoint import script_entry
from aot_build.options import Options
from aot_build.programbuild import Request, compile_program
from aot_build.progress import Progress

# With what a C program is linked; all of it belongs to libc.
LIBC = {"linux-vdso", "libm", "libc", "libpthread", "libdl", "ld-linux-x86-64"}
OF_THE_SYSTEM = ("/proc/self/", "/dev/", "/usr/lib/locale/", "/usr/share/locale/")
PROGRAM = """\
import json
import sys

class Pair:
    def __init__(self, left, right):
        self.left, self.right = left, right

names = {"one", "two", "three"}
print(json.dumps({name: len(name) for name in sorted(names)}), sys.argv[1:], Pair(1, 2).right)
"""

needs_zig = pytest.mark.skipif(
    importlib.util.find_spec("ziglang") is None, reason="zig links static programs"
)
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far"),
    pytest.mark.xdist_group("standalone shape"),
]


def build(source: Path, output: Path, *, static: bool = False) -> Path:
    """The executable of a program."""
    compile_program(Request(script_entry(source), output, static), Options(), Progress())
    return output


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that uses a little of the library."""
    file = tmp_path_factory.mktemp("source") / "app.py"
    file.write_text(PROGRAM)
    return file


@pytest.fixture(scope="module")
def program(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its executable."""
    return build(source, tmp_path_factory.mktemp("program") / "app")


def test_only_libc_is_needed(program: Path) -> None:
    listing = subprocess.run(["ldd", program], capture_output=True, text=True, check=True)
    files = [line.split()[0] for line in listing.stdout.splitlines()]
    assert {file.rpartition("/")[2].partition(".")[0] for file in files} <= LIBC


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace tells what is opened")
def test_nothing_but_libc_is_opened(program: Path, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    command = ["strace", "-f", "-o", calls, "-e", "trace=%file", program]
    subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True)
    named = [line.split('"')[1] for line in calls.read_text().splitlines() if '"' in line]
    # An open file is asked about by an empty name; libc reads what it knows of the locale.
    found = [name for name in named if name and not name.startswith(OF_THE_SYSTEM)]
    opened = {Path(name).name.partition(".")[0].partition("-")[0] for name in found}
    assert opened - {program.name, "ld", "gconv"} <= LIBC


@pytest.mark.slow
@needs_zig
def test_a_static_program_needs_no_file(source: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    program = build(source, empty / "app", static=True)
    with program.open("rb") as stream:
        kinds = {segment["p_type"] for segment in ELFFile(stream).iter_segments()}
    assert not kinds & {"PT_INTERP", "PT_DYNAMIC"}
    expected = run([sys.executable, source, "a"], tmp_path)
    assert run([program, "a"], tmp_path) == expected
    chroot = shutil.which("chroot")
    if os.geteuid() == 0 and chroot is not None:
        assert run([chroot, empty, "/app", "a"], tmp_path) == expected


DEEP = """\
def first(n):
    return second(n - 1) if n else 0

def second(n):
    return first(n - 1) + 1 if n else 0

print(first(900))
"""


@pytest.mark.slow
@needs_zig
def test_a_static_program_knows_how_far_its_stack_may_grow(tmp_path: Path) -> None:
    source = tmp_path / "deep.py"
    source.write_text(DEEP)
    program = build(source, tmp_path / "deep", static=True)
    assert run([program], tmp_path) == run([sys.executable, source], tmp_path)


ALONE = """\
def counter(start):
    def step(by=1):
        nonlocal start
        start += by
        return start
    return step

print(counter(1)(2), "red" in {"red", "green", "blue"}, {"a": 1} | {"b": 2})
"""


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """In any folder, with any hash seed and number of jobs; `--verify` compiles all anew."""
    programs = []
    for seed, jobs in (("1", "1"), ("2", "2")):
        folder = tmp_path / seed
        folder.mkdir()
        (folder / "app.py").write_text(ALONE)
        command = [sys.executable, "-m", "aot_build", "build", "app.py", "--verify", "--jobs", jobs]
        settings = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        subprocess.run(
            command, cwd=folder, env={**os.environ, **settings}, capture_output=True, check=True
        )
        programs.append((folder / "app").read_bytes())
    assert programs[0] == programs[1]
