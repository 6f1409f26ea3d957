# SPDX-License-Identifier: Apache-2.0
"""SRC on a command line: a project folder, an sdist, a wheel, or a module or package by itself."""

from __future__ import annotations

import argparse
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.cli.settings import chosen_config_settings, chosen_values
from aot_build.diagnostics import Diagnostic, Severity, Span, UserError
from aot_build.pep517.config import Config, read_config
from aot_build.pep517.guard import temporary_folder
from aot_build.pep517.tags import runs_here

if TYPE_CHECKING:
    from aot_build.progress import Progress

PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")
SDIST_SUFFIXES = (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar", ".zip")


def add_isolation(parser: argparse.ArgumentParser) -> None:
    """The flag that builds with what is installed here."""
    parser.add_argument(
        "--no-isolation",
        action="store_true",
        help="run the project's own backend in this environment, not in one made for it",
    )


def is_project(path: Path) -> bool:
    """Is *path* something a base wheel can be had from?"""
    if path.is_dir():
        return any((path / name).is_file() for name in PROJECT_FILES)
    return path.name.endswith((".whl", *SDIST_SUFFIXES))


@contextmanager
def base_wheel(
    source: Path, arguments: argparse.Namespace, progress: Progress
) -> Iterator[tuple[Path, Config]]:
    """The wheel to start from, and the configuration of the project it is of."""
    if not source.exists():
        raise UserError(bad_source(source, "no such file or folder"))
    with temporary_folder() as work:
        if source.name.endswith(".whl"):
            yield _finished_wheel(source), project_config(work, arguments)
            return
        project = source.resolve() if source.is_dir() else _unpack_sdist(source, work / "sdist")
        if not is_project(project):
            hint = f"needed: {', '.join(PROJECT_FILES[:-1])}. For modules alone: aot ext {source}"
            raise UserError(bad_source(source, "not a Python project", hint))
        from aot_build.pep517.isolated import build_base_wheel  # only projects need `packaging`

        config = project_config(project, arguments)
        isolated = not arguments.no_isolation
        yield build_base_wheel(project, work / "base", config, progress, isolated=isolated), config


def project_config(root: Path, arguments: argparse.Namespace) -> Config:
    """The configuration of the project in *root* with what the command line says."""
    return read_config(root, chosen_config_settings(arguments), chosen_values(arguments))


def bad_source(source: Path, message: str, hint: str | None = None) -> Diagnostic:
    """A mistake that is SRC itself."""
    return Diagnostic(Severity.ERROR, message, Span(str(source)), "source", hint)


def _finished_wheel(wheel: Path) -> Path:
    from packaging.utils import InvalidWheelFilename

    try:
        fits = runs_here(wheel)
    except InvalidWheelFilename as error:
        raise UserError(bad_source(wheel, f"not a wheel: {error}")) from None
    if not fits:
        version = ".".join(map(str, sys.version_info[:2]))
        hint = "give its sdist, or a py3-none-any wheel"
        raise UserError(bad_source(wheel, f"this wheel is not for Python {version} here", hint))
    return wheel


def _unpack_sdist(sdist: Path, folder: Path) -> Path:
    if not sdist.name.endswith(SDIST_SUFFIXES):
        hint = f"for modules alone: aot ext {sdist}" if sdist.suffix == ".py" else None
        raise UserError(bad_source(sdist, "neither a project folder, an sdist nor a wheel", hint))
    try:
        if sdist.suffix == ".zip":
            with zipfile.ZipFile(sdist) as archive:
                archive.extractall(folder)
        else:
            with tarfile.open(sdist) as tar:
                tar.extractall(folder, filter="data")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise UserError(bad_source(sdist, f"cannot be unpacked: {error}")) from None
    inside = [path for path in folder.iterdir() if path.is_dir()]
    if len(inside) != 1:
        raise UserError(bad_source(sdist, "not an sdist: there is not exactly one folder in it"))
    return inside[0]
