# SPDX-License-Identifier: Apache-2.0
"""From the IR of a Python module to an object file: emit text, link the shim in, optimise, emit."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

import llvmlite.binding as llvm

from aot_build.ir.function import Function, Module
from aot_build.llvm.emit import FunctionEmitter
from aot_build.llvm.module import ModuleWriter, NativeFunction
from aot_build.symbols import mangle_symbol

_ATTRIBUTE = re.compile(r'"target-(?:cpu|features)"="[^"]*"')


@functools.cache
def initialize() -> None:
    """Make LLVM's targets known, once."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()


@functools.cache
def read_shim(path: Path) -> tuple[bytes, str]:
    """The shim's bitcode, and the target attributes that let LLVM inline it."""
    data = path.read_bytes()
    found = sorted(set(_ATTRIBUTE.findall(str(llvm.parse_bitcode(data)))))
    return data, " ".join(["nounwind", *found])


def write_module(
    module: Module, *, code: bytes, source: str, is_package: bool, attributes: str
) -> str:
    """The text of the LLVM module, not optimised."""
    writer = ModuleWriter(module.name)
    bodies = [FunctionEmitter(fn, writer).emit() for fn in module.functions]
    rows = [native_row(fn) for fn in module.functions if fn.is_entry]
    return writer.write(
        rows, bodies, code=code, source=source, is_package=is_package, attributes=attributes
    )


def native_row(fn: Function) -> NativeFunction:
    """The row of a function that has a vectorcall entry."""
    return NativeFunction(fn.code_index, fn.name, fn.nlocalsplus)


def speed_level(functions: Sequence[Function], requested: int) -> int:
    """How hard LLVM tries: very large modules are mostly calls and gain nothing from level 2."""
    size = sum(len(block.ops) for fn in functions for block in fn.blocks)
    return min(requested, 1) if size > 40_000 else requested


def compile_text(text: str, shim: bytes, triple: str, *, level: int) -> llvm.ModuleRef:
    """Parse, link the shim in and optimise."""
    initialize()
    module = llvm.parse_assembly(text)
    shim_module = llvm.parse_bitcode(shim)
    module.triple = triple
    module.data_layout = shim_module.data_layout
    own = {fn.name for fn in module.functions if not fn.is_declaration}
    module.link_in(shim_module)
    for fn in module.functions:
        if not fn.is_declaration and fn.name not in own:
            fn.linkage = "internal"
    module.verify()
    optimize(module, target_machine(triple, level), level)
    return module


def target_machine(triple: str, level: int) -> llvm.TargetMachine:
    """The code generator for a triple; position-independent, generic CPU."""
    initialize()
    target = llvm.Target.from_triple(triple)
    return target.create_target_machine(opt=level, reloc="pic", codemodel="default")


def optimize(module: llvm.ModuleRef, machine: llvm.TargetMachine, level: int) -> None:
    """Run LLVM's standard pipeline."""
    tuning = llvm.create_pipeline_tuning_options(speed_level=level)
    tuning.loop_vectorization = level > 1
    tuning.slp_vectorization = level > 1
    builder = llvm.create_pass_builder(machine, tuning)
    manager = builder.getModulePassManager()
    manager.run(module, builder)


def compile_to_object(text: str, shim: bytes, triple: str, *, level: int) -> bytes:
    """The object file of a module's LLVM text."""
    module = compile_text(text, shim, triple, level=level)
    data: bytes = target_machine(triple, level).emit_object(module)
    return data


def module_symbol(name: str) -> str:
    """The hidden symbol of a Python module's table."""
    return f"aot_module_{mangle_symbol(name)}"
