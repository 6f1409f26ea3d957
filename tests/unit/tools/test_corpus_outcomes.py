# SPDX-License-Identifier: Apache-2.0
"""The corpus tool compares suites test by test: recording, counting, what counts as different."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import corpus_outcomes
import corpus_package
import pytest
from corpus_outcomes import Outcomes

PYTEST_SUITE = """
import pytest, unittest
def test_passes(): pass
def test_fails(): assert 0
@pytest.mark.skip
def test_skipped(): pass
@pytest.mark.xfail
def test_expected(): assert 0
@pytest.fixture
def broken(): raise ValueError
def test_error(broken): pass
@pytest.mark.parametrize("x", [1, 1, object()], ids=str)
def test_many(x): pass
"""

UNITTEST_SUITE = """
import unittest
class Case(unittest.TestCase):
    def test_passes(self): pass
    def test_fails(self): self.fail()
    def test_error(self): raise KeyError
    @unittest.skip("no")
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail()
    @unittest.expectedFailure
    def test_surprise(self): pass
    def test_parts(self):
        for i in range(3):
            with self.subTest(i=i): self.assertNotEqual(i, 1)
"""


def run_suite(folder: Path, source: str, command: str) -> Outcomes:
    (folder / "test_suite.py").write_text(source)
    record = folder / "record"
    parts, reader = corpus_package.recording_command(command, record)
    subprocess.run([sys.executable, *parts[1:]], cwd=folder, capture_output=True, check=False)
    outcomes: Outcomes = reader(record)
    return outcomes


def test_outcomes_of_a_pytest_suite(tmp_path: Path) -> None:
    outcomes = run_suite(tmp_path, PYTEST_SUITE, "python -m pytest -q -p no:cacheprovider .")
    assert corpus_outcomes.count(outcomes) == {
        "passed": 4, "failed": 1, "error": 1, "skipped": 1, "xfailed": 1
    }  # fmt: skip
    assert not any("at 0x0" in name or "at 0x7" in name for name, _ in outcomes)


def test_outcomes_of_a_unittest_suite(tmp_path: Path) -> None:
    outcomes = run_suite(tmp_path, UNITTEST_SUITE, "python -m unittest -q test_suite")
    assert outcomes["test_suite.Case.test_passes", "passed"] == 1
    assert outcomes["test_suite.Case.test_parts (i=1)", "failed"] == 1
    assert corpus_outcomes.count(outcomes) == {
        "passed": 1, "failed": 3, "error": 1, "skipped": 1, "xfailed": 1
    }  # fmt: skip


def test_outcomes_of_a_suite_with_its_own_runner(tmp_path: Path) -> None:
    runner = "if __name__ == '__main__':\n    unittest.TextTestRunner().run(suite())\n"
    suite = "def suite(): return unittest.defaultTestLoader.loadTestsFromTestCase(Case)\n"
    outcomes = run_suite(tmp_path, f"{UNITTEST_SUITE}\n{suite}{runner}", "python test_suite.py")
    assert outcomes["__main__.Case.test_passes", "passed"] == 1
    assert corpus_outcomes.count(outcomes) == {
        "passed": 1, "failed": 3, "error": 1, "skipped": 1, "xfailed": 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("native", "lines"),
    [
        ({("a", "passed"): 2, ("b", "failed"): 1}, []),
        ({("a", "passed"): 1, ("b", "failed"): 1}, ["a: passed -> not run"]),
        ({("a", "passed"): 2, ("b", "passed"): 1}, ["b: failed -> passed"]),
        (
            {("a", "passed"): 2, ("b", "failed"): 1, ("c", "skipped"): 1},
            ["c: not run -> skipped"],
        ),
    ],
    ids=["same", "missing", "changed", "new"],
)
def test_comparison_is_by_test(native: dict[tuple[str, str], int], lines: list[str]) -> None:
    baseline = Outcomes({("a", "passed"): 2, ("b", "failed"): 1})
    assert corpus_outcomes.compare(baseline, Outcomes(native)) == lines


def test_every_package_of_the_corpus_can_be_recorded(tmp_path: Path) -> None:
    packages = corpus_package.read_packages()
    assert len(packages) == 14
    for package in packages:
        parts, _ = corpus_package.recording_command(package.test_command, tmp_path / "record")
        assert parts[0] == "python"
        assert shlex.split(package.test_command)[3] in parts


def test_a_folder_in_a_parameter_is_no_difference() -> None:
    halves = [
        corpus_outcomes.without_folder(Outcomes({(f"t[/{half}/work/a]", "passed"): 1}), folder)
        for half, folder in [("one", Path("/one/work")), ("two", Path("/two/work"))]
    ]
    assert halves[0] == halves[1] == {("t[{work}/a]", "passed"): 1}
