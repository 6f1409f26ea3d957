# SPDX-License-Identifier: Apache-2.0
"""Where a native function finds its Python constants.

Most are constants or names of its own code object, so they cost nothing at import and are the same
objects the bytecode tier uses. The rest of a module's constants are marshalled together.
"""

from __future__ import annotations

import marshal
import sys
from types import CodeType
from typing import Any, cast

SINGLETONS: dict[object, str] = {
    None: "_Py_NoneStruct",
    Ellipsis: "_Py_EllipsisObject",
    NotImplemented: "_Py_NotImplementedStruct",
}


def constant_key(value: object) -> object:
    """A key that is equal just for constants nobody can tell apart: not for 1 and True."""
    if isinstance(value, CodeType):
        return ("code", id(value))
    if isinstance(value, float):
        return (float, value.hex())
    if isinstance(value, complex):
        return (complex, value.real.hex(), value.imag.hex())
    if isinstance(value, tuple):
        return (tuple, tuple(constant_key(item) for item in value))
    if isinstance(value, frozenset):
        return (frozenset, frozenset(constant_key(item) for item in value))
    return (type(value), value)


class CodeConstants:
    """The constants and names of one code object by key."""

    def __init__(self, code: CodeType) -> None:
        self.constants: dict[object, int] = {}
        for i, value in enumerate(code.co_consts):
            self.constants.setdefault(constant_key(value), i)
        self.names = {(str, name): i for i, name in reversed(list(enumerate(code.co_names)))}

    def find(self, value: object) -> tuple[str, int] | None:
        """("const" or "name", index), or None when the code object does not have *value*.

        Names come first: they are interned, which attribute look-up likes.
        """
        key = constant_key(value)
        if key in self.names:
            return "name", self.names[key]
        if key in self.constants:
            return "const", self.constants[key]
        return None


class ExtraConstants:
    """Constants of a module that no code object of theirs holds."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self._index: dict[object, int] = {}

    def index(self, value: object) -> int:
        """The place of *value* in the marshalled tuple."""
        key = constant_key(value)
        if key not in self._index:
            self._index[key] = len(self.values)
            self.values.append(_interned(value))
        return self._index[key]

    def marshalled(self) -> bytes:
        """The tuple of all values; version 2 has no references, so the bytes are reproducible."""
        return marshal.dumps(cast(Any, tuple(self.values)), 2) if self.values else b""


def _interned(value: object) -> object:
    if isinstance(value, str):
        return sys.intern(value)
    if isinstance(value, tuple):
        return tuple(_interned(item) for item in value)
    return value
