# SPDX-License-Identifier: Apache-2.0
"""docs/native-share.md: the table of what `make native-share` found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from recorded import read_json
from venvs import SUPPORTED

HEAD = """\
# How much is native

All functions of the standard library (everything that is installed with it, `idlelib` and the
tests of packages included), of CPython's own tests in `Lib/test`, and of the packages of the
corpus, lowered under each Python. *Native* functions have machine code in an extension and in an
executable; the others run in the bytecode tier, for the reasons below. What has not been run on a
version is not counted. Made by `make native-share` and `python tools/native_share.py --table`; the
last column says with which sources of the compiler.

"""
AREA_NAMES = {"library": "standard library", "tests": "Lib/test", "corpus": "corpus"}
EXAMPLES = 3
MEANINGS = {
    "comprehension-cell": "a captured variable of a comprehension has the name of a free one",
    "no-code": "its code object is never made, or is also that of an equal function on its line",
    "tracing": "it begins to trace, profile or debug, perhaps the rest of its own call",
    "yield-place": "where it is suspended is not certain in the bytecode",
}

Record = dict[str, Any]


def summary(records: Mapping[str, Record]) -> Iterator[str]:
    """The shares of all areas and the reasons, for a terminal."""
    for area in AREA_NAMES:
        of_area = in_area(records, area)
        if of_area:
            yield f"  {area:8} {share(of_area)}"
    for reason, entries in reasons(records.values()):
        first = entries[0]
        yield f"  {len(entries):5}  {reason:20} {first['file']}:{first['line']} {first['qualname']}"


def write(build: Path, page: Path) -> None:
    """Write the page."""
    all_records = {version: read_json(build / f"{version}.json") for version in SUPPORTED}
    lines = [*share_rows(all_records), "", *reason_rows(all_records)]
    page.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def share_rows(all_records: Mapping[str, dict[str, Record]]) -> Iterator[str]:
    """The table of the shares."""
    yield "| code | Python | functions native | sources |"
    yield "|---|---|---:|---|"
    for area, name in AREA_NAMES.items():
        for version, records in all_records.items():
            of_area = in_area(records, area)
            if of_area:
                sources = ", ".join(sorted({record["compiler"] for record in of_area}))
                yield f"| {name} | {version} | {share(of_area)} | {sources} |"


def reason_rows(all_records: Mapping[str, dict[str, Record]]) -> Iterator[str]:
    """The table of the reasons, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[str, dict[tuple[str, str], None]] = {}
    for version, records in all_records.items():
        for reason, entries in reasons(records.values()):
            counts[reason, version] += len(entries)
            places = examples.setdefault(reason, {})
            places.update({(entry["file"], entry["qualname"]): None for entry in entries})
    yield f"| reason | meaning | {' | '.join(all_records)} | for example |"
    yield f"|---|---|{'---:|' * len(all_records)}---|"
    totals = {
        reason: sum(counts[reason, version] for version in all_records) for reason in examples
    }
    for reason in sorted(examples, key=lambda reason: (-totals[reason], reason)):
        numbers = " | ".join(str(counts[reason, version] or "") for version in all_records)
        shown = [f"`{name}` in {file}" for file, name in [*examples[reason]][:EXAMPLES]]
        yield f"| {reason} | {MEANINGS.get(reason, '')} | {numbers} | {', '.join(shown)} |"


def in_area(records: Mapping[str, Record], area: str) -> list[Record]:
    """The records of one area."""
    return [record for key, record in records.items() if key.startswith(f"{area} ")]


def share(records: list[Record]) -> str:
    """`99.4% of 62,190`."""
    native = sum(record["native"] for record in records)
    functions = native + sum(len(record["bytecode"]) for record in records)
    return f"{native / functions:.2%} of {functions:,}" if functions else ""


def reasons(records: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """Functions that are not native by their reason, the most frequent first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        for entry in record["bytecode"]:
            found.setdefault(entry["reason"], []).append(entry)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
