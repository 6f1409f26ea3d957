# SPDX-License-Identifier: Apache-2.0
"""The rooms in order, for a standalone program: one entry point in, one executable out.

    app.py  ->  app        with every module it imports, our own runtime, and no CPython

Modules are compiled as for extensions, into the same objects and the same cache.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from aot_build import __version__
from aot_build.cache import open_cache
from aot_build.closure import Closure, find_closure
from aot_build.diagnostics import Diagnostic, Severity, Span, UserError, shown_path
from aot_build.dumps import check_options
from aot_build.entrypoint import EntryPoint
from aot_build.failures import show_failures
from aot_build.link.c_imports import asked_by_c, c_imports
from aot_build.link.extension_table import extension_table_ir
from aot_build.link.generated import emit_object, program_ir
from aot_build.link.linker import write_library
from aot_build.link.objects import runtime_artifacts
from aot_build.link.program import link_program
from aot_build.link.runtime_library import RuntimeLibrary, runtime_library
from aot_build.link.source_tree import builtin_modules
from aot_build.link.targets import Target, find_target, host_target
from aot_build.link.toolchain import Toolchain, find_toolchain
from aot_build.link.trim.library import library_graph, reach_library, trimmed_library
from aot_build.luggage import (
    Luggage,
    check_static,
    leave_out_unloadable,
    pack,
    unpack,
    warn_of_undefined,
)
from aot_build.modulebuild import ModuleJob, known_module
from aot_build.options import Options
from aot_build.programdata import collect_data, collect_metadata, data_beside
from aot_build.progress import Progress
from aot_build.scratch import scratch_folder
from aot_build.search import FoundModule, ModuleSearch
from aot_build.workers import Compiled, compile_modules, object_file

# What the runtime needs whatever the program imports.
ALWAYS_BUILTIN = ("_io", "builtins", "sys")
# The symbol that stands for the compiler of text in the runtime library (pyi_compile.h).
_COMPILER = "pyi_compile_source"
# Those that stand for the loading of extension modules (pyi_extension.h).
_LOADING = (
    *("pyi_extension_create", "pyi_extension_find", "pyi_extension_spec"),
    "pyi_extension_suffixes",
)
# The one of the table alone: packages have files beside the executable, but no extension modules.
_FOLDER = ("pyi_extension_find",)


@dataclass(frozen=True)
class Request:
    """What is to be built."""

    entry: EntryPoint
    output: Path
    static: bool = False
    include: tuple[str, ...] = ()
    collect_data: tuple[str, ...] = ()
    """Packages whose files that are no modules belong to the program."""
    metadata: Mapping[str, bytes] = field(default_factory=dict)
    """Files of the project's own metadata, for programs of one that is not installed."""

    @property
    def folder(self) -> Path:
        """Where the files of its extension modules go."""
        return self.output.with_name(f"{self.output.name}.lib")


def compile_program(request: Request, options: Options, progress: Progress) -> Closure:
    """Compile and link a program; what is in it.

    Raises UserError for mistakes in the sources and missing tools.
    """
    check_options(options)
    closure = find_program(request)
    check_output(request.output, closure)
    warn_of_missing(closure, progress)
    if closure.extensions:
        library = runtime_library(*_choose_linker(request, options))
        graph = library_graph(library, library.archive.read_bytes())
        leave_out_unloadable(closure, graph.symbols.keys(), progress)
    luggage = pack_all(request, closure)
    exports = _exports(closure, luggage)
    with (
        _made_objects(request, closure, luggage, options, progress) as made,
        scratch_folder("lib") as folder,
    ):
        archive = folder / "libaot.a"
        archive.write_bytes(trimmed_library(made.library, made.objects, _names(closure), exports))
        data = link_program(
            made.objects,
            archive,
            made.linker,
            made.target,
            static=request.static,
            strip=not options.debug,
            exports=exports,
        )
    write_library(request.output, data)
    warn_of_undefined(closure.extensions.values(), data, progress)
    unpack(luggage, request.folder, progress)
    return closure


