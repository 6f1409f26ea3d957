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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aot_build.link.source_tree import said_in_sources

_ROW = re.compile(r"^PYI_C_IMPORT\(([^;]*)\);", re.MULTILINE)
# What asks a Python object for an attribute by a name that is written there.
_ASKING = re.compile(
    r"\b(?:PYI_NAME\(|_?PyObject_(?:CallMethod|GetAttrString|LookupAttrString|GetOptionalAttrString)"
    r'\([^;"]*)"([^\W\d]\w*)"'
)

TEXT = "<text>"
EXTENSIONS = "<extensions>"
FOREIGN = "<foreign extensions>"


@dataclass(frozen=True)
class CImport:
    """A module that C code imports."""

    module: str
    asked: frozenset[str]
    """What it asks the module for."""
    user: str
    """The module, or one of these constants, without which it never does; "" for none."""
    said: frozenset[str]
    """Names of which one must occur in the program; none when it always does."""


def read_rows(text: str) -> Iterator[CImport]:
    """The rows of one C file."""
    return map(_read_row, _ROW.findall(text))


def _read_row(row: str) -> CImport:
    module, asked, user, said = ast.literal_eval(f"({row})")
    return CImport(module, frozenset(asked.split()), user, frozenset(said.split()))


@functools.cache
def c_imports() -> tuple[CImport, ...]:
    """All rows of the runtime library."""
    rows = said_in_sources(_ROW.pattern, lambda texts: [r for t in texts for r in _ROW.findall(t)])
    return tuple(map(_read_row, rows))


@functools.cache
def asked_by_c() -> frozenset[str]:
    """Names of methods that C code calls: `print(file=x)` calls `x.write`."""
    return frozenset(said_in_sources(_ASKING.pattern, _find_asked))


def _find_asked(texts: Iterable[str]) -> list[str]:
    return sorted({name for text in texts for name in _ASKING.findall(text)})
