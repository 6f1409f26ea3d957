# SPDX-License-Identifier: Apache-2.0
"""How representations and C signatures look in LLVM IR."""

from __future__ import annotations

import struct

from aot_build.ir.types import Rep
from aot_build.primitives.registry import Prim

LLVM_TYPE = {
    Rep.OBJ: "ptr",
    Rep.INT: "i64",
    Rep.ANY: "i64",
    Rep.NUM: "i64",  # its word; the payload is a second value, a double
    Rep.I64: "i64",
    Rep.F64: "double",
    Rep.BOOL: "i1",
    Rep.PTR: "ptr",
    Rep.NONE: "void",
}
C_TYPE = {**LLVM_TYPE, Rep.BOOL: "i32"}  # a C function takes and gives int32_t truth values
NUM_RESULT = "{ i64, double }"  # what a function gives that gives a NUM
GAVE_UP = "3"  # the word of a leaf version's result that is none: neither a small int nor an object
# What gives up a reference, by representation; objects have rt_decref.
RELEASERS = {
    Rep.INT: "rt_int_decref",
    Rep.ANY: "rt_int_decref",
    Rep.NUM: "rt_num_decref",
}
# Metadata of a branch whose first way is rarely taken.
UNLIKELY = ", !prof !0"
LIKELY = ", !prof !1"


def zero_of(rep: Rep) -> str:
    """The LLVM constant of a slot in which nothing is."""
    if rep in (Rep.OBJ, Rep.PTR):
        return "null"
    return {Rep.F64: "0.0", Rep.BOOL: "false"}.get(rep, "0")


def result_type(rep: Rep) -> str:
    """The LLVM type of what a function gives."""
    return NUM_RESULT if rep is Rep.NUM else LLVM_TYPE[rep]


def parameter_types(rep: Rep) -> list[str]:
    """The LLVM types of a parameter of a function."""
    return ["i64", "double"] if rep is Rep.NUM else [LLVM_TYPE[rep]]


def c_result(prim: Prim) -> str:
    """LLVM type of what the C function of a primitive returns."""
    if prim.result is Rep.NONE:
        return "i32" if prim.raises else "void"
    return C_TYPE[prim.result]


def c_parameters(prim: Prim) -> list[str]:
    """LLVM types of the C parameters of a primitive, in order."""
    types = ["ptr"] if prim.thread else []
    types += [C_TYPE[rep] for rep in prim.args]
    if prim.variadic:
        types += ["ptr", "i64"]
    if prim.cache:
        types.append("ptr")
    if prim.frame:
        types.append("ptr")
    return types


def float_literal(value: float) -> str:
    """An exact LLVM constant: the bits of the double."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"
