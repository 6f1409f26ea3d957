# SPDX-License-Identifier: Apache-2.0
"""Typed versions of functions, and the guards before them.

    func f frame 1 {                     func f frame 1 {
      …                                    t0: obj = load_slot $n
    }                                      branch (is_type t0, "int"), typed, general
                                ->       typed:
                                           t1: int = call_native f.typed(unbox t0)
                                           return (box t1)
                                         general:
                                           …
                                         }

There are two kinds. A *closed* version runs no Python code but other closed functions of its
module, so it needs no frame, and what was assumed of global names when it was entered holds until
it returns. Any other version lives in the frame of the general one and assumes nothing but the
types of its parameters.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from aot_build.infer.guess import annotated, constant_type, default_values, plain_parameters
from aot_build.infer.model import rep_of
from aot_build.infer.plan import Plan, plan_module
from aot_build.ir.builder import Builder
from aot_build.ir.function import Function, Slot, SlotKind
from aot_build.ir.ops import (
    Box,
    Call,
    CallC,
    CallMethod,
    CallNative,
    ContinueIn,
    EvalBreaker,
    FloatCompare,
    GlobalIs,
    IsType,
    LoadSlot,
    NumBinary,
    NumCompare,
    Return,
    Unbox,
)
from aot_build.ir.types import Effect, Rep
from aot_build.ir.values import Op, Param, Value
from aot_build.lower.context import LocalType, NativeSignature, Typing, Unsupported
from aot_build.lower.function import lower_function

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes

CLOSED_SUFFIX = ".closed"
TYPED_SUFFIX = ".typed"


def add_typed_versions(
    module: ModuleScopes, general: Mapping[FunctionScope, Function]
) -> list[Function]:
    """Typed versions of the functions in *general*, which get guards that lead to them."""
    names = {scope: fn.name for scope, fn in general.items()}
    closed = lower_closed(module, names)
    added: list[Function] = []
    for scope, (plan, fn) in closed.items():
        fn.is_entry = False
        natives = {name: names[module.single_functions[name]] for name in plan.natives}
        guard_closed(general[scope], plan, fn, natives, trusted(scope, module))
        added.append(fn)
    for scope, plan in plan_module(module, assume=False).items():
        if scope in general and scope not in closed:
            typed = lower_typed(scope, module, plan, names[scope] + TYPED_SUFFIX)
            if typed is not None:
                typed.is_entry = False
                guard_typed(general[scope], plan, typed, trusted(scope, module))
                if plan.guards:
                    added.append(typed)
    return added


# --- versions without a frame ---


def lower_closed(
    module: ModuleScopes, names: Mapping[FunctionScope, str]
) -> dict[FunctionScope, tuple[Plan, Function]]:
    """The closed versions: those that stay closed when they call only each other."""
    refused: set[FunctionScope] = set()
    while True:
        plans = {
            scope: plan
            for scope, plan in plan_module(module, assume=True, without=refused).items()
            if scope in names and scope not in refused and may_be_closed(plan)
        }
        made = {scope: try_closed(scope, module, plan, names) for scope, plan in plans.items()}
        failed = {scope for scope, fn in made.items() if fn is None}
        called = {module.single_functions[name] for plan in plans.values() for name in plan.natives}
        if not (called - set(plans) - refused) and not failed:
            return {s: (plans[s], fn) for s, fn in made.items() if fn is not None}
        refused |= failed | (called - set(plans))


def may_be_closed(plan: Plan) -> bool:
    """Whether a function has the shape of one that needs no frame."""
    code = plan.scope.code
    shape = not (code.co_freevars or code.co_cellvars or code.co_kwonlyargcount)
    return shape and not code.co_flags & 0x0C and plan.result is not None


def try_closed(
    scope: FunctionScope, module: ModuleScopes, plan: Plan, names: Mapping[FunctionScope, str]
) -> Function | None:
    """The closed version of a function, or None when it would run other code."""
    typing = Typing(
        locals=local_types(plan),
        globals={name: f"builtins.{name}" for name in plan.builtins}
        | {name: f"self.{names[module.single_functions[name]]}" for name in plan.natives},
        natives={
            name: NativeSignature(
                names[module.single_functions[name]] + CLOSED_SUFFIX,
                tuple(rep_of(ty) for ty in signature.params),
                rep_of(signature.result) if signature.result != "bool" else Rep.OBJ,
                signature.result or "object",
            )
            for name, signature in plan.natives.items()
        },
    )
    result = result_rep(plan)
    try:
        fn = lower_function(
            scope, module, typing, names[scope] + CLOSED_SUFFIX, framed=False, result=result
        )
    except (Unsupported, AssertionError):
        return None
    return fn if all(is_closed(op) for op in fn.ops()) else None


def result_rep(plan: Plan) -> Rep:
    """How a closed version gives its result; a bool is an object, for that costs nothing."""
    return rep_of(plan.result) if plan.result != "bool" else Rep.OBJ


def is_closed(op: Op) -> bool:
    """Whether an operation can run no code but closed functions of this module."""
    if isinstance(op, (CallNative, EvalBreaker)):
        return True
    if isinstance(op, CallC) and op.prim.frame:
        return False
    return op.effect is not Effect.OPAQUE


def local_types(plan: Plan) -> dict[str, LocalType]:
    """What lowering is told of the variables."""
    return {name: LocalType(rep_of(ty), ty) for name, ty in plan.variables.items()}


# --- versions in the frame ---


def lower_typed(
    scope: FunctionScope, module: ModuleScopes, plan: Plan, name: str
) -> Function | None:
    """A framed version with unboxed variables, where that pays."""
    try:
        fn = lower_function(scope, module, Typing(locals=local_types(plan)), name)
    except (Unsupported, AssertionError):
        return None
    return fn if pays(fn, len(plan.guards)) else None


def pays(fn: Function, guards: int) -> bool:
    """Whether unboxed arithmetic outweighs the boxes made for other uses and the guards."""
    gain = sum(1 for op in fn.ops() if is_unboxed_arithmetic(op))
    loss = sum(1 for op in fn.ops() if isinstance(op, (Box, Unbox)))
    return gain > loss + guards


def is_unboxed_arithmetic(op: Op) -> bool:
    """Arithmetic or a comparison over registers."""
    if isinstance(op, (Call, CallMethod, Box, Unbox)):
        return False
    if isinstance(op, CallC):
        return any(rep in (Rep.INT, Rep.F64, Rep.ANY) for rep in op.prim.args)
    return isinstance(op, (FloatCompare, NumBinary, NumCompare)) or op.rep is Rep.F64


# --- guards ---


class Guards:
    """Blocks before a function's entry; the general version follows when a guard fails."""

    def __init__(self, fn: Function) -> None:
        self.fn = fn
        self.rest = fn.blocks
        fn.blocks = []
        self.b = Builder(fn)
        self.general = self.rest[0]
        self.general.label = "general"
        self.b.pos = 0
        self.boxed: dict[str, Value] = {}

    def require(self, condition: Value) -> None:
        """Go on only where *condition* holds."""
        following = self.b.new_block("guarded")
        self.b.branch(condition, following, self.general)
        self.b.start(following)

    def require_types(self, plan: Plan, believed: Collection[str]) -> None:
        """Go on only where the parameters have their types; those *believed* are not tested."""
        for name, ty in plan.guards.items():
            if name not in believed:
                self.require(self.b.emit(IsType(self.argument(name), ty)))

    def argument(self, name: str) -> Value:
        """The boxed argument called *name*."""
        return self.b.emit(LoadSlot(find_local(self.fn, name)))

    def finish(self) -> None:
        """Put the general version behind the guards."""
        self.fn.blocks += self.rest


