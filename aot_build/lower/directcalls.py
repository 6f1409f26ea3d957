# SPDX-License-Identifier: Apache-2.0
"""Which calls go to a native function directly, if the name turns out to mean that.

    self.fetch()     ->   t1 = call_direct_method self, fetch, Machine_2e_fetch.leaf, 0()
    walk(x)          ->   t1 = call_direct t0, walk, 3(x)
    Point(x)         ->   t1 = call_direct_class t0, Point_2e___init__, 2(x)

A name that one method of the module has, or one function, most likely means that one. Whether it
does is asked when the call is made (llvm/directcalls.py), and so is what the parameters that get
no argument have for a default. The leaf version is called where there is one, else the function in
a frame for so many variables. Leaf versions whose numbers are in registers are in triedcalls.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from aot_build.ir.function import Function
from aot_build.ir.ops import (
    Call,
    CallDirect,
    CallDirectClass,
    CallDirectMethod,
    CallMethod,
    LoadGlobal,
)
from aot_build.ir.values import Op, Value
from aot_build.lower.calltargets import Target, fitting
from aot_build.lower.instances import find_initializers
from aot_build.lower.leaves import VARIADIC
from aot_build.lower.triedcalls import try_direct_calls
from aot_build.primitives.objects import SHORT_CALLS

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes

Targets = Mapping[str, Sequence[Target]]
"""Name -> the functions that may be meant."""


def link_direct_calls(
    module: ModuleScopes, general: Mapping[FunctionScope, Function], functions: Collection[Function]
) -> None:
    """Let calls in *functions* go directly to those in *general*."""
    callable_so = {
        scope: Target.of(scope, fn) for scope, fn in general.items() if may_be_target(scope, fn)
    }
    methods = find_methods(callable_so)
    named = {
        name: [callable_so[scope]]
        for name, scope in module.single_functions.items()
        if scope in callable_so
    }
    known = {fn.name: fn for fn in functions}
    initializers = find_initializers(module, callable_so, known)

    def choose(op: Op) -> tuple[Function, tuple[int, ...]] | None:
        target, filled = meant(op, methods, named) or (None, ())
        registers = target.function.registers if target is not None else None
        return (known[registers], filled) if registers else None

    for fn in functions:
        if not fn.is_leaf and (methods or named):
            try_direct_calls(fn, choose)
            replace_calls(fn, methods, named, initializers)


def may_be_target(scope: FunctionScope, fn: Function) -> bool:
    """Whether positional arguments fill the first variables of a function, and it then runs."""
    code = scope.code
    runs = scope.kind == "function" and fn.framed and not fn.is_generator
    return runs and not code.co_kwonlyargcount and not code.co_flags & VARIADIC


def find_methods(callable_so: Mapping[FunctionScope, Target]) -> Targets:
    """The methods of each name."""
    found: defaultdict[str, list[Target]] = defaultdict(list)
    for scope, target in callable_so.items():
        owner, _, name = scope.qualname.rpartition(".")
        if owner and not owner.endswith("<locals>") and target.parameters:
            found[as_attribute(owner, name)].append(target.bound())
    return found


def as_attribute(owner: str, name: str) -> str:
    """The attribute that a method of class *owner* is."""
    class_name = owner.rpartition(".")[2].lstrip("_")
    is_private = name.startswith("__") and not name.endswith("__") and class_name
    return f"_{class_name}{name}" if is_private else name


def replace_calls(fn: Function, methods: Targets, named: Targets, initializers: Targets) -> None:
    """Put the calls that go directly in the places of others."""
    made: dict[Value, Value] = {}
    for block in fn.blocks:
        for i, op in enumerate(block.ops):
            direct = direct_call(op, methods, named) or direct_class_call(op, initializers)
            if direct is not None:
                direct.pos, direct.ty = op.pos, op.ty
                made[op] = block.ops[i] = direct
    if made:
        for op in fn.ops():
            op.map_operands(lambda value: made.get(value, value))


def meant(op: Op, methods: Targets, named: Targets) -> tuple[Target, tuple[int, ...]] | None:
    """The function that a call most likely means, and what its parameters take."""
    if type(op) is CallMethod:
        if not op.kwnames and (op.symbol, len(op.args)) in SHORT_CALLS:
            return None
        return fitting(methods.get(op.symbol, ()), len(op.args), op.kwnames)
    if type(op) is Call and isinstance(op.callee, LoadGlobal):
        return fitting(named.get(op.callee.symbol, ()), len(op.args), op.kwnames)
    return None


def direct_call(op: Op, methods: Targets, named: Targets) -> CallDirect | CallDirectMethod | None:
    """The call that goes directly, or None."""
    target, filled = meant(op, methods, named) or (None, ())
    if target is None or target.function.registers is not None:
        return None
    called = version(target.function)
    if isinstance(op, CallMethod):
        call = CallDirectMethod(op.receiver, op.args, op.symbol, op.kwnames, *called, filled)
        call.lookup_pos = op.lookup_pos
        return call
    assert isinstance(op, Call)
    return CallDirect(op.callee, op.args, op.kwnames, *called, filled)


def direct_class_call(op: Op, initializers: Targets) -> CallDirectClass | None:
    """The call that makes an instance directly, or None."""
    if type(op) is not Call or not isinstance(op.callee, LoadGlobal):
        return None
    known = initializers.get(op.callee.symbol, ())
    target, filled = fitting(known, len(op.args), op.kwnames) or (None, ())
    if target is None:
        return None
    return CallDirectClass(op.callee, op.args, op.kwnames, *version(target.function), filled)


def version(target: Function) -> tuple[str, int]:
    """The version that is called and the number of variables in its frame."""
    return (target.name, target.nlocalsplus) if target.leaf is None else (target.leaf, 0)
