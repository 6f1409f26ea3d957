# SPDX-License-Identifier: Apache-2.0
"""Symbols: Python names to linker names, and back.

    pkg.mod            ->   pkg_2e_mod
    to_text.<lambda>   ->   to__text_2e__3c_lambda_3e_

ASCII letters and digits stay, an underscore is doubled, every other character is its code point
in hexadecimal between underscores. What follows an underscore tells the two apart, so no two names
meet.
"""

from __future__ import annotations

import re
import string

_KEPT = frozenset(string.ascii_letters + string.digits)
_ESCAPE = re.compile(r"_(?:_|([0-9a-f]+)_)")


def mangle_symbol(name: str) -> str:
    """*name* (dotted, or a qualified name) in the characters that every linker takes."""
    return "".join(_mangle_character(character) for character in name)


def demangle_symbol(symbol: str) -> str:
    """The name that `mangle_symbol` made *symbol* of; ValueError when it made no such symbol."""
    name = _ESCAPE.sub(_demangle_escape, symbol)
    if mangle_symbol(name) != symbol:
        raise ValueError(f"not a mangled name: {symbol!r}")
    return name


def _mangle_character(character: str) -> str:
    if character in _KEPT:
        return character
    return "__" if character == "_" else f"_{ord(character):x}_"


def _demangle_escape(match: re.Match[str]) -> str:
    digits = match[1]
    if digits is None:
        return "_"
    point = int(digits, 16)
    # Out of range stays as it is: the check that the name maps back then refuses it.
    return chr(point) if point <= 0x10FFFF else match[0]
