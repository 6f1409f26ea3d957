# SPDX-License-Identifier: Apache-2.0
"""LLVM text to an object file: parse, link the shim in, optimise, emit.

How hard LLVM tries depends on what there is to gain:

    full      computes in registers     LLVM's own pipeline                            2.5 s
    light     calls                     the shim inlined, cleaned up                   1.1 s
    none      tables                    nothing to do

Processor time for 1,000 lines of `email.message` and `unittest.case`, each as a whole. Programs of
bench/ that are nearly all calls run as fast light as full. To select instructions one by one
(`optnone`) would save half of light's time, an eighth of a whole build's, and code would be a
twentieth larger.
"""

from __future__ import annotations

import enum
import functools
import re
from pathlib import Path

import llvmlite.binding as llvm

_ATTRIBUTE = re.compile(r'"target-(?:cpu|features)"="[^"]*"')
# Part of the key of every object: whatever the text of this file makes of the same input.
RECIPE = 3


class Effort(enum.StrEnum):
    """How hard LLVM tries on one LLVM module."""

    NONE = "none"
    LIGHT = "light"
    FULL = "full"


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


def parse_text(text: str, shim: bytes, triple: str, effort: Effort) -> llvm.ModuleRef:
    """The LLVM module of *text*, with the shim's functions in it if it has code."""
    initialize()
    module = llvm.parse_assembly(text)
    shim_module = llvm.parse_bitcode(shim)
    module.triple = triple
    module.data_layout = shim_module.data_layout
    if effort is not Effort.NONE:
        own = {fn.name for fn in module.functions if not fn.is_declaration}
        module.link_in(shim_module)
        for fn in module.functions:
            if not fn.is_declaration and fn.name not in own:
                fn.linkage = "internal"
    module.verify()
    return module


@functools.cache
def target_machine(triple: str, level: int) -> llvm.TargetMachine:
    """The code generator for a triple; position-independent, generic CPU."""
    initialize()
    target = llvm.Target.from_triple(triple)
    return target.create_target_machine(opt=level, reloc="pic", codemodel="default")


def machine_for(triple: str, effort: Effort, level: int) -> llvm.TargetMachine:
    """The code generator for an effort; *level* is what the user asked for, 0 to 3."""
    if effort is Effort.FULL or level in (0, 3):
        return target_machine(triple, level)
    return target_machine(triple, 1)


def optimize(module: llvm.ModuleRef, triple: str, effort: Effort, level: int) -> None:
    """Run the passes for an effort: level 0 is never more than light, 3 never less than full."""
    if effort is Effort.NONE:
        return
    machine = machine_for(triple, effort, level)
    if level > 0 and (effort is Effort.FULL or level == 3):
        run_full(module, machine, level)
    else:
        run_light(module, machine)


def run_full(module: llvm.ModuleRef, machine: llvm.TargetMachine, level: int) -> None:
    """LLVM's standard pipeline."""
    tuning = llvm.create_pipeline_tuning_options(speed_level=level)
    tuning.loop_vectorization = level > 1
    tuning.slp_vectorization = level > 1
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(module, builder)


def run_light(module: llvm.ModuleRef, machine: llvm.TargetMachine) -> None:
    """Inline the shim, and remove what that leaves behind."""
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=1))
    passes = llvm.create_new_module_pass_manager()
    passes.add_always_inliner_pass()
    passes.add_global_dead_code_eliminate_pass()
    passes.add_sroa_pass()
    passes.add_simplify_cfg_pass()
    passes.add_instruction_combine_pass()
    passes.add_simplify_cfg_pass()  # branches that are decided only now
    passes.run(module, builder)
    for fn in module.functions:
        if not fn.is_declaration:
            fn.add_function_attribute("optsize")  # calls do not gain from aligned jumps


def emit_object(module: llvm.ModuleRef, triple: str, effort: Effort, level: int) -> bytes:
    """The object file of an optimised module."""
    data: bytes = machine_for(triple, effort, level).emit_object(module)
    return data


def emit_assembly(module: llvm.ModuleRef, triple: str, effort: Effort, level: int) -> str:
    """The assembly text of an optimised module."""
    text: str = machine_for(triple, effort, level).emit_assembly(module)
    return text
