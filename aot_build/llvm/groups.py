# SPDX-License-Identifier: Apache-2.0
"""A Python module as several LLVM modules: its tables, and its functions in groups.

A group is what is compiled, in parallel with others, and cached as a whole. Where one ends depends
on the last function in it only, on its name and length, so an edit that adds a function changes one
group, not all that follow it. What LLVM tries hard at goes into smaller groups: an edit compiles a
group again as a whole.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from aot_build.ir.function import Function, Module
from aot_build.ir.ops import (
    CallC,
    CallDirect,
    CallDirectMethod,
    CallNative,
    CallTriedMethod,
    Collect,
    ContinueIn,
    EvalBreaker,
    GlobalIs,
    LoadSlot,
    TakeSlot,
    TryDirect,
    Unbox,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Op
from aot_build.llvm.codegen import Effort
from aot_build.llvm.directcalls import function_of
from aot_build.llvm.emit import write_function
from aot_build.llvm.module import ModuleTables, ModuleWriter, NativeFunction
from aot_build.llvm.types import parameter_types, result_type

VARIADIC = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
_ENDS_GROUP = 20  # one name in so many ends its group
_LARGEST = 64
# Operations in a group, about, where LLVM tries hard: less than half a second of its time.
_HEAVY = 400
_WORTHWHILE = 0.05  # so much of a loop must be arithmetic for LLVM to try hard
_REGISTERS = (Rep.INT, Rep.I64, Rep.F64, Rep.ANY, Rep.NUM)


@dataclass(frozen=True)
class LlvmText:
    """One LLVM module, not optimised, and what is in it."""

    label: str  # "tables", "full.0", "light.3"
    text: str
    effort: Effort
    functions: tuple[Function, ...] = ()


Failed = Callable[[Function, Exception], None]


def write_functions(
    module: Module, tables: ModuleTables, attributes: str, failed: Failed
) -> list[LlvmText]:
    """The LLVM modules of all functions; *failed* hears of those that cannot be written."""
    texts = []
    for effort in (Effort.FULL, Effort.LIGHT):
        chosen = [fn for fn in module.functions if effort_for(fn) is effort]
        heavy = _HEAVY if effort is Effort.FULL else None
        for i, group in enumerate(split_groups(chosen, heavy)):
            text = write_group(group, module, tables, attributes, failed)
            texts.append(LlvmText(f"{effort}.{i}", text, effort, tuple(group)))
    return texts


def write_tables(
    module: Module, tables: ModuleTables, *, code: bytes, source: str, is_package: bool
) -> LlvmText:
    """The LLVM module of the tables, once all functions have been written."""
    rows = [native_row(fn) for fn in module.functions if fn.is_entry]
    text = tables.write(rows, code=code, source=source, is_package=is_package)
    return LlvmText("tables", text, Effort.NONE)


def effort_for(fn: Function) -> Effort:
    """What has no frame, or computes in registers in a loop, gains from all that LLVM can do.

    Elsewhere nearly every operation is a call that LLVM knows nothing of.
    """
    if not fn.framed:
        return Effort.FULL
    ops = list(fn.ops())
    loops = any(isinstance(op, EvalBreaker) for op in ops)
    computes = sum(map(is_arithmetic, ops)) >= _WORTHWHILE * len(ops)
    return Effort.FULL if loops and computes else Effort.LIGHT


def is_arithmetic(op: Op) -> bool:
    """Whether an operation computes in registers."""
    if op.rep not in _REGISTERS or isinstance(op, (LoadSlot, TakeSlot, Unbox, CallNative)):
        return False
    return not isinstance(op, CallC) or all(rep in _REGISTERS for rep in op.prim.args)


def split_groups(
    functions: Sequence[Function], heavy: int | None = None
) -> Iterator[list[Function]]:
    """Runs of functions that end where the digest of a name says so; *heavy*: operations in one."""
    group: list[Function] = []
    total = 0.0
    for fn in functions:
        group.append(fn)
        weight = sum(1 for _ in fn.ops()) / heavy if heavy else 0.0
        total += weight
        if len(group) >= _LARGEST or total >= 2 or ends_group(fn.name, weight):
            yield group
            group, total = [], 0.0
    if group:
        yield group


def ends_group(name: str, weight: float = 0.0) -> bool:
    """Whether a group ends after the function of that name; *weight*: what it is of a full one."""
    drawn = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / (1 << 32)
    return drawn < max(weight, 1 / _ENDS_GROUP)


def write_group(
    group: Sequence[Function],
    module: Module,
    tables: ModuleTables,
    attributes: str,
    failed: Failed,
) -> str:
    """The text of one LLVM module of functions."""
    writer = ModuleWriter(tables)
    bodies: list[str] = []
    written: list[Function] = []
    for fn in group:
        try:
            bodies += write_function(fn, writer)
            written.append(fn)
        except Exception as error:  # a bug: the function is left to the bytecode tier
            failed(fn, error)
    rows = [native_row(fn) for fn in written if fn.is_entry]
    others = declarations(written, module, tables)
    return writer.write(rows, bodies, others, attributes)


def native_row(fn: Function) -> NativeFunction:
    """The row of a function that is found by its code object."""
    called = not (fn.is_generator or fn.is_body)
    if fn.code is None:
        return NativeFunction(fn.code_index, fn.name, fn.nlocalsplus, called, fn.leaf or "")
    direct = not fn.code.co_kwonlyargcount and not fn.code.co_flags & VARIADIC
    return NativeFunction(
        fn.code_index,
        fn.name,
        fn.nlocalsplus,
        called,
        fn.leaf or "",
        fn.code.co_argcount,
        direct,
    )


def declarations(group: Collection[Function], module: Module, tables: ModuleTables) -> list[str]:
    """Declarations of the functions of this Python module that a group uses from other groups."""
    own = {fn.name for fn in group}
    known = {fn.name: fn for fn in module.functions}
    lines: dict[str, None] = {}
    for fn in group:
        for name, is_entry in used_functions(fn):
            if name in own:
                continue
            if is_entry:
                lines[f"declare hidden ptr @{tables.entry_of(name)}(ptr, ptr, i64, ptr)"] = None
            else:
                lines[declaration(known[name], tables)] = None
    return list(lines)


def used_functions(fn: Function) -> Iterator[tuple[str, bool]]:
    """The functions of this module that *fn* names, and whether it names their entry."""
    if fn.leaf is not None:
        yield fn.leaf, False
    for op in fn.ops():
        if isinstance(op, (CallNative, Collect, ContinueIn)):
            yield op.target, False
        elif isinstance(op, (CallDirect, CallDirectMethod, CallTriedMethod, TryDirect)):
            yield function_of(op.target), True
            yield op.target, False
        elif isinstance(op, GlobalIs) and op.expected.startswith("self."):
            yield op.expected.removeprefix("self."), True


def declaration(fn: Function, tables: ModuleTables) -> str:
    """How another LLVM module declares the body of *fn*."""
    context = ["ptr", "ptr"] if fn.framed else ["ptr"]
    types = ", ".join([*context, *(ty for param in fn.params for ty in parameter_types(param.rep))])
    return f"declare hidden {result_type(fn.result)} @{tables.body_of(fn.name)}({types})"


def lost_with(module: Module, failed: Collection[str]) -> set[str]:
    """The functions that cannot be native when those in *failed* are not: their callers too."""
    lost = set(failed)
    changed = True
    while changed:
        users = {
            fn.name
            for fn in module.functions
            if fn.name not in lost and any(name in lost for name, _ in used_functions(fn))
        }
        changed = bool(users)
        lost |= users
    return lost
