# SPDX-License-Identifier: Apache-2.0
"""Programs: the executables of a project as requests to build them, and those of its wheel.

    shop-1.0.data/scripts/shop      what `pip install` puts beside `python`

Modules of the project come from its tree, or from the wheel that is being made.
"""

from __future__ import annotations

import configparser
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.pep517.archive import UnpackedWheel
from aot_build.pep517.config import Config
from aot_build.pep517.executables import Executable
from aot_build.pep517.tree import import_roots_of

if TYPE_CHECKING:
    from aot_build.programbuild import Request
    from aot_build.progress import Progress

_IMPORTABLE = ("purelib", "platlib")


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
    return Request(entry, folder / row.name, row.static, row.include, row.collect_data)


def add_executables(
    wheel: UnpackedWheel, config: Config, work: Path, progress: Progress
) -> list[Path]:
    """Build the executables of the project from the modules in *wheel*; their paths there.

    Raises UserError when one has the name of another script of the wheel.
    """
    if not config.executables:
        return []
    from aot_build.programbuild import compile_program

    refuse_clashes(wheel, config.executables)
    folders = [wheel.root, *(wheel.root / wheel.data_folder / kind for kind in _IMPORTABLE)]
    search = tuple(folder for folder in folders if folder.is_dir())
    added = []
    for row in config.executables:
        request = make_request(row, work, search)
        compile_program(request, config.options, progress)
        name = f"{wheel.data_folder}/scripts/{row.name}"
        target = wheel.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(request.output, target)
        wheel.executables.add(name)
        added.append(target)
    return added


def refuse_clashes(wheel: UnpackedWheel, rows: Sequence[Executable]) -> None:
    """Raise UserError for executables that installers would overwrite, or be overwritten by."""
    scripts = wheel.root / wheel.data_folder / "scripts"
    taken = {path.name for path in scripts.glob("*")} | script_names(wheel)
    problems = []
    for row in rows:
        if row.name in taken:
            message = f"the wheel already has a script '{row.name}'"
            hint = "only one of them would be installed: give the executable another name"
            problems.append(Diagnostic(Severity.ERROR, message, row.span, "config", hint))
    if problems:
        raise UserError(problems)


def script_names(wheel: UnpackedWheel) -> set[str]:
    """The scripts that installers make for the wheel (entry points specification)."""
    path = wheel.info("entry_points.txt")
    if not path.is_file():
        return set()
    parser = configparser.ConfigParser(delimiters="=", interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except configparser.Error:
        return set()  # whoever installs it will say so
    groups = ("console_scripts", "gui_scripts")
    return {name for group in groups if parser.has_section(group) for name in parser[group]}
