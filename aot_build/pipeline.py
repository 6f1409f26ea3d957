# SPDX-License-Identifier: Apache-2.0
"""The rooms in order, for whole packages: sources in, one library per unit out.

    Unit("pkg", …)  ->  pkg/__init__.cpython-312-x86_64-linux-gnu.so  and what is native in it

Modules are compiled in parallel and cached by content; the order of work never shows in the output.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aot_build import __version__
from aot_build.cache import cache_key, open_cache
from aot_build.diagnostics import UserError
from aot_build.dumps import bad_dump, check_options, join_dumps, read_dumps
from aot_build.entries import report_module
from aot_build.failures import show_failures
from aot_build.link.generated import emit_object, root_ir
from aot_build.link.linker import link_library, write_library
from aot_build.link.objects import RuntimeArtifacts, runtime_artifacts
from aot_build.link.targets import Target, host_target
from aot_build.link.toolchain import Toolchain, find_toolchain
from aot_build.modulebuild import BuiltModule, ModuleJob, known_module
from aot_build.options import ROOMS, Options
from aot_build.passes.manager import list_passes
from aot_build.progress import Progress
from aot_build.scratch import scratch_folder
from aot_build.timing import Clock
from aot_build.workers import Compiled, compile_modules, object_file

TOTALS = ("functions", "native", "bytecode", "statements", "native_statements")


@dataclass(frozen=True)
class SourceModule:
    """One Python file that is compiled."""

    name: str
    path: Path
    is_package: bool
    relpath: str
    """Posix path from the folder that is on ``sys.path``: "pkg/sub/mod.py"."""


@dataclass(frozen=True)
class Unit:
    """What becomes one library: a package with all in it, or a single module."""

    name: str
    is_package: bool
    modules: tuple[SourceModule, ...]


@dataclass(frozen=True)
class BuiltUnit:
    """A unit's library and what is native in it."""

    unit: Unit
    library: Path | None
    """None when nothing in it became native."""
    relpath: str
    """Where the library belongs: "pkg/__init__.cpython-312-x86_64-linux-gnu.so"."""
    report: dict[str, Any]


@dataclass(frozen=True)
class Tools:
    """What every unit of a build is made with."""

    toolchain: Toolchain
    target: Target
    runtime: RuntimeArtifacts


def compile_units(
    units: Sequence[Unit], out_dir: Path, options: Options, progress: Progress
) -> list[BuiltUnit]:
    """Compile each unit into a library below *out_dir*.

    Raises UserError for mistakes in the sources (all of them at once) and missing tools, and
    SystemExit when the options ask for something else than libraries.
    """
    check_options(options)
    if options.list_passes:
        print(list_passes())
        raise SystemExit(0)
    toolchain = find_toolchain(options.toolchain)
    target = host_target()
    tools = Tools(toolchain, target, runtime_artifacts(toolchain, target))
    return Build(tools, options, progress).run(units, out_dir)


class Build:
    """One call of `compile_units`."""

    def __init__(self, tools: Tools, options: Options, progress: Progress) -> None:
        self.tools = tools
        self.options = options
        self.progress = progress
        self.clock = Clock()
        self.modules: dict[str, Compiled] = {}

    def run(self, units: Sequence[Unit], out_dir: Path) -> list[BuiltUnit]:
        """Make the libraries, and say what was asked for."""
        jobs = [self.job(unit, module) for unit in units for module in unit.modules]
        check_dump(self.options, jobs)
        with self.clock.measure("cache"):
            jobs = [job for job in jobs if not self.is_known(job)]
        with self.progress.task("compile", len(jobs)) as task:
            for compiled in compile_modules(jobs, self.options.job_count):
                self.modules[compiled.module.name] = compiled
                task.advance(compiled.module.name)
        self.print_dumps(units)
        if self.options.stop_after in ROOMS[:-1]:
            self.finish()
            self.progress.line(f"stopped after {self.options.stop_after}, as asked")
            raise SystemExit(0)
        built = [self.link(unit, out_dir) for unit in units]
        self.finish()
        return built

    def job(self, unit: Unit, module: SourceModule) -> ModuleJob:
        """The translation of one module."""
        return ModuleJob(
            name=module.name,
            path=module.path,
            is_package=module.is_package,
            relpath=module.relpath,
            source=relative_source(unit, module),
            options=self.options,
            shim=self.tools.runtime.shim_bc,
            runtime_digest=self.tools.runtime.digest,
            triple=self.tools.target.triple,
        )

    def is_known(self, job: ModuleJob) -> bool:
        """Take a module from the cache, if nobody wants to watch it being made."""
        if self.options.watched:
            return False
        known = known_module(job)
        if known is None or any(open_cache().get_path(key) is None for key in known.keys):
            return False
        self.modules[job.name] = Compiled(known)
        return True

    # --- linking ---

    def link(self, unit: Unit, out_dir: Path) -> BuiltUnit:
        """Link a unit's objects.

        A unit without native functions gets a library all the same: it is found and reported like
        every other, and imports faster than its sources.
        """
        compiled = [self.modules[name] for name in sorted(module.name for module in unit.modules)]
        report = make_report(item.module.report for item in compiled)
        relpath = library_relpath(unit, self.tools.target)
        library = out_dir / relpath
        with self.clock.measure("link"):
            write_library(library, self.library_bytes(unit, compiled))
        return BuiltUnit(unit, library, relpath, report)

    def library_bytes(self, unit: Unit, compiled: Sequence[Compiled]) -> bytes:
        """The library, from the cache if these objects have been linked before."""
        tools, strip = self.tools, not self.options.debug
        root = unit_root_text(unit, [item.module for item in compiled], tools.target, self.options)
        order = link_order(compiled)
        keys = [key for _, key in order]
        key = cache_key(
            *("library", tools.toolchain.version, tools.target.name, tools.runtime.digest),
            *("stripped" if strip else "", root, *keys),
        )
        cache = open_cache()
        known = cache.get(key)
        if known is not None:
            return known
        with scratch_folder("objects") as folder:
            objects = [folder / "root.o"]
            objects[0].write_bytes(emit_object(root, tools.target))
            objects += [object_file(item, key, folder) for item, key in order]
            objects += tools.runtime.objects
            data = link_library(objects, tools.toolchain, tools.target, strip=strip)
        cache.put(key, data)
        return data

    # --- seeing inside ---

    def print_dumps(self, units: Sequence[Unit]) -> None:
        """Print what `--emit` asks for, to standard output, module by module."""
        forms = dict.fromkeys(self.options.emit)
        for module in (module for unit in units for module in unit.modules):
            compiled = self.modules[module.name]
            dumps = [*compiled.module.dumps]
            for key in compiled.module.keys:
                if key in compiled.objects:
                    dumps += compiled.objects[key].dumps
            for form in forms:
                texts = [text for kind, text in dumps if kind == form]
                sys.stdout.write(join_dumps(module.name, form, texts))
        sys.stdout.flush()

    def finish(self) -> None:
        """Say how long it took, and which functions we failed on."""
        for compiled in self.modules.values():
            self.clock.merge(compiled.module.clock)
            for item in compiled.objects.values():
                self.clock.merge(item.clock)
        if self.options.time:
            self.progress.line(f"times\n{self.clock.table()}")
        show_failures(self.progress, (compiled.module.report for compiled in self.modules.values()))


