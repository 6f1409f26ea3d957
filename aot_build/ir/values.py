# SPDX-License-Identifier: Apache-2.0
"""Values, and the operations that make them.

An operation *is* the value it computes, so a pattern such as ``IntAdd(x, Const(0))`` reads like the
expression. Operands are fields annotated ``Value`` or ``tuple[Value, ...]``; every other field is
an attribute. Subclasses are declared with :func:`op` in ``ops.py``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, dataclass_transform

from aot_build.ir.types import Effect, Rep

NO_POS = -1
OBJECT = "object"


class Value:
    """Anything an operation can take.

    ``ty`` is the exact Python type where it is proven ("list", "str", "int" …), else "object".
    ``owned`` tells whether whoever uses the value last must release it.
    """

    rep: Rep = Rep.OBJ
    ty: str = OBJECT
    owned: bool = False
    name: str = ""


class Const(Value):
    """An immediate number. Python objects are loaded by ``LoadConst``."""

    __match_args__ = ("value",)

    def __init__(self, value: int | float, rep: Rep) -> None:
        self.value = value
        self.rep = rep
        self.ty = {Rep.F64: "float", Rep.BOOL: "bool"}.get(rep, "int")

    def __repr__(self) -> str:
        return f"Const({self.value!r}: {self.rep.value})"


class Param(Value):
    """A parameter of a block, which owns it, or of a function, whose caller owns it."""

    def __init__(self, rep: Rep, ty: str = OBJECT, *, owned: bool = True) -> None:
        self.rep = rep
        self.ty = ty
        self.owned = owned and rep.refcounted


class Op(Value):
    """One elementary step. ``pos`` is the code unit of the instruction to blame, or NO_POS."""

    mnemonic: ClassVar[str]
    operand_fields: ClassVar[tuple[str, ...]]
    attribute_fields: ClassVar[tuple[str, ...]]
    effect: Effect = Effect.NONE
    raises: bool = False
    terminator: ClassVar[bool] = False
    steals: tuple[int, ...] | None = ()  # positions of stolen operands; None: every one
    pos: int = NO_POS
    cleanup: tuple[Value, ...] = ()  # owned values to release when this op raises (set by refcount)

    @property
    def operands(self) -> tuple[Value, ...]:
        """All operands, in the order of their fields."""
        found: list[Value] = []
        for field in self.operand_fields:
            value = getattr(self, field)
            if isinstance(value, tuple):
                found.extend(value)
            elif value is not None:
                found.append(value)
        return tuple(found)

    def map_operands(self, change: Callable[[Value], Value]) -> None:
        """Replace each operand ``v`` by ``change(v)``."""
        for field in self.operand_fields:
            value = getattr(self, field)
            if isinstance(value, tuple):
                setattr(self, field, tuple(change(item) for item in value))
            elif value is not None:
                setattr(self, field, change(value))

    def stolen(self) -> Iterator[Value]:
        """Operands whose reference this op takes over, whether or not it succeeds."""
        if self.steals is None:
            yield from self.operands
        elif self.steals:
            operands = self.operands
            yield from (operands[i] for i in self.steals)


def _is_operand(annotation: str) -> bool:
    return annotation in ("Value", "Value | None", "tuple[Value, ...]")


REGISTRY: dict[str, type[Op]] = {}


@dataclass_transform(eq_default=False)
def op(
    mnemonic: str,
    *,
    effect: Effect = Effect.NONE,
    raises: bool = False,
    owned: bool = False,
    terminator: bool = False,
    steals: tuple[int, ...] | None = (),
) -> Callable[[type[Any]], type[Any]]:
    """Declare an operation class; the printer, the parser, the verifier and docs/ir.md read it."""

    def declare(cls: type[Any]) -> type[Any]:
        made = dataclasses.dataclass(eq=False, repr=False)(cls)
        fields = dataclasses.fields(made)
        made.mnemonic = mnemonic
        made.operand_fields = tuple(f.name for f in fields if _is_operand(str(f.type)))
        made.attribute_fields = tuple(f.name for f in fields if not _is_operand(str(f.type)))
        made.effect = effect
        made.raises = raises
        made.owned = owned
        made.terminator = terminator
        made.steals = steals
        REGISTRY[mnemonic] = made
        return made

    return declare
