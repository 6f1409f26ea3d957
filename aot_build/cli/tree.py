# SPDX-License-Identifier: Apache-2.0
"""A module or package given by its path: its dotted name, its import root, its units."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.cli.source import PROJECT_FILES, bad_source
from aot_build.diagnostics import UserError
from aot_build.link.mark import EXTENSION_SUFFIXES, is_our_library
from aot_build.pep517.config import Config
from aot_build.pep517.modules import find_units

if TYPE_CHECKING:
    from aot_build.pipeline import Unit


def units_below(source: Path, config: Config) -> list[Unit]:
    """The units of a module, a package, or a folder that packages lie in.

    Raises UserError when *source* is none of these.
    """
    if not source.exists():
        raise UserError(bad_source(source, "no such file or folder"))
    source = source.resolve()
    if source.is_file() and source.suffix != ".py":
        raise UserError(bad_source(source, "not a Python source file"))
    root = import_root_of(source)
    files = {path.relative_to(root).as_posix(): path for path in _files(source)}
    units = find_units(files, config)
    if not units:
        hint = "each part of its path must be a name that 'import' can take"
        raise UserError(bad_source(source, "there is no importable module here", hint))
    return units


def import_root_of(source: Path) -> Path:
    """The folder that must be on `sys.path` to import *source*."""
    if source.is_dir() and not _is_package(source):
        return source
    folder = source.parent
    while _is_package(folder):
        folder = folder.parent
    return folder


def find_project(source: Path) -> Path:
    """The folder at or above *source* whose pyproject.toml configures it, or its own folder."""
    start = source.resolve()
    for folder in (start, *start.parents):
        if any((folder / name).is_file() for name in PROJECT_FILES):
            return folder
    return start.parent


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()


def _files(source: Path) -> Iterator[Path]:
    """*source*, or the files below it; hidden folders, caches and our own libraries aside."""
    if source.is_file():
        yield source
        return
    for folder, names, files in os.walk(source):
        names[:] = sorted(n for n in names if not n.startswith(".") and n != "__pycache__")
        for name in sorted(files):
            path = Path(folder, name)
            if not (name.endswith(EXTENSION_SUFFIXES) and is_our_library(path)):
                yield path