def find_local(fn: Function, name: str) -> Slot:
    """The slot of a plain local variable."""
    return next(s for s in fn.slots if s.name == name and s.kind is SlotKind.LOCAL)


def trusted(scope: FunctionScope, module: ModuleScopes) -> frozenset[str]:
    """Parameters that `hints = "trust"` asks not to test (docs/how-to/check-hints.md).

    Not those annotated `float`, for which an int is as good (PEP 484), and not those whose default
    is of another type.
    """
    if module.hints != "trust":
        return frozenset()
    node = scope.node
    assert isinstance(node, (ast.FunctionDef, ast.Lambda))
    defaults = {name: constant_type(value) for name, value in default_values(node)}
    notes = {arg.arg: annotated(arg) for arg in plain_parameters(node)}
    return frozenset(
        name for name, ty in notes.items() if ty in ("int", "list") and defaults.get(name, ty) == ty
    )


def guard_closed(
    general: Function,
    plan: Plan,
    closed: Function,
    natives: Mapping[str, str],
    believed: Collection[str],
) -> None:
    """Enter the closed version when all assumptions hold; *natives*: global name to function."""
    guards = Guards(general)
    b = guards.b
    guards.require_types(plan, believed)
    for name in plan.builtins:
        guards.require(b.emit(GlobalIs(name, f"builtins.{name}")))
    for name, target in natives.items():
        guards.require(b.emit(GlobalIs(name, f"self.{target}")))
    args = tuple(as_parameter(b, guards, param) for param in closed.params)
    value: Value = b.emit(CallNative(args, closed.name, closed.result, same=True))
    if value.rep is not Rep.OBJ:
        value = b.emit(Box(value))
    b.emit(Return(value))
    guards.finish()


def as_parameter(b: Builder, guards: Guards, param: Param) -> Value:
    """An argument in the representation of a typed parameter."""
    value = guards.argument(param.name)
    return value if param.rep is Rep.OBJ else b.emit(Unbox(value, param.rep))


def guard_typed(general: Function, plan: Plan, typed: Function, believed: Collection[str]) -> None:
    """Continue in the typed version when the parameters have their types."""
    if not plan.guards:  # it serves every call
        general.blocks, general.slots = typed.blocks, typed.slots
        return
    guards = Guards(general)
    guards.require_types(plan, believed)
    guards.b.emit(ContinueIn(typed.name))
    guards.finish()
