# SPDX-License-Identifier: Apache-2.0
"""What belongs to a test module of CPython, what CPython itself does not end twice, and reasons."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import cpython_tests_ext
import cpython_tests_table
from cpython_tests_tree import find, parts_in


def test_what_a_test_module_shares_belongs_to_it(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("from test import shared, support\nimport os\n")
    (tmp_path / "shared.py").write_text("def f():\n    from test.deeper.x import y\n")
    (tmp_path / "test_other.py").touch()
    for name in ("deeper", "support"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    parts = parts_in(tmp_path, "test_a")
    assert [path.name for path in parts] == ["deeper", "shared.py", "test_a.py"]
    assert find(tmp_path, "missing") is None


def test_what_cpython_ends_in_two_ways_may_end_in_either() -> None:
    first = Counter({("a", "passed"): 1, ("b", "passed"): 1, ("c", "passed"): 1})
    second = Counter({("a", "failed"): 1, ("b", "passed"): 1})
    found = Counter({("a", "failed"): 1, ("b", "failed"): 1})
    settled = Counter({("a", "failed"): 1, ("b", "passed"): 1})
    assert cpython_tests_ext.settle(first, second, found) == settled
    assert cpython_tests_ext.settle(first, second, first) == first


def test_the_first_reason_that_fits_counts() -> None:
    reasons = [("test_a@3.11 *", "old"), ("test_a@* test.test_a.Case.test_?:*", "why")]
    line = "test.test_a.Case.test_b: passed -> failed"
    assert cpython_tests_table.find_reason("test_a@3.12", line, reasons) == "why"
    assert cpython_tests_table.find_reason("test_a@3.11", line, reasons) == "old"
    assert cpython_tests_table.find_reason("test_c@3.12", line, reasons) is None
    assert cpython_tests_table.short("test.test_a.Case.test_b") == "Case.test_b"
