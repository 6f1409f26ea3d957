# SPDX-License-Identifier: Apache-2.0
"""Text to number and back: `int('0x_f', 0)`, `float(' 1_0.5e+3 ')`, `repr(1e16)`."""

from __future__ import annotations

from random import Random

from questions.values import floating, integer

SPACES = ("",) * 9 + (" ", "\t", "\n", "\x1c", "\xa0", "\u2003", "\x00")
SIGNS = ("",) * 6 + ("-", "-", "+", "--", "- ")
PREFIXES = ("", "", "0x", "0X", "0b", "0o", "0B", "00", "0")
DIGITS = (
    "0123456789",
    "01",
    "0",
    "9",
    "0123456789abcdef",
    "01234567_",
    "z9A",
    "\u0661\u0662\uff13",
)
WORDS = ("inf", "Infinity", "nan", "NaN", "-inf", "+nan", "infinit", "in\u0131f", "nan0", "INF")
BASES = ("10", "0", "2", "8", "16", "36", "3", "37", "1", "-1", "True", "2**70", "'10'", "None")


def ask(random: Random) -> str:
    """A conversion."""
    match random.randrange(9):
        case 0 | 1 | 2:
            literal = integer_text(random)
            base = random.choice(("", "", f", {random.choice(BASES)}"))
            return f"int({quoted(random, literal)}{base})"
        case 3 | 4 | 5:
            return f"float({quoted(random, float_text(random))})"
        case 6:
            return f"complex({complex_text(random)!r})"
        case 7:
            return f"float.fromhex({hex_text(random)!r})"
    return random.choice(
        (f"repr({floating(random)})", f"str({integer(random)} ** 3)", f"[{floating(random)}, -1j]")
    )


def quoted(random: Random, text: str) -> str:
    """A literal; sometimes of bytes."""
    if random.random() < 0.1:
        kind = random.choice(("", "bytearray", "memoryview", "Data"))
        return f"{kind}({text.encode('utf-8', 'surrogatepass')!r})"
    return repr(text)


def digits(random: Random, most: int = 25) -> str:
    """Digits of one system, now and then with underscores."""
    size = random.choice((1, 1, 2, 0, 3, 9, 10, 17, 18, 19, 20, most))
    text = "".join(random.choices(random.choice(DIGITS[:4] * 2 + DIGITS), k=size))
    if random.random() < 0.2 and text:
        place = random.randrange(len(text) + 1)
        text = text[:place] + random.choice(("_", "__")) + text[place:]
    return text


def around(random: Random, text: str) -> str:
    """With sign and spaces, and now and then something wrong behind it."""
    wrong = random.choice(("",) * 24 + ("x", ".", "L", "\ud800", "\x00", "e5"))
    return "".join(
        (random.choice(SPACES), random.choice(SIGNS), text, wrong, random.choice(SPACES))
    )


def integer_text(random: Random) -> str:
    """Text that may be an int."""
    size = random.choice((25, 25, 25, 60, 300))
    return around(random, random.choice(PREFIXES) + digits(random, size))


def float_text(random: Random) -> str:
    """Text that may be a float."""
    if random.random() < 0.1:
        return around(random, random.choice(WORDS))
    text = digits(random) + random.choice(("", ".", ".", ".")) + digits(random)
    if random.random() < 0.6:
        exponent = random.choice((0, 1, 5, 16, 22, 23, 290, 300, 308, 309, 324, 400, 99999))
        text += random.choice("eE") + random.choice(("", "+", "-")) + str(exponent)
    return around(random, text)


def complex_text(random: Random) -> str:
    """Text that may be a complex number."""
    a, b = float_text(random).strip(), float_text(random).strip()
    form = random.choice(("{a}+{b}j", "({a}-{b}J)", "{b}j", "{a}", "{a} + {b}j", "(({a}))", "j"))
    return form.format(a=a, b=b)


def hex_text(random: Random) -> str:
    """Text that may be a hexadecimal float."""
    size = random.choice((0, 1, 2, 13, 14, 15, 30))
    text = "".join(random.choices("0123456789abcdefF", k=size))
    text = (
        random.choice(("0x", "0X", "")) + random.choice(("1", "0", "", "f", "1" * 20)) + "." + text
    )
    power = random.choice((0, 1, -1, 1023, 1024, -1022, -1074, -1075, -1080, 5000, -5000))
    return around(random, text + random.choice((f"p{power}", f"P{power:+}", "", "p")))
