# SPDX-License-Identifier: Apache-2.0
"""docs/peer-tests.md: the table of what `make peer-tests` found, and the reasons of differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from cpython_tests_table import NAMES_SHOWN, NO_REASON, Reasons, find_reason
from venvs import ROOT, SUPPORTED

PAGE = ROOT / "docs" / "peer-tests.md"
DIFFERENCES = ROOT / "tests" / "peer_tests" / "differences.txt"
SUFFIXES = {"": "extensions", " program": "executables"}

HEAD = """\
# The run tests of mypyc and Cython, as programs

The cases of mypyc (`mypyc/test-data/run-*.test` of mypy's sdist) and the plain-Python modules of
Cython's (`tests/run/*.py`, with `cython` the module for interpreted code), run by CPython,
interpreted and compiled by `aot ext`, and as executables (`aot build`), which the table leaves out.
*Same*: output, exceptions with tracebacks, and exit code are those of the interpreted run; in
tracebacks of executables, the library's lines are not compared. Of mypyc, each case counts once, of
Cython, each example of a doctest and each unittest. What those two compilers themselves make of a
case does not matter. Made by `make peer-tests` and `python tools/peer_tests.py --table`.

"""


def write(results: Mapping[str, Any]) -> None:
    """Write the page."""
    parts = [HEAD, *totals(results), "\n", *table(results), "\n", *explained(results)]
    PAGE.write_text("".join(parts), encoding="utf-8")


def totals(results: Mapping[str, Any]) -> Iterator[str]:
    """One line for each project, Python and product."""
    for project in ("mypyc", "cython"):
        for suffix, product in SUFFIXES.items():
            for version in SUPPORTED:
                end = f"@{version}{suffix}"
                found = [
                    item
                    for key, item in results.items()
                    if key.startswith(f"{project}.") and key.endswith(end)
                ]
                if found:
                    yield f"* {project}, Python {version}, {product}: {describe(found)}\n"


def describe(found: list[dict[str, Any]]) -> str:
    """The numbers of a project under one Python."""
    sums = {
        key: sum(item.get(key, 0) for item in found)
        for key in ("tests", "same", "refused", "native", "functions")
    }
    text = f"{sums['same']:,} of {sums['tests']:,} the same"
    if sums["refused"]:
        text += f" ({sums['refused']} of them end with an exception in both)"
    if sums["functions"]:
        share = sums["native"] / sums["functions"]
        text += f"; {share:.1%} of {sums['functions']:,} functions native"
    return text


def table(results: Mapping[str, Any]) -> Iterator[str]:
    """Same ones of all as extensions, for each file of mypyc, module of Cython, and Python."""
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for key, item in results.items():
        name, _, version = key.partition("@")
        if version not in SUPPORTED:
            continue
        cell = groups[".".join(name.split(".")[:2])][version]
        cell[0] += item["same"]
        cell[1] += item["tests"]
    yield f"| tests | {' | '.join(SUPPORTED)} |\n|---|{'---:|' * len(SUPPORTED)}\n"
    for group, cells in sorted(groups.items()):
        counts = [cells.get(version) for version in SUPPORTED]
        texts = [f"{count[0]} of {count[1]}" if count and count[1] else "" for count in counts]
        yield f"| {group} | {' | '.join(texts)} |\n"


def explained(results: Mapping[str, Any]) -> Iterator[str]:
    """The reasons, with the cases that each explains."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, item in results.items():
        if item["problems"]:
            found[reason_of(key, item["problems"]) or NO_REASON].add(key.partition("@")[0])
    yield "## What differs, and why\n\n"
    for reason, names in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        yield f"* {reason} ({len(names)})\n"
        yield from (f"  - `{name}`\n" for name in sorted(names)[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            yield f"  - and {len(names) - NAMES_SHOWN} more\n"


def reason_of(key: str, problems: list[str]) -> str | None:
    """Why a case differs, if that is known."""
    return find_reason(key, "\n".join(problems), read_reasons())


def read_reasons() -> Reasons:
    """(pattern of `case@version` and the lines that differ, reason), in the order of the file."""
    lines = DIFFERENCES.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return [(pattern, reason) for pattern, reason in pairs]
