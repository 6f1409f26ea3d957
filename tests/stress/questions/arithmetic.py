# SPDX-License-Identifier: Apache-2.0
"""Operators and functions of numbers: `(2**62) // (-7)`, `pow(…)`, `math.isqrt(…)`."""

from __future__ import annotations

from random import Random

from questions.values import floating, integer, number

BINARY = ("+", "-", "*", "/", "//", "%", "&", "|", "^", "<", "<=", "==", "!=", ">", ">=")
UNARY = ("-", "+", "~", "abs", "int", "float", "bool", "hash", "round", "complex", "bin", "hex")
MATH_1 = (
    *("sqrt", "floor", "ceil", "trunc", "exp", "log", "log2", "log10", "log1p", "sin", "frexp"),
    *("modf", "isfinite", "isnan", "isqrt", "factorial", "gamma", "lgamma", "erf", "cbrt", "atan"),
)
MATH_2 = ("gcd", "lcm", "comb", "perm", "fmod", "atan2", "copysign", "pow", "hypot", "nextafter")
OF_INT = ("bit_length", "bit_count", "as_integer_ratio", "conjugate", "__index__", "__floor__")
OF_FLOAT = ("is_integer", "as_integer_ratio", "hex", "__trunc__", "__floor__", "__ceil__")


def ask(random: Random) -> str:
    """An operation on one to three numbers."""
    a, b = number(random), number(random)
    match random.randrange(12):
        case 0 | 1 | 2 | 3:
            return f"{a} {random.choice(BINARY)} {b}"
        case 4:
            return f"divmod({a}, {b})"
        case 5:
            return f"{a} {random.choice(('<<', '>>'))} {random.choice((0, 1, 29, 30, 31, 64, -1))}"
        case 6:
            return f"pow({integer(random)}, {integer(random) % 90}, {random.choice((b, 7, -7, 0))})"
        case 7:
            function = random.choice(UNARY)
            # The hash of a nan is that of its place, as is None's before 3.12.
            placed = function == "hash" and ("nan" in a or a == "None")
            return f"{'bool' if placed else function}({a})"
        case 8:
            return f"math.{random.choice(MATH_1)}({shorter(random, a)})"
        case 9:
            return f"math.{random.choice(MATH_2)}({shorter(random, a)}, {shorter(random, b)})"
        case 10:
            return f"round({a}, {random.choice((0, 1, 2, -1, -2, 5, 17, 400, -400, None))})"
    return bytes_and_methods(random)


def shorter(random: Random, text: str) -> str:
    """Mostly small numbers: the factorial of a big one takes for ever."""
    if random.random() < 0.6 or "**" in text or len(text) > 6:
        return random.choice((str(random.randrange(-3, 60)), floating(random)))
    return text


def bytes_and_methods(random: Random) -> str:
    """Methods of int and float."""
    size, order = random.choice((0, 1, 2, 4, 8, 9, 16)), random.choice(("little", "big", "middle"))
    signed = random.choice((True, False))
    match random.randrange(4):
        case 0:
            return f"({integer(random)}).to_bytes({size}, {order!r}, signed={signed})"
        case 1:
            data = random.randbytes(size)
            return f"int.from_bytes({data!r}, {order!r}, signed={signed})"
        case 2:
            return f"({integer(random)}).{random.choice(OF_INT)}()"
    return f"({floating(random)}).{random.choice(OF_FLOAT)}()"
