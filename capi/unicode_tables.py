# SPDX-License-Identifier: Apache-2.0
"""Write the Unicode tables of `capi/types/str/` as C headers, from the running Python's database.

    python3.12 capi/unicode_tables.py FOLDER     unicode_class.h unicode_numeric.h unicode_data.h
                                                 unicode_case.h

A table maps a character to a small number through three stages (`TABLE_top[c >> a]`,
`TABLE_middle`, `TABLE_low`), whose sizes are chosen so that the sum is least; that number is the
row of a table of distinct records. Every property is asked of `str` itself, so it is what that
Python's str answers.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import unicodedata_tables

Answer = TypeVar("Answer", bound=Hashable)
CHARACTERS = 0x110000
HEADERS = ("unicode_class.h", "unicode_numeric.h", unicodedata_tables.HEADER, "unicode_case.h")
# In the order of their bits in a class record.
FLAGS = (
    *("ALPHA", "PRINTABLE", "XID_START", "XID_CONTINUE", "SPACE", "LINEBREAK", "DECIMAL", "DIGIT"),
    *("NUMERIC", "LOWER", "UPPER", "TITLE", "CASED", "CASE_IGNORABLE"),
)
# Characters of these categories share all their properties.
UNIFORM = ("Cn", "Co", "Cs")


class Stages(NamedTuple):
    """One way to cut a table: shifts of the two lower stages and what the stages hold."""

    low_bits: int
    middle_bits: int
    low: list[int]
    middle: list[int]
    top: list[int]

    def size(self) -> int:
        """Bytes of all three."""
        return sum(len(stage) * width(stage) for stage in self[2:])


def main(arguments: list[str]) -> int:
    """Write the headers into a folder."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    characters = [chr(code) for code in range(CHARACTERS)]
    for name, text in zip(HEADERS, make_headers(characters), strict=True):
        (folder / name).write_text(text)
    return 0


def make_headers(characters: Sequence[str]) -> Iterable[str]:
    """The texts of HEADERS, in that order."""
    classes = ask_all(class_of, characters)
    yield header(
        "classes of characters: bits of a record",
        [f"#define CLASS_{flag} {1 << bit:#x}" for bit, flag in enumerate(FLAGS)],
        table("class", classes),
        records("uint16_t", "class_records", classes),
    )
    numbers = ask_all(number_of, characters)
    digits = [number[:2] for number in distinct(numbers)]
    yield header(
        "numbers: the value of a character, as a decimal digit, as a digit, as any number",
        table("number", numbers),
        array("signed char", "number_digits[][2]", [braces(pair) for pair in digits]),
        array("double", "number_values[]", [repr(number[2]) for number in distinct(numbers)]),
    )
    yield header(
        "what unicodedata says, now and of Unicode 3.2",
        *unicodedata_tables.make_header(table, array, characters),
    )
    deltas = ask_all(case_of, characters)
    yield header(
        "case: what to add for upper, lower, title and folded; CASE_SPECIAL is looked up by code",
        table("case", deltas),
        array("int", "case_deltas[][4]", [braces(row) for row in distinct(deltas)]),
        special_cases(characters, deltas),
    )


# ---- what is asked -----------------------------------------------------------------------------


def ask_all(question: Callable[[str], Answer], characters: Sequence[str]) -> list[Answer]:
    """Its answer for every character; those of a uniform category are asked once."""
    known: dict[str, Answer] = {}
    answers = []
    for character in characters:
        category = unicodedata.category(character)
        if category not in UNIFORM:
            answers.append(question(character))
            continue
        if category not in known:
            known[category] = question(character)
        answers.append(known[category])
    return answers


def class_of(c: str) -> tuple[int]:
    """The bits of FLAGS that hold for a character."""
    answers = (
        *(c.isalpha(), c.isprintable(), c.isidentifier() and c != "_", ("a" + c).isidentifier()),
        *(c.isspace(), len(f"a{c}b".splitlines()) == 2, c.isdecimal(), c.isdigit()),
        *(c.isnumeric(), c.islower(), c.isupper(), unicodedata.category(c) == "Lt"),
        # title() writes a letter small after a cased one; a final sigma looks back over what is
        # ignored for a cased one.
        (c + "a").title()[-1] == "a",
        ends_final("A" + c) and not ends_final(c),
    )
    return (sum(answer << bit for bit, answer in enumerate(answers)),)


def ends_final(before: str) -> bool:
    """Whether a capital sigma after that text becomes a final one."""
    return (before + "\u03a3").lower()[-1] == "\u03c2"


