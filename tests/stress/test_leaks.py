# SPDX-License-Identifier: Apache-2.0
"""Nothing is kept, and nothing crashes, by calling each construct again, with and without memory.

`make leaks` does the same with more calls, and with the programs.
"""

from __future__ import annotations

from pathlib import Path

import leaks
import pytest

CALLS = 1000
ALLOCATIONS = 40


def test_nothing_is_kept(tmp_path: Path) -> None:
    findings = leaks.check_micro(tmp_path, "leaks", CALLS)
    assert not findings, "\n".join(findings)


@pytest.mark.slow
def test_only_memory_errors_when_allocations_fail(tmp_path: Path) -> None:
    pytest.importorskip("_testcapi")
    findings = leaks.check_micro(tmp_path, "nomemory", ALLOCATIONS)
    assert not findings, "\n".join(findings)


def test_a_leak_is_found() -> None:
    leaking = leaks.Measured("f", blocks=CALLS, references={"'x'": CALLS}, endings=["SystemError"])
    quiet = leaks.Measured("f", blocks=3, references={"'x'": 1}, endings=[])
    assert leaks.is_suspicious(leaking, CALLS)
    assert not leaks.is_suspicious(quiet, CALLS)
    [text] = leaks.explain([leaking], [quiet], CALLS)
    assert "1000 blocks" in text and "references to 'x'" in text and "SystemError" in text
    assert not list(leaks.explain([leaking], [leaking], CALLS))


def test_the_module_in_the_folder_is_measured(tmp_path: Path) -> None:
    (tmp_path / "micro.py").write_text("def own(): return [1]\n")
    measured, crashes = leaks.measure(tmp_path, "micro", "leaks", 10, ["own"])
    assert [item.function for item in measured] == ["own"]
    assert not crashes
