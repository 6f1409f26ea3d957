# SPDX-License-Identifier: Apache-2.0
"""Standalone programs: `aot build`, then the same output and exit code as under CPython.

What a program says on standard error is compared but for the folders of file names.
"""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from standalone_programs import (
    ENVIRONMENT,
    TIERS,
    Case,
    compare,
    find_cases,
    listed_reasons,
    own_files,
)
from standalone_programs import run as run_case

from aot_build.diagnostics import Diagnostic
from aot_build.entrypoint import script_entry
from aot_build.front.imports import imports_of_node
from aot_build.link.source_tree import builtin_modules
from aot_build.options import Options
from aot_build.programbuild import Request, compile_program
from aot_build.progress import Progress

CASES = find_cases()
LISTED = listed_reasons()
# Programs that bring Python modules of the library along take minutes to compile natively: they run
# in bytecode. All programs run in both tiers on every version by `make standalone`.
FULL = sys.version_info[:2] == (3, 12)
COMPACT = ("control", "functions", "interpreter", "regressions")
IN_C = builtin_modules().keys()

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far"),
    pytest.mark.xdist_group("standalone"),
]


class StrictProgress(Progress):
    """Lets no function be left in bytecode because the compiler failed on it."""

    def show(self, *diagnostics: Diagnostic) -> None:
        assert [item.message for item in diagnostics if item.code == "internal"] == []
        super().show(*diagnostics)


def build(source: Path, output: Path, tier: str) -> Path:
    """The executable of a program."""
    request = Request(script_entry(source), output, False)
    compile_program(request, Options(tier=tier), StrictProgress())
    return output


def run(command: list[str | Path], folder: Path, **changes: str) -> tuple[int, str, str]:
    """Exit code, output, and what was said on standard error without folders.

    The environment is `ENVIRONMENT` with these changes.
    """
    ending = run_case(command, folder, changes)
    said = re.sub(r'File "(?:[^"]*/)?([^"/]+)"', r'File "\1"', ending.stderr)
    return ending.exit_code, ending.stdout, said


def chosen(tier: str) -> list[Case]:
    """The programs that run in a tier here; those that are known to differ are left to the tool."""
    return [case for case in CASES if case.name not in LISTED and tier in tiers_of(case)]


def tiers_of(case: Case) -> set[str]:
    """Light programs run natively, the others in bytecode, and on one version some in both."""
    if not imports_only_c(case):
        return {"bytecode"}
    compact = case.name.startswith(COMPACT)
    return {"native", "bytecode"} if FULL and compact else {"native"}


def imports_only_c(case: Case) -> bool:
    """Whether it imports nothing but modules that are written in C."""
    tree = ast.parse(case.script.read_bytes())
    imported = {target for node in ast.walk(tree) for target, _ in imports_of_node(node, "")}
    return imported <= IN_C


def in_groups(runs: list[tuple[Case, str]]) -> pytest.MarkDecorator:
    """Parametrize over runs; a worker of xdist reads the library once for all that it gets."""
    marks = [pytest.mark.xdist_group(f"standalone {i}") for i in range(2)]
    parameters = [
        pytest.param(case, tier, id=f"{case.name}-{tier}", marks=marks[i % len(marks)])
        for i, (case, tier) in enumerate(runs)
    ]
    return pytest.mark.parametrize(("case", "tier"), parameters)


@in_groups([(case, tier) for tier in TIERS for case in chosen(tier)])
def test_ends_as_under_cpython(case: Case, tier: str, tmp_path: Path) -> None:
    script = case.lay_out(tmp_path / "source")
    program = build(script, tmp_path / "program", tier)
    expected = run_case([sys.executable, "-B", script], script.parent)
    found = run_case([program], script.parent)
    assert not compare(expected, found, own_files(script.parent))


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


