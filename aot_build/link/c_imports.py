# SPDX-License-Identifier: Apache-2.0
"""What the runtime library imports while a program runs, as rows in its C files say.

    PYI_C_IMPORT("_strptime", "_strptime_time", "time", "strptime");

time.c imports _strptime, and asks it for `_strptime_time`, when a program that contains `time` says
`strptime`. What the rows mean is in pyi_c_imports.h.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from aot_build.link.runtime_library import find_sources, locate_tree

_ROW = re.compile(r"^PYI_C_IMPORT\(([^;]*)\);", re.MULTILINE)
# What asks a Python object for an attribute by a name that is written there.
_ASKING = re.compile(
    r"\b(?:PYI_NAME\(|_?PyObject_(?:CallMethod|GetAttrString|LookupAttrString|GetOptionalAttrString)"
    r'\([^;"]*)"([^\W\d]\w*)"'
)

TEXT = "<text>"
EXTENSIONS = "<extensions>"


@dataclass(frozen=True)
class CImport:
    """A module that C code imports."""

    module: str
    asked: frozenset[str]
    """What it asks the module for."""
    user: str
    """The module, TEXT or EXTENSIONS without which it never does; "" when none is needed."""
    said: frozenset[str]
    """Names of which one must occur in the program; none when it always does."""


def read_rows(text: str) -> Iterator[CImport]:
    """The rows of one C file."""
    for row in _ROW.findall(text):
        module, asked, user, said = ast.literal_eval(f"({row})")
        yield CImport(module, frozenset(asked.split()), user, frozenset(said.split()))


@functools.cache
def c_imports() -> tuple[CImport, ...]:
    """All rows of the runtime library."""
    return tuple(row for text in _texts() for row in read_rows(text))


@functools.cache
def asked_by_c() -> frozenset[str]:
    """Names of methods that C code calls: `print(file=x)` calls `x.write`."""
    return frozenset(name for text in _texts() for name in _ASKING.findall(text))


@functools.cache
def _texts() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in find_sources(locate_tree()))
