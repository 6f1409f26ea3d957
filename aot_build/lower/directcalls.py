# SPDX-License-Identifier: Apache-2.0
"""Which calls go to a native function directly, if the name turns out to mean that.

    self.fetch()     ->   t1 = call_direct_method self, fetch, Machine_2e_fetch.leaf, 0()
    walk(x)          ->   t1 = call_direct t0, walk, 3(x)
    Point(x)         ->   t1 = call_direct_class t0, Point_2e___init__, 2(x)

A name that one method of the module has, or one function, most likely means that one. Whether it
does is asked when the call is made (llvm/directcalls.py). The leaf version is called where there
is one, else the function in a frame for so many variables. Leaf versions whose numbers are in
registers are in triedcalls.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
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
from aot_build.lower.instances import find_initializers
from aot_build.lower.leaves import VARIADIC
from aot_build.lower.triedcalls import try_direct_calls
from aot_build.primitives.objects import SHORT_CALLS

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes

Targets = dict[tuple[str, int], Function]
"""Name and number of arguments -> the function that is meant, most likely."""


def link_direct_calls(
    module: ModuleScopes, general: Mapping[FunctionScope, Function], functions: Collection[Function]
) -> None:
    """Let calls in *functions* go directly to those in *general*."""
    callable_so = {scope: fn for scope, fn in general.items() if may_be_target(scope, fn)}
    methods = find_methods(callable_so)
    named = {
        (name, scope.code.co_argcount): callable_so[scope]
        for name, scope in module.single_functions.items()
        if scope in callable_so
    }
    known = {fn.name: fn for fn in functions}
    initializers = find_initializers(module, callable_so, known)

    def choose(op: Op) -> Function | None:
        target = meant(op, methods, named)
        return known[target.registers] if target is not None and target.registers else None

    for fn in functions:
        if not fn.is_leaf and (methods or named):
            try_direct_calls(fn, choose)
            replace_calls(fn, methods, named, initializers)


def may_be_target(scope: FunctionScope, fn: Function) -> bool:
    """Whether positional arguments fill the first variables of a function, and it then runs."""
    code = scope.code
    runs = scope.kind == "function" and fn.framed and not fn.is_generator
    return runs and not code.co_kwonlyargcount and not code.co_flags & VARIADIC


def find_methods(callable_so: Mapping[FunctionScope, Function]) -> Targets:
    """The methods whose name and number of arguments no other one has, or no other leaf."""
    found: defaultdict[tuple[str, int], list[Function]] = defaultdict(list)
    for scope, fn in callable_so.items():
        owner, _, name = scope.qualname.rpartition(".")
        if owner and not owner.endswith("<locals>"):
            found[as_attribute(owner, name), scope.code.co_argcount].append(fn)
    chosen = {
        key: functions if len(functions) == 1 else [fn for fn in functions if fn.leaf]
        for key, functions in found.items()
    }
    return {key: functions[0] for key, functions in chosen.items() if len(functions) == 1}


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


def meant(op: Op, methods: Targets, named: Targets) -> Function | None:
    """The function that a call most likely means."""
    if type(op) is CallMethod and not op.kwnames:
        is_short = (op.symbol, len(op.args)) in SHORT_CALLS
        return None if is_short else methods.get((op.symbol, len(op.args) + 1))
    if type(op) is Call and not op.kwnames and isinstance(op.callee, LoadGlobal):
        return named.get((op.callee.symbol, len(op.args)))
    return None


def direct_call(op: Op, methods: Targets, named: Targets) -> CallDirect | CallDirectMethod | None:
    """The call that goes directly, or None."""
    target = meant(op, methods, named)
    if target is None or target.registers is not None:
        return None
    if isinstance(op, CallMethod):
        call = CallDirectMethod(op.receiver, op.args, op.symbol, (), *version(target))
        call.lookup_pos = op.lookup_pos
        return call
    assert isinstance(op, Call)
    return CallDirect(op.callee, op.args, (), *version(target))


def direct_class_call(op: Op, initializers: Targets) -> CallDirectClass | None:
    """The call that makes an instance directly, or None."""
    if type(op) is not Call or op.kwnames or not isinstance(op.callee, LoadGlobal):
        return None
    target = initializers.get((op.callee.symbol, len(op.args)))
    return None if target is None else CallDirectClass(op.callee, op.args, (), *version(target))


def version(target: Function) -> tuple[str, int]:
    """The version that is called and the number of variables in its frame."""
    return (target.name, target.nlocalsplus) if target.leaf is None else (target.leaf, 0)
