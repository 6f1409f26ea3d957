# SPDX-License-Identifier: Apache-2.0
"""Encoding and decoding, whole and in pieces, of what is right and what is not."""

from __future__ import annotations

from random import Random

from questions.values import text

CODECS = (
    *("utf-8", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
    *("utf-7", "latin-1", "ascii", "utf-8-sig", "cp1252", "cp437", "iso8859-15", "koi8-r"),
    *("unicode_escape", "raw_unicode_escape", "punycode", "no-such-codec"),
)
HANDLERS = (
    *("strict", "strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace"),
    *("surrogateescape", "surrogatepass", "namereplace", "no-such-handler"),
)
# Beginnings of longer sequences, bytes that never occur, marks of byte order, shifts of UTF-7.
PIECES = (
    *(b"a", b"\x80", b"\xbf", b"\xc0", b"\xc1\x81", b"\xc3", b"\xc3\xa9", b"\xe0\x80", b"\xe2\x82"),
    *(b"\xe2\x82\xac", b"\xed\xa0\x80", b"\xf0\x9f", b"\xf0\x9f\x98\x80", b"\xf4\x90\x80\x80"),
    *(
        b"\xf8",
        b"\xff",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\x00",
        b"\x00\xd8",
        b"\xd8\x00",
    ),
    *(
        b"\xdc\x00",
        b"\x00\x00\x11\x00",
        b"\x00\x11\x00\x00",
        b"+",
        b"-",
        b"+-",
        b"+AGE-",
        b"+2D3eAA-",
    ),
    *(
        b"\\",
        b"\\x4",
        b"\\u12",
        b"\\u20ac",
        b"\\U0011",
        b"\\U00110000",
        b"\\N{DIGIT ONE}",
        b"\\N{x}",
    ),
    *(b"\\777", b"\\q", b"\\\n", b"\n", b"abc", b"~", b"/", b"+AA", b"+AGEA", b"+!"),
)
UNICODE = ("\xe9", "\u20ac", "\ud83d", "\ude00", "\U0001f600", "a", "+", "\\", "\udc80", "\udcff")


def ask(random: Random) -> str:
    """One conversion."""
    name, errors = random.choice(CODECS), random.choice(HANDLERS)
    if random.random() < 0.45:
        string = text(random) if random.random() < 0.5 else "".join(random.choices(UNICODE, k=5))
        if random.random() < 0.15:
            parts = [string, text(random, 3), ""]
            return f"pieces({name!r}, {errors!r}, {parts!r})"
        return f"{string!r}.encode({name!r}, {errors!r})"
    whole = encoded(random, name)
    if random.random() < 0.3:
        cuts = sorted(random.choices(range(len(whole) + 1), k=random.choice((1, 2, 4))))
        cut = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
        return f"pieces({name!r}, {errors!r}, {cut!r})"
    return f"{whole!r}.decode({name!r}, {errors!r})"


def encoded(random: Random, name: str) -> bytes:
    """Bytes: of this encoding with something wrong in it, or just anything."""
    if random.random() < 0.5:
        return b"".join(random.choices(PIECES, k=random.choice((1, 2, 3, 5, 9))))
    try:
        whole = bytearray(text(random).encode(name, "surrogatepass"))
    except (LookupError, UnicodeError):
        whole = bytearray(b"".join(random.choices(PIECES, k=3)))
    if whole and random.random() < 0.7:
        whole[random.randrange(len(whole))] = random.choice((0, 0x2B, 0x80, 0xC3, 0xD8, 0xFF))
    return bytes(whole[: random.choice((len(whole), random.randrange(len(whole) + 1)))])
