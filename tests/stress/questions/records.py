# SPDX-License-Identifier: Apache-2.0
"""The module struct."""

from __future__ import annotations

from random import Random

from questions.values import data, number

CODES = (*"bBhHiIlLqQnNfdespP?cx", *"bhiqfd", "y")
ORDERS = ("", "", "<", ">", "!", "=", "@")


def ask(random: Random) -> str:
    """Pack, unpack or measure."""
    form, values = random.choice(ORDERS), []
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        code = random.choice(CODES)
        # CPython's "0p" is unpacked with a SystemError.
        count = random.choice(("", "", "", "2", "3", *("0" * (code != "p"))))
        form += random.choice(("", "", " ")) + count + code
        wanted = 1 if code in "sp" else 0 if code == "x" else int(count or 1)
        values += [value(random, code) for _ in range(wanted)]
    match random.randrange(5):
        case 0:
            return f"struct.calcsize({form!r})"
        case 1:
            return (
                f"struct.unpack({form!r}, bytes({data(random, 40)!r}[:struct.calcsize({form!r})]))"
            )
        case 2:
            source = random.randbytes(24)
            return f"struct.unpack_from({form!r}, {source!r}, {random.choice((0, 1, -8, 20, 30))})"
        case 3:
            source = random.randbytes(24)
            return f"list(struct.iter_unpack({form!r}, {source!r}))"
    return f"struct.pack({', '.join((repr(form), *values))})"


def value(random: Random, code: str) -> str:
    """What such a field can hold, mostly."""
    if random.random() < 0.1:
        return number(random)
    if code in "spc":
        return repr(data(random, 1 if code == "c" else 4))
    if code in "fde":
        return random.choice(("0.0", "-1.5", "1e300", "65519.9", "65520.0", "6e-8", "float('nan')"))
    bits = random.choice((0, 7, 8, 15, 16, 31, 32, 63, 64))
    return str(random.choice((1, -1)) * (1 << bits) - random.choice((0, 0, 1)))
