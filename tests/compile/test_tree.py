# SPDX-License-Identifier: Apache-2.0
"""Our trees beside CPython's: classes, ways from and to objects, annotations as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import capi_programs as capi
import pytest


@pytest.mark.xdist_group("capi")
def test_the_same_as_cpython(
    python: capi.Python, build: Callable[[list[str]], Path], check: Callable[..., list[str]]
) -> None:
    ours = check(build(["tree", "unparse"]), "tree_check.py")
    theirs = check(python.program, "tree_check.py")
    assert "Traceback" not in theirs[-1], theirs[-10:]
    different = [pair for pair in zip(theirs, ours, strict=False) if pair[0] != pair[1]]
    assert not different, different[0]
    assert len(ours) == len(theirs)