def number_of(c: str) -> tuple[int, int, float]:
    """Its value as a decimal digit and as a digit (-1: none), and as a number (-1.0: none)."""
    return (
        unicodedata.decimal(c, -1),
        unicodedata.digit(c, -1),
        float(unicodedata.numeric(c, -1.0)),
    )


def mappings(c: str) -> tuple[str, str, str, str]:
    """The character in upper, lower and title case, and folded."""
    return c.upper(), c.lower(), c.title(), c.casefold()


SPECIAL = (0, 0, 0, 0x7FFFFFFF)


def case_of(c: str) -> tuple[int, int, int, int]:
    """What to add to its code for each mapping, or SPECIAL where one has several characters."""
    mapped = mappings(c)
    if any(len(text) != 1 for text in mapped):
        return SPECIAL
    upper, lower, title, folded = (ord(text) - ord(c) for text in mapped)
    return upper, lower, title, folded


# ---- how it is written -------------------------------------------------------------------------


def special_cases(characters: Sequence[str], deltas: Sequence[tuple[int, ...]]) -> list[str]:
    """The characters with long mappings, sorted by code, up to three characters for each."""
    rows = []
    for character, delta in zip(characters, deltas, strict=True):
        if delta == SPECIAL:
            texts = [braces(f"{ord(x):#x}" for x in text) for text in mappings(character)]
            rows.append(braces([f"{ord(character):#x}", braces(texts)]))
    return [
        f"#define CASE_SPECIAL {SPECIAL[3]:#x}",
        "typedef struct {",
        "    Py_UCS2 code;",
        "    Py_UCS2 mapped[4][3];",
        "} case_special;",
        *array("case_special", "case_specials[]", rows),
    ]


def distinct(values: Iterable[Answer]) -> list[Answer]:
    """Each value once, in the order of first occurrence."""
    return list(dict.fromkeys(values))


def table(name: str, values: Sequence[Hashable]) -> list[str]:
    """The stages that give the row of each character, and a macro that looks it up."""
    rows = {value: row for row, value in enumerate(distinct(values))}
    stages = min(cuts([rows[value] for value in values]), key=Stages.size)
    low, middle = stages.low_bits, stages.middle_bits
    upper = name.upper()
    return [
        *stage(f"{name}_top", stages.top),
        *stage(f"{name}_middle", stages.middle),
        *stage(f"{name}_low", stages.low),
        f"#define {upper}_ROW(c) \\",
        f"    {name}_low[{name}_middle[{name}_top[(c) >> {low + middle}] << {middle} | \\",
        f"        ((c) >> {low} & {(1 << middle) - 1})] << {low} | ((c) & {(1 << low) - 1})]",
    ]


def cuts(rows: Sequence[int]) -> Iterable[Stages]:
    """Every reasonable way to cut the table."""
    for low_bits in range(3, 7):
        low, numbers = share_blocks(rows, low_bits)
        for middle_bits in range(4, 8):
            middle, top = share_blocks(numbers, middle_bits)
            yield Stages(low_bits, middle_bits, low, middle, top)


def share_blocks(values: Sequence[int], bits: int) -> tuple[list[int], list[int]]:
    """The different blocks of that size one after the other, and the number of each block."""
    size = 1 << bits
    seen: dict[tuple[int, ...], int] = {}
    numbers = [
        seen.setdefault(tuple(values[start : start + size]), len(seen))
        for start in range(0, len(values), size)
    ]
    return [value for block in seen for value in block], numbers


def width(values: Sequence[int]) -> int:
    """Bytes that each value needs."""
    return 1 if max(values) < 0x100 else 2


def stage(name: str, values: Sequence[int]) -> list[str]:
    """One stage as a C array of the narrowest type."""
    ctype = "uint8_t" if width(values) == 1 else "uint16_t"
    return array(ctype, f"{name}[]", [str(value) for value in values])


def records(ctype: str, name: str, values: Sequence[tuple[int]]) -> list[str]:
    """The distinct one-number records."""
    return array(ctype, f"{name}[]", [f"{value[0]:#x}" for value in distinct(values)])


def array(ctype: str, declarator: str, items: Sequence[str]) -> list[str]:
    """A static constant array, some items a line."""
    lines = [f"static const {ctype} {declarator} = {{"]
    for start in range(0, len(items), 12):
        lines.append("    " + ", ".join(items[start : start + 12]) + ",")
    return [*lines, "};"]


def braces(items: Iterable[object]) -> str:
    """A C initializer."""
    return "{" + ", ".join(map(str, items)) + "}"


def header(purpose: str, *parts: Sequence[str]) -> str:
    """The text of a header."""
    version = unicodedata.unidata_version
    lines = [f"/* {purpose}. Made by capi/unicode_tables.py from Unicode {version}. */"]
    for part in parts:
        lines += part
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
