# SPDX-License-Identifier: Apache-2.0
"""Subscripts and slices of sequences, read, assigned and deleted."""

from __future__ import annotations

from random import Random

from questions.values import index

SEQUENCES = (
    *(
        "'abcdefg'",
        "'a\\u20acb\\U0001f600c'",
        "b'abcdefg'",
        "[0, 1, 2, 3, 4, 5, 6]",
        "(0, 1, 2, 3, 4)",
    ),
    *(
        "range(10)",
        "range(10, -10, -3)",
        "range(0)",
        "range(2**70, 2**70 + 9)",
        "bytearray(b'abcdefg')",
    ),
    *("memoryview(b'abcdef')", "[]", "''", "b''", "()"),
)
MUTABLE = ("[0, 1, 2, 3, 4, 5, 6]", "bytearray(b'abcdefg')", "[]", "list(range(40))")
WANTED = ("1", "10", "97", "'a'", "2**70", "-2", "1.0")
VALUES = (
    "[]",
    "[7, 8]",
    "[7, 8, 9]",
    "b'xy'",
    "range(3)",
    "5",
    "'ab'",
    "iter([1])",
    "(1,)",
    "None",
)


def bound(random: Random) -> str:
    """A bound of a slice, often left out."""
    return "" if random.random() < 0.3 else index(random)


def subscript(random: Random) -> str:
    """An index or a slice."""
    if random.random() < 0.25:
        return index(random)
    step = random.choice(("", "", ":", f":{index(random)}", ":-1", ":2", ":-3", ":0"))
    return f"{bound(random)}:{bound(random)}{step}"


def as_slice(random: Random) -> str:
    """The same as an object."""
    parts = [random.choice(("None", index(random))) for _ in range(3)]
    return f"slice({', '.join(parts)})"


def ask(random: Random) -> str:
    """One operation."""
    match random.randrange(6):
        case 0 | 1:
            sequence = random.choice(SEQUENCES)
            read = f"{sequence}[{subscript(random)}]"
            return f"bytes({read})" if sequence.startswith("memory") else read
        case 2:
            size = random.choice((0, 1, 5, 10, 2**31, 2**63 - 1, 2**70, -1))
            return f"{as_slice(random)}.indices({size})"
        case 3:
            place = random.choice((as_slice(random), index(random)))
            return f"assign({random.choice(MUTABLE)}, {place}, {random.choice(VALUES)})"
        case 4:
            place = random.choice((as_slice(random), index(random)))
            return f"delete({random.choice(MUTABLE)}, {place})"
    sequence = random.choice(SEQUENCES[:9])
    method = random.choice(("index", "count"))
    return f"{sequence}.{method}({random.choice(WANTED)})"
