# SPDX-License-Identifier: Apache-2.0
"""What C files say of themselves."""

from __future__ import annotations

import sys

from aot_build.link.source_tree import builtin_modules, find_builtin_modules

ROWS = """
PYI_MODULE("always", PyInit_always);
PYI_MODULE_BEFORE_312("once", once_init);
PYI_MODULE_FROM_312("later", later_init);
"""


def test_modules_have_rows_for_their_versions() -> None:
    assert find_builtin_modules([ROWS]) == {
        "always": ("pyi_row_PyInit_always", 0, sys.maxsize),
        "once": ("pyi_row_once_init", 0, 12),
        "later": ("pyi_row_later_init", 12, sys.maxsize),
    }


def test_modules_are_those_of_this_version() -> None:
    later = sys.version_info >= (3, 12)
    assert ("_tokenize" in builtin_modules()) is later
    assert ("_sha256" in builtin_modules()) is not later
