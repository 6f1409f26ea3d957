# SPDX-License-Identifier: Apache-2.0
"""Relocatable ELF objects in an archive, as far as references between sections go.

Source     System V ABI, "Object Files"; ar(5). 64-bit little-endian only.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

SHF_ALLOC = 2
SHF_EXECINSTR = 4
SHF_STRINGS = 0x20
SHF_GNU_RETAIN = 0x200000
_SHT_SYMTAB, _SHT_RELA, _SHT_NOBITS = 2, 4, 8
_STB_WEAK = 2
_SHN_UNDEF, _SHN_LORESERVE, _SHN_COMMON = 0, 0xFF00, 0xFFF2

_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_RELA = struct.Struct("<QQq")


@dataclass(frozen=True)
class Symbol:
    """`section` is None for a symbol that another object defines."""

    name: str
    is_local: bool
    is_weak: bool
    section: int | None
    is_common: bool
    value: int
    size: int


@dataclass(frozen=True)
class Relocation:
    """A reference; `place` is where its `r_info` is in the file."""

    offset: int
    kind: int
    symbol: int
    addend: int
    place: int


@dataclass
class Section:
    name: str
    flags: int
    size: int
    data: memoryview
    """Empty for a section without bytes in the file."""
    relocations: list[Relocation] = field(default_factory=list)


@dataclass(frozen=True)
class ObjectFile:
    sections: list[Section]
    symbols: list[Symbol]


def read_object(data: memoryview, base: int = 0) -> ObjectFile:
    """The object whose bytes are *data*; places are counted from *base* before its first byte.

    Raises ValueError for anything but a 64-bit little-endian ELF file.
    """
    if bytes(data[:6]) != b"\x7fELF\x02\x01":
        raise ValueError("not a 64-bit little-endian ELF file")
    (table,) = struct.unpack_from("<Q", data, 0x28)
    entry_size, count, names_at = struct.unpack_from("<HHH", data, 0x3A)
    headers = [_SECTION.unpack_from(data, table + i * entry_size) for i in range(count)]
    contents = [_content(data, header) for header in headers]
    names = bytes(contents[names_at])
    sections = [
        Section(_text(names, header[0]), header[2], header[5], content)
        for header, content in zip(headers, contents, strict=True)
    ]
    symbols: list[Symbol] = []
    for header, content in zip(headers, contents, strict=True):
        if header[1] == _SHT_SYMTAB:
            symbols += _read_symbols(content, bytes(contents[header[6]]))
        elif header[1] == _SHT_RELA:
            sections[header[7]].relocations += _read_relocations(content, base + header[4])
    return ObjectFile(sections, symbols)


def read_archive(data: memoryview) -> Iterator[tuple[str, int, memoryview]]:
    """The members of an archive in its order: name, position of the first byte, content."""
    position, names = 8, b""
    while position < len(data):
        header = bytes(data[position : position + 60])
        name, size = header[:16].rstrip(), int(header[48:58])
        start = position + 60
        if name == b"//":
            names = bytes(data[start : start + size])
        elif name not in {b"/", b"/SYM64/"}:
            if name[:1] == b"/":
                name = names[int(name[1:]) :].partition(b"\n")[0]
            yield name.rstrip(b"/").decode(), start, data[start : start + size]
        position = start + size + size % 2


def _content(data: memoryview, header: tuple[int, ...]) -> memoryview:
    return data[:0] if header[1] == _SHT_NOBITS else data[header[4] : header[4] + header[5]]


def _text(strings: bytes, offset: int) -> str:
    return strings[offset : strings.index(b"\0", offset)].decode()


def _read_symbols(content: memoryview, names: bytes) -> Iterator[Symbol]:
    for name, info, _, section, value, size in _SYMBOL.iter_unpack(content):
        defined = _SHN_UNDEF < section < _SHN_LORESERVE
        yield Symbol(
            name=_text(names, name),
            is_local=info >> 4 == 0,
            is_weak=info >> 4 == _STB_WEAK,
            section=section if defined else None,
            is_common=section == _SHN_COMMON,
            value=value,
            size=size,
        )


def _read_relocations(content: memoryview, position: int) -> Iterator[Relocation]:
    for i, (offset, info, addend) in enumerate(_RELA.iter_unpack(content)):
        place = position + i * _RELA.size + 8
        yield Relocation(offset, info & 0xFFFFFFFF, info >> 32, addend, place)
