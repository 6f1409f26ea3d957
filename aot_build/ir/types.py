# SPDX-License-Identifier: Apache-2.0
"""Machine representations of values and the effects of operations."""

from __future__ import annotations

import enum


class Rep(enum.Enum):
    """How the machine holds a value. Error values: docs/object-model.md, section 4."""

    OBJ = "obj"  # PyObject *
    INT = "int"  # tagged word: small int shifted left by one, or a big int's pointer with bit 0 set
    ANY = "any"  # tagged word as INT, but the pointer may be of any object
    NUM = "num"  # two registers: a float, or a tagged word as ANY
    I64 = "i64"  # int proved to fit
    F64 = "f64"
    BOOL = "bool"
    PTR = "ptr"  # raw address without a reference count
    NONE = "none"  # no value

    @property
    def refcounted(self) -> bool:
        """Whether a value of this representation may own a reference."""
        return self in (Rep.OBJ, Rep.INT, Rep.ANY, Rep.NUM)


TAGGED = (Rep.INT, Rep.ANY)


class Effect(enum.IntEnum):
    """What an operation may do besides giving its result; each includes those before it."""

    NONE = 0  # depends on its operands only
    READ = 1  # reads memory that others may write
    WRITE = 2  # writes memory, runs no Python code (destructors aside)
    OPAQUE = 3  # may run any Python code
