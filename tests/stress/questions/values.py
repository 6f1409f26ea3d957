# SPDX-License-Identifier: Apache-2.0
"""Values near edges, as Python text or as themselves."""

from __future__ import annotations

from random import Random

# One of each kind of character that str methods tell apart: case that changes length, title case,
# digits and numbers, spaces and line ends, combining marks, every storage width, lone surrogates.
CHARACTERS = (
    *"aAzZ09_ -.,x%{}\\'\"\n\t\r\x00\x0b\x1c\x7f\x80\x85\xa0\xad\xb5\xdf\xe9\xff\xb2\xbd",
    *"\u0130\u0131\u0149\u01c5\u01c6\u0301\u03a3\u03c2\u0390\u0660\u0967\u1e9e\u2028\u2160\u3000",
    *"\ufb03\uff11\ufeff\ufffd\uffff\ud800\udc00\udfff\U00010400\U0001d7ce\U0001f600\U0010ffff",
)
ASCII_LETTERS = "abcABC019 _-.,xyz"
INDICES = (0, 1, -1, 2, -2, 3, 5, -5, 7, 100, -100, 2**31, 2**63 - 1, -(2**63), 2**64, -(2**70))
BITS = (0, 1, 2, 7, 8, 15, 29, 30, 31, 32, 59, 60, 61, 62, 63, 64, 65, 90, 100, 128, 300, 1000)
FLOATS = (
    *("0.0", "-0.0", "1.0", "-1.0", "0.5", "1.5", "2.5", "0.1", "1e16", "1e17", "123456789.125"),
    *("1e22", "1e23", "9007199254740993.0", "5e-324", "2.2250738585072014e-308", "1e-5", "1e-4"),
    *("1.7976931348623157e308", "float('inf')", "-float('inf')", "float('nan')", "999999.5"),
    *("0.00001234", "99999.95", "1e100", "2.675", "1.005", "-1e-7", "4.35", "0.3"),
)


def text(random: Random, longest: int = 12) -> str:
    """A string; often of few different characters, so that searches find something."""
    size = random.choice((0, 1, 2, 3, longest, random.randrange(longest + 1)))
    if random.random() < 0.3:
        return "".join(random.choices(ASCII_LETTERS, k=size))
    alphabet = random.sample(CHARACTERS, random.choice((2, 3, 8)))
    return "".join(random.choices(alphabet, k=size))


def data(random: Random, longest: int = 12) -> bytes:
    """A byte string."""
    size = random.choice((0, 1, 2, 3, longest, random.randrange(longest + 1)))
    alphabet = (
        b"abAB 019\n"
        if random.random() < 0.5
        else bytes(random.choices((0, 9, 65, 97, 127, 128, 0xC3, 0xED, 0xF4, 255), k=4))
    )
    return bytes(random.choices(alphabet, k=size))


def integer(random: Random) -> int:
    """An int: small, or near a power of two."""
    if random.random() < 0.4:
        return random.choice((0, 1, -1, 2, 3, 5, 7, 10, -10, 100, 255, 256, -257, 1000))
    value = (1 << random.choice(BITS)) + random.choice((-2, -1, 0, 1, random.randrange(1000)))
    if random.random() < 0.3:
        value = random.getrandbits(random.choice(BITS) + 1)
    return random.choice((value, -value))


def floating(random: Random) -> str:
    """A float as an expression."""
    match random.randrange(4):
        case 0 | 1:
            return random.choice(FLOATS)
        case 2:
            return f"{random.choice('+-')}{random.random()!r}e{random.randrange(-30, 30)}"
    return f"struct.unpack('<d', {random.randbytes(8)!r})[0]"


def number(random: Random) -> str:
    """An int, a float, or now and then something else."""
    match random.randrange(12):
        case 0:
            return random.choice(("True", "False", "None", "'7'", "Number(5)", "2j", "-1.5+0j"))
        case 1 | 2 | 3 | 4:
            return floating(random)
    return f"({integer(random)})"


def index(random: Random) -> str:
    """An index as an expression."""
    if random.random() < 0.05:
        return random.choice(("None", "'1'", "1.0", "True", "Number(2)"))
    return repr(random.choice(INDICES))
