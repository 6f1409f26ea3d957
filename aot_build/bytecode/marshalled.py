# SPDX-License-Identifier: Apache-2.0
"""Code objects as bytes that depend on nothing but their content.

Two things in `marshal.dumps` depend on what the process did before: an object gets a number to be
referred to by only if somebody else holds it too, and a string is marked as interned if somebody
happened to intern it. So that output is read back and written again:

- an immutable object that occurs twice is written once and referred to from then on;
- interned is what becomes a name when the code object is made, and what looks like one, which is
  what the compiler interns; nothing else;
- the items of a frozenset are in the order of their bytes.

Code objects are never merged, so their pre-order positions stay. The format is that of the module
`marshal` of CPython 3.11 to 3.14.
"""

from __future__ import annotations

import dataclasses
import marshal
import struct
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

FLAG_REF = 0x80
_LONG = struct.Struct("<i")
_FIXED_SIZE = {b"i": 4, b"I": 8, b"g": 8, b"y": 16, b"N": 0, b"T": 0, b"F": 0, b".": 0, b"S": 0}
_SIZED = (b"s", b"t", b"u", b"a", b"A")  # a 4-byte length, then bytes
_SHORT = (b"z", b"Z")  # a 1-byte length, then bytes
_SINGLETONS = (b"N", b"T", b"F", b".", b"S")
_INTERNED = {b"u": b"t", b"a": b"A", b"z": b"Z"}
_PLAIN = {interned: plain for plain, interned in _INTERNED.items()}
# What a code object consists of: "l" a 4-byte number, "o" an object, "n" a name or a tuple of them.
_CODE_FIELDS = "lllll" + "oo" + "nn" + "o" + "nnn" + "l" + "oo"


@dataclasses.dataclass(eq=False)
class Node:
    """One marshalled object: its type letter, its own bytes, its parts."""

    kind: bytes
    data: bytes = b""
    parts: tuple[Node | bytes, ...] = ()
    key: object = None

    def make_key(self) -> object:
        """Equal for objects that may be written once; unique for code objects."""
        if self.key is None:
            if self.kind == b"c":
                self.key = id(self)
            else:
                parts = (p if isinstance(p, bytes) else p.make_key() for p in self.parts)
                self.key = (self.kind, self.data, *parts)
        return self.key

    def children(self) -> Iterator[Node]:
        """The parts that are objects."""
        return (part for part in self.parts if isinstance(part, Node))

    @property
    def is_string(self) -> bool:
        """Whether it is a str."""
        return self.kind in _INTERNED or self.kind in _PLAIN


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.refs: list[Node | None] = []

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self) -> int:
        value: int = _LONG.unpack(self.take(4))[0]
        return value

    def read(self) -> Node:
        letter = self.take(1)[0]
        kind = bytes([letter & ~FLAG_REF])
        if kind == b"r":
            node = self.refs[self.number()]
            assert node is not None, "an object refers to itself"
            return node
        place = -1
        if letter & FLAG_REF:
            place = len(self.refs)
            self.refs.append(None)
        node = self.read_kind(kind)
        if place >= 0:
            self.refs[place] = node
        return node

    def read_kind(self, kind: bytes) -> Node:
        if kind in _FIXED_SIZE:
            return Node(kind, self.take(_FIXED_SIZE[kind]))
        if kind in _SIZED:
            return Node(kind, self.take(self.number()))
        if kind in _SHORT:
            return Node(kind, self.take(self.take(1)[0]))
        if kind == b"l":
            size = self.number()
            return Node(kind, _LONG.pack(size) + self.take(2 * abs(size)))
        if kind in (b")", b"(", b">", b":"):
            return self.read_items(kind)
        if kind == b"c":
            fields = (self.take(4) if f == "l" else self.read() for f in _CODE_FIELDS)
            return Node(kind, b"", tuple(fields))
        raise ValueError(f"marshal type {kind!r} is not known for this Python version")

    def read_items(self, kind: bytes) -> Node:
        """A tuple, short or long, a frozenset or a slice (of three)."""
        count = self.take(1)[0] if kind == b")" else 3 if kind == b":" else self.number()
        return Node(b"(" if kind == b")" else kind, b"", tuple(self.read() for _ in range(count)))


class _Writer:
    def __init__(self, root: Node) -> None:
        self.out = bytearray()
        self.uses: Counter[object] = Counter()
        self.refs: dict[object, int] = {}
        self.count(root)

    def count(self, node: Node) -> None:
        key = node.make_key()
        self.uses[key] += 1
        if self.uses[key] == 1:
            for part in node.children():
                self.count(part)

    def write(self, node: Node) -> None:
        key = node.make_key()
        if key in self.refs:
            self.out += b"r" + _LONG.pack(self.refs[key])
            return
        shared = self.uses[key] > 1 and node.kind not in _SINGLETONS
        if shared:
            self.refs[key] = len(self.refs)
        kind = b")" if node.kind == b"(" and len(node.parts) < 256 else node.kind
        self.out.append(kind[0] | (FLAG_REF if shared else 0))
        if kind in _SIZED:
            self.out += _LONG.pack(len(node.data))
        elif kind in _SHORT:
            self.out.append(len(node.data))
        elif kind == b")":
            self.out.append(len(node.parts))
        elif kind in (b"(", b">"):
            self.out += _LONG.pack(len(node.parts))
        self.out += node.data
        for part in node.parts:
            if isinstance(part, bytes):
                self.out += part
            else:
                self.write(part)


def marshal_code(value: object) -> bytes:
    """The marshalled form of a code object, or of a tuple of constants.

    Equal values give equal bytes in every process.
    """
    root = _Reader(marshal.dumps(cast(Any, value))).read()
    names = set(_names(root))
    seen: set[int] = set()
    _normalize(root, names, seen)
    return _dump(root)


def _dump(root: Node) -> bytes:
    writer = _Writer(root)
    writer.write(root)
    return bytes(writer.out)


def _names(node: Node) -> Iterator[bytes]:
    """Every string that the making of the code objects below *node* interns."""
    if node.kind == b"c":
        for field, part in zip(_CODE_FIELDS, node.parts, strict=True):
            if field == "n" and isinstance(part, Node):
                yield from (text.data for text in (part, *part.children()) if text.is_string)
    for part in node.children():
        yield from _names(part)


def _normalize(node: Node, names: set[bytes], seen: set[int]) -> None:
    """Say of every string whether it is interned, and order the frozensets, below *node*."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if node.is_string:
        plain = _PLAIN.get(node.kind, node.kind)
        interned = node.data in names or _looks_like_a_name(node.data)
        node.kind = _INTERNED[plain] if interned else plain
    for part in node.children():
        _normalize(part, names, seen)
    if node.kind == b">":
        node.parts = (*sorted(node.children(), key=_dump),)


def _looks_like_a_name(data: bytes) -> bool:
    """What CPython takes for a name among the constants: ASCII letters, digits and underscores."""
    return all(byte < 128 and (chr(byte).isalnum() or byte == 95) for byte in data)
