# SPDX-License-Identifier: Apache-2.0
"""The tables of the module unicodedata as a C header, from that of the running Python.

`capi/unicode_tables.py` writes it beside its own. Names are sequences of numbers of words; of the
names that can be computed (CJK ideographs, Hangul syllables) only the ranges are written.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

HEADER = "unicode_data.h"
FORMS: Final = ("NFC", "NFD", "NFKC", "NFKD")
CJK = "CJK UNIFIED IDEOGRAPH-"
COMPUTED = (CJK, "HANGUL SYLLABLE ")
# Where CPython keeps the names that are not those of characters: aliases and sequences.
INTERNAL = range(0xF0000, 0xF2000)
ONE_BYTE = 0xC0  # numbers of words below are one byte, others two
SLOTS = 1 << 16

OLD = unicodedata.ucd_3_2_0


def make_header(
    table: Callable[[str, Sequence[tuple[int, ...]]], list[str]],
    array: Callable[[str, str, Sequence[str]], list[str]],
    characters: Sequence[str],
) -> Iterator[list[str]]:
    """The parts of the header, written by two functions of unicode_tables."""
    numbers = {}
    for what in ("category", "bidirectional", "east_asian_width"):
        words = vocabulary(what, characters)
        numbers[what] = {word: i for i, word in enumerate(words)}
        yield array("char *const", f"ucd_{what}[]", [f'"{word}"' for word in words])
    for name, database in (("new", unicodedata), ("old", OLD)):
        rows = [
            (
                *(numbers[what][getattr(database, what)(c)] for what in numbers),
                database.mirrored(c),
                unicodedata.combining(c) if name == "new" else 0,
            )
            for c in characters
        ]
        yield table(f"ucd_{name}", rows)
        yield array("uint8_t", f"ucd_{name}_records[][5]", tuples(dict.fromkeys(rows)))
    yield from normal_forms(table, array, characters)
    yield old_numbers(array, characters)
    yield from names(array, characters)
    yield [f'#define UCD_VERSION "{unicodedata.unidata_version}"']


def vocabulary(what: str, characters: Sequence[str]) -> list[str]:
    """The answers to a question, in both databases."""
    known: dict[str, None] = {}
    for database in (unicodedata, OLD):
        known.update(dict.fromkeys(map(getattr(database, what), characters)))
    return list(known)


def tuples(rows: Iterable[Sequence[object]]) -> list[str]:
    """Initializers in C."""
    return ["{" + ", ".join(map(str, row)) + "}" for row in rows]


# ---- decomposition and normal forms ------------------------------------------------------------


def normal_forms(
    table: Callable[[str, Sequence[tuple[int, ...]]], list[str]],
    array: Callable[[str, str, Sequence[str]], list[str]],
    characters: Sequence[str],
) -> Iterator[list[str]]:
    """Decompositions, compositions, and of which characters a text may be without any work."""
    kinds = [""]
    codes = [0]
    starts = []
    seen: dict[str, int] = {"": 0}
    pairs = []
    for character in characters:
        text = unicodedata.decomposition(character)
        if text not in seen:
            kind, parts = split_decomposition(text)
            if kind not in kinds:
                kinds.append(kind)
            seen[text] = len(codes)
            codes += [kinds.index(kind) << 8 | len(parts), *parts]
        starts.append((seen[text],))
        kind, parts = split_decomposition(text)
        whole = "".join(map(chr, parts))
        if not kind and len(parts) == 2 and unicodedata.normalize("NFC", whole) == character:
            pairs.append((*parts, ord(character)))
    yield table("ucd_decomposition", starts)
    offsets = list(dict.fromkeys(start for (start,) in starts))
    yield array("uint16_t", "ucd_decomposition_starts[]", list(map(str, offsets)))
    yield array("uint32_t", "ucd_decompositions[]", [f"{code:#x}" for code in codes])
    yield array("char *const", "ucd_decomposition_kinds[]", [f'"{kind}"' for kind in kinds])
    yield array("uint32_t", "ucd_compositions[][3]", tuples(sorted(pairs)))
    seconds = {second for _, second, _ in pairs} | set(range(0x1161, 0x11C3))
    quick = [(sum(is_quick(i, c, seconds) << i for i in range(len(FORMS))),) for c in characters]
    yield table("ucd_quick", quick)
    yield array("uint8_t", "ucd_quick_records[]", [str(row[0]) for row in dict.fromkeys(quick)])
    corrected = [
        (ord(c), ord(OLD.normalize("NFD", c)))
        for c in characters
        if OLD.category(c) != "Cn" and OLD.normalize("NFD", c) != unicodedata.normalize("NFD", c)
    ]
    yield array("uint32_t", "ucd_old_decompositions[][2]", tuples(corrected))


def is_quick(form: int, c: str, seconds: set[int]) -> bool:
    """Whether the form leaves it alone, and composes it with nothing before it."""
    composed = FORMS[form] in ("NFC", "NFKC") and ord(c) in seconds
    return unicodedata.is_normalized(FORMS[form], c) and not composed


def split_decomposition(text: str) -> tuple[str, list[int]]:
    """Its kind, such as "<compat>", and its characters."""
    words = text.split()
    kind = words.pop(0) if words and words[0].startswith("<") else ""
    return kind, [int(word, 16) for word in words]


def old_numbers(
    array: Callable[[str, str, Sequence[str]], list[str]], characters: Sequence[str]
) -> list[str]:
    """The characters whose numbers were others in Unicode 3.2: decimal, digit, any number."""
    rows = []
    for c in characters:
        new, old = (
            (ucd.decimal(c, -1), ucd.digit(c, -1), ucd.numeric(c, -1.0))
            for ucd in (unicodedata, OLD)
        )
        if new != old:
            rows.append((f"{ord(c):#x}", *old))
    kind = "struct { uint32_t code; signed char decimal, digit; double value; }"
    return array(kind, "ucd_old_numbers[]", tuples(rows))


# ---- names -------------------------------------------------------------------------------------


def names(
    array: Callable[[str, str, Sequence[str]], list[str]], characters: Sequence[str]
) -> Iterator[list[str]]:
    """Words, names of characters by code, then other names; a table of hashes finds a name."""
    named = [
        (name, [ord(c)])
        for c in characters
        if (name := unicodedata.name(c, "")) and not name.startswith(COMPUTED)
    ]
    others = [(name, list(map(ord, unicodedata.lookup(name)))) for name in internal_names()]
    yield [f"#define UCD_NAMES {len(named)}"]
    named += others
    counts = Counter(word for name, _ in named for word in name.split(" "))
    words = [word for word, _ in counts.most_common()]
    number = {word: i for i, word in enumerate(words)}
    text = "".join(words)
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    starts = [0]
    coded: list[int] = []
    for name, _ in named:
        for word in name.split(" "):
            coded += encode_number(number[word])
        starts.append(len(coded))
    yield strings("ucd_lexicon", text)
    yield array("uint32_t", "ucd_word_starts[]", list(map(str, ends)))
    yield array("uint8_t", "ucd_name_words[]", list(map(str, coded)))
    yield array("uint32_t", "ucd_name_starts[]", list(map(str, starts)))
    yield array("uint32_t", "ucd_name_codes[]", [f"{codes[0]:#x}" for _, codes in named])
    yield array(
        "uint16_t",
        "ucd_sequences[][4]",
        tuples([(codes + [0] * 4)[:4] if len(codes) > 1 else [0] * 4 for _, codes in others]),
    )
    slots = [0] * SLOTS
    for i, (name, _) in enumerate(named):
        slot = hash_name(name)
        while slots[slot]:
            slot = (slot + 1) % SLOTS
        slots[slot] = i + 1
    yield array("uint16_t", "ucd_name_slots[]", list(map(str, slots)))
    yield array("uint32_t", "ucd_ideographs[][2]", tuples(ideographs(characters)))


def encode_number(number: int) -> list[int]:
    """The bytes of the number of a word."""
    if number < ONE_BYTE:
        return [number]
    high, low = divmod(number - ONE_BYTE, 256)
    if ONE_BYTE + high > 0xFF:
        raise ValueError("more words than numbers")
    return [ONE_BYTE + high, low]


def hash_name(name: str) -> int:
    """FNV-1a, folded to a slot; unicodedata.c computes the same."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return (value ^ value >> 16) % SLOTS


def strings(name: str, text: str) -> list[str]:
    """A long text as a C array."""
    pieces = [f'    "{text[i : i + 90]}"' for i in range(0, len(text), 90)]
    return [f"static const char {name}[] =", *pieces[:-1], pieces[-1] + ";"]


def ideographs(characters: Sequence[str]) -> list[tuple[int, int]]:
    """First and last of each run of CJK ideographs whose names have their codes."""
    codes = [ord(c) for c in characters if unicodedata.name(c, "").startswith(CJK)]
    runs = groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0])
    members = [[code for _, code in run] for _, run in runs]
    return [(run[0], run[-1]) for run in members]


def internal_names() -> list[str]:
    """Aliases and sequences, from the interface by which the compiler asks for names."""
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    pointer = get(unicodedata._ucnhash_CAPI, b"unicodedata._ucnhash_CAPI")  # type: ignore[attr-defined]
    address = ctypes.cast(pointer, ctypes.POINTER(ctypes.c_void_p))[0]
    ask = ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_int, ctypes.c_int
    )(address or 0)
    buffer = ctypes.create_string_buffer(300)
    where = ctypes.cast(buffer, ctypes.c_void_p)
    return [buffer.value.decode() for code in INTERNAL if ask(code, where, 300, 1)]
