# SPDX-License-Identifier: Apache-2.0
"""What ELF files say: which symbols and libraries a shared library wants, what a program exports.

pyelftools is imported by who asks: it takes longer than all else that a program without extension
modules needs.
"""

from __future__ import annotations

import functools
import io
import re
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from aot_build.diagnostics import Diagnostic, Severity, UserError

if TYPE_CHECKING:
    from elftools.elf.dynamic import DynamicTag
    from elftools.elf.elffile import ELFFile
    from elftools.elf.sections import Symbol


# In the header of a file of 64 bits: where the table of sections is; size and number of its rows,
# and the row with their names.
_SECTION_TABLE, _SECTION_COUNTS = 0x28, 0x3A
_EXECUTABLE = 1  # PF_X
_STRING_END = re.compile(rb"([A-Za-z0-9_.]{1,80})\0")
# lea register, [rip + distance]
_LEA = re.compile(rb"[\x48\x4c]\x8d[\x05\x0d\x15\x1d\x25\x2d\x35\x3d](.{4})", re.DOTALL)


@dataclass
class Facts:
    """What the file of a shared library says."""

    imported: frozenset[str]
    """Functions and data of the C API that it wants from the program."""
    needed: tuple[str, ...]
    search: tuple[str, ...]
    """RPATH or RUNPATH, entry by entry."""
    inherited: bool
    """RPATH: it holds for the libraries that this one needs, too."""


@functools.cache
def read_facts(path: Path) -> Facts:
    """The dynamic section of a shared library. UserError when it is none."""
    from elftools.common.exceptions import ELFError

    try:
        with path.open("rb") as stream:
            return _read_elf(_open(stream))
    except (ELFError, OSError) as error:
        message = f"cannot read the extension module {path}: {error}"
        raise UserError(Diagnostic(Severity.ERROR, message, code="extension")) from error


def _open(stream: BinaryIO) -> ELFFile:
    from elftools.elf.elffile import ELFFile

    return ELFFile(stream)


def _symbols(elf: ELFFile) -> Iterator[Symbol]:
    """The dynamic symbols."""
    from elftools.elf.sections import SymbolTableSection

    table = elf.get_section_by_name(".dynsym")
    if isinstance(table, SymbolTableSection):
        yield from table.iter_symbols()


def _read_elf(elf: ELFFile) -> Facts:
    from elftools.elf.dynamic import DynamicSection

    imported = {
        symbol.name
        for symbol in _symbols(elf)
        if symbol["st_shndx"] == "SHN_UNDEF" and symbol.name.startswith(("Py", "_Py"))
    }
    needed, search, inherited = [], [], False
    section = elf.get_section_by_name(".dynamic")
    if isinstance(section, DynamicSection):
        for tag in section.iter_tags():
            match tag.entry.d_tag:
                case "DT_NEEDED":
                    needed.append(_attribute(tag, "needed"))
                case "DT_RUNPATH":
                    search = _attribute(tag, "runpath").split(":")
                    inherited = False
                case "DT_RPATH" if not search:
                    search = _attribute(tag, "rpath").split(":")
                    inherited = True
    return Facts(frozenset(imported), tuple(needed), tuple(search), inherited)


def defined_symbols(executable: bytes) -> frozenset[str]:
    """What a dynamic executable exports."""
    symbols = _symbols(_open(io.BytesIO(executable)))
    return frozenset(item.name for item in symbols if item["st_shndx"] != "SHN_UNDEF")


def loadable_part(library: bytes) -> bytes:
    """A shared library without what only debuggers and linkers read: what follows its segments.

    Of another file: all of it.
    """
    if not library.startswith(b"\x7fELF"):
        return library
    segments = list(_open(io.BytesIO(library)).iter_segments())
    end = max((segment["p_offset"] + segment["p_filesz"] for segment in segments), default=0)
    data = bytearray(library[:end])
    data[_SECTION_TABLE : _SECTION_TABLE + 8] = bytes(8)
    data[_SECTION_COUNTS : _SECTION_COUNTS + 6] = bytes(6)
    return bytes(data)


def referred_tails(library: bytes, names: Collection[str]) -> set[str]:
    """Those of *names* that end a longer string, to the middle of which something refers.

    Linkers let strings share their ends: `"time"` may be a part of `"datetime"`. References are
    whole addresses and those of `lea`, with which x86-64 takes addresses. Of other files: none.
    """
    if not library.startswith(b"\x7fELF"):
        return set()
    loaded = [
        (part, library[part["p_offset"] : part["p_offset"] + part["p_filesz"]])
        for part in _open(io.BytesIO(library)).iter_segments("PT_LOAD")
    ]
    places = {
        part["p_vaddr"] + match.start() + i: tail
        for part, data in loaded
        for match in _STRING_END.finditer(data)
        for i in range(len(match[1]))
        if (tail := match[1][i:].decode()) in names
    }
    found = {name for place, name in places.items() if struct.pack("<Q", place) in library}
    for part, data in loaded:
        if part["p_flags"] & _EXECUTABLE:
            targets = _addresses_taken(data, part["p_vaddr"])
            found |= {places[to] for to in targets if to in places}
    return found


def _addresses_taken(code: bytes, start: int) -> Iterator[int]:
    """What `lea` instructions in *code*, which lies at *start*, refer to."""
    for match in _LEA.finditer(code):
        (distance,) = struct.unpack("<i", match[1])
        yield start + match.end() + distance


def _attribute(tag: DynamicTag, name: str) -> str:
    """What pyelftools makes an attribute of only some tags."""
    return str(getattr(tag, name))
