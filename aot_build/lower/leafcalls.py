# SPDX-License-Identifier: Apache-2.0
"""Which calls try a leaf version themselves.

    self.fetch()     ->   t1 = call_leaf_method self, fetch, Machine_2e_fetch()
    norm(x)          ->   t1 = call_leaf t0, Main_2e_norm(x)

A name that one method of the module has, or one function, most likely means that one. Whether it
does is asked when the call is made (llvm/leafcalls.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from aot_build.ir.function import Function
from aot_build.ir.ops import Call, CallLeaf, CallLeafMethod, CallMethod, LoadGlobal
from aot_build.ir.values import Op, Value

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes

Targets = dict[tuple[str, int], str]
"""Name and number of arguments -> the function whose leaf version is tried."""


def link_leaf_calls(
    module: ModuleScopes, general: Mapping[FunctionScope, Function], functions: Iterable[Function]
) -> None:
    """Let calls in *functions* try the leaf versions of those in *general*."""
    leaves = {scope: fn for scope, fn in general.items() if fn.leaf is not None}
    methods = find_methods(leaves)
    named = {
        (name, scope.code.co_argcount): leaves[scope].name
        for name, scope in module.single_functions.items()
        if scope in leaves
    }
    for fn in functions:
        if not fn.is_leaf and (methods or named):
            replace_calls(fn, methods, named)


def find_methods(leaves: Mapping[FunctionScope, Function]) -> Targets:
    """The methods whose name and number of arguments no other one has."""
    found: Targets = {}
    taken: set[tuple[str, int]] = set()
    for scope, fn in leaves.items():
        owner, _, name = scope.qualname.rpartition(".")
        if not owner or owner.endswith("<locals>"):
            continue
        key = as_attribute(owner, name), scope.code.co_argcount
        if key in found:
            taken.add(key)
        found[key] = fn.name
    return {key: name for key, name in found.items() if key not in taken}


def as_attribute(owner: str, name: str) -> str:
    """The attribute that a method of class *owner* is."""
    class_name = owner.rpartition(".")[2].lstrip("_")
    is_private = name.startswith("__") and not name.endswith("__") and class_name
    return f"_{class_name}{name}" if is_private else name


def replace_calls(fn: Function, methods: Targets, named: Targets) -> None:
    """Put the calls that try a leaf version in the places of others."""
    made: dict[Value, Value] = {}
    for block in fn.blocks:
        for i, op in enumerate(block.ops):
            direct = direct_call(op, methods, named)
            if direct is not None:
                direct.pos, direct.ty = op.pos, op.ty
                made[op] = block.ops[i] = direct
    if made:
        for op in fn.ops():
            op.map_operands(lambda value: made.get(value, value))


def direct_call(op: Op, methods: Targets, named: Targets) -> CallLeaf | CallLeafMethod | None:
    """The call that tries a leaf version, or None."""
    if type(op) is CallMethod and not op.kwnames:
        target = methods.get((op.symbol, len(op.args) + 1))
        if target is not None:
            call = CallLeafMethod(op.receiver, op.args, op.symbol, (), target)
            call.lookup_pos = op.lookup_pos
            return call
    elif type(op) is Call and not op.kwnames and isinstance(op.callee, LoadGlobal):
        target = named.get((op.callee.symbol, len(op.args)))
        return None if target is None else CallLeaf(op.callee, op.args, (), target)
    return None
