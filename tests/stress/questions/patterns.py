# SPDX-License-Identifier: Apache-2.0
"""Regular expressions: patterns built from their parts, on strings where they nearly match."""

from __future__ import annotations

from random import Random

ATOMS = (
    *(
        "a",
        "b",
        "c",
        ".",
        "[ab]",
        "[^a]",
        r"\w",
        r"\d",
        r"\s",
        r"\b",
        r"\B",
        "^",
        "$",
        r"\A",
        r"\Z",
    ),
    *("A", r"\W", "[a-c]", "\\.", "\xe9", "[\\w-]", "(?i:A)", r"\1", "(?<=a)", "(?=b)", "(?!c)"),
    *("(?<!b)", "x", "0", "\u0130", "\u017f", "[^\\d\\s]", "ab", "abc", "\n"),
)
REPEATS = ("*", "+", "?", "{2}", "{1,2}", "{,2}", "*?", "+?", "??", "{1,}?", "*+", "?+", "{0}")
FLAGS = ("0", "0", "re.I", "re.M", "re.S", "re.A", "re.I | re.A", "re.X", "re.M | re.S")
SUBJECTS = "aabbccABC01 \n.x\xe9\u0130\u017f_-"
REPLACEMENTS = ("", "-", r"\g<0>", r"<\1>", "x", r"\n", r"\2", r"\g<n>", "\\")


def ask(random: Random) -> str:
    """A function of re."""
    pattern, flags = alternatives(random, 3), random.choice(FLAGS)
    size = random.choice((0, 1, 3, 8, 20))
    subject = "".join(random.choices(SUBJECTS, k=size))
    common = f"{pattern!r}, {subject!r}"
    match random.randrange(7):
        case 0 | 1:
            return f"[(m.span(), m.groups(), m.lastindex) for m in re.finditer({common}, {flags})]"
        case 2:
            name = random.choice(("match", "search", "fullmatch"))
            return f"(m := re.{name}({common}, {flags})) and (m.span(), m.groupdict(), m.regs)"
        case 3:
            return f"re.split({common}, {random.choice((0, 1))}, {flags})"
        case 4:
            replacement = random.choice(REPLACEMENTS)
            return f"re.subn({pattern!r}, {replacement!r}, {subject!r}, 0, {flags})"
        case 5:
            return f"re.findall({common}, {flags})"
    binary = [part.encode("latin-1", "replace") for part in (pattern, subject)]
    return f"re.findall({binary[0]!r}, {binary[1]!r})"


def alternatives(random: Random, depth: int) -> str:
    """One or more sequences."""
    return "|".join(sequence(random, depth) for _ in range(random.choice((1, 1, 1, 2))))


def sequence(random: Random, depth: int) -> str:
    """A few parts, repeated or not."""
    return "".join(
        part(random, depth) + random.choice(("", "", "", random.choice(REPEATS)))
        for _ in range(random.choice((0, 1, 2, 3)))
    )


def part(random: Random, depth: int) -> str:
    """An atom or a group."""
    if depth == 0 or random.random() < 0.7:
        return random.choice(ATOMS)
    opening = random.choice(("(", "(", "(?:", "(?P<n>", "(?>", "(?=", "(?!", "(?(1)a|"))
    return f"{opening}{alternatives(random, depth - 1)})"