def explain(request: Request, name: str, options: Options, progress: Progress) -> list[str]:
    """Why a module, or a C function or type of the runtime, is in the program: who refers to whom.

    The program comes first. Raises UserError when it is not in it, and as `compile_program` does.
    """
    closure = find_program(request)
    if name in closure.modules or name in closure.builtin:
        return closure.why(name)
    luggage = pack_all(request, closure)
    with _made_objects(request, closure, luggage, options, progress) as made:
        graph = library_graph(made.library, made.library.archive.read_bytes())
        exports = _exports(closure, luggage)
        chain = reach_library(graph, made.objects, _names(closure), exports).why(graph, name)
    return chain or closure.why(name)


def find_program(request: Request) -> Closure:
    """All that the program will contain; only sources are read."""
    include = (*request.include, *request.collect_data)
    closure = find_closure(
        request.entry,
        builtin_modules(),
        include,
        ALWAYS_BUILTIN,
        from_c=c_imports(),
        asked_by_c=asked_by_c(),
        dynamic=not request.static,
    )
    if request.static:
        check_static(closure)
    unknown = [name for name in request.include if name in closure.missing]
    if unknown:
        message = f"no module named '{unknown[0]}' was found; --include asks for it"
        raise UserError(Diagnostic(Severity.ERROR, message, None, "import"))
    return closure


def pack_all(request: Request, closure: Closure) -> Luggage:
    """What goes beside the executable: extension modules, and files that modules look for there."""
    luggage = pack(closure.extensions.values())
    search = ModuleSearch(request.entry.search)
    inside = {name.partition(".")[0] for name in request.collect_data}
    luggage.data = {
        place: path
        for place, path in data_beside(closure, search).items()
        if place.partition("/")[0] not in inside
    }
    return luggage


def collect(request: Request, closure: Closure) -> list[tuple[str, bytes]]:
    """The data files of the program, and the metadata of what it is made of."""
    search = ModuleSearch(request.entry.search)
    files = collect_data(request.collect_data, search)
    if "importlib.metadata" in closure.modules:
        files |= collect_metadata(closure, search, request.metadata)
    return sorted(files.items())


def check_output(output: Path, closure: Closure) -> None:
    """Raise UserError when the executable would take the place of something else."""
    span = Span(str(output))
    if output.is_dir():
        message, hint = "the executable would be called like this folder", "say -o FILE"
        raise UserError(Diagnostic(Severity.ERROR, message, span, "output", hint))
    if output.exists() and any(output.samefile(path) for path in closure.sources()):
        message = "the executable would overwrite a source of the program"
        raise UserError(Diagnostic(Severity.ERROR, message, span, "output", "say -o FILE"))


def place_text(closure: Closure, text: str, folder: Path) -> None:
    """Write a `__main__` that is no file of anybody's to where the compiler can read it."""
    main = closure.modules["__main__"]
    path = folder / main.path.name
    path.write_text(text, encoding="utf-8")
    closure.modules["__main__"] = replace(main, path=path)


def _choose_linker(request: Request, options: Options) -> tuple[Toolchain, Target]:
    """A static program is one of musl, which only zig brings along."""
    if not request.static:
        return find_toolchain(options.toolchain), host_target()
    target = find_target(f"linux-{host_target().machine}-musl")
    return find_toolchain("zig", target), target


def warn_of_missing(closure: Closure, progress: Progress) -> None:
    """Imports that will fail if the program ever gets there, with their places."""
    for missing in closure.missing.values():
        importer = closure.modules.get(missing.importer)
        if missing.optional or importer is None:
            continue
        message = f"no module named '{missing.name}' was found; {missing.importer} imports it"
        span = Span(shown_path(importer.path), missing.line) if missing.line else None
        progress.show(Diagnostic(Severity.WARNING, message, span, "import"))


