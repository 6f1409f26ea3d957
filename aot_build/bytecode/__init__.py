# SPDX-License-Identifier: Apache-2.0
"""Code objects as they are shipped: unchanged on 3.12+, with prologues on 3.11, marshalled."""

from __future__ import annotations

import sys
from collections.abc import Collection
from types import CodeType


def prepare_code(code: CodeType, native: Collection[int]) -> CodeType:
    """The code object of a module, made to reach the native functions at these indices.

    An index is a place in a pre-order walk of the code objects.
    """
    if sys.version_info >= (3, 12):
        return code  # a function watcher attaches native entries (docs/object-model.md, section 1)
    from aot_build.bytecode.prologue import inject_prologues

    prepared: CodeType = inject_prologues(code, set(native))
    return prepared
