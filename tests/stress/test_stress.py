# SPDX-License-Identifier: Apache-2.0
"""A standalone program when memory fails, at a few places (`make stress` has more)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import stress

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("standalone"),
    pytest.mark.skipif(
        sys.platform != "linux" or shutil.which("gcc") is None, reason="needs gcc on Linux"
    ),
]

PROGRAM = """\
class Thing:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<{self.name!r:>10}>"

def pairs(things):
    for k, thing in enumerate(things):
        yield k, [thing] * k, {thing.name: thing, **{"k": k}}

try:
    print(sorted(map(repr, pairs([Thing("a"), Thing("b"), Thing("c" * 300)]))))
    print("%s %d" % (2**200, 3), "a,b".split(","), (lambda *a, **k: (a, k))(1, b=2))
    {}["missing"]
except KeyError as error:
    print(type(error), error.args)
"""


def test_any_end_but_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tool sets it for its process, which is the one of the other tests here.
    monkeypatch.setenv("AOT_BUILD_SANITIZE", stress.SANITIZERS)
    source = tmp_path / "program.py"
    source.write_text(PROGRAM)
    assert stress.main(["--file", str(source), "--count", "25"]) == 0


def test_a_crash_is_found() -> None:
    assert stress.Ending("fail=1", -11, "", "").wrong
    assert stress.Ending("fail=1", None, "", "").wrong
    assert stress.Ending("fail=1", 1, "", "SystemError: returned NULL").wrong
    assert not stress.Ending("fail=1", 1, "", "MemoryError").wrong
