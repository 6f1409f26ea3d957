# SPDX-License-Identifier: Apache-2.0
"""Editable installs: libraries beside the sources they were made of, in the project's own tree.

The base backend makes the editable wheel, and also the ordinary wheel, whose contents say which
files of the tree are modules. Each library carries a hash of each of its sources
(`Options.editable`); at import a module whose source has changed since runs from its source, so an
edit is never ignored. `pip install -e .` again, or `aot ext`, compiles what changed; the rest comes
from the cache.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.diagnostics import UserError, shown_path
from aot_build.link.mark import is_our_library
from aot_build.pep517.aot_json import FILE_NAME, aot_json
from aot_build.pep517.archive import atomic_file, pack_wheel, unpack_wheel
from aot_build.pep517.blame import renamed
from aot_build.pep517.compiler import compile_units
from aot_build.pep517.config import Config
from aot_build.pep517.guard import temporary_folder
from aot_build.pep517.modules import find_units
from aot_build.pep517.tree import find_in_tree
from aot_build.pep517.wheel import compilable, import_roots, warn_of_clashes

if TYPE_CHECKING:
    from aot_build.pipeline import BuiltUnit, Unit
    from aot_build.progress import Progress


def make_editable_wheel(
    editable: Path, ordinary: Path, out_dir: Path, config: Config, progress: Progress
) -> Path:
    """Compile the current project in place; *editable* plus `aot.json` is the wheel in *out_dir*.

    *ordinary* is the wheel that an ordinary build makes.
    """
    config = replace(config, options=replace(config.options, editable=True))
    with temporary_folder() as work:
        wheel = unpack_wheel(editable, work / "editable")
        names = import_roots(unpack_wheel(ordinary, work / "ordinary")).files
        pth_files = [path for name, path in wheel.files().items() if name.endswith(".pth")]
        sources = find_in_tree(names, Path.cwd(), pth_folders(pth_files))
        units = compilable(find_units(sources, config), progress)
        built = compile_in_place(units, config, progress)
        wheel.info(FILE_NAME).write_text(aot_json(built, config.options), encoding="utf-8")
        pack_wheel(wheel, out_dir / wheel.file_name)
        return out_dir / wheel.file_name


def compile_in_place(
    units: Sequence[Unit], config: Config, progress: Progress, out_dir: Path | None = None
) -> list[BuiltUnit]:
    """Compile *units* and put each library beside its sources, or below *out_dir*."""
    warn_of_clashes(units, progress)
    with temporary_folder() as work:
        built = _compile(units, work / "out", config, progress) if units else []
        for item in built:
            target = (out_dir or import_root(item.unit)) / item.relpath
            if item.library is not None:
                with atomic_file(target) as temporary:
                    shutil.copyfile(item.library, temporary)
            elif target.is_file() and is_our_library(target):
                target.unlink()  # of an earlier build, when there was something native
        return [replace(item, library=item.library and Path(item.relpath)) for item in built]


def _compile(
    units: Sequence[Unit], out_dir: Path, config: Config, progress: Progress
) -> list[BuiltUnit]:
    try:
        return compile_units(units, out_dir, config.options, progress)
    except UserError as error:
        paths = [module.path for unit in units for module in unit.modules]
        raise renamed(error, {str(path): shown_path(path) for path in paths}) from None


def import_root(unit: Unit) -> Path:
    """The folder that must be on `sys.path` for *unit* to be found."""
    module = unit.modules[0]
    return module.path.parents[module.relpath.count("/")]


def pth_folders(pth_files: Iterable[Path]) -> list[Path]:
    """The folders that .pth files put on `sys.path`."""
    lines = (line.strip() for path in pth_files for line in path.read_text("utf-8").splitlines())
    folders = (Path(line) for line in lines if line and not line.startswith(("#", "import ")))
    return [folder.resolve() for folder in folders if folder.is_dir()]
