"""One function: its slots, its entry, its body.

def f(a):                 func f frame 2
    b = a + 1      ->       local $a: obj @0
    return b                local $b: obj @1
                            …
"""

from __future__ import annotations

import ast
import contextlib
import inspect
from typing import TYPE_CHECKING

from aot_build.front.codes import LazyValue, TypeParameters
from aot_build.front.positions import PositionMap
from aot_build.front.suspensions import start_unit
from aot_build.infer.checks import Check, argument_checks
from aot_build.ir.function import Function, Slot, SlotKind
from aot_build.ir.ops import EvalBreaker, IsType, LoadConst, LoadSlot, Return, StoreSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Param
from aot_build.lower import rules as _rules  # noqa: F401  (registers the lowering of every node)
from aot_build.lower.annotationscopes import lower_annotation_scope
from aot_build.lower.classbody import lower_class_body, start_of_class
from aot_build.lower.context import Context, LocalType, Typing, Unsupported
from aot_build.lower.generators import lower_generator_expression, resolve_suspensions
from aot_build.lower.modulebody import lower_module_body
from aot_build.lower.suspending import lower_comprehension_function
from aot_build.primitives.frames import CELL_EMPTY, CHECK_ARGUMENT, COPY_FREE_VARS
from aot_build.primitives.objects import CELL_NEW

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes

# What is suspended, and goes on.
GENERATOR_KINDS = ("generator", "genexpr", "coroutine", "async_generator")

# Built-in types that IsType compares with; the others are left to the runtime.
TYPE_NAMES = ("bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple")


def lower_function(
    scope: FunctionScope,
    module: ModuleScopes,
    typing: Typing,
    name: str,
    *,
    framed: bool = True,
    result: Rep = Rep.OBJ,
) -> Function:
    """The IR of one version of a function, under the assumptions of *typing*.

    A framed body finds boxed arguments in its frame; one without a frame takes its parameters in
    the representations of ``typing.locals`` and gives *result*. Raises Unsupported.
    """
    reject_kind(scope)
    function = Function(
        name,
        scope.qualname,
        scope.code,
        scope.code_index,
        framed=framed,
        result=result,
        nlocalsplus=scope.nlocalsplus,
        start=start_unit(scope.code) if is_suspended(scope, typing) else None,
    )
    cx = Context(function, scope, module, PositionMap(scope.code), typing)
    with start_of(cx):
        declare_slots(cx)
        enter(cx)
    lower_body(cx)
    if function.is_generator:
        resolve_suspensions(cx)
    return function


def start_of(cx: Context) -> contextlib.AbstractContextManager[None]:
    """Blame the beginning for what is emitted meanwhile."""
    if isinstance(cx.scope.node, ast.ClassDef):
        return cx.at_unit(start_of_class(cx.scope.code))
    if isinstance(cx.scope.node, ast.Module):
        first = next(iter(cx.scope.node.body), None)
        return cx.at(first) if first is not None else contextlib.nullcontext()
    return cx.at(cx.scope.node)


def is_suspended(scope: FunctionScope, typing: Typing) -> bool:
    """Whether this version runs from one suspension to the next."""
    return scope.kind in GENERATOR_KINDS and not typing.collecting


def reject_kind(scope: FunctionScope) -> None:
    """Raise Unsupported for what cannot be native as a whole."""
    for start, name in scope.starts_tracing:
        raise Unsupported("tracing", start, f"'{name}' here may begin to trace this very call")


def lower_body(cx: Context) -> None:
    """The statements, or the one expression of a lambda; the end of the function returns None."""
    node = cx.scope.node
    if isinstance(node, ast.Lambda):
        with cx.at(node.body):
            cx.b.emit(Return(cx.as_rep(cx.expr(node.body), cx.function.result)))
        return
    if isinstance(node, ast.Module):
        lower_module_body(cx, node)
    elif isinstance(node, ast.ClassDef):
        lower_class_body(cx, node)
    elif isinstance(node, (TypeParameters, LazyValue)):
        lower_annotation_scope(cx, node)
    elif isinstance(node, ast.GeneratorExp):
        lower_generator_expression(cx, node)
    elif isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp)):
        lower_comprehension_function(cx, node)
    else:
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        cx.body(node.body)
    if not cx.b.terminated:
        assert cx.function.result is Rep.OBJ, "the end of a function with an unboxed result"
        cx.b.emit(Return(cx.none()))


# --- slots ---