def _raising(module: FoundModule, folder: Path, progress: Progress) -> Path | None:
    """Of a library's module that is not Python, one that raises what its import raises.

    Libraries have such files for other versions, and import them where they catch SyntaxError.
    None when it is Python. In the program's own folders such a module is a mistake.
    """
    if module.own:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(module.path.read_bytes(), module.shown_path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        message = f"this module raises {type(error).__name__} when it is imported: {error}"
        span = Span(shown_path(module.path))
        progress.show(Diagnostic(Severity.WARNING, message, span, "syntax"))
        path = folder / module.shown_path
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"raise {type(error).__name__}{error.args!a}\n"
        path.write_text(text, encoding="utf-8")
        return path
    except (RecursionError, MemoryError, OverflowError):
        pass  # too complex for this process; the compiler says so
    return None


def _compile(
    closure: Closure, options: Options, folder: Path, progress: Progress
) -> list[Compiled]:
    """All modules as objects, sorted by name; *folder* is for sources that are made."""
    target = host_target()
    runtime = runtime_artifacts(find_toolchain(options.toolchain), target)
    done: dict[str, Compiled] = {}
    jobs = []
    for module in closure.modules.values():
        job = ModuleJob(
            name=module.name,
            path=module.path,
            is_package=module.is_package,
            relpath=module.shown_path,
            source=module.shown_path,
            options=options,
            shim=runtime.shim_bc,
            runtime_digest=runtime.digest,
            triple=target.triple,
        )
        known = None if options.watched else known_module(job)
        if known is None and (path := _raising(module, folder, progress)) is not None:
            job = replace(job, path=path)
            known = known_module(job)
        if known is not None and all(open_cache().get_path(key) for key in known.keys):
            done[module.name] = Compiled(known)
        else:
            jobs.append(job)
    with progress.task("compile", len(jobs)) as task:
        for compiled in compile_modules(jobs, options.job_count):
            done[compiled.module.name] = compiled
            task.advance(compiled.module.name)
    return [done[name] for name in sorted(done)]


@dataclass(frozen=True)
class _Made:
    """What the linker gets."""

    objects: list[Path]
    library: RuntimeLibrary
    linker: Toolchain
    target: Target


@contextmanager
def _made_objects(
    request: Request,
    closure: Closure,
    luggage: Luggage,
    options: Options,
    progress: Progress,
) -> Iterator[_Made]:
    """The objects of the program, which are there until the end of the `with`."""
    with scratch_folder("entry") as entry, scratch_folder("objects") as folder:
        if request.entry.text is not None:
            place_text(closure, request.entry.text, entry)
        compiled = _compile(closure, options, entry, progress)
        show_failures(progress, (item.module.report for item in compiled))
        linker, target = _choose_linker(request, options)
        library = runtime_library(linker, target, static=request.static)
        objects = [folder / "root.o"]
        root = _root_ir(request, closure, compiled, luggage, library)
        objects[0].write_bytes(emit_object(root, host_target()))
        objects += [object_file(item, key, folder) for item in compiled for key in item.module.keys]
        yield _Made(objects, library, linker, target)


def _root_ir(
    request: Request,
    closure: Closure,
    compiled: Sequence[Compiled],
    luggage: Luggage,
    library: RuntimeLibrary,
) -> str:
    info = json.dumps({"aot_build": __version__}, sort_keys=True)
    rows = [(item.module.symbol, _carried_text(closure, item)) for item in compiled]
    wanted = [library.builtin_modules[name] for name in sorted(closure.builtin)]
    wanted += [_COMPILER] if closure.compiler_user is not None else []
    main = request.entry.main
    wanted += _LOADING if luggage.rows else _FOLDER if luggage.packages else []
    files = collect(request, closure)
    root = program_ir(main.path.name, main.spec_name, rows, wanted, info, files)
    if luggage.rows or luggage.packages:
        root += extension_table_ir(request.folder.name, luggage.rows, luggage.packages)
    return root


def _names(closure: Closure) -> set[str] | None:
    """The names that can be asked of objects; None: any, also because extension modules may ask."""
    any_name = closure.name_computer is not None or closure.compiler_user is not None
    any_name = any_name or bool(closure.extensions)
    return None if any_name else closure.names


def _exports(closure: Closure, luggage: Luggage) -> set[str]:
    """What the executable exports of the C API; `ctypes.pythonapi` may want more than others."""
    more = closure.names if "_ctypes" in closure.extensions else ()
    return luggage.imported | {name for name in more if name.startswith(("Py", "_Py"))}


def _carried_text(closure: Closure, item: Compiled) -> bytes | None:
    """The source of the program's own modules, which tracebacks show; of others only the place."""
    module = closure.modules[item.module.name]
    return module.path.read_bytes() if module.own else None
