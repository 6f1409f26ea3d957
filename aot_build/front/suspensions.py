# SPDX-License-Identifier: Apache-2.0
"""Where the code object of a generator suspends, and what its frame holds there.

    yield x        YIELD_VALUE at code unit 14, two values below the one that is yielded

Native code leaves the frame of a suspended generator as the interpreter would, so that either can
go on from there. How many values the evaluation stack holds at an instruction follows from the
instructions alone: it is the same on every way to it.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

Position = tuple[int | None, ...]  # line, end line, column, end column: as `dis` has it

_NO_WAY_ON = ("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "INTERPRETER_EXIT")
_JUMPS_ALWAYS = ("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT")
_DELEGATES = 2  # RESUME's argument where a `yield from` goes on, 3 where an `await` does
_STARTS_ENTRY = 0x80  # in an exception table: the first byte of an entry


@dataclass(frozen=True)
class Suspension:
    """One instruction that suspends."""

    unit: int  # of YIELD_VALUE
    depth: int  # values on the stack, without the one that is yielded
    position: Position
    delegates: bool  # to another generator or awaitable, whose value this is
    use: int  # GET_AWAITABLE's argument: 1 for what `async with` enters, 2 where it is left
    is_ordinary: bool  # reached without an exception that is caught


def find_suspensions(code: CodeType) -> list[Suspension]:
    """The reachable instructions of *code* that suspend, in the order of their places."""
    instructions = list(dis.get_instructions(code))
    depths = stack_depths(code, instructions)
    ordinary = stack_depths(code, instructions, handlers=False)
    found = []
    for index, made in enumerate(instructions[:-1]):
        depth = depths.get(made.offset)
        following = instructions[index + 1]
        if made.opname == "YIELD_VALUE" and depth is not None and following.opname == "RESUME":
            delegates = (following.arg or 0) & 3 >= _DELEGATES
            position = tuple(made.positions or ())
            use = awaited_use(instructions[:index]) if delegates else 0
            is_ordinary = made.offset in ordinary
            unit = made.offset // 2
            found.append(Suspension(unit, depth - 1, position, delegates, use, is_ordinary))
    return found


def awaited_use(before: list[dis.Instruction]) -> int:
    """What is awaited by the loop around SEND that ends *before*: GET_AWAITABLE, None, SEND."""
    for made in reversed(before[-8:]):
        if made.opname == "GET_AWAITABLE":
            return made.arg or 0
        if made.opname in ("GET_ANEXT", "GET_YIELD_FROM_ITER"):
            break
    return 0


def start_unit(code: CodeType) -> int:
    """The code unit of the instruction that makes the generator."""
    for made in dis.get_instructions(code):
        if made.opname == "RETURN_GENERATOR":
            return made.offset // 2
    raise ValueError(f"{code.co_qualname} makes no generator")


def stack_depths(
    code: CodeType, instructions: list[dis.Instruction], *, handlers: bool = True
) -> dict[int, int]:
    """How many values are on the stack before each reachable instruction, by its offset.

    ``handlers``: also what is only reached by exceptions.
    """
    index_of = {made.offset: index for index, made in enumerate(instructions)}
    entries = [*exception_entries(code.co_exceptiontable)] if handlers else []
    depths: dict[int, int] = {}
    todo = [(instructions[0].offset, 0)]
    while todo:
        offset, depth = todo.pop()
        if offset in depths:
            continue
        depths[offset] = depth
        todo += [
            (target, kept + 1) for start, end, target, kept in entries if start <= offset < end
        ]
        index = index_of[offset]
        todo += ways_on(instructions[index], instructions[index + 1 : index + 2], depth)
    return depths


def ways_on(
    made: dis.Instruction, following: list[dis.Instruction], depth: int
) -> Iterator[tuple[int, int]]:
    """Where one instruction leads, and the depth there."""
    if made.opcode in dis.hasjrel or made.opcode in dis.hasjabs:
        yield made.argval, depth + dis.stack_effect(made.opcode, made.arg, jump=True)
    if made.opname == "RETURN_GENERATOR":  # goes on when a value is sent, which 3.13 counts
        yield following[0].offset, depth + 1
    elif made.opname not in (*_NO_WAY_ON, *_JUMPS_ALWAYS) and following:
        yield following[0].offset, depth + dis.stack_effect(made.opcode, made.arg, jump=False)


def exception_entries(table: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Start, end, handler (offsets in bytes) and how many values stay, the instruction counted."""
    numbers: list[int] = []
    value = 0
    for byte in table:
        if byte & _STARTS_ENTRY:
            value = 0
        value = value << 6 | byte & 0x3F
        if byte & 0x40:  # another group of six bits follows
            continue
        numbers.append(value)
        value = 0
        if len(numbers) == 4:
            start, length, target, depth = numbers
            yield 2 * start, 2 * (start + length), 2 * target, (depth >> 1) + (depth & 1)
            numbers = []
