# SPDX-License-Identifier: Apache-2.0
"""Each program ends, compiled, as it ends under plain CPython: output, errors and exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from suite import Program, compile_topic, difference, find_programs, lay_out, run, run_program

PROGRAMS = find_programs()
FIRST_OF_EACH_TOPIC = [
    next(program for program in PROGRAMS if program.topic == topic)
    for topic in sorted({program.topic for program in PROGRAMS})
]

# Blocks that the last runs of a program may keep, for caches that CPython itself fills slowly.
TOLERATED_GROWTH = 5

COUNT_BLOCKS = """
import contextlib, gc, importlib, io, sys, tracemalloc
module = importlib.import_module(sys.argv[1])
counts = []
for _ in range(int(sys.argv[2])):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception, SystemExit):
        module.main()
    sys._clear_type_cache()  # it keeps names, made anew each time when CPython's C code looks one up
    gc.collect()
    counts.append(sys.getallocatedblocks())
print("counts", *counts, file=sys.stderr)
"""


def in_topics(programs: list[Program]) -> pytest.MarkDecorator:
    """Parametrize over programs; the xdist worker that compiles a topic runs all of it."""
    marks = [pytest.param(p, id=str(p), marks=pytest.mark.xdist_group(p.topic)) for p in programs]
    return pytest.mark.parametrize("program", marks)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs as sources."""
    return lay_out(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def native(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Program], Path]:
    """For a program: the folder in which its topic is compiled, done when first asked for."""
    return compiler(tmp_path_factory.mktemp("native"))


@pytest.fixture(scope="session")
def all_native(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Program], Path]:
    """The same with the bodies of all modules and classes."""
    return compiler(tmp_path_factory.mktemp("all_native"), bodies="all")


def compiler(folder: Path, bodies: str = "repeated") -> Callable[[Program], Path]:
    """What compiles the topic of a program in *folder*, when first asked for."""
    lay_out(folder)
    compiled: dict[str, dict[str, int]] = {}

    def get(program: Program) -> Path:
        if program.topic not in compiled:
            compiled[program.topic] = compile_topic(program.topic, folder, bodies)
            assert compiled[program.topic]["native"] > 0
        return folder

    return get


@in_topics(PROGRAMS)
def test_program(program: Program, plain: Path, native: Callable[[Program], Path]) -> None:
    assert not difference(run_program(program, plain), run_program(program, native(program)))


# The programs about classes and statements; the others only sometimes, for it compiles them anew.
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            program,
            id=str(program),
            marks=[
                pytest.mark.xdist_group(program.topic),
                *([] if program.topic in ("classes", "control") else [pytest.mark.slow]),
            ],
        )
        for program in PROGRAMS
    ],
)
def test_program_with_native_bodies(
    program: Program, plain: Path, all_native: Callable[[Program], Path]
) -> None:
    # Imported, for `python -m` runs the bytecode of a module itself.
    script = f"import {program.module} as module; vars(module).get('main', lambda: None)()"
    command = [sys.executable, "-c", script]
    endings = [run(command, folder) for folder in (plain, all_native(program))]
    assert not difference(*endings)


@in_topics(FIRST_OF_EACH_TOPIC)
def test_bytecode_tier_of_the_library(
    program: Program, plain: Path, native: Callable[[Program], Path]
) -> None:
    ending = run_program(program, native(program), {"AOT_DISABLE": "1"})
    assert not difference(run_program(program, plain), ending)


@pytest.mark.slow
@in_topics(PROGRAMS)
def test_program_with_debug_allocator(
    program: Program, plain: Path, native: Callable[[Program], Path]
) -> None:
    ending = run_program(program, native(program), {"PYTHONMALLOC": "debug"})
    assert not difference(run_program(program, plain), ending)


@pytest.mark.slow
@in_topics(PROGRAMS)
def test_repeated_runs_keep_nothing(
    program: Program,
    plain: Path,
    native: Callable[[Program], Path],
) -> None:
    runs = 8
    command = [sys.executable, "-c", COUNT_BLOCKS, program.module, str(runs)]
    growth = []
    for folder in (plain, native(program)):
        lines = run(command, folder).stderr.splitlines()
        [counts] = [list(map(int, line.split()[1:])) for line in lines if line[:6] == "counts"]
        assert len(counts) == runs
        growth.append(counts[-1] - counts[runs // 2])
    assert growth[1] <= max(growth[0], 0) + TOLERATED_GROWTH
