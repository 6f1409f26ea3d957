# SPDX-License-Identifier: Apache-2.0
"""The rooms in order, for one module: source in, LLVM text and report entry out.

front -> infer -> lower -> passes -> llvm, each printed, timed and checked as asked. What the rooms
cannot do for one function costs that function its native body and nothing else. The text becomes
objects in objectbuild.py.
"""

from __future__ import annotations

import functools
import glob
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import llvmlite

from aot_build.bytecode import prepare_code
from aot_build.bytecode.marshalled import marshal_code
from aot_build.cache import cache_key, open_cache
from aot_build.diagnostics import AotError, InternalError
from aot_build.dumps import Dumps, dump_ast, dump_scopes, dump_types, replay, save_ir
from aot_build.entries import bytecode_instead, module_entry
from aot_build.front.parse import ParsedModule, parse_module
from aot_build.front.scopes import ModuleScopes, resolve_module
from aot_build.front.source import read_source
from aot_build.infer.plan import plan_module
from aot_build.ir.function import Function, Module
from aot_build.llvm import codegen, groups
from aot_build.llvm.debug_info import SourceFile
from aot_build.llvm.module import ModuleTables
from aot_build.lower.module import (
    FunctionReport,
    first_line,
    leave_module,
    lower_module,
    unique_names,
)
from aot_build.objectbuild import FORMS, ObjectJob, object_key
from aot_build.options import Options
from aot_build.passes.manager import LOWERED, PassFailure, PassRun, run_all
from aot_build.timing import Clock

# What says which modules are compiled, and what is done with the objects.
_NO_PART_OF_TRANSLATION = frozenset(
    {
        *("cli", "pep517", "report", "link", "__main__.py", "pipeline.py", "progress.py"),
        *("closure.py", "entrypoint.py", "programbuild.py", "programdata.py", "search.py"),
    }
)


@dataclass(frozen=True)
class ModuleJob:
    """All that building one module needs; crosses process boundaries."""

    name: str
    path: Path
    is_package: bool
    relpath: str
    source: str  # path from the library's folder
    options: Options
    shim: Path
    runtime_digest: str
    triple: str
    left_out: tuple[str, ...] = ()
    """Functions that LLVM refused: they stay in the bytecode tier."""

    @property
    def strict(self) -> bool:
        """Whether a bug of ours stops the build: somebody is looking for it."""
        return self.options.verify or bool(self.options.from_ir)


@dataclass
class BuiltModule:
    """A module translated: its report entry, its objects by key, and those still to be compiled."""

    name: str
    symbol: str
    report: dict[str, Any]
    keys: list[str]
    missing: list[ObjectJob] = field(default_factory=list)
    dumps: list[tuple[str, str]] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)


# --- the cache ---


def module_key(job: ModuleJob) -> str:
    """Everything that the translation of a module depends on."""
    return cache_key(
        "module",
        job.path.read_bytes(),
        job.name,
        job.relpath,
        job.source,
        job.is_package,
        json.dumps(job.options.output_settings(), sort_keys=True),
        str(debug_file(job)),
        job.runtime_digest,
        job.triple,
        sys.version,
        llvmlite.__version__,
        compiler_digest(),
    )


@functools.cache
def compiler_digest() -> str:
    """A digest of this compiler's own sources: another compiler makes other objects."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for place in sorted(glob.glob("**/*.py", root_dir=root, recursive=True)):
        parts = place.split(os.sep)
        if parts[0] not in _NO_PART_OF_TRANSLATION:
            digest.update("/".join(parts).encode())
            digest.update((root / place).read_bytes())
    return digest.hexdigest()


def module_symbol(name: str) -> str:
    """The hidden symbol of a Python module's table."""
    return ModuleTables(name).symbol


def debug_file(job: ModuleJob) -> SourceFile | None:
    """The source as debuggers are told of it: where it will be is known only beside the library."""
    if not job.options.debug:
        return None
    depth = job.relpath.count("/")
    folder = job.path.absolute().parents[depth] if job.options.editable else "."
    return SourceFile(job.relpath, str(folder))


