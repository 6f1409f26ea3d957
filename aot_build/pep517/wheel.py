# SPDX-License-Identifier: Apache-2.0
"""The native wheel: a wheel from the base backend, plus one library per unit.

    shop-1.0-py3-none-any.whl         shop-1.0-cp312-cp312-manylinux_2_17_x86_64.whl
      shop/__init__.py                  shop/__init__.py
      shop/cart.py                      shop/cart.py
                                        shop/__init__.cpython-312-x86_64-linux-gnu.so   new
      shop-1.0.dist-info/WHEEL          shop-1.0.dist-info/WHEEL                        rewritten
      shop-1.0.dist-info/RECORD         shop-1.0.dist-info/RECORD                       rewritten
                                        shop-1.0.dist-info/aot.json                     new
                                        shop-1.0.data/scripts/shop     (programs.py)    new

Metadata, entry points, licences and data are not touched.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build import __version__
from aot_build.diagnostics import Diagnostic, Severity
from aot_build.link.mark import is_our_library
from aot_build.pep517.aot_json import FILE_NAME, aot_json
from aot_build.pep517.archive import UnpackedWheel, pack_wheel, unpack_wheel
from aot_build.pep517.compiler import compile_units, unsupported_interpreter
from aot_build.pep517.config import Config
from aot_build.pep517.guard import temporary_folder
from aot_build.pep517.lenient import leniently, strictly
from aot_build.pep517.modules import find_units
from aot_build.pep517.programs import add_executables
from aot_build.pep517.tags import expand_tag, native_tag, replace_tag, tags_of

if TYPE_CHECKING:
    from aot_build.pipeline import BuiltUnit, Unit
    from aot_build.progress import Progress


@dataclass
class ImportRoots:
    """The folders of an unpacked wheel that end up on `sys.path`, as one tree of files."""

    files: dict[str, Path] = field(default_factory=dict)  # by their name below site-packages
    prefixes: dict[str, str] = field(
        default_factory=dict
    )  # of each: "" or "shop-1.0.data/purelib/"


def make_native_wheel(
    base_wheel: Path, out_dir: Path, config: Config, progress: Progress, *, lenient: bool = False
) -> Path:
    """Compile *base_wheel* into a native wheel in *out_dir*, and give its path.

    *lenient*: sources that are no valid Python stay as they are, with a warning; else they raise
    UserError. A wheel with nothing to compile comes out as it was, but for `aot.json`; so does each
    on an interpreter that we cannot compile for: an older aot_build must not keep a package from
    being installed.
    """
    with temporary_folder() as work:
        wheel = unpack_wheel(base_wheel, work / "wheel")
        roots = import_roots(wheel)
        units = compilable(find_units(roots.files, config), progress)
        warn_of_clashes(units, progress)

        def compile_some(some: Sequence[Unit]) -> list[BuiltUnit]:
            return compile_units(some, work / "out", config.options, progress) if some else []

        if lenient:
            built = leniently(compile_some, units, progress, config.root)
        else:
            built = strictly(compile_some, units, config.root)
        places = {item.unit.name: library_place(item) for item in built}
        executables = []
        if unsupported_interpreter() is None:
            executables = add_executables(wheel, config, work / "executables", progress)
        if not config.options.include_source:
            remove_sources(roots, built)
        libraries = add_libraries(wheel, roots, built, places)
        wheel.info(FILE_NAME).write_text(aot_json(built, config.options), encoding="utf-8")
        if libraries or executables:
            retag(wheel, libraries, executables)
        pack_wheel(wheel, out_dir / wheel.file_name)
        return out_dir / wheel.file_name


def compilable(units: list[Unit], progress: Progress) -> list[Unit]:
    """*units*, or nothing and a warning on an interpreter that we cannot compile for."""
    problem = unsupported_interpreter() if units else None
    if problem is None:
        return units
    progress.show(problem)
    return []


def import_roots(wheel: UnpackedWheel) -> ImportRoots:
    """The importable tree of *wheel*, after deleting libraries that an earlier build left in it."""
    roots = ImportRoots()
    data = wheel.data_folder
    for name, path in wheel.files().items():
        prefix = next(
            (p for p in (f"{data}/purelib/", f"{data}/platlib/") if name.startswith(p)), ""
        )
        if not prefix and name.startswith((f"{wheel.dist_info}/", f"{data}/")):
            continue
        if is_our_library(path):
            path.unlink()
            continue
        relpath = name.removeprefix(prefix)
        roots.files[relpath] = path
        roots.prefixes[relpath] = prefix
    return roots


def warn_of_clashes(units: Sequence[Unit], progress: Progress) -> None:
    """Warn of units that the standard library hides."""
    for unit in units:
        if unit.name in sys.stdlib_module_names:
            message = f"'{unit.name}' is also the name of a standard module, which is found first"
            progress.show(Diagnostic(Severity.WARNING, message, None, "name-clash"))


def add_libraries(
    wheel: UnpackedWheel,
    roots: ImportRoots,
    built: Sequence[BuiltUnit],
    places: Mapping[str, str],
) -> list[Path]:
    """Copy the libraries of the units to their *places* in *wheel*; gives their paths there."""
    added = []
    for item in built:
        if item.library is None:
            continue
        name = roots.prefixes[item.unit.modules[0].relpath] + places[item.unit.name]
        target = wheel.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(item.library, target)
        wheel.executables.add(name)
        added.append(target)
        source = roots.files[item.unit.modules[0].relpath]
        if target.parent != source.parent and source.exists():
            # Freezers read the imports of a library from the source of the same name beside it.
            shutil.copyfile(source, target.with_name("__init__.py"))
    return added


def library_place(item: BuiltUnit) -> str:
    """Where the library of *item* goes: beside its source, but for a module that can be a program.

    CPython cannot run an extension module with `python -m mod`; it looks for `mod.__main__` if that
    is in a folder, which the importer then answers (runtime/loader_rest.py, `MainFinder`).
    """
    if item.unit.is_package or not can_be_program(item.unit.modules[0].path):
        return item.relpath
    folder, slash, file = item.relpath.rpartition("/")
    stem, _, suffix = file.partition(".")
    return f"{folder}{slash}{stem}/__init__.{suffix}"


def can_be_program(source: Path) -> bool:
    """Does the module look whether it is `__main__`?"""
    return b"__main__" in source.read_bytes()


def remove_sources(roots: ImportRoots, built: Sequence[BuiltUnit]) -> None:
    """Delete the sources that a library now stands for."""
    for item in built:
        if item.library is not None:
            for module in item.unit.modules:
                roots.files[module.relpath].unlink()


def retag(wheel: UnpackedWheel, libraries: Sequence[Path], executables: Sequence[Path]) -> None:
    """Write into WHEEL and the file name what the wheel has become by what was added."""
    added = [*libraries, *executables]
    others = [path for path in wheel.files().values() if path not in added and is_elf(path)]
    tag = native_tag(tags_of(wheel.file_name), added, others, any_python=not libraries)
    path = wheel.info("WHEEL")
    path.write_text(
        wheel_text(path.read_text(encoding="utf-8"), tag), encoding="utf-8", newline="\n"
    )
    wheel.file_name = replace_tag(wheel.file_name, tag)


def is_elf(path: Path) -> bool:
    """Is it a program or library for a system like Linux?"""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def wheel_text(text: str, tag: str) -> str:
    """The WHEEL file *text* for a wheel with our libraries: generator, purity and tags replaced."""
    fields = [line.partition(": ") for line in text.splitlines() if line.strip()]
    base = next((value for name, _, value in fields if name == "Generator"), "unknown")
    kept = [
        f"{name}: {value}"
        for name, _, value in fields
        if name not in ("Generator", "Root-Is-Purelib", "Tag")
    ]
    version = kept.pop(0) if kept and kept[0].startswith("Wheel-Version") else "Wheel-Version: 1.0"
    lines = [
        version,
        f"Generator: aot_build {__version__} (base: {base})",
        "Root-Is-Purelib: false",
    ]
    lines += [f"Tag: {item}" for item in expand_tag(tag)] + kept
    return "\n".join(lines) + "\n"
