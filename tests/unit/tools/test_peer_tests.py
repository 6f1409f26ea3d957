# SPDX-License-Identifier: Apache-2.0
"""Cases of mypyc and Cython are taken apart, run, counted and compared."""

from __future__ import annotations

import sys
from pathlib import Path

import peer_tests
import peer_tests_table
from peer_tests_cases import Case, compiled_parts, mypyc_steps, read_cython, read_mypyc
from peer_tests_tree import IMPORTED, MAIN, Placed, run
from suite import Ending

SHARED = {"driver.py": "default\n", "testutil.py": "shared\n"}

STEPS = """
import other_a
x = \\
    1

-- a comment of the format
\\[x]
[file other_a.py]
y = 1
[file gone.py]
[file other_a.py.2]
y = 2
[delete gone.py.2]
[out]
whatever
"""

DOCTESTS = '''
"""
>>> 1 + 1
3
>>> {}["x"]
4
"""
import unittest

class Test(unittest.TestCase):
    def test_fails(self):
        self.fail("so")

    def test_passes(self):
        pass
'''


def test_a_step_of_a_case_has_the_files_of_those_before() -> None:
    first, second = mypyc_steps("mypyc.run-x.testY", STEPS, SHARED)
    assert (first.name, second.name) == ("mypyc.run-x.testY", "mypyc.run-x.testY.2")
    assert first.files["native.py"] == "\nimport other_a\nx = \\\n    1\n\n[x]\n"
    assert first.files["driver.py"] == "default\n"
    assert first.files["other_a.py"] == first.files["other_a_interpreted.py"] == "y = 1\n"
    assert second.files["other_a.py"] == "y = 2\n"
    assert first.compiled == ("gone.py", "native.py", "other_a.py")
    assert second.compiled == ("native.py", "other_a.py")


def test_packages_are_compiled_as_a_whole_and_drivers_are_not() -> None:
    names = ["native.py", "driver.py", "p/__init__.py", "p/a.py", "x/y.py", "z/data.txt"]
    assert compiled_parts(dict.fromkeys(names, "")) == ("native.py", "p")


def test_cases_of_other_systems_and_those_that_end_in_errors_are_left_out(tmp_path: Path) -> None:
    for folder, file in (("fixtures", "testutil.py"), ("driver", "driver.py")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).touch()
    (tmp_path / "run-a.test").write_text("-- x\n[case testA-xfail]\na\n[case testB-windows]\nb\n")
    assert [case.name for case in read_mypyc(tmp_path)] == ["mypyc.run-a.testA"]
    (tmp_path / "wrong.py").write_text("# mode: error\n")
    (tmp_path / "right.py").write_bytes("# mode: run\n# \xe4".encode("latin-1"))
    [case] = read_cython(tmp_path)
    assert (case.name, case.compiled, case.main) == ("cython.right", ("right.py",), "right")


def test_each_example_and_unittest_counts_with_what_it_gave(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(DOCTESTS)
    ending = run([sys.executable, str(MAIN), "m"], tmp_path, {})
    placed = Placed(Case("cython.m", {}, ("m.py",), "m"), "3.12", Path())
    found = dict(iter(peer_tests.items(placed, ending)))
    assert found["m:1 '1 + 1'"] == "'2\\n'"
    assert "KeyError: 'x'" in found["m:3 '{}[\"x\"]'"]
    assert found["test_passes (m.Test.test_passes)"] == "'ok'"
    assert "AssertionError: so" in found["test_fails (m.Test.test_fails)"]
    assert IMPORTED in MAIN.read_text()
    assert str(tmp_path) not in ending.stdout


def test_what_differs_is_told_line_by_line() -> None:
    placed = Placed(Case("mypyc.run-a.testA", {}, (), ""), "3.12", Path())
    before, after = Ending(0, "a\nb\n", ""), Ending(1, "a\nc\n", "")
    lines = peer_tests.compare(placed, before, after)
    assert lines[0] == "exit code 1, CPython's is 0"
    assert lines[-2:] == ["-b", "+c"]
    assert peer_tests.items(placed, before) != peer_tests.items(placed, after)


def test_the_table_adds_up_the_cases_of_a_file() -> None:
    record = {"tests": 1, "same": 1}
    results = {"mypyc.run-a.x@3.12": record, "mypyc.run-a.y.2@3.12": {"tests": 1, "same": 0}}
    assert list(peer_tests_table.table(results))[-1] == "| mypyc.run-a |  | 1 of 2 |  |\n"