def test_a_script_writes_its_output_before_the_traceback(tmp_path: Path) -> None:
    source = tmp_path / "failing.py"
    source.write_text(FAILING)
    program = build(source, tmp_path / "failing", "bytecode")
    ending = subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert ending.stdout.splitlines()[:2] == ["begins", "Traceback (most recent call last):"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("raise SystemExit(3)", 3),
        ("raise SystemExit('bye')", 1),
        ("raise SystemExit", 0),
        ("import sys\nsys.stdout = sys.stdout.detach()\nraise SystemExit(4)", 4),
    ],
)
def test_exit_codes(statement: str, code: int, tmp_path: Path) -> None:
    source = tmp_path / "leaving.py"
    source.write_text(f"print('here')\n{statement}\nprint('never')\n")
    program = build(source, tmp_path / "leaving", "bytecode")
    expected = run([sys.executable, source], tmp_path)
    assert expected[0] == code
    assert run([program], tmp_path) == expected


def test_output_that_nobody_reads_ends_a_program_as_cpython(tmp_path: Path) -> None:
    source = tmp_path / "talking.py"
    source.write_text(
        "import sys\nfor i in range(int(sys.argv[1])):\n    print(i, 'x' * int(sys.argv[2]))\n"
    )
    program = build(source, tmp_path / "talking", "bytecode")
    codes = set()
    for words in (["1", "0"], ["1", "9000"], ["100", "500"], ["2000", "0"], ["100", "9000"]):
        expected = unread([sys.executable, source, *words])
        assert unread([program, *words]) == expected
        codes.add(expected[0])
    assert codes == {1, 120}


def unread(command: list[str | Path]) -> tuple[int, list[str]]:
    """Exit code and what is said of a pipe whose reader is gone."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ending = subprocess.run(
            command, stdout=writer, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, check=False
        )
    finally:
        os.close(writer)
    said = ending.stderr.splitlines()
    return ending.returncode, [line for line in said if line.startswith(("Broken", "Exception"))]


def test_arguments_reach_the_program(tmp_path: Path) -> None:
    source = tmp_path / "arguments.py"
    source.write_text("import sys\nprint(sys.argv[1:], __name__)\n")
    program = build(source, tmp_path / "arguments", "bytecode")
    assert run([program, "a", "ü"], tmp_path)[1] == "['a', 'ü'] __main__\n"


def test_input_keeps_the_ends_of_its_lines(tmp_path: Path) -> None:
    source = tmp_path / "reading.py"
    source.write_text("import sys\nfor line in sys.stdin:\n    print(ascii(line))\n")
    program = build(source, tmp_path / "reading", "bytecode")
    for given in (b"a\r\nb\rc\n", b"d\r", b"e\xff\0\n"):
        expected, found = (
            subprocess.run(command, input=given, stdout=subprocess.PIPE, env=ENVIRONMENT)
            for command in ([sys.executable, source], [program])
        )
        assert found.stdout == expected.stdout


def test_an_interrupt_together_with_the_end_of_the_input_is_seen(tmp_path: Path) -> None:
    source = tmp_path / "interrupted.py"
    source.write_text("input('more> ')\n")
    program = build(source, tmp_path / "interrupted", "bytecode")
    for command in ([sys.executable, source], *[[program]] * 4):
        assert interrupted_at_the_end(command) == (-signal.SIGINT, "KeyboardInterrupt")


def interrupted_at_the_end(command: list[str | Path]) -> tuple[int, str]:
    """Exit code and last words of a program that gets both while it waits for input."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(0.4)  # until it waits
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1]  # as a rule its input ends before the signal wakes it
    return process.returncode, said.splitlines()[-1]


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


def test_a_static_program_has_the_configuration_of_its_python(tmp_path: Path) -> None:
    source = tmp_path / "configured.py"
    source.write_text("import sysconfig\nprint(sysconfig.get_config_var('EXT_SUFFIX'))\n")
    request = Request(script_entry(source), tmp_path / "configured", static=True)
    compile_program(request, Options(tier="bytecode"), Progress())
    assert run([tmp_path / "configured"], tmp_path) == run([sys.executable, source], tmp_path)
