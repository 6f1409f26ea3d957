# SPDX-License-Identifier: Apache-2.0
"""The report as one HTML page: the sources, each line coloured by how native it is.

The page holds everything it needs (no script, no font, no image from elsewhere), is the same bytes
for the same input, and follows the reader's choice of a light or a dark screen. A line has the
class of the innermost function around it:

    native      machine code
    bytecode    interpreted; the reason is shown on hover, and below the line where it arises
    once        outside every function: runs once, when the module is imported
"""

from __future__ import annotations

import ast
import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aot_build.report.coverage import Coverage, Function, Module, Reason, list_reasons, percent

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

STYLE = """
:root { color-scheme: light dark; --native: #d9f2dd; --bytecode: #fbdcd7;
  --line: #8884; --soft: #767676; --mark: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --native: #12351b; --bytecode: #43201b; --soft: #9a9a9a; --mark: #ff8a7a; } }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
}
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .15rem .8rem .15rem 0; text-align: left; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; }
pre { font: 13px/1.5 ui-monospace, monospace; overflow-x: auto; border: 1px solid var(--line); }
pre span { display: block; padding: 0 .6rem; white-space: pre; }
pre i { color: var(--soft); font-style: normal; user-select: none; }
.native { background: var(--native); } .bytecode { background: var(--bytecode); }
.why { color: var(--mark); } .legend span { padding: .1rem .6rem; margin-right: .6rem; }
summary { cursor: pointer; font-weight: 600; } details { margin: .6rem 0; }
.soft { color: var(--soft); font-weight: 400; }
"""


@dataclass(frozen=True)
class Region:
    """The lines of one function, first and last inclusive."""

    first: int
    last: int
    function: Function


def render(report: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    """The page for a report; *sources* maps a module's `file` (or name) to its text."""
    coverage = Coverage.from_json(report)
    body = [
        *_summary(coverage),
        *_reason_table(list_reasons(coverage)),
        *_legend(),
        *(
            part
            for module in coverage.modules
            for part in _module(module, sources, unfolded=len(coverage.modules) == 1)
        ),
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>What is native</title><style>{STYLE}</style></head><body>",
            *body,
            "</body></html>",
            "",
        ]
    )


def find_regions(module: Module, text: str) -> list[Region]:
    """Where each function of the module lies, outer ones first.

    A function of the report is found by name and first line, which is that of its first decorator
    in some interpreters' code objects and that of its `def` in the tree; both are accepted.
    """
    extents: dict[tuple[str, int], tuple[int, int]] = {}
    for name, first, start, last in _list_functions(text):
        extents.setdefault((name, first), (first, last))
        extents.setdefault((name, start), (first, last))
    regions = []
    for function in module.functions:
        name = function.qualname.rpartition(".")[2]
        first, last = extents.get((name, function.line), (function.line, function.line))
        regions.append(Region(first, last, function))
    return sorted(regions, key=lambda region: (region.first, -region.last))


def _list_functions(text: str) -> Iterator[tuple[str, int, int, int]]:
    """(name, first line with decorators, line of `def`, last line) of every function."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode):
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(item.lineno for item in decorators)])
            name = getattr(node, "name", "<lambda>")
            yield name, first, node.lineno, node.end_lineno or node.lineno


def _summary(coverage: Coverage) -> Iterator[str]:
    totals = coverage.totals
    yield "<h1>What is native</h1>"
    yield (
        f"<p><b>{percent(totals.native, totals.functions)}</b> of {totals.functions} functions and "
        f"<b>{percent(totals.native_statements, totals.statements)}</b> of {totals.statements} "
        "statements in functions are machine code; the rest runs as bytecode.</p>"
    )


def _reason_table(reasons: list[Reason]) -> Iterator[str]:
    if not reasons:
        return
    yield "<table><tr><th class=number>functions</th><th>in bytecode because</th><th>for example"
    yield "</th></tr>"
    for reason in reasons:
        example = reason.example
        text = ": ".join(filter(None, [reason.code, example.message]))
        hint = f"<br><span class=soft>hint: {_escape(example.hint)}</span>" if example.hint else ""
        place = example.place(reason.module.file)
        yield (
            f"<tr><td class=number>{reason.count}</td><td>{_escape(text)}{hint}</td>"
            f"<td>{_escape(f'{place} {example.qualname}()')}</td></tr>"
        )
    yield "</table>"


def _legend() -> Iterator[str]:
    yield (
        "<p class=legend><span class=native>native</span><span class=bytecode>bytecode; hover for "
        "the reason</span><span class=once>runs once, at import</span></p>"
    )


def _module(module: Module, sources: Mapping[str, str], unfolded: bool) -> Iterator[str]:
    text = sources.get(module.file, sources.get(module.name))
    share = f"{module.native} of {len(module.functions)} functions native"
    heading = f"{_escape(module.name)} <span class=soft>{_escape(module.file)}, {share}</span>"
    if text is None:
        yield f"<p>{heading}</p>"
        return
    yield f"<details{' open' if unfolded else ''}><summary>{heading}</summary>"
    yield f"<pre>{''.join(_lines(module, text))}</pre></details>"


def _lines(module: Module, text: str) -> Iterator[str]:
    lines = text.split("\n")
    innermost: dict[int, Function] = {}
    regions = find_regions(module, text)
    for region in regions:
        span = range(region.first, region.last + 1)
        innermost |= dict.fromkeys(span, region.function)
    reasons: dict[int, list[Function]] = {}
    for region in regions:
        if not region.function.is_native:
            place = region.function.at[0] if region.function.at else region.function.line
            reasons.setdefault(place, []).append(region.function)
    width = len(str(len(lines)))
    for number, line in enumerate(lines, 1):
        if number == len(lines) and not line:
            break
        yield _line(f"{number:{width}}", line, innermost.get(number))
        for function in reasons.get(number, ()):
            yield _reason_line(function, width)


def _line(number: str, text: str, function: Function | None) -> str:
    kind, title = "once", ""
    if function is not None:
        kind = "native" if function.is_native else "bytecode"
        why = "" if function.is_native else f": {_explain(function)}"
        title = f' title="{_escape(f"{function.qualname}() is {kind}{why}")}"'
    return f"<span class={kind}{title}><i>{number}  </i>{_escape(text) or ' '}</span>"


def _reason_line(function: Function, width: int) -> str:
    column = function.at[1] if function.at else 1
    text = f"{'':{width}}  {'':{column - 1}}^ {_explain(function)}"
    return f'<span class="bytecode why">{_escape(text)}</span>'


def _explain(function: Function) -> str:
    text = " ".join(filter(None, [function.message, f"[{function.reason or 'unknown'}]"]))
    return f"{text} (hint: {function.hint})" if function.hint else text


def _escape(text: str | None) -> str:
    return html.escape(text or "", quote=True)
