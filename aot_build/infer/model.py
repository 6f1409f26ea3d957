# SPDX-License-Identifier: Apache-2.0
"""The types that inference tells apart.

A type is the name of an exact built-in class ("int" excludes bool and subclasses), OBJECT for
anything, or None while nothing is known yet. Two different types join to OBJECT: an int variable
that may also hold a float would print differently if it were converted.
"""

from __future__ import annotations

from aot_build.ir.types import Rep

OBJECT = "object"
Ty = str | None

NUMERIC = ("int", "float", "bool")
ANY = "any"  # anything, but probably a small int: held as a tagged word
NUM = "num"  # anything, but probably a number that nothing but arithmetic sees: in two registers
UNBOXED = {"int": Rep.INT, "float": Rep.F64, "bool": Rep.BOOL, ANY: Rep.ANY, NUM: Rep.NUM}


def join(left: Ty, right: Ty) -> Ty:
    """The smallest type that holds both."""
    if left is None or left == right:
        return right
    if right is None:
        return left
    if {left, right} == {"float", NUM}:
        return NUM
    return ANY if {left, right} == {"int", ANY} else OBJECT


def rep_of(ty: Ty) -> Rep:
    """How a local variable of this type is held."""
    return UNBOXED.get(ty or OBJECT, Rep.OBJ)
