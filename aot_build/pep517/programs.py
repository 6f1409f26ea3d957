# SPDX-License-Identifier: Apache-2.0
"""Programs: the executables of a project as requests to build them.

Modules of the project come from its tree, or from the wheel that is being made.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.pep517.executables import Executable
from aot_build.pep517.tree import import_roots_of

if TYPE_CHECKING:
    from aot_build.programbuild import Request


def executable_request(row: Executable, folder: Path, root: Path) -> Request:
    """The request that makes an executable of the project in *root*, into *folder*."""
    return make_request(row, folder, import_roots_of(row.start, root))


def make_request(row: Executable, folder: Path, search: tuple[Path, ...]) -> Request:
    """The same with the folders that the project's modules are in."""
    from aot_build.entrypoint import function_entry, module_entry
    from aot_build.programbuild import Request

    if row.module:
        entry = module_entry(row.module, search, row.span)
    else:
        entry = function_entry(row.entry, row.name, search, row.span)
    return Request(entry, folder / row.name, row.static, row.include)
