# SPDX-License-Identifier: Apache-2.0
"""The sections of the runtime library and the references between them.

It depends on nothing but the archive, so it is made once and kept beside it.
"""

from __future__ import annotations

import marshal
from dataclasses import astuple, dataclass, field

from aot_build.link.trim.elf import (
    SHF_ALLOC,
    SHF_GNU_RETAIN,
    ObjectFile,
    Relocation,
    Section,
    Symbol,
    read_archive,
    read_object,
)
from aot_build.link.trim.tables import (
    GETSET_ROW,
    MODULE_ROWS,
    TP_DOC,
    TP_GETSET,
    TYPE_ROWS,
    Reference,
    is_string_section,
    row_size,
)

# x86-64 relocations relative to the end of their four bytes.
_RELATIVE = frozenset({2, 4, 9, 41, 42})

# A reference that fetches nothing from an archive: it holds when something else fetched the file
# of its target.
WEAK = "\0weak"
# The documentation of a function or type: wanted when the program itself asks for any.
DOC = "\0doc"

Edge = tuple[int, str, int]
"""Target; the name on which it depends or one of these or ""; the place of its relocation."""


@dataclass
class Graph:
    """All lists are by the number of a section."""

    labels: list[str] = field(default_factory=list)
    """The symbol that a section is of, or the section's own name; and its file."""
    sizes: list[int] = field(default_factory=list)
    edges: list[list[Edge]] = field(default_factory=list)
    names: list[list[str]] = field(default_factory=list)
    """The strings that a section refers to, as far as they may be names of attributes."""
    files: list[int] = field(default_factory=list)
    """The number of the file that a section is in."""
    fetched: list[list[int]] = field(default_factory=list)
    """By file: those that a linker takes from the archive because of it."""
    symbols: dict[str, int] = field(default_factory=dict)
    type_rows: list[tuple[int, int]] = field(default_factory=list)
    """Of the rows of the table of built-in types: the type, the place of the relocation."""
    module_rows: list[int] = field(default_factory=list)
    retained: list[int] = field(default_factory=list)
    """What the linker keeps whether something refers to it or not."""

    def dumps(self) -> bytes:
        return marshal.dumps(astuple(self))


def load_graph(data: bytes) -> Graph:
    """What `Graph.dumps` gave."""
    return Graph(*marshal.loads(data))


def read_graph(archive: bytes) -> Graph:
    """The graph of an archive of ELF objects; ValueError when there are others in it."""
    return _Reader(archive).graph


class _Reader:
    """Numbers the sections of all members, then follows the references."""

    def __init__(self, archive: bytes) -> None:
        self.graph = Graph()
        self.sections: list[Section] = []
        self.members: list[tuple[int, ObjectFile]] = []
        weak: dict[str, int] = {}
        for name, place, data in read_archive(memoryview(archive)):
            member = read_object(data, place)
            first = len(self.sections)
            self.members.append((first, member))
            self.sections += member.sections
            self.graph.files += [len(self.members) - 1] * len(member.sections)
            self.add_labels(name, member)
            self.add_symbols(first, member, weak)
        self.graph.symbols = weak | self.graph.symbols
        references = self.follow_all()
        self.add_rows(references)
        self.graph.fetched = [sorted(self.files_fetched(member)) for _, member in self.members]
        types = {target for target, _ in self.graph.type_rows}
        sizes = {
            references[number][TP_GETSET][0].target: GETSET_ROW
            for number in types
            if TP_GETSET in references[number]
        }
        for number, found in enumerate(references):
            section = self.sections[number]
            size = sizes.get(number) or row_size(
                section, {at: ref for at, (ref, _) in found.items()}
            )
            self.add_edges(found, size, is_type=number in types)

    def add_labels(self, name: str, member: ObjectFile) -> None:
        labels = [f"{name}({section.name})" for section in member.sections]
        for symbol in member.symbols:
            if symbol.section is not None and symbol.name and not symbol.name.startswith("."):
                labels[symbol.section] = f"{symbol.name} ({name})"
        self.graph.labels += labels
        self.graph.sizes += [
            section.size if section.flags & SHF_ALLOC else 0 for section in member.sections
        ]

    def add_symbols(self, first: int, member: ObjectFile, weak: dict[str, int]) -> None:
        for symbol in member.symbols:
            if symbol.section is not None and not symbol.is_local:
                known = weak if symbol.is_weak else self.graph.symbols
                known.setdefault(symbol.name, first + symbol.section)

    def files_fetched(self, member: ObjectFile) -> set[int]:
        known = self.graph.symbols
        return {
            self.graph.files[known[symbol.name]]
            for symbol in member.symbols
            if symbol.section is None and not symbol.is_weak and symbol.name in known
        }

    def follow_all(self) -> list[dict[int, tuple[Reference, int]]]:
        """By section: its references and their places, by offset."""
        found: list[dict[int, tuple[Reference, int]]] = []
        for first, member in self.members:
            for section in member.sections:
                targets = {}
                for relocation in section.relocations if section.flags & SHF_ALLOC else ():
                    reference = self.follow(first, member.symbols[relocation.symbol], relocation)
                    if reference is not None:
                        targets[relocation.offset] = reference, relocation.place
                found.append(targets)
        return found

    def follow(self, first: int, symbol: Symbol, relocation: Relocation) -> Reference | None:
        if symbol.section is not None:
            target = first + symbol.section
        elif symbol.name not in self.graph.symbols:
            return None
        else:
            target = self.graph.symbols[symbol.name]
        section = self.sections[target]
        if not is_string_section(section):
            return Reference(target, section, None, symbol.is_weak)
        start = symbol.value + relocation.addend + 4 * (relocation.kind in _RELATIVE)
        text = bytes(section.data[start : start + 100]).partition(b"\0")[0]
        return Reference(target, section, text.decode("latin-1"))

    def add_rows(self, references: list[dict[int, tuple[Reference, int]]]) -> None:
        """Note what the linker keeps by itself."""
        graph = self.graph
        for number, section in enumerate(self.sections):
            if section.name == TYPE_ROWS:
                graph.type_rows += [
                    (reference.target, place) for reference, place in references[number].values()
                ]
            elif section.name == MODULE_ROWS:
                graph.module_rows.append(number)
            elif section.flags & SHF_GNU_RETAIN:
                graph.retained.append(number)

    def add_edges(
        self, found: dict[int, tuple[Reference, int]], size: int, *, is_type: bool
    ) -> None:
        """Note the references of a section: a table with rows of *size* bytes, or none if 0."""
        edges: list[Edge] = []
        names: list[str] = []
        for offset, (reference, place) in sorted(found.items()):
            need = ""
            if size and offset % size:
                row = found.get(offset - offset % size)
                need = DOC if reference.text is not None else (row and row[0].text) or ""
            elif reference.is_weak:
                need = WEAK
            elif is_type and offset == TP_DOC:
                need = DOC
            elif not size and reference.text is not None and reference.text.isidentifier():
                # Dotted texts are names of modules and full names of types, by which nobody asks.
                names.append(reference.text)
            edges.append((reference.target, need, place))
        self.graph.edges.append(edges)
        self.graph.names.append(names)
