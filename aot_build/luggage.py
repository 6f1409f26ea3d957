# SPDX-License-Identifier: Apache-2.0
"""Luggage: what a program takes along for its extension modules, and for those that read files.

    site-packages/numpy/_core/_multiarray_umath….so   ->  app.lib/numpy/_core/_multiarray_umath….so
    site-packages/numpy.libs/libopenblas….so          ->  app.lib/numpy.libs/libopenblas….so
    lib-dynload/zlib….so                              ->  inside the executable
    site-packages/yamllint/conf/default.yaml          ->  app.lib/yamllint/conf/default.yaml

Modules of installed packages travel as files, in a folder beside the executable, each where it is
in `site-packages`: RPATHs and `__file__` keep their meaning. Those of the standard library have
nothing beside them, so the executable has them inside.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from aot_build.closure import Closure
from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.elf import defined_symbols, loadable_part, read_facts
from aot_build.extensions import FoundExtension
from aot_build.link.extension_table import ExtensionRow
from aot_build.progress import Progress


@dataclass
class Luggage:
    """Everything that a program takes along beside what is linked."""

    rows: list[ExtensionRow] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    """What is copied, by its place below the program's folder."""
    data: dict[str, Path] = field(default_factory=dict)
    """Files of packages that are no modules, copied as well."""
    imported: set[str] = field(default_factory=set)
    """The part of the C API that the executable exports."""

    @property
    def packages(self) -> list[str]:
        """Top-level packages with files in the folder."""
        tops = {row.name.partition(".")[0] for row in self.rows if row.image is None}
        return sorted(tops | {place.partition("/")[0] for place in self.data})


def pack(extensions: Iterable[FoundExtension]) -> Luggage:
    """Extension modules with the private libraries that they need."""
    luggage = Luggage()
    for extension in extensions:
        luggage.imported |= read_facts(extension.path).imported
        if extension.is_inside:
            row = ExtensionRow(
                extension.name,
                extension.path.name,
                extension.is_package,
                loadable_part(extension.path.read_bytes()),
            )
        else:
            place = extension.path.relative_to(extension.root).as_posix()
            row = ExtensionRow(extension.name, place, extension.is_package, None)
            luggage.files[place] = extension.path
            _pack_libraries(extension.path, extension.root, (), luggage)
        luggage.rows.append(row)
    return luggage


def _pack_libraries(
    library: Path, root: Path, inherited: tuple[Path, ...], luggage: Luggage
) -> None:
    """The libraries below *root* that the dynamic loader would find through RPATHs."""
    facts = read_facts(library)
    own = tuple(_expand(entry, library) for entry in facts.search)
    for name in facts.needed:
        for folder in (*own, *inherited):
            file = Path(folder, name)
            if not file.is_file() or not file.resolve().is_relative_to(root.resolve()):
                continue
            place = file.resolve().relative_to(root.resolve()).with_name(name).as_posix()
            if place not in luggage.files:
                luggage.files[place] = file
                handed_on = own if facts.inherited else ()
                _pack_libraries(file, root, (*handed_on, *inherited), luggage)
            break


def _expand(entry: str, library: Path) -> Path:
    folder = str(library.parent.resolve())
    return Path(entry.replace("${ORIGIN}", folder).replace("$ORIGIN", folder)).resolve()


# ---- programs that load nothing -----------------------------------------------------------------


def check_static(closure: Closure) -> None:
    """Raise UserError when a program without a dynamic loader has extension modules."""
    for name in closure.extensions:
        message = f"a static program cannot load the extension module '{name}'"
        hint = f"{' -> '.join(closure.why(name))}; build it without --static"
        raise UserError(Diagnostic(Severity.ERROR, message, code="extension", hint=hint))


# ---- beside the executable -----------------------------------------------------------------------


def unpack(luggage: Luggage, folder: Path, progress: Progress) -> None:
    """Copy the files of packages to where the program looks for them."""
    for place, source in (luggage.data | luggage.files).items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    kinds = {"shared libraries of extension modules": luggage.files, "data files": luggage.data}
    for kind, files in kinds.items():
        if files:
            message = f"{len(files)} {kind} are in {folder}; it belongs to the executable"
            progress.show(Diagnostic(Severity.NOTE, message, None, "extension"))


def warn_of_undefined(
    extensions: Iterable[FoundExtension], executable: bytes, progress: Progress
) -> None:
    """Say which extension modules will not load, because they want what the C API does not have."""
    extensions = list(extensions)
    defined = defined_symbols(executable) if extensions else frozenset()
    for extension in extensions:
        if undefined := sorted(read_facts(extension.path).imported - defined):
            warn_of_one(f"'{extension.name}' will not load", undefined, progress)


def warn_of_one(what: str, undefined: list[str], progress: Progress) -> None:
    """Say what there is no name in the C API for."""
    names = ", ".join(undefined[:5]) + (" and more" if len(undefined) > 5 else "")
    message = f"{what}: the runtime has no {names}"
    hint = "see docs/capi-status.md"
    progress.show(Diagnostic(Severity.WARNING, message, None, "extension", hint))


def leave_out_unloadable(closure: Closure, defined: Collection[str], progress: Progress) -> None:
    """Take those of the library that want what the runtime does not have out of a program.

    An import of one then fails like that of a module which CPython was built without, which is what
    others of the library are prepared for.
    """
    for extension in [item for item in closure.extensions.values() if item.is_inside]:
        if undefined := sorted(read_facts(extension.path).imported.difference(defined)):
            del closure.extensions[extension.name]
            warn_of_one(f"'{extension.name}' is not in the program", undefined, progress)
