# SPDX-License-Identifier: Apache-2.0
"""Debug information (DWARF): the file and line of Python that native code comes from.

    %v3 = call ptr @rt_add(ptr %v1, ptr %v2)   ->   …, !dbg !7
                                                    !7 = !DILocation(line: 12, scope: !5)
                                                    !5 = !DISubprogram(name: "Cart.total", …

Only lines: what the variables hold is in the frame, where Python's own tools see it. Native code
that blames no instruction belongs to the line before it, as in the line table of a code object.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from aot_build.ir.function import Function
from aot_build.ir.values import NO_POS

# Of metadata; those before are branch weights (llvm/module.py). The order is that of `_head`.
_UNIT, _FILE, _TYPE, _NO_TYPES, _DWARF, _VERSION, _FIRST_FREE = range(2, 9)


@dataclass(frozen=True)
class SourceFile:
    """The Python file as a debugger is told of it."""

    name: str  # relative to the folder: "shop/cart.py"
    folder: str  # what is on sys.path; "." where the build happens elsewhere than the use


@dataclass
class DebugInfo:
    """The metadata of one LLVM module, collected while its functions are written."""

    file: SourceFile
    nodes: list[str] = field(default_factory=list)

    def add(self, node: str) -> int:
        """The number of a new node."""
        self.nodes.append(node)
        return _FIRST_FREE + len(self.nodes) - 1

    def text(self) -> list[str]:
        """All of it, as lines of the LLVM module."""
        nodes = [*_head(self.file), *self.nodes]
        numbered = [f"!{_UNIT + i} = {node}" for i, node in enumerate(nodes)]
        named = [
            f"!llvm.dbg.cu = !{{!{_UNIT}}}",
            f"!llvm.module.flags = !{{!{_DWARF}, !{_VERSION}}}",
        ]
        return [*named, *numbered]


class FunctionLines:
    """The places of one function's operations."""

    def __init__(self, info: DebugInfo, fn: Function) -> None:
        assert fn.code is not None
        first = max(fn.code.co_firstlineno, 1)
        self.info = info
        self.lines = [line or first for line, *_ in fn.code.co_positions()]
        self.known: dict[int, int] = {}
        self.scope = info.add(
            f'distinct !DISubprogram(name: "{_escaped(fn.qualname)}", scope: !{_FILE}, '
            f"file: !{_FILE}, line: {first}, scopeLine: {first}, type: !{_TYPE}, "
            f"spFlags: DISPFlagDefinition, unit: !{_UNIT})"
        )
        self.start = self.of_line(first)

    def of_line(self, line: int) -> str:
        """What an instruction of that line ends with."""
        if line not in self.known:
            self.known[line] = self.info.add(f"!DILocation(line: {line}, scope: !{self.scope})")
        return f", !dbg !{self.known[line]}"

    def of_unit(self, pos: int) -> str | None:
        """The same for a code unit that an operation blames; None if it blames none."""
        if pos == NO_POS or pos >= len(self.lines):
            return None
        return self.of_line(self.lines[pos])


def _head(file: SourceFile) -> list[str]:
    """The nodes that every module has."""
    return [
        f"distinct !DICompileUnit(language: DW_LANG_Python, file: !{_FILE}, "
        'producer: "aot_build", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)',
        f'!DIFile(filename: "{_escaped(file.name)}", directory: "{_escaped(file.folder)}")',
        f"!DISubroutineType(types: !{_NO_TYPES})",
        "!{null}",
        '!{i32 7, !"Dwarf Version", i32 4}',
        '!{i32 2, !"Debug Info Version", i32 3}',
    ]


def _escaped(text: str) -> str:
    """*text* as it stands in a string of LLVM's."""
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:02X}"
        for byte in text.encode("utf-8", "surrogatepass")
    )
