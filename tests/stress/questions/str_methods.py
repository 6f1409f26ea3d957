# SPDX-License-Identifier: Apache-2.0
"""Methods and operators of str: `'aXbXc'.rsplit('X', 1)`, `'ǆ'.title()`."""

from __future__ import annotations

from random import Random

from questions.values import index, text

PLAIN = (
    *("capitalize", "casefold", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "islower"),
    *(
        "isidentifier",
        "isnumeric",
        "isprintable",
        "isspace",
        "istitle",
        "isupper",
        "lower",
        "title",
    ),
    *("swapcase", "upper", "split", "rsplit", "strip", "lstrip", "rstrip", "splitlines", "encode"),
)
SEARCHES = ("find", "rfind", "index", "rindex", "count", "startswith", "endswith")
CUTS = ("strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "partition", "rpartition")
PADS = ("center", "ljust", "rjust")
OPERATORS = ("+", "<", "==", ">=", "in", "not in", "%")
ENDS = ("''", "'a'", "1")
FUNCTIONS = ("repr", "ascii", "len", "list", "sorted", "hash", "max", "ord", "eval", "Text", "set")


def ask(random: Random) -> str:
    """One operation on a string."""
    subject = text(random)
    part = near(random, subject)
    whole = f"Text({subject!r})" if random.random() < 0.05 else repr(subject)
    match random.randrange(10):
        case 0 | 1:
            return f"{whole}.{random.choice(PLAIN)}()"
        case 2:
            bounds = "".join(f", {index(random)}" for _ in range(random.choice((0, 0, 1, 2))))
            wanted = random.choice((repr(part), repr(part), f"({part!r}, 'a')", "None", "b'a'"))
            return f"{whole}.{random.choice(SEARCHES)}({wanted}{bounds})"
        case 3:
            return f"{whole}.{random.choice(CUTS)}({part!r})"
        case 4:
            most = random.choice(("", ", 0", ", 1", ", 2", ", -1", f", {index(random)}"))
            return f"{whole}.{random.choice(('split', 'rsplit'))}({part!r}{most})"
        case 5:
            most = random.choice(("", ", 0", ", 1", ", 2", ", -1"))
            return f"{whole}.replace({part!r}, {text(random, 4)!r}{most})"
        case 6:
            fill = random.choice(("", ", '*'", ", '\u20ac'", ", '\U0001f600'", ", 'ab'", ", ''"))
            width = random.choice((0, 1, 5, 8, 13, 20, -1))
            if random.random() < 0.3:
                return f"{whole}.zfill({width})"
            return f"{whole}.{random.choice(PADS)}({width}{fill})"
        case 7:
            return f"{whole} {random.choice(OPERATORS)} {part!r}"
        case 8:
            return f"{random.choice(FUNCTIONS[:-2])}({whole})"
    return rest(random, whole, part)


def near(random: Random, subject: str) -> str:
    """Another string, often a part of the first."""
    if subject and random.random() < 0.6:
        start = random.randrange(len(subject))
        return subject[start : start + random.choice((1, 1, 2, 3))]
    return text(random, 4)


def rest(random: Random, whole: str, part: str) -> str:
    """What fits nowhere else."""
    table = {
        ord(c): random.choice((None, "", "xy", 8364, ord(c), -1, "\U0001f600"))
        for c in text(random, 5)
    }
    match random.randrange(6):
        case 0:
            return f"{whole}.translate({table!r})"
        case 1:
            return f"{part!r}.join([{whole}, {text(random, 3)!r}, {random.choice(ENDS)}])"
        case 2:
            return f"{whole}.expandtabs({random.choice(('', '0', '1', '4', '8', '-1'))})"
        case 3:
            return f"{whole}.splitlines({random.choice(('', 'True', 'keepends=False'))})"
        case 4:
            return f"{whole} * {random.choice((0, 1, 2, 3, -1, 'None', '1.0'))}"
    return f"str.maketrans({part!r}, {text(random, 3)!r}, {text(random, 2)!r})"
