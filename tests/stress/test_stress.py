# SPDX-License-Identifier: Apache-2.0
"""What `make stress` takes for a crash. (It compiles a sanitized runtime library of its own.)"""

from __future__ import annotations

import stress


def test_a_crash_is_found() -> None:
    assert stress.Ending("fail=1", -11, "", "").wrong
    assert stress.Ending("fail=1", None, "", "").wrong
    assert stress.Ending("fail=1", 1, "", "SystemError: returned NULL").wrong
    assert not stress.Ending("fail=1", 1, "", "MemoryError").wrong
