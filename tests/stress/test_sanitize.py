# SPDX-License-Identifier: Apache-2.0
"""Programs of one topic under ASan and UBSan (`make asan` runs all of them, and packages)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import sanitize

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or shutil.which("gcc") is None, reason="needs gcc on Linux"
    ),
]


def test_programs_are_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path(sanitize.sanitizer_library()).is_absolute():
        pytest.skip("this gcc has no libasan")
    monkeypatch.setenv("AOT_BUILD_SANITIZE", sanitize.SANITIZERS)
    monkeypatch.setenv("AOT_BUILD_FLAGS", "toolchain=system")
    assert sanitize.check_programs(["calls"], tmp_path) == 0
