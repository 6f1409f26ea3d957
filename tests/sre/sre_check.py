# SPDX-License-Identifier: Apache-2.0
"""What regular expressions made at random find in texts made at random.

    PROGRAM sre_check.py [SEED [COUNT]]

Prints one line for each; the same from a CPython with our _sre (test_sre.py) as from any other, but
where CPython has a mistake (a SystemError about spans of groups).
"""

import random
import re
import sys
import warnings

TEXT = "aabbcABC 01_\né\u0436\U0001f600\u017f"
FLAGS = (0, re.I, re.M, re.S, re.A, re.I | re.A, re.I | re.M)
ATOMS = (
    *(
        "a",
        "b",
        "c",
        "A",
        ".",
        "\\w",
        "\\W",
        "\\d",
        "\\s",
        "\\S",
        "[ab]",
        "[^a]",
        "[a-c]",
        "[^\\w]",
    ),
    *("\\b", "\\B", "^", "$", "\\A", "\\Z", "é", "\u0436", "[\u0430-\u044f]", "\U0001f600", "\n"),
    *("[\\da-b]", "[^\\sA]", "ab", "bc", "k", "\u017f", "[\u0430\u0436\U0001f600a]", ""),
)
QUANTIFIERS = ("*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}", "*+", "++", "?+")


def make_pattern(depth, groups):
    """A pattern; groups: how many there are, in a list, to refer to."""
    return "".join(make_piece(depth, groups) for _ in range(random.randint(1, 3)))


def make_piece(depth, groups):
    """One atom or group, perhaps repeated."""
    kind = random.random()
    if depth == 0 or kind < 0.45:
        piece = random.choice(ATOMS)
    elif kind < 0.6:
        groups.append(None)
        piece = "(" + make_pattern(depth - 1, groups) + ")"
    elif kind < 0.75:
        branches = [make_pattern(depth - 1, groups) for _ in range(random.randint(2, 3))]
        piece = "(?:" + "|".join(branches) + ")"
    elif kind < 0.85:
        opening = random.choice(("(?=", "(?!", "(?<=", "(?<!", "(?>", "(?:", "(?i:"))
        piece = opening + make_pattern(depth - 1, groups) + ")"
    elif kind < 0.93 and groups:
        piece = f"\\{random.randint(1, len(groups))}"
    elif groups:
        number = random.randint(1, len(groups))
        piece = f"(?({number}){make_pattern(depth - 1, groups)}|{make_pattern(depth - 1, groups)})"
    else:
        piece = "a"
    if random.random() < 0.35:
        return (
            f"(?:{piece})" * (len(piece) > 1)
            + piece * (len(piece) <= 1)
            + random.choice(QUANTIFIERS)
        )
    return piece


def show(compiled, text):
    """All that it finds."""
    results = []
    for method in (compiled.match, compiled.fullmatch, compiled.search):
        match = method(text)
        results.append(match and (match.regs, match.lastindex, match.lastgroup))
    results.append(compiled.findall(text))
    results.append([match.span() for match in compiled.finditer(text, 1, 7)])
    results.append(compiled.split(text, 3))
    results.append(compiled.subn("<\\g<0>>" if isinstance(text, str) else b"-", text))
    return results


def main(seed, count):
    """Patterns that cannot be compiled are shown by their error."""
    warnings.simplefilter("ignore")
    random.seed(seed)
    for _ in range(count):
        pattern = make_pattern(3, [])
        flags = random.choice(FLAGS)
        text = "".join(random.choice(TEXT) for _ in range(random.randint(0, 9)))
        kind = random.random()
        if kind < 0.4:
            text = text.encode("ascii", "ignore").decode()
        try:
            if kind < 0.1:
                compiled = re.compile(pattern.encode("latin-1"), flags)
                text = text.encode("latin-1")
            else:
                compiled = re.compile(pattern, flags)
        except Exception as error:
            print(ascii(pattern), int(flags), ascii(error))
            continue
        try:
            found = show(compiled, text)
        except SystemError:
            found = "mistake"
        print(ascii(pattern), int(flags), ascii(text), ascii(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or (0,)), *(() if len(sys.argv) > 2 else (3000,)))