def check_dump(options: Options, jobs: Sequence[ModuleJob]) -> None:
    """Raise UserError when the dump of `--from-ir` is of none of the modules."""
    if not options.from_ir:
        return
    path = Path(options.from_ir)
    modules = sorted({dump.module for dump in read_dumps(path)})
    if not any(job.name in modules for job in jobs):
        message = f"none of the modules is in the dump, which is of {', '.join(modules)}"
        raise UserError(bad_dump(path, 1, message))


def link_order(compiled: Sequence[Compiled]) -> list[tuple[Compiled, str]]:
    """Every object by its module and key: the tables of all modules, then their functions.

    An import touches the tables only, which are the first object of each module. Side by side they
    are on few pages of memory.
    """
    tables = [(item, key) for item in compiled for key in item.module.keys[:1]]
    return tables + [(item, key) for item in compiled for key in item.module.keys[1:]]


def relative_source(unit: Unit, module: SourceModule) -> str:
    """The source's path from the folder of the unit's library."""
    folder = library_folder(unit)
    return module.relpath.removeprefix(f"{folder}/") if folder else module.relpath


def library_folder(unit: Unit) -> str:
    """The folder of the unit's library, relative to ``sys.path``; "" for a top-level module."""
    parts = unit.name.split(".")
    return "/".join(parts if unit.is_package else parts[:-1])


def library_relpath(unit: Unit, target: Target) -> str:
    """The library's stable name, without any hash."""
    stem = "__init__" if unit.is_package else unit.name.rpartition(".")[2]
    folder = library_folder(unit)
    return f"{folder}/{stem}{target.extension_suffix()}".lstrip("/")


def unit_root_text(
    unit: Unit, modules: Sequence[BuiltModule], target: Target, options: Options
) -> str:
    """The LLVM text of the object that lists the modules, the unit's own first."""
    ordered = sorted(modules, key=lambda module: (module.name != unit.name, module.name))
    info: dict[str, Any] = {"aot_build": __version__, "unit": unit.name}
    if options.editable:
        info["sources"] = {relative_source(unit, m): source_hash_of(m.path) for m in unit.modules}
    text = json.dumps(info, sort_keys=True, ensure_ascii=False)
    symbols = [module.symbol for module in ordered]
    return root_ir(unit.name, symbols, text, target, unit.is_package)


def source_hash_of(path: Path) -> str:
    """What the importer compares to see whether a source changed (as for checked .pyc files)."""
    return importlib.util.source_hash(path.read_bytes()).hex()


def make_report(entries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The JSON of ``aot report`` from the entries of modules."""
    modules = sorted(entries, key=lambda entry: str(entry["name"]))
    totals = {key: sum(entry["totals"][key] for entry in modules) for key in TOTALS}
    public = [{k: v for k, v in entry.items() if k != "totals"} for entry in modules]
    return {"totals": totals, "modules": public}


def report_units(units: Sequence[Unit], options: Options, progress: Progress) -> dict[str, Any]:
    """What would be native and what not, and why, without generating code."""
    modules = [module for unit in units for module in unit.modules]
    entries = []
    with progress.task("analyse", len(modules)) as task:
        for module in modules:
            entry = report_module(module.name, module.path, module.is_package, module.relpath)
            entries.append(entry)
            task.advance(module.name)
    return make_report(entries)
