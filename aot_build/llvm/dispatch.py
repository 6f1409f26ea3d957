# SPDX-License-Identifier: Apache-2.0
"""Which function emits which operation.

The rooms of this folder name such a function ``emit_<mnemonic>``. What is one instruction of LLVM's
has none of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from aot_build.llvm import calls, control, directcalls, generators, numbers, scalars, storage
from aot_build.llvm.scalars import OPCODE, emit_opcode

if TYPE_CHECKING:
    from aot_build.llvm.emit import FunctionEmitter

Emit = Callable[["FunctionEmitter", Any], None]
PREFIX = "emit_"


def emitters_of(room: ModuleType) -> dict[str, Emit]:
    """The functions of a module that emit an operation, by its mnemonic."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in vars(room).items()
        if name.startswith(PREFIX) and value.__module__ == room.__name__
    }


ROOMS = (calls, control, directcalls, generators, numbers, scalars, storage)
EMITTERS: dict[str, Emit] = dict.fromkeys(OPCODE, emit_opcode)
for _room in ROOMS:
    EMITTERS |= emitters_of(_room)
