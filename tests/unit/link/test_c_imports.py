# SPDX-License-Identifier: Apache-2.0
"""Every module that C code imports by name has its row beside it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from aot_build.link.c_imports import CImport, asked_by_c, c_imports, read_rows
from aot_build.link.source_tree import builtin_modules, source_texts
from aot_build.programbuild import ALWAYS_BUILTIN

# A call that imports a module whose name is written there, or encodes by a codec in Python.
_IMPORT = re.compile(
    r"\b_?(?:PyImport_Import\w*|PyImport_GetModuleAttr\w*|pyi_import_absolute|PyCapsule_Import)"
    r'\(\s*(?:PYI_NAME\()?"([\w.]+)"'
)
_ENCODING = re.compile(r'\bPyUnicode_(?:AsEncodedString|Decode)\([^;]*?"([\w-]+)", *[^)]*\)')
_IN_C = re.compile(r"utf[-_]?(8|16|32)|latin[-_]?1|ascii")
_ROW = re.compile(r'^PYI_C_IMPORT(?:_IF_THERE)?\("([\w.]+)"', re.MULTILINE)
_OWN = re.compile(r'^PYI_MODULE\("([\w.]+)"', re.MULTILINE)

SOURCES = [*source_texts()]


def imported(text: str) -> set[str]:
    codecs = {name for name in _ENCODING.findall(text) if not _IN_C.fullmatch(name)}
    return set(_IMPORT.findall(text)) | {f"encodings.{name}" for name in codecs}


def own_modules(folder: Path) -> set[str]:
    """Modules in C that are written in a folder."""
    return {name for path in folder.glob("*.c") for name in _OWN.findall(path.read_text())}


def test_imports_are_found() -> None:
    assert imported('PyImport_ImportModule("a.b"); PyImport_Import(PYI_NAME("c"));') == {"a.b", "c"}
    assert imported('PyUnicode_AsEncodedString(op, "idna", NULL)') == {"encodings.idna"}
    assert not imported('PyUnicode_AsEncodedString(op, "utf-8", NULL); PyImport_Import(name)')


def test_each_import_has_its_row() -> None:
    missing = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if needed := imported(text) - set(_ROW.findall(text)) - set(ALWAYS_BUILTIN):
            missing += [f"{path}: {name}" for name in sorted(needed - own_modules(path.parent))]
    assert not missing, "say PYI_C_IMPORT, of pyi_c_imports.h, beside the import"


def test_rows_are_read() -> None:
    text = (
        'PYI_C_IMPORT("a.b", "f g"\n             " h", "user", "");\nPYI_C_IMPORT_IF_THERE("c");\n'
    )
    assert list(read_rows(text)) == [
        CImport("a.b", frozenset({"f", "g", "h"}), "user", frozenset())
    ]


@pytest.mark.parametrize("module", ["_strptime", "copyreg", "encodings.idna", "typing"])
def test_known_imports_are_among_them(module: str) -> None:
    assert module in {row.module for row in c_imports()}


def test_users_are_modules() -> None:
    users = {row.user for row in c_imports()} - {""}
    known = builtin_modules().keys() | sys.stdlib_module_names
    assert {user for user in users if not user.startswith("<")} <= known


def test_names_of_methods_that_c_code_calls() -> None:
    assert {"write", "readline", "fileno", "keys", "throw"} <= asked_by_c()
    assert "main" not in asked_by_c()
