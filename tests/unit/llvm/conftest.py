# SPDX-License-Identifier: Apache-2.0
"""Modules translated up to their LLVM text."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import decode_source
from aot_build.ir.function import Function, Module
from aot_build.llvm.debug_info import SourceFile
from aot_build.llvm.groups import LlvmText, write_functions, write_tables
from aot_build.llvm.module import ModuleTables
from aot_build.lower.module import lower_module
from aot_build.passes.manager import PassRun, run_all


class Translate(Protocol):
    """The IR of a module, and its LLVM texts, the tables first."""

    def __call__(
        self, source: str, debug: SourceFile | None = None
    ) -> tuple[Module, list[LlvmText]]: ...


@pytest.fixture
def translate() -> Translate:
    """The compiler up to that."""

    def make(source: str, debug: SourceFile | None = None) -> tuple[Module, list[LlvmText]]:
        decoded = decode_source(Path("m.py"), "m.py", source.encode())
        parsed = parse_module(decoded, "m.py")
        module, _ = lower_module(resolve_module(parsed))
        module.name = "pkg.mod"
        assert run_all(module, PassRun(verify=True)) == []
        tables = ModuleTables(module.name, debug)
        texts = write_functions(module, tables, "nounwind", unexpected)
        code = b'code "\\\x00\xff'
        head = write_tables(module, tables, code=code, source="mod.py", is_package=False)
        return module, [head, *texts]

    return make


def unexpected(fn: Function, error: Exception) -> None:
    """A function that cannot be written is a bug."""
    raise error
