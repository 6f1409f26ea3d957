# SPDX-License-Identifier: Apache-2.0
"""The report as a table: how much of each module is native, and why the rest is not.

    module       functions  native
    shop.cart           12      11   91.7 %
    total               12      11   91.7 %   statements: 80 of 86 native (93.0 %)

    in bytecode because
      1  tracing   'settrace' here may begin to trace this very call   shop/cart.py:12:5 total()

Reads the JSON of `aot report`, which is also what `aot.json` of a native wheel holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MODULES_SHOWN = 40
NATIVE = "native"


@dataclass(frozen=True)
class Totals:
    """Counts over a whole build; the statements are those inside functions."""

    functions: int = 0
    native: int = 0
    bytecode: int = 0
    statements: int = 0
    native_statements: int = 0


@dataclass(frozen=True)
class Function:
    """One function of the report; *at* is where its reason stands: line and column from 1."""

    qualname: str
    line: int
    tier: str
    reason: str | None = None
    message: str | None = None
    hint: str | None = None
    at: tuple[int, int] | None = None

    @property
    def is_native(self) -> bool:
        """Whether it has machine code."""
        return self.tier == NATIVE

    def place(self, file: str) -> str:
        """Where to look: the reason's place, else the function's."""
        line, column = self.at or (self.line, 0)
        return f"{file}:{line}:{column}" if column else f"{file}:{line}"


@dataclass(frozen=True)
class Module:
    """One module of the report."""

    name: str
    file: str
    functions: tuple[Function, ...] = ()

    @property
    def native(self) -> int:
        """How many of its functions are native."""
        return sum(function.is_native for function in self.functions)


@dataclass(frozen=True)
class Coverage:
    """A report with names and types."""

    totals: Totals
    modules: tuple[Module, ...] = field(default=())

    @classmethod
    def from_json(cls, report: Mapping[str, Any]) -> Coverage:
        """Read the JSON of `aot report`; keys that this version does not know are passed over."""
        modules = tuple(
            Module(
                entry["name"],
                entry["file"],
                tuple(_read_function(function) for function in entry["functions"]),
            )
            for entry in report["modules"]
        )
        return cls(Totals(**_known(Totals, report["totals"])), modules)


@dataclass(frozen=True)
class Reason:
    """Why some functions stay in bytecode: a code, how often, and the first example."""

    code: str
    count: int
    module: Module
    example: Function


def format_table(report: Mapping[str, Any]) -> str:
    """The table of modules, the totals and the reasons, with a final newline."""
    coverage = Coverage.from_json(report)
    lines = [*_module_lines(coverage), *_reason_lines(list_reasons(coverage))]
    return "\n".join(lines) + "\n"


def list_reasons(coverage: Coverage) -> list[Reason]:
    """Every reason, the most frequent first."""
    counts = Counter[str]()
    examples: dict[str, tuple[Module, Function]] = {}
    for module in coverage.modules:
        for function in module.functions:
            if not function.is_native:
                code = function.reason or "unknown"
                counts[code] += 1
                examples.setdefault(code, (module, function))
    order = sorted(counts, key=lambda code: (-counts[code], code))
    return [Reason(code, counts[code], *examples[code]) for code in order]


def percent(part: int, whole: int) -> str:
    """`91.7 %`; of nothing, all is native."""
    return f"{part / whole:.1%}".replace("%", " %") if whole else "100.0 %"


def _module_lines(coverage: Coverage) -> Iterator[str]:
    modules = sorted(coverage.modules, key=lambda item: item.native - len(item.functions))
    shown = sorted(modules[:MODULES_SHOWN], key=lambda item: item.name)
    width = max([len("module"), *(len(module.name) for module in shown)])
    yield f"{'module':{width}}  functions  native"
    for module in shown:
        yield _count_line(module.name, width, len(module.functions), module.native)
    if len(modules) > len(shown):
        yield f"and {len(modules) - len(shown)} more modules with less in bytecode"
    totals = coverage.totals
    yield (
        _count_line("total", width, totals.functions, totals.native)
        + f"   statements: {totals.native_statements} of {totals.statements} native"
        + f" ({percent(totals.native_statements, totals.statements)})"
    )


def _count_line(name: str, width: int, functions: int, native: int) -> str:
    return f"{name:{width}}  {functions:9}  {native:6}  {percent(native, functions):>7}"


def _reason_lines(reasons: Sequence[Reason]) -> Iterator[str]:
    if not reasons:
        return
    yield ""
    yield "in bytecode because"
    code_width = max(len(reason.code) for reason in reasons)
    text_width = max(len(reason.example.message or "") for reason in reasons)
    for reason in reasons:
        example = reason.example
        text = f"{reason.code:{code_width}}  {example.message or '':{text_width}}"
        yield f"{reason.count:5}  {text}  {example.place(reason.module.file)} {example.qualname}()"
        if example.hint:
            yield f"{'':5}  {'':{code_width}}  hint: {example.hint}"


def _read_function(entry: Mapping[str, Any]) -> Function:
    values = _known(Function, entry)
    if values.get("at") is not None:
        line, column = values["at"]
        values["at"] = (line, column)
    return Function(**values)


def _known(kind: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in kind.__dataclass_fields__ if key in values}