def known_module(job: ModuleJob) -> BuiltModule | None:
    """What the cache knows of a module: its report and the keys of its objects."""
    if job.options.from_ir:
        return None
    data = open_cache().get(module_key(job))
    if data is None:
        return None
    known = json.loads(data)
    return BuiltModule(job.name, module_symbol(job.name), known["report"], known["objects"])


def remember_module(job: ModuleJob, built: BuiltModule) -> None:
    """Let the next build know a module whose objects have all been made."""
    known = {"report": built.report, "objects": built.keys}
    open_cache().put(module_key(job), json.dumps(known, sort_keys=True).encode())


# --- the rooms ---


def translate_module(job: ModuleJob) -> BuiltModule:
    """Take a module through the rooms up to its LLVM text.

    Raises UserError for mistakes in the source, InternalError for a bug that nothing survives.
    """
    work = Translation(job)
    scopes = work.front()
    if work.stops_after("front", "infer"):
        return work.stopped()
    module = work.lower(scopes)
    if work.stops_after("lower"):
        return work.stopped()
    work.run_passes(module)
    if work.stops_after("passes"):
        return work.stopped()
    work.write(module)
    return work.finish()


class Translation:
    """One module on its way through the rooms."""

    def __init__(self, job: ModuleJob) -> None:
        self.job = job
        self.options = job.options
        self.clock = Clock()
        self.dumps = Dumps(job.name, job.options.emit, job.options.only)
        self.parsed: ParsedModule
        self.scopes: ModuleScopes
        self.functions: list[FunctionReport] = []
        self.done: dict[str, str] = {}
        self.texts: list[groups.LlvmText] = []

    def stops_after(self, *rooms: str) -> bool:
        """Whether the build ends here."""
        return self.options.stop_after in rooms

    @contextmanager
    def room(self, name: str) -> Iterator[None]:
        """Time a room; whatever goes wrong in it is a bug of ours, with a name."""
        try:
            with self.clock.measure(name):
                yield
        except AotError:
            raise
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            raise InternalError(message, room=name, function=self.job.name) from error

    def front(self) -> ModuleScopes:
        """Text to tree with every name resolved."""
        with self.room("front"):
            self.parsed = parse_module(read_source(self.job.path), self.job.relpath)
            self.scopes = resolve_module(self.parsed)
            self.scopes.hints = self.options.hints
            self.scopes.native_bodies = self.options.bodies
        if self.dumps.wants("ast"):
            self.dumps.add("ast", dump_ast(self.scopes, self.options.only))
        if self.dumps.wants("scopes"):
            self.dumps.add("scopes", dump_scopes(self.scopes, self.options.only))
        if self.dumps.wants("types"):
            with self.room("infer"):
                plans = plan_module(self.scopes, assume=True).values()
            self.dumps.add("types", dump_types(plans, self.options.only))
        return self.scopes

    def lower(self, scopes: ModuleScopes) -> Module:
        """Tree to IR, or to what `--from-ir` says instead."""
        try:
            with self.room("lower"):
                lower = leave_module if self.options.tier == "bytecode" else lower_module
                module, self.functions = lower(scopes)
        except InternalError:
            if self.job.strict:
                raise
            with self.room("lower"):  # types only make it faster
                module, self.functions = lower_module(scopes, typed=False)
        module.name = self.job.name
        if self.options.from_ir:
            self.done = replay(Path(self.options.from_ir), module)
        return module

    def run_passes(self, module: Module) -> None:
        """IR to better IR."""
        how = PassRun(
            skip=self.options.skip,
            done=self.done,
            verify=self.options.verify,
            watch=self.dumps.add_ir,
            measure=functools.partial(self.clock.measure, "passes"),
        )
        with self.room("passes"):
            failures = run_all(module, how)
        for failure in failures:
            if self.job.strict:
                raise self.internal_error(failure)
        reasons = {name: "LLVM refuses its code" for name in self.job.left_out}
        reasons |= {failure.function: failure.error for failure in failures}
        self.give_up(module, reasons)

    def write(self, module: Module) -> None:
        """IR to LLVM text."""
        _, attributes = codegen.read_shim(self.job.shim)
        with self.room("llvm"), self.clock.measure("llvm", "text"):
            while True:  # again without those that failed, until none does
                tables = ModuleTables(module.name, debug_file(self.job))
                failures: dict[str, str] = {}

                def failed(fn: Function, error: Exception, to: dict[str, str] = failures) -> None:
                    if self.job.strict:
                        raise error
                    to[fn.name] = f"{type(error).__name__}: {error}"

                self.texts = groups.write_functions(module, tables, attributes, failed)
                if not failures:
                    break
                self.give_up(module, failures)
            self.texts.insert(0, self.write_tables(module, tables))

    def write_tables(self, module: Module, tables: ModuleTables) -> groups.LlvmText:
        """The module's tables, with its code object."""
        native = {fn.code_index for fn in module.functions if fn.is_entry}
        return groups.write_tables(
            module,
            tables,
            code=marshal_code(prepare_code(self.parsed.code, native)),
            source=self.job.source,
            is_package=self.job.is_package,
        )

    # --- when something fails ---

    def internal_error(self, failure: PassFailure) -> InternalError:
        """A pass that failed, with the IR to replay it."""
        path = save_ir(self.job.name, self.pass_before(failure.pass_name), failure.ir)
        return InternalError(
            failure.error,
            room="lower" if failure.pass_name == LOWERED else "passes",
            pass_name=None if failure.pass_name == LOWERED else failure.pass_name,
            function=f"{self.job.name}.{failure.function}",
            ir_path=str(path),
        )

    def pass_before(self, name: str) -> str:
        """The pass whose result a pass was given."""
        return PassRun(skip=self.options.skip).before(name)

    def give_up(self, module: Module, failures: dict[str, str]) -> None:
        """Leave functions, and those that cannot do without them, to the bytecode tier."""
        if not failures:
            return
        lost = groups.lost_with(module, failures)
        names = unique_names(self.scopes)
        places = {name: (scope.qualname, first_line(scope.node)) for scope, name in names.items()}
        gone = {
            places[fn.name]: failures.get(fn.name) or "a version of it, or what it calls, failed"
            for fn in module.functions
            if fn.name in lost and fn.is_entry and not fn.is_body
        }
        module.functions = [fn for fn in module.functions if fn.name not in lost]
        self.functions = [
            bytecode_instead(entry, gone[entry.qualname, entry.line])
            if (entry.qualname, entry.line) in gone
            else entry
            for entry in self.functions
        ]

    # --- what comes out ---

    def stopped(self) -> BuiltModule:
        """What there is when `--stop-after` ends the way early."""
        return BuiltModule(
            self.job.name, "", self.entry(), [], dumps=self.dumps.texts, clock=self.clock
        )

    def finish(self) -> BuiltModule:
        """The jobs of the objects that the cache does not have."""
        cache = open_cache()
        looking = any(form in FORMS for form in self.options.emit)
        jobs = [self.object_job(text) for text in self.texts]
        return BuiltModule(
            name=self.job.name,
            symbol=module_symbol(self.job.name),
            report=self.entry(),
            keys=[job.key for job in jobs],
            missing=[job for job in jobs if looking or cache.get_path(job.key) is None],
            dumps=self.dumps.texts,
            clock=self.clock,
        )

    def object_job(self, text: groups.LlvmText) -> ObjectJob:
        """The compilation of one LLVM module."""
        job, options = self.job, self.options
        shim, _ = codegen.read_shim(job.shim)
        return ObjectJob(
            module=job.name,
            label=text.label,
            key=object_key(text.text, text.effort, options.opt_level, shim, job.triple),
            text=text.text,
            effort=text.effort,
            level=options.opt_level,
            shim=job.shim,
            triple=job.triple,
            emit=tuple(form for form in options.emit if form in FORMS),
            symbols=self.symbols(text.functions) if options.only else None,
            functions=tuple(fn.name for fn in text.functions),
        )

    def symbols(self, functions: Sequence[Function]) -> tuple[str, ...]:
        """The linker's names of the functions that `--only` means."""
        tables = ModuleTables(self.job.name)
        return tuple(
            tables.body_of(fn.name) for fn in functions if fn.qualname == self.options.only
        )

    def entry(self) -> dict[str, Any]:
        """The module's entry in the report."""
        job = self.job
        return module_entry(job.name, job.relpath, job.is_package, self.parsed, self.functions)
