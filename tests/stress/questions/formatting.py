# SPDX-License-Identifier: Apache-2.0
"""Formatting: `format(2.5, '+010,.3f')`, `'%-5d|' % 7`, `'{0!r:>{1}}'.format(…)`, f-strings."""

from __future__ import annotations

import re
from random import Random

from questions.values import CHARACTERS, number, text

FILLS = ("", "", "", "*", "0", " ", "\xe9", "\u20ac", "\U0001f600", "{")
TYPES = (*"bcdoxXneEfFgG%s", "", "", "", "", "y", "\xe9")
PERCENT_TYPES = (*"diouxXeEfFgGcrsa%", *"dfgsr", "y", "\xe9")


def ask(random: Random) -> str:
    """One formatting operation."""
    match random.randrange(8):
        case 0 | 1 | 2:
            return f"format({value(random)}, {spec(random)!r})"
        case 3 | 4:
            return percent(random)
        case 5 | 6:
            return braces(random)
    return f_string(random)


def value(random: Random) -> str:
    """Something to be formatted."""
    return repr(text(random)) if random.random() < 0.25 else number(random)


def spec(random: Random) -> str:
    """A format specification, often legal."""
    align = random.choice(("", "", "<", ">", "^", "="))
    parts = [random.choice(FILLS) + align if align else ""]
    parts += [random.choice(("", "", "", "+", "-", " ")), random.choice(("", "", "", "z"))]
    parts += [random.choice(("", "", "", "#")), random.choice(("", "", "0"))]
    parts += [random.choice(("", "1", "5", "12", "30")), random.choice(("", "", ",", "_"))]
    parts += [random.choice(("", "", ".0", ".1", ".3", ".17", ".40", ".")), random.choice(TYPES)]
    if random.random() < 0.05:
        random.shuffle(parts)
    if random.random() < 0.02:
        parts.append(random.choice(("99999999999999999999", ".99999999999", "5" * 12)))
    return "".join(parts)


def percent(random: Random) -> str:
    """`'…%…' % arguments`, of str or bytes."""
    pieces, arguments = [], []
    for _ in range(random.choice((1, 1, 2, 3))):
        flags = "".join(random.sample("-+ #0", random.choice((0, 0, 1, 2))))
        width = random.choice(("", "", "1", "8", "20", "*"))
        precision = random.choice(("", "", ".0", ".2", ".12", ".*", "."))
        pieces.append(
            f"{random.choice(('', '<', 'é'))}%{flags}{width}{precision}"
            f"{random.choice(('', '', '', 'l', 'h'))}{random.choice(PERCENT_TYPES)}"
        )
        arguments += [str(random.randrange(-9, 15)) for part in (width, precision) if "*" in part]
        if not pieces[-1].endswith("%"):
            arguments.append(value(random))
    if random.random() < 0.05:
        arguments.append("1")
    form = "".join(pieces) + random.choice(("", "", "", "%", "%%", "\u20ac"))
    shown = repr(form)
    if random.random() < 0.15:
        shown = repr(form.encode("utf-8", "surrogatepass"))
    return f"{shown} % ({''.join(f'{argument}, ' for argument in arguments)})"


def field(random: Random) -> str:
    """A replacement field of str.format."""
    name = random.choice(("", "", "0", "1", "2", "a", "0.real", "0[0]", "a[x]", "a.b", "0[", "-1"))
    conversion = random.choice(("", "", "", "!r", "!s", "!a", "!x", "!"))
    inner = random.choice(("", "", f":{spec(random)}", ":{}", ":{1}", ":{a}>{0}"))
    return f"{{{name}{conversion}{inner}}}"


def braces(random: Random) -> str:
    """`'{…}'.format(…)`."""
    parts = [
        random.choice((text(random, 3).replace("{", "{{"), "}}", "{{", "", field(random)))
        for _ in range(4)
    ]
    parts.append(field(random))
    if random.random() < 0.1:
        parts.append(random.choice("{}"))
    form = "".join(parts)
    argument = width if re.search(r":[^}]*\{", form) else value
    return f"{form!r}.format({argument(random)}, {argument(random)}, a={argument(random)})"


def width(random: Random) -> str:
    """What a field takes for a width, or not; four billion characters take minutes everywhere."""
    return random.choice(
        ("0", "1", "5", "12", "-3", "300", "True", "2.5", "'8'", "'<7'", "'\xe9>4'")
    )


def f_string(random: Random) -> str:
    """An f-string literal."""
    fill = random.choice([c for c in CHARACTERS if c.isprintable() and c not in "{}'\"\\"])
    width = random.choice(("", "5", "{3}", "{2+2}", "{'4'!s}"))
    ending = random.choice((*"dxfs", "", ".2f"))
    conversion = random.choice(("", "", "!r", "!a"))
    equals = random.choice(("", "", "=", " = "))
    # With '=' CPython takes a "#" within a string for a comment.
    shown = value(random).replace("#", "@")
    return f'f"{fill}{{{shown}{equals}{conversion}:{fill}>{width}{ending}}}"'
