# SPDX-License-Identifier: Apache-2.0
"""docs/cpython-tests-ext.md: the table of what `make cpython-tests-ext` found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from venvs import ROOT, SUPPORTED

if TYPE_CHECKING:
    from cpython_tests_tree import Half

PAGE = ROOT / "docs" / "cpython-tests-ext.md"
NAMES_SHOWN = 12
NO_REASON = "not explained yet"

HEAD = """\
# CPython's own tests as extension modules

Modules of CPython's package `test`, compiled natively themselves by `aot ext` together with the
modules beside them that they import (`test.support` stays interpreted), and run by the CPython they
came with. *Same*: tests that ended (passed, failed, were skipped) exactly as when the module is
interpreted. Each difference has a reason; those are below the table and in
[differences.md](differences.md). Made by `make cpython-tests-ext` and
`python tools/cpython_tests_ext.py --table`. A module without numbers for a version is not in
that version or has not been run on it.

"""

Reasons = Sequence[tuple[str, str]]


def write(results: dict[str, Any], reasons: Reasons) -> None:
    """Write the page."""
    parts = [HEAD, *totals(results), "\n", *table(results), "\n", *explained(results, reasons)]
    PAGE.write_text("".join(parts), encoding="utf-8")


def totals(results: dict[str, Any]) -> Iterator[str]:
    """One line for each Python."""
    for version in SUPPORTED:
        found = {key: item for key, item in results.items() if key.endswith(f"@{version}")}
        if found:
            same, tests = (sum(item[key] for item in found.values()) for key in ("same", "tests"))
            # Modules of one package are compiled together, each time the whole package.
            compiled = {key.partition("@")[0].partition(".")[0]: found[key] for key in found}
            native, functions = (
                sum(item.get(key, 0) for item in compiled.values())
                for key in ("native", "functions")
            )
            yield (
                f"* Python {version}: {same:,} of {tests:,} tests in {len(found)} modules the same "
                f"({same / tests:.2%}); {native / functions:.1%} of {functions:,} functions native"
            )
            yield "\n"


def table(results: dict[str, Any]) -> Iterator[str]:
    """Same tests of all, for each module and Python."""
    yield f"| module | {' | '.join(SUPPORTED)} | functions native |\n"
    yield f"|---|{'---:|' * len(SUPPORTED)}---:|\n"
    for name in sorted({key.partition("@")[0] for key in results}):
        items = [results.get(f"{name}@{version}") for version in SUPPORTED]
        cells = [f"{item['same']} of {item['tests']}" if item else "" for item in items]
        last = next(item for item in reversed(items) if item)
        share = f"{last.get('native', 0)} of {last.get('functions', 0)}"
        yield f"| {name} | {' | '.join(cells)} | {share} |\n"


def explained(results: dict[str, Any], reasons: Reasons) -> Iterator[str]:
    """The reasons, with how many tests each explains and which they are."""
    found: dict[str, Counter[str]] = {}
    for key, item in results.items():
        for problem in item["problems"]:
            reason = find_reason(key, problem, reasons) or NO_REASON
            name = problem.partition(": ")[0]
            found.setdefault(reason, Counter())[f"{key.partition('@')[0]}: {short(name)}"] += 1
    yield "## What differs, and why\n\n"
    for reason, names in sorted(found.items(), key=lambda pair: -pair[1].total()):
        yield f"* {reason} ({names.total()})\n"
        yield from (f"  - `{name}`\n" for name in sorted(names)[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            yield f"  - and {len(names) - NAMES_SHOWN} more\n"


def reason_of(half: Half, problem: str, reasons: Reasons) -> str | None:
    """Why a test differs, if that is known."""
    return find_reason(half.key, problem, reasons)


def find_reason(key: str, problem: str, reasons: Reasons) -> str | None:
    """The reason of the first pattern that fits `test_int@3.12 test.test_int.Case.test_x: ...`."""
    text = f"{key} {problem}"
    return next((why for pattern, why in reasons if fnmatchcase(text, pattern)), None)


def short(name: str) -> str:
    """A test id without the module."""
    return re.sub(r"^test\.(\w+\.)*?(?=[A-Z])", "", name)
