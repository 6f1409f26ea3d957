# SPDX-License-Identifier: Apache-2.0
"""The prologue by which CPython 3.11 enters native functions.

3.11 runs a Python function called from Python code without a look at its ``vectorcall``. So the
code object of a native function begins with two loops over a constant, here shown as Python:

    for result in ENTRY: return result
    for error in ENTRY: raise error         # as it is: with no traceback entry for this place
    <the original instructions, unchanged>

``ENTRY`` is the last constant. As shipped it is empty bytes: the loops do nothing, and the code
object can be run, marshalled and copied like any other. The importer puts an iterator in its place
(runtime/prologue_311.c) whose next item is the result of the native body, run in this very frame;
no item means "not native this time". The second loop is there for StopIteration alone, which the
first one would take for the end.

The prologue precedes all other instructions, also those that make cells, and ``RESUME``. Therefore

- a body finds its frame as a call leaves it, just as in later versions;
- tracers see nothing of it: for them a function begins at ``RESUME``, and it has no lines;
- an error that leaves the function through it adds no traceback entry, because the interpreter
  takes the frame for one that has not started;
- everything else in the code object just moves by PROLOGUE_UNITS.
"""

from __future__ import annotations

from collections.abc import Iterator
from opcode import opmap
from types import CodeType

# Its length in code units of two bytes, the same for every function (runtime/frame_311.h).
PROLOGUE_UNITS = 16
STACK_SIZE = 3  # the iterator, what it gave, and a place where the runtime keeps an exception
ENTRY = b""

_MAX_NO_LOCATION = 8  # units that an entry can cover
_NO_LOCATION = 15  # the kind of entry that says so


def inject_prologues(code: CodeType, native: set[int]) -> CodeType:
    """The tree of *code* with prologues in the code objects at these pre-order indices.

    A code object that has none, in or below it, is the original one, not a copy.
    """
    return _inject(code, native, iter(range(_count(code))))


def _count(code: CodeType) -> int:
    return 1 + sum(_count(const) for const in code.co_consts if isinstance(const, CodeType))


def _inject(code: CodeType, native: set[int], indices: Iterator[int]) -> CodeType:
    is_native = next(indices) in native
    consts = tuple(
        _inject(const, native, indices) if isinstance(const, CodeType) else const
        for const in code.co_consts
    )
    if any(new is not old for new, old in zip(consts, code.co_consts, strict=True)):
        code = code.replace(co_consts=consts)
    return add_prologue(code) if is_native else code


def add_prologue(code: CodeType) -> CodeType:
    """A copy of one code object that begins with a prologue."""
    return code.replace(
        co_code=_prologue(len(code.co_consts)) + code.co_code,
        co_consts=(*code.co_consts, ENTRY),
        co_stacksize=max(code.co_stacksize, STACK_SIZE),
        co_linetable=_locations() + code.co_linetable,
        co_exceptiontable=_move_exception_table(code.co_exceptiontable),
    )


# --- instructions ---


def _prologue(entry: int) -> bytes:
    """The instructions, for the constant with index *entry*."""
    ask = _load_const(entry) + _unit("GET_ITER")
    leave = _unit("SWAP", 2) + _unit("POP_TOP") + _unit("RETURN_VALUE")
    ask_again = ask + _unit("FOR_ITER")
    raise_ = _unit("RERAISE")
    padding = PROLOGUE_UNITS - (len(ask) + 2 + len(leave) + len(ask_again) + len(raise_)) // 2
    return (
        ask
        + _unit("FOR_ITER", len(leave) // 2)
        + leave
        + ask
        + _unit("FOR_ITER", len(raise_) // 2 + padding)
        + raise_
        + _unit("NOP") * padding  # jumped over: what a larger index would need
    )


def _load_const(index: int) -> bytes:
    units = _unit("LOAD_CONST", index & 0xFF)
    while index := index >> 8:
        units = _unit("EXTENDED_ARG", index & 0xFF) + units
    return units


def _unit(name: str, argument: int = 0) -> bytes:
    return bytes((opmap[name], argument))


# --- tables ---


def _locations() -> bytes:
    """Entries of the location table; later ones go on counting from the function's line."""
    entries = b""
    for first in range(0, PROLOGUE_UNITS, _MAX_NO_LOCATION):
        units = min(_MAX_NO_LOCATION, PROLOGUE_UNITS - first)
        entries += bytes((0x80 | _NO_LOCATION << 3 | units - 1,))
    return entries


def _move_exception_table(table: bytes) -> bytes:
    """The table when the code it speaks of begins PROLOGUE_UNITS later.

    An entry is four numbers: start, length, target, depth and flag.
    """
    moved = b""
    numbers = _read_numbers(table)
    for start, length, target, depth in zip(numbers, numbers, numbers, numbers, strict=True):
        first, *rest = _write_number(start + PROLOGUE_UNITS)
        moved += bytes((first | 0x80, *rest))  # this bit marks the beginning of an entry
        moved += _write_number(length) + _write_number(target + PROLOGUE_UNITS)
        moved += _write_number(depth)
    return moved


def _read_numbers(table: bytes) -> Iterator[int]:
    """Groups of six bits, the highest first; bit 6 says that another follows."""
    value = 0
    for byte in table:
        value = value << 6 | byte & 0x3F
        if not byte & 0x40:
            yield value
            value = 0


def _write_number(value: int) -> bytes:
    groups = [value & 0x3F]
    while value := value >> 6:
        groups.append(value & 0x3F | 0x40)
    return bytes(reversed(groups))
