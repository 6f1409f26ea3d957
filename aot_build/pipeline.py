# SPDX-License-Identifier: Apache-2.0
"""The rooms in order, for whole packages: sources in, one library per unit out.

    Unit("pkg", …)  ->  pkg/__init__.cpython-312-x86_64-linux-gnu.so  and what is native in it

Modules are compiled in parallel and cached by content; the order of work never shows in the output.
"""

from __future__ import annotations

import concurrent.futures
import importlib.util
import json
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aot_build import __version__
from aot_build.cache import open_cache
from aot_build.link.generated import root_object
from aot_build.link.linker import link_extension
from aot_build.link.objects import RuntimeArtifacts, runtime_artifacts
from aot_build.link.targets import Target, host_target
from aot_build.link.toolchain import Toolchain, find_toolchain
from aot_build.modulebuild import BuiltModule, ModuleJob, build_module, report_module
from aot_build.options import Options
from aot_build.progress import Progress

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

    Raises UserError for mistakes in the sources (all of them at once) and missing tools.
    """
    toolchain = find_toolchain(options.toolchain)
    target = host_target()
    tools = Tools(toolchain, target, runtime_artifacts(toolchain, target))
    jobs = [
        ModuleJob(
            name=module.name,
            path=module.path,
            is_package=module.is_package,
            relpath=module.relpath,
            source=relative_source(unit, module),
            options=options,
            shim=tools.runtime.shim_bc,
            runtime_digest=tools.runtime.digest,
            triple=target.triple,
        )
        for unit in units
        for module in unit.modules
    ]
    with progress.task("compile", len(jobs)) as task:
        built: dict[str, BuiltModule] = {}
        for module in run_jobs(jobs, options):
            built[module.name] = module
            task.advance(module.name)
    return [link_unit(unit, built, out_dir, tools, options) for unit in units]


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


def run_jobs(jobs: Sequence[ModuleJob], options: Options) -> Iterator[BuiltModule]:
    """Build modules on all cores, yielding each when it is done."""
    workers = min(options.job_count, len(jobs))
    if workers <= 1:
        yield from map(build_module, jobs)
        return
    largest_first = sorted(jobs, key=lambda job: (-job.path.stat().st_size, job.name))
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(workers, mp_context=context) as pool:
        futures = [pool.submit(build_module, job) for job in largest_first]
        try:
            for future in concurrent.futures.as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def link_unit(
    unit: Unit, built: dict[str, BuiltModule], out_dir: Path, tools: Tools, options: Options
) -> BuiltUnit:
    """Link a unit's objects; without native functions there is no library."""
    modules = [built[module.name] for module in unit.modules]
    report = make_report(module.report for module in modules)
    relpath = library_relpath(unit, tools.target)
    if not report["totals"]["native"]:
        return BuiltUnit(unit, None, relpath, report)
    cache = open_cache()
    library = out_dir / relpath
    library.parent.mkdir(parents=True, exist_ok=True)
    root = unit_root(unit, modules, tools.target, options)
    objects_dir = out_dir / ".objects" / unit.name
    objects_dir.mkdir(parents=True, exist_ok=True)
    objects = [write_object(objects_dir / "root.o", root)]
    for i, module in enumerate(modules):
        objects.append(write_object(objects_dir / f"{i}.o", module.load(cache)))
    link_extension(
        [*objects, *tools.runtime.objects], library, tools.toolchain, tools.target
    )
    return BuiltUnit(unit, library, relpath, report)


def unit_root(
    unit: Unit, modules: Sequence[BuiltModule], target: Target, options: Options
) -> bytes:
    """The object that lists the modules, the unit's own first."""
    ordered = sorted(modules, key=lambda module: (module.name != unit.name, module.name))
    info: dict[str, Any] = {"aot_build": __version__, "unit": unit.name}
    if options.editable:
        info["sources"] = {relative_source(unit, m): source_hash_of(m.path) for m in unit.modules}
    text = json.dumps(info, sort_keys=True)
    return root_object(unit.name, [module.symbol for module in ordered], text, target)


def source_hash_of(path: Path) -> str:
    """What the importer compares to see whether a source changed (as for checked .pyc files)."""
    return importlib.util.source_hash(path.read_bytes()).hex()


def write_object(path: Path, data: bytes) -> Path:
    """An object file for the linker."""
    path.write_bytes(data)
    return path


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
            entries.append(report_module(module.name, module.path, module.is_package, options))
            task.advance(module.name)
    return make_report(entries)
