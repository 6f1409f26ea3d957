# SPDX-License-Identifier: Apache-2.0
"""The operations of the IR. Everything else is a call of a C primitive (``CallC``).

Ints and floats have different operations, so a rule for one never touches the other's ``-0.0`` or
``nan``. Operations on ``i64`` do not check for overflow: a range proof comes first. Arithmetic on
tagged ints (``int``) is a primitive of the shim, inlined by LLVM.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from aot_build.ir.types import Effect, Rep
from aot_build.ir.values import NO_POS, Op, Value, op

if TYPE_CHECKING:
    from aot_build.ir.function import Block, Slot
    from aot_build.primitives.registry import Prim

# --- constants, locals, globals -----------------------------------------------------------------


@op("load_const")
class LoadConst(Op):
    """A Python constant (None, str, big int, tuple, code object …), borrowed from where it lies."""

    value: object

    def __post_init__(self) -> None:
        self.ty = type(self.value).__name__


@op("load_slot", effect=Effect.READ)
class LoadSlot(Op):
    """The content of a slot; for ``obj`` borrowed from it. ``checked``: unbound raises."""

    slot: Slot
    checked: bool = False

    def __post_init__(self) -> None:
        self.rep = self.slot.rep
        self.ty = self.slot.ty
        self.raises = self.checked


@op("store_slot", effect=Effect.WRITE, steals=(0,))
class StoreSlot(Op):
    """Put a value into a slot, which then owns it; the old content is released."""

    value: Value
    slot: Slot
    rep = Rep.NONE

    def __post_init__(self) -> None:
        if self.slot.borrowed:
            self.steals = ()


@op("clear_slot", effect=Effect.WRITE)
class ClearSlot(Op):
    """Make a slot unbound and release what it held. ``checked``: ``del x``, unbound raises.

    One that is unboxed holds 0 afterwards.
    """

    slot: Slot
    checked: bool = False
    rep = Rep.NONE

    def __post_init__(self) -> None:
        self.raises = self.checked


@op("take_slot", effect=Effect.WRITE, owned=True)
class TakeSlot(Op):
    """Move the content out of a slot, which is unbound afterwards (NULL if it was)."""

    slot: Slot

    def __post_init__(self) -> None:
        self.rep = self.slot.rep
        self.ty = self.slot.ty


@op("slot_address")
class SlotAddress(Op):
    """The address of an ``obj`` slot, for primitives that store into it (and release the old)."""

    slot: Slot
    rep = Rep.PTR


@op("load_global", effect=Effect.READ, raises=True, owned=True)
class LoadGlobal(Op):
    """A global or built-in name, guarded: a rebinding is seen. NameError when there is none."""

    symbol: str


@op("store_global", effect=Effect.WRITE, raises=True)
class StoreGlobal(Op):
    """Bind a global name; the module's dict keeps its own reference."""

    value: Value
    symbol: str
    rep = Rep.NONE


@op("delete_global", effect=Effect.WRITE, raises=True)
class DeleteGlobal(Op):
    """Unbind a global name, or NameError."""

    symbol: str
    rep = Rep.NONE


@op("global_is", effect=Effect.READ)
class GlobalIs(Op):
    """Whether a name still means what was assumed.

    ``expected``: "builtins.range" is that built-in, "self.f" this module's native f.
    """

    symbol: str
    expected: str
    rep = Rep.BOOL


# --- calls --------------------------------------------------------------------------------------


@op("call_c")
class CallC(Op):
    """A C primitive; representation, ownership, effect and errors are those of its row."""

    prim: Prim
    args: tuple[Value, ...]

    def __post_init__(self) -> None:
        self.rep = self.prim.result
        self.ty = self.prim.ty
        self.effect = self.prim.effect
        self.raises = self.prim.raises
        self.owned = self.rep.refcounted and not self.prim.borrowed
        self.steals = self.prim.steals


