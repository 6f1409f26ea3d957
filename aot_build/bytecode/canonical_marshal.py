# SPDX-License-Identifier: Apache-2.0
"""Code objects as bytes that depend on nothing but their content.

``marshal.dumps`` marks an object as shareable when somebody else happens to hold a reference to it, so
its output differs from run to run. Here that output is read back and written again: an immutable
object that occurs twice is written once and referred to from then on, whatever its references were.

The format (version 4) is that of the ``marshal`` module of CPython 3.11–3.13; code objects are never
merged, so their pre-order positions stay.
"""

from __future__ import annotations

import dataclasses
import marshal
import struct
from collections import Counter
from types import CodeType

FLAG_REF = 0x80
_LONG = struct.Struct("<i")
_FIXED_SIZE = {b"i": 4, b"I": 8, b"g": 8, b"y": 16, b"N": 0, b"T": 0, b"F": 0, b".": 0, b"S": 0}
_SIZED = (b"s", b"t", b"u", b"a", b"A")  # a 4-byte length, then bytes
_SHORT = (b"z", b"Z")  # a 1-byte length, then bytes
_SINGLETONS = (b"N", b"T", b"F", b".", b"S")
# What a code object consists of: "l" a 4-byte number, "o" an object.
_CODE_FIELDS = "lllll" + "oooooooo" + "l" + "oo"


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
            self.key = (
                id(self)
                if self.kind == b"c"
                else (
                    self.kind,
                    self.data,
                    tuple(p if isinstance(p, bytes) else p.make_key() for p in self.parts),
                )
            )
        return self.key


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
        if kind in (b")", b"(", b">"):
            count = self.take(1)[0] if kind == b")" else self.number()
            kind = b"(" if kind == b")" else kind
            return Node(kind, b"", tuple(self.read() for _ in range(count)))
        if kind == b"c":
            fields = (self.take(4) if f == "l" else self.read() for f in _CODE_FIELDS)
            return Node(kind, b"", tuple(fields))
        raise ValueError(f"marshal type {kind!r} is not known for this Python version")


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
            for part in node.parts:
                if isinstance(part, Node):
                    self.count(part)

    def write(self, node: Node) -> None:
        key = node.make_key()
        if key in self.refs:
            self.out += b"r" + _LONG.pack(self.refs[key])
            return
        shared = self.uses[key] > 1 and node.kind not in _SINGLETONS
        flag = FLAG_REF if shared else 0
        if shared:
            self.refs[key] = len(self.refs)
        kind = b")" if node.kind == b"(" and len(node.parts) < 256 else node.kind
        self.out.append(kind[0] | flag)
        if kind in _SIZED:
            self.out += _LONG.pack(len(node.data))
        elif kind in _SHORT or kind == b")":
            self.out.append(len(node.data) if kind in _SHORT else len(node.parts))
        elif kind in (b"(", b">"):
            self.out += _LONG.pack(len(node.parts))
        self.out += node.data
        for part in node.parts:
            if isinstance(part, bytes):
                self.out += part
            else:
                self.write(part)


def dump_canonical(code: CodeType) -> bytes:
    """The marshalled form of *code*; equal code objects give equal bytes in every process."""
    root = _Reader(marshal.dumps(code)).read()
    writer = _Writer(root)
    writer.write(root)
    return bytes(writer.out)
