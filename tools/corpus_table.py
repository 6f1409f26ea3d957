# SPDX-License-Identifier: Apache-2.0
"""docs/corpus.md: the table of what `make corpus` found.

It has no seconds: the two halves of a run are not measured in turns. They are in results.json.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus_package import read_packages
from venvs import SUPPORTED

HEAD = """\
# The corpus

Packages from PyPI that nobody here wrote, built with `aot wheel`, installed into a fresh
environment, and tested with their own suites. *Same* means: every test passed, failed or was
skipped exactly as under plain CPython of that version, under which some suites fail a few tests
themselves. What has not been run on a version has no row for it. Made by `make corpus` and
`python tools/corpus.py --table`; the totals say which sources of the compiler the runs were made
with (the tool's hash of `aot_build/` and `runtime/`).

"""

COLUMNS = ("package", "Python", "result", "tests", "functions native")


def write(results: dict[str, Any], page: Path, check: bool) -> int:
    """Write the page, or with *check* fail when a row of it is no package of the corpus."""
    if not check:
        text = HEAD + "\n".join(rows(results)) + "\n" + totals(results)
        page.write_text(text, encoding="utf-8")
        return 0
    known = {f"{package.name} {package.version}" for package in read_packages()}
    unknown = sorted(named_packages(page) - known)
    if unknown:
        print(f"{page.name} has rows for what is not in the corpus: {', '.join(unknown)}")
    return int(bool(unknown))


def named_packages(page: Path) -> set[str]:
    """The first cells of the page's table, without its head."""
    lines = page.read_text(encoding="utf-8").splitlines() if page.is_file() else []
    return {line.split("|")[1].strip() for line in lines if line.startswith("|")} - {
        COLUMNS[0],
        "---",
    }


def rows(results: dict[str, Any]) -> Iterator[str]:
    """The lines of the table."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---|---|---|---:|---:|"
    for package in sorted(read_packages(), key=lambda item: item.name.lower()):
        for version in SUPPORTED:
            record = results.get(f"{package.name}@{version}")
            if record:
                yield row(f"{package.name} {package.version}", version, record)


def row(name: str, version: str, record: dict[str, Any]) -> str:
    """One line of the table."""
    result = "same" if record["status"] == "passed" else f"{record.get('differences', 'no')} differ"
    tests = sum(record.get("native", {}).values())
    native = share(record.get("totals", {}))
    return f"| {name} | {version} | {result} | {tests or ''} | {native} |"


def totals(results: dict[str, Any]) -> str:
    """The share of native functions for each Python."""
    lines = []
    for version in SUPPORTED:
        records = [
            results[key]
            for key in (f"{package.name}@{version}" for package in read_packages())
            if key in results
        ]
        functions = sum(record.get("totals", {}).get("functions", 0) for record in records)
        native = sum(record.get("totals", {}).get("native", 0) for record in records)
        if functions:
            same = sum(record["status"] == "passed" for record in records)
            lines.append(
                f"Python {version}: {same} of {len(records)} packages the same, "
                f"{share({'functions': functions, 'native': native})} functions native "
                f"(sources {', '.join(sorted({record['compiler'] for record in records}))}).\n"
            )
    return "\n" + "\n".join(lines) if lines else ""


def share(totals: dict[str, int]) -> str:
    """`90.1 % of 1,234`."""
    functions = totals.get("functions", 0)
    return f"{totals['native'] / functions:.1%} of {functions:,}" if functions else ""
