# SPDX-License-Identifier: Apache-2.0
"""One LLVM module to one object file: LLVM text in, an object in the cache out.

Objects are cached by their text, so of a module that was edited only the groups of functions whose
text changed are compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import llvmlite
import llvmlite.binding as llvm

from aot_build.cache import cache_key, open_cache
from aot_build.diagnostics import InternalError
from aot_build.instrument import emit_instrumented
from aot_build.interruptible import run_interruptible
from aot_build.llvm import codegen
from aot_build.llvm.codegen import Effort
from aot_build.sanitizers import sanitizers
from aot_build.timing import Clock

FORMS = ("llvm", "llvm-opt", "asm")
_ASM_END = re.compile(r"^\.Lfunc_end\d+:", re.MULTILINE)


@dataclass(frozen=True)
class ObjectJob:
    """All that making one object needs; crosses process boundaries."""

    module: str
    label: str
    key: str
    text: str = field(repr=False)
    effort: Effort
    level: int
    shim: Path
    triple: str
    emit: tuple[str, ...] = ()
    symbols: tuple[str, ...] | None = None  # with --only: what to show
    functions: tuple[str, ...] = ()  # their names in the IR


@dataclass
class BuiltObject:
    """An object file, in the cache or, when there is none, here."""

    key: str
    data: bytes | None = field(default=None, repr=False)
    dumps: list[tuple[str, str]] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    def locate(self, folder: Path) -> Path | None:
        """The object as a file, written into *folder* if need be; None when it has gone."""
        if self.data is None:
            return open_cache().get_path(self.key)
        path = folder / f"{self.key}.o"
        path.write_bytes(self.data)
        return path


def object_key(text: str, effort: Effort, level: int, shim: bytes, triple: str) -> str:
    """Everything that an object file depends on."""
    how = (codegen.RECIPE, llvmlite.__version__, triple, effort, level, *sanitizers())
    return cache_key("object", *how, shim, text)


def build_object(job: ObjectJob) -> BuiltObject:
    """Compile one LLVM module.

    Raises InternalError when LLVM refuses it.
    """
    clock = Clock()
    dumps: list[tuple[str, str]] = []
    data = run_interruptible(lambda: compile_object(job, clock, dumps))
    if data is None:
        return BuiltObject(job.key, None, dumps, clock)
    stored = open_cache().put(job.key, data, ".o")
    return BuiltObject(job.key, None if stored else data, dumps, clock)


def compile_object(job: ObjectJob, clock: Clock, dumps: list[tuple[str, str]]) -> bytes:
    """The bytes of the object, what `--emit` asks for on the way."""
    shim, _ = codegen.read_shim(job.shim)
    if "llvm" in job.emit:
        dumps.append(("llvm", shown(job, definitions(job.text, job.symbols))))
    try:
        with clock.measure("llvm"):
            with clock.measure("llvm", "parse"):
                module = codegen.parse_text(job.text, shim, job.triple, job.effort)
            with clock.measure("llvm", f"optimize {job.effort}"):
                codegen.optimize(module, job.triple, job.effort, job.level)
            if "llvm-opt" in job.emit:  # now: code generation changes the module
                dumps.append(("llvm-opt", shown(job, definitions(str(module), job.symbols))))
            with clock.measure("llvm", f"emit {job.effort}"):
                data = emit_object(module, job)
    except RuntimeError as error:  # what llvmlite raises for whatever LLVM says
        where = f"{job.module} ({job.label})"
        raise InternalError(str(error), room="llvm", function=where) from error
    if "asm" in job.emit:
        text = codegen.emit_assembly(module, job.triple, job.effort, job.level)
        dumps.append(("asm", shown(job, assembly(text, job.symbols))))
    return data


def emit_object(module: llvm.ModuleRef, job: ObjectJob) -> bytes:
    """The object file of an optimised module, instrumented in a build that asks for it."""
    if "address" in sanitizers():
        return emit_instrumented(module)
    return codegen.emit_object(module, job.triple, job.effort, job.level)


def shown(job: ObjectJob, text: str) -> str:
    """A dump that says which group it is of."""
    comment = "#" if text.lstrip().startswith(".") else ";"
    return f"{comment} {job.label}\n{text}" if text.strip() else ""


def definitions(text: str, symbols: Sequence[str] | None) -> str:
    """LLVM text, or the definitions in it that are asked for."""
    if symbols is None:
        return text
    parts = (definition(text, symbol) for symbol in symbols)
    return "\n".join(part for part in parts if part)


def definition(text: str, symbol: str) -> str:
    """The definition of one function in LLVM text, "" when it is not there."""
    pattern = rf"^define [^@\n]*@\"?{re.escape(symbol)}\"?\(.*?^\}}\n"
    match = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    return match[0] if match else ""


def assembly(text: str, symbols: Sequence[str] | None) -> str:
    """Assembly text, or the functions in it that are asked for."""
    return text if symbols is None else "\n".join(assembly_functions(text, symbols))


def assembly_functions(text: str, symbols: Sequence[str]) -> Iterator[str]:
    """From the label of each function to its end."""
    for symbol in symbols:
        start = re.search(rf"^\"?_?{re.escape(symbol)}\"?:", text, re.MULTILINE)
        if start is not None:
            end = _ASM_END.search(text, start.end())
            yield text[start.start() : end.start() if end else len(text)]