@op("call", effect=Effect.OPAQUE, raises=True, owned=True)
class Call(Op):
    """callee(*args) by vectorcall; the last ``len(kwnames)`` args are keyword arguments."""

    callee: Value
    args: tuple[Value, ...]
    kwnames: tuple[str, ...] = ()


@op("call_method", effect=Effect.OPAQUE, raises=True, owned=True)
class CallMethod(Op):
    """receiver.symbol(*args) without making the bound method, through an inline cache."""

    receiver: Value
    args: tuple[Value, ...]
    symbol: str
    kwnames: tuple[str, ...] = ()

    # What the look-up blames, a position of its own: `@5,3`.
    lookup_pos = NO_POS


@op("call_direct", effect=Effect.OPAQUE, raises=True, owned=True)
class CallDirect(Call):
    """A call that goes to *target* of this module directly, if callee is that function.

    ``target`` is its leaf version, or itself with so many ``locals`` in its frame. Its parameters
    take the arguments at ``filled``, ~i for its i-th default; empty: as they come.
    """

    target: str = ""
    locals: int = 0
    filled: tuple[int, ...] = ()


@op("call_direct_method", effect=Effect.OPAQUE, raises=True, owned=True)
class CallDirectMethod(CallMethod):
    """The same for a method, if the class of receiver has that function for *symbol*."""

    target: str = ""
    locals: int = 0
    filled: tuple[int, ...] = ()


@op("call_direct_class", effect=Effect.OPAQUE, raises=True, owned=True)
class CallDirectClass(CallDirect):
    """The same for a class, if it makes its instances as usual and has that ``__init__``."""


@op("call_tried_method", effect=Effect.OPAQUE, raises=True, owned=True)
class CallTriedMethod(CallMethod):
    """A method call that *tried*, a ``try_direct`` of its *target*, could not make."""

    target: str = dataclasses.field(kw_only=True)
    tried: Value = dataclasses.field(kw_only=True)


@op("try_direct", effect=Effect.WRITE)
class TryDirect(Op):
    """Whether the leaf version *target* could be called; then *slot* owns what it gave.

    It is that of callee or, for a *method*, of what the class of callee has; callee is the first of
    *args* then. Its parameters take the arguments at ``filled``, as in ``call_direct``; those at
    the positions ``numbers`` are in registers, whatever the representation is here.
    """

    callee: Value
    args: tuple[Value, ...]
    target: str
    numbers: tuple[int, ...]
    filled: tuple[int, ...]
    slot: Slot
    method: bool = False
    rep = Rep.BOOL


@op("collect", effect=Effect.OPAQUE, raises=True, owned=True)
class Collect(Op):
    """What *callee* gives for a generator expression, or takes for it (lower/collecting.py).

    ``args``: the cells of its free variables. ``kind``: the built-in that callee is most likely.
    ``target``: its collecting version, with so many ``locals`` in its frame.
    """

    callee: Value
    code: Value
    source: Value
    args: tuple[Value, ...]
    kind: str
    target: str
    locals: int


@op("call_native", effect=Effect.OPAQUE, raises=True, owned=True)
class CallNative(Op):
    """A direct call of a typed native function of this module, after its guard.

    ``same``: of another version of this very function, which has added the traceback entry itself.
    """

    args: tuple[Value, ...]
    target: str
    result: Rep
    same: bool = False

    def __post_init__(self) -> None:
        self.rep = self.result
        self.owned = self.rep.refcounted


# --- representations ----------------------------------------------------------------------------


UNBOXED_TYPES = {
    Rep.INT: "int",
    Rep.I64: "int",
    Rep.F64: "float",
    Rep.BOOL: "bool",
    Rep.ANY: "object",
    Rep.NUM: "object",
}


@op("box", raises=True, owned=True)
class Box(Op):
    """The Python object for an unboxed value; raises MemoryError."""

    value: Value

    def __post_init__(self) -> None:
        self.ty = UNBOXED_TYPES.get(self.value.rep, "object")
        self.raises = self.value.rep is not Rep.BOOL


