# SPDX-License-Identifier: Apache-2.0
"""What a program takes along for its extension modules."""

from __future__ import annotations

import mmap
from pathlib import Path

from aot_build.closure import Closure
from aot_build.diagnostics import Diagnostic
from aot_build.elf import read_facts
from aot_build.extensions import FoundExtension
from aot_build.luggage import leave_out_unloadable
from aot_build.progress import QuietProgress


class Heard(QuietProgress):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def show(self, *diagnostics: Diagnostic) -> None:
        self.found += [item.message for item in diagnostics]


def closure_with_mmap() -> Closure:
    path = Path(mmap.__file__)
    return Closure(extensions={"mmap": FoundExtension("mmap", path, path.parent, False)})


def test_a_module_that_wants_more_than_there_is_stays_out() -> None:
    closure, heard = closure_with_mmap(), Heard()
    leave_out_unloadable(closure, {"PyBytes_FromStringAndSize"}, heard)
    assert closure.extensions == {}
    assert heard.found[0].startswith("'mmap' is not in the program: the runtime has no Py")


def test_a_module_that_finds_what_it_wants_stays_in() -> None:
    closure, heard = closure_with_mmap(), Heard()
    leave_out_unloadable(closure, read_facts(Path(mmap.__file__)).imported, heard)
    assert list(closure.extensions) == ["mmap"]
    assert heard.found == []
