# SPDX-License-Identifier: Apache-2.0
"""Tables in the runtime library whose rows are wanted only when a name occurs in the program.

    PyMethodDef     name, function, flags, doc       recognised by its content
    PyGetSetDef     name, get, set, doc, closure     what the tp_getset of a type refers to
    PYI_NAMED       name, and what it stands for     a section "pyi_named.BYTES.TABLE"

A row that is not wanted keeps its name and loses its other references; the code that walks over
such tables skips rows without a function (capi/internal/pyi.h).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from aot_build.link.trim.elf import SHF_EXECINSTR, SHF_STRINGS, Section

TYPE_ROWS = "pyi_types"
MODULE_ROWS = "pyi_modules"
# Offsets in a PyTypeObject of 64-bit CPython 3.11 to 3.13.
TP_DOC, TP_GETSET = 176, 248
GETSET_ROW = 40
_METHOD_ROW = 32
_FUNCTION, _FLAGS, _DOC = 8, 16, 24
_ALL_METHOD_FLAGS = 0x3FF
_NAMED = re.compile(r"pyi_named\.(\d+)\.")


@dataclass(frozen=True)
class Reference:
    """A relocation whose target is known."""

    target: int
    """The number of the section in the graph."""
    section: Section
    text: str | None = None
    """The string that is referred to, when the target is a section of strings."""
    is_weak: bool = False


def row_size(section: Section, references: Mapping[int, Reference]) -> int:
    """The size of a row when *section* is a table of methods or a named one, else 0.

    *references* are those in the section by their offset.
    """
    if named := _NAMED.match(section.name):
        return int(named[1])
    return _METHOD_ROW if _is_method_table(section, references) else 0


def _is_method_table(section: Section, references: Mapping[int, Reference]) -> bool:
    """At least one method and a row of zeros after the last."""
    last = section.size - _METHOD_ROW
    if section.flags & SHF_EXECINSTR or last <= 0 or last % _METHOD_ROW or not section.data:
        return False
    if any(offset % _METHOD_ROW not in {0, _FUNCTION, _DOC} for offset in references):
        return False
    if any(offset >= last for offset in references) or any(section.data[last:]):
        return False
    return all(_is_method(section, references, row) for row in range(0, last, _METHOD_ROW))


def _is_method(section: Section, references: Mapping[int, Reference], row: int) -> bool:
    name, function = references.get(row), references.get(row + _FUNCTION)
    (flags,) = struct.unpack_from("<i", section.data, row + _FLAGS)
    return (
        name is not None
        and name.text is not None
        and function is not None
        and bool(function.section.flags & SHF_EXECINSTR)
        and 0 < flags <= _ALL_METHOD_FLAGS
    )


def is_string_section(section: Section) -> bool:
    """Whether it holds strings that end with a zero, of one byte a character."""
    return bool(section.flags & SHF_STRINGS) and ".str1." in section.name