@op("unbox", effect=Effect.READ, owned=True)
class Unbox(Op):
    """The unboxed value of an object whose exact type is proven (``to`` i64: and its range)."""

    value: Value
    to: Rep

    def __post_init__(self) -> None:
        self.rep = self.to
        self.ty = UNBOXED_TYPES.get(self.to, "object")
        self.owned = self.to.refcounted


@op("to_num", effect=Effect.READ, owned=True)
class ToNum(Op):
    """Any value as ``num``: floats and small ints in registers, other objects as they are."""

    value: Value
    rep = Rep.NUM


@op("is_type", effect=Effect.READ)
class IsType(Op):
    """Whether an object is exactly a ``type_name`` ("smallint": an int that fits a tagged word)."""

    value: Value
    type_name: str
    rep = Rep.BOOL


@op("int_widen")
class IntWiden(Op):
    """i64 (proved to fit 62 bits) to a tagged int, which is small and so owns nothing."""

    value: Value
    rep = Rep.INT
    ty = "int"


@op("int_narrow")
class IntNarrow(Op):
    """A tagged int that is proved small, as i64."""

    value: Value
    rep = Rep.I64
    ty = "int"


@op("int_to_float")
class IntToFloat(Op):
    """i64 to f64, rounding to nearest."""

    value: Value
    rep = Rep.F64
    ty = "float"


# --- arithmetic on i64 and f64, comparisons -----------------------------------------------------


def _binary(mnemonic: str, rep: Rep, ty: str, doc: str) -> type[Op]:
    namespace = {
        "__annotations__": {"left": "Value", "right": "Value"},
        "__doc__": doc,
        "rep": rep,
        "ty": ty,
        "__module__": __name__,
    }
    name = "".join(part.capitalize() for part in mnemonic.split("_"))
    made: type[Op] = op(mnemonic)(type(name, (Op,), namespace))
    return made


IntAdd = _binary("int_add", Rep.I64, "int", "Sum of two i64 whose result is proved to fit.")
IntSub = _binary("int_sub", Rep.I64, "int", "Difference of two i64 that is proved to fit.")
IntMul = _binary("int_mul", Rep.I64, "int", "Product of two i64 that is proved to fit.")
IntAnd = _binary("int_and", Rep.I64, "int", "Bitwise and of two i64.")
IntOr = _binary("int_or", Rep.I64, "int", "Bitwise or of two i64.")
IntXor = _binary("int_xor", Rep.I64, "int", "Bitwise exclusive or of two i64.")
FloatAdd = _binary("float_add", Rep.F64, "float", "Sum of two f64.")
FloatSub = _binary("float_sub", Rep.F64, "float", "Difference of two f64.")
FloatMul = _binary("float_mul", Rep.F64, "float", "Product of two f64.")
FloatDiv = _binary("float_div", Rep.F64, "float", "Quotient of two f64; the divisor is not zero.")


@op("float_neg")
class FloatNeg(Op):
    """-x, which for 0.0 is -0.0."""

    value: Value
    rep = Rep.F64
    ty = "float"


@op("int_compare")
class IntCompare(Op):
    """Signed comparison of two i64; ``predicate`` is eq ne lt le gt ge."""

    left: Value
    right: Value
    predicate: str
    rep = Rep.BOOL
    ty = "bool"


@op("float_compare")
class FloatCompare(Op):
    """Ordered comparison of two f64 (``ne`` is true for nan)."""

    left: Value
    right: Value
    predicate: str
    rep = Rep.BOOL
    ty = "bool"


@op("is_same")
class IsSame(Op):
    """Whether two objects are the same object."""

    left: Value
    right: Value
    rep = Rep.BOOL
    ty = "bool"


@op("bool_not")
class BoolNot(Op):
    """Negation of a bool."""

    value: Value
    rep = Rep.BOOL
    ty = "bool"


# --- arithmetic on what is probably a float -----------------------------------------------------