def declare_slots(cx: Context) -> None:
    """A slot for each variable of the frame.

    Those that only inlined comprehensions bind stay empty here: comprehensions use temporaries.
    """
    code = cx.scope.code
    shared = (*code.co_cellvars, *code.co_freevars)
    for index, name in enumerate(code.co_varnames):
        if name not in shared and name not in cx.scope.hidden_names:
            kind = cx.typing.locals.get(name, LocalType())
            declare(cx, Slot(name, SlotKind.LOCAL, kind.rep, index, kind.ty))
    for name in shared:
        declare(cx, Slot(name, SlotKind.CELL, Rep.OBJ, cx.scope.localsplus_index(name), "cell"))


def declare(cx: Context, slot: Slot) -> None:
    """Make a named slot known."""
    cx.function.slots.append(slot)
    cx.slots[slot.name] = slot


# --- entry ---


def enter(cx: Context) -> None:
    """What comes before the first statement."""
    if cx.function.is_generator:
        cx.b.emit(EvalBreaker())  # the rest was done when the generator was made
        return
    if cx.module.hints == "check":
        check_arguments(cx)
    if cx.function.framed:
        enter_frame(cx)
    else:
        enter_typed(cx)


def enter_frame(cx: Context) -> None:
    """Make the cells, and unbox the parameters that inference keeps in registers."""
    code = cx.scope.code
    if code.co_freevars and not cx.typing.collecting:
        cx.call(COPY_FREE_VARS, Const(len(code.co_freevars), Rep.I64))
    for name in code.co_cellvars:
        slot = cx.slots[name]
        if name in cx.scope.parameters:  # the argument lies where its cell goes
            cell = cx.call(CELL_NEW, cx.b.emit(LoadSlot(slot)))
        else:
            cell = cx.call(CELL_EMPTY)
        cx.b.emit(StoreSlot(cell, slot))
    for index, name in enumerate(cx.scope.parameters):
        slot = cx.slots[name]
        if slot.rep is not Rep.OBJ:
            unbox_parameter(cx, slot, index)


def check_arguments(cx: Context) -> None:
    """Raise TypeError for an argument that is not what its annotation says.

    What guards have proven is not looked at again; without a frame nothing else can be checked.
    """
    for name, check in argument_checks(cx.scope, cx.module).items():
        known = cx.typing.locals.get(name)
        if known is not None and check.proven_by(known.ty):
            continue
        if not cx.function.framed:
            raise Unsupported("checked-argument", cx.scope.node)
        check_argument(cx, name, check)


def check_argument(cx: Context, name: str, check: Check) -> None:
    """Compare with the built-in types here, and let the runtime do the rest."""
    index = cx.scope.code.co_varnames.index(name)
    slot = Slot(f"{name}.given", SlotKind.LOCAL, Rep.OBJ, index)
    cx.function.slots.append(slot)
    passed = cx.b.new_block("passed")
    for ty in check.accepted:
        if ty in TYPE_NAMES:
            other = cx.b.new_block("other")
            cx.b.branch(cx.b.emit(IsType(cx.b.emit(LoadSlot(slot)), ty)), passed, other, True)
            cx.b.start(other)
    accepted = cx.b.emit(LoadConst(check.accepted))
    text = f"{cx.scope.qualname}() argument '{name}' must be {check.text}, not "
    message = cx.b.emit(LoadConst(text))
    cx.call(CHECK_ARGUMENT, Const(index, Rep.I64), accepted, message)
    cx.b.goto(passed)
    cx.b.start(passed)


def unbox_parameter(cx: Context, slot: Slot, index: int) -> None:
    """Move a boxed argument, whose type has been checked, into its register."""
    boxed = Slot(f"{slot.name}.boxed", SlotKind.LOCAL, Rep.OBJ, index, slot.ty)
    cx.function.slots.append(boxed)
    value = cx.as_rep(cx.b.emit(LoadSlot(boxed)), slot.rep)
    cx.b.emit(StoreSlot(value, slot))


def enter_typed(cx: Context) -> None:
    """Parameters of a body without a frame go to their slots."""
    code = cx.scope.code
    variadic = code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    assert not (code.co_cellvars or code.co_freevars or variadic), "needs a frame"
    for name in cx.scope.parameters:
        slot = cx.slots[name]
        param = Param(slot.rep, slot.ty, owned=False)
        param.name = name
        cx.function.params.append(param)
        slot.borrowed = name not in cx.scope.reassigned_params
        cx.b.emit(StoreSlot(param, slot))