@op("num_binary", effect=Effect.OPAQUE, raises=True, owned=True)
class NumBinary(Op):
    """An arithmetic operator ("Add", "Mod" …) over operands of any representation but bool.

    Floats, and small ints not from objects, are computed in registers; the rest by the objects.
    """

    left: Value
    right: Value
    operator: str
    inplace: bool = False
    rep = Rep.NUM


@op("num_unary", effect=Effect.OPAQUE, raises=True, owned=True)
class NumUnary(Op):
    """-x ("USub") or ~x ("Invert") of a ``num``, in registers as ``num_binary`` has it."""

    value: Value
    operator: str
    rep = Rep.NUM


@op("num_compare", effect=Effect.OPAQUE, raises=True)
class NumCompare(Op):
    """The truth of a comparison whose operands are those of ``num_binary``."""

    left: Value
    right: Value
    predicate: str
    rep = Rep.BOOL
    ty = "bool"


# --- control ------------------------------------------------------------------------------------


@op("eval_breaker", effect=Effect.OPAQUE, raises=True)
class EvalBreaker(Op):
    """Let signals, other threads and the collector in, if one of them waits."""

    rep = Rep.NONE


@op("goto", terminator=True, steals=None)
class Goto(Op):
    """Continue in ``target``, whose parameters take over ``args``."""

    args: tuple[Value, ...]
    target: Block
    rep = Rep.NONE


@op("branch", terminator=True)
class Branch(Op):
    """Continue in ``then`` or ``orelse``; neither has parameters. ``likely``: True, False, None."""

    condition: Value
    then: Block
    orelse: Block
    likely: bool | None = None
    rep = Rep.NONE


@op("return", terminator=True, steals=(0,))
class Return(Op):
    """Leave the function with a value, releasing every slot."""

    value: Value
    rep = Rep.NONE


@op("yield", effect=Effect.OPAQUE, terminator=True, steals=(0,))
class Yield(Op):
    """Suspend a generator with a value; it goes on in ``target``, which begins with ``resumed``.

    ``slots`` move to the frame's evaluation stack meanwhile, the first at its bottom. ``units``:
    the instructions of the code object that do this, of which the frame stands at the first.
    ``delegates``: the value is that of another generator.
    """

    value: Value
    target: Block
    slots: tuple[Slot, ...] = ()
    units: tuple[int, ...] = ()
    delegates: bool = False
    rep = Rep.NONE


@op("resumed", effect=Effect.OPAQUE, raises=True, owned=True)
class Resumed(Op):
    """The value that was sent to the generator, which lies above ``depth`` others on its stack.

    Whoever waits is let in, unless it ``delegates``: a signal belongs to the innermost generator.
    """

    depth: int
    delegates: bool = False

    def __post_init__(self) -> None:
        self.raises = not self.delegates


@op("continue_in", effect=Effect.OPAQUE, terminator=True)
class ContinueIn(Op):
    """Leave the rest of this call to another framed version of the same function, in this frame."""

    target: str
    rep = Rep.NONE


@op("raise", terminator=True)
class Raise(Op):
    """An exception has just been set here: add the traceback entry and go to the handler."""

    rep = Rep.NONE

    def __post_init__(self) -> None:
        self.raises = True


@op("reraise", terminator=True)
class Reraise(Op):
    """An exception that already has its traceback entry is set again: go to the handler."""

    rep = Rep.NONE


@op("unreachable", terminator=True)
class Unreachable(Op):
    """Control never gets here."""

    rep = Rep.NONE


# --- reference counts (inserted by passes/refcount) ---------------------------------------------


@op("incref", effect=Effect.WRITE)
class Incref(Op):
    """Add a reference to a value."""

    value: Value
    rep = Rep.NONE


@op("decref", effect=Effect.WRITE)
class Decref(Op):
    """Release a reference."""

    value: Value
    rep = Rep.NONE


__all__ = [name for name in dir() if isinstance(globals()[name], type) and name != "Value"]
__all__ += ["NO_POS"]
