# SPDX-License-Identifier: Apache-2.0
"""docs/stdlib.md: the tables of what `make stdlib` found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cpython_tests_ext import read_reasons
from cpython_tests_table import explained
from stdlib_imports import NOT_IMPORTED
from stdlib_suites import REASONS
from stdlib_tree import LEFT_OUT, NOT_COMPILED
from venvs import ROOT, SUPPORTED

PAGE = ROOT / "docs" / "stdlib.md"
HEAD = """\
# The standard library, compiled

The pure-Python standard library of an installation, compiled by `aot ext` and put on `sys.path`
ahead of the installation's own. Everything that runs over it, `import`, CPython's own tests and the
suites of packages with pytest, is compared with the same CPython over its own library; a module of
it that a test loads and that is not native counts as a difference. Made by `make stdlib` and
`python tools/stdlib.py --table`. What has not been run on a version is not counted.

    make stdlib ARGS="--python 3.12 --tier compile"
    PYTHONPATH=build/stdlib/3.12/lib python3.12 -X frozen_modules=off program.py

CPython has some modules inside (`os`, `abc`, `codecs`, `io`, `site`, `runpy` and what these
import); it takes them from there whatever is on `sys.path`, unless `-X frozen_modules=off` says
otherwise (3.13 has `PYTHON_FROZEN_MODULES=off` as well). Then all of these are native too, also the
ones that are imported before `site` runs: `encodings`, `codecs`, `io`, `abc`. A `.pth` file or
`sitecustomize` comes too late for them. `importlib._bootstrap`, `importlib._bootstrap_external` and
`zipimport` are always CPython's own.

"""
Records = Mapping[str, Any]


def write(results: Records) -> None:
    """Write the page."""
    lines = [
        *overview(results),
        "",
        *left_out(),
        "",
        *suites(results, "tests", "CPython's own tests, not compiled themselves"),
        "",
        *suites(results, "corpus", "Packages, not compiled themselves"),
        "",
    ]
    tests = of_tier(results, "tests") | of_tier(results, "corpus")
    text = "".join(explained(tests, read_reasons(REASONS)))
    PAGE.write_text(HEAD + "\n".join(lines) + "\n" + text, encoding="utf-8")


def overview(results: Records) -> Iterator[str]:
    """One row for each Python."""
    columns = ("functions native", "modules imported", "tests", "tests of packages")
    yield f"| Python | {' | '.join(columns)} |"
    yield "|---|---:|---:|---:|---:|"
    for version in SUPPORTED:
        compiled = of_version(of_tier(results, "compile"), version)
        if not compiled:
            continue
        native, functions = (total(compiled, key) for key in ("native", "functions"))
        imported = of_version(of_tier(results, "import"), version)
        modules = total(imported, "modules")
        failed = {line.partition(":")[0] for item in imported for line in item["problems"]}
        cells = [
            version,
            f"{native:,} of {functions:,}",
            f"{modules - len(failed):,} of {modules:,}" if modules else "",
            *(share(of_version(of_tier(results, tier), version)) for tier in ("tests", "corpus")),
        ]
        yield f"| {' | '.join(cells)} |"


def left_out() -> Iterator[str]:
    """What is not compiled or not imported, and why."""
    yield "Left out:"
    yield ""
    for name, why in [*LEFT_OUT.items(), *NOT_COMPILED.items(), *NOT_IMPORTED.items()]:
        yield f"* `{name}`: {why}"


def suites(results: Records, tier: str, title: str) -> Iterator[str]:
    """The table of the suites of one tier."""
    found = of_tier(results, tier)
    yield f"## {title}"
    yield ""
    yield f"| name | {' | '.join(SUPPORTED)} |"
    yield f"|---|{'---:|' * len(SUPPORTED)}"
    for name in sorted({key.partition("@")[0] for key in found}):
        items = [found.get(f"{name}@{version}") for version in SUPPORTED]
        yield f"| {name} | {' | '.join(share([item]) if item else '' for item in items)} |"


def share(records: list[Any]) -> str:
    """`34 of 35`; nothing when nothing was run."""
    if not records:
        return ""
    return f"{total(records, 'same'):,} of {total(records, 'tests'):,}"


def total(records: list[Any], key: str) -> int:
    """The sum of a number over records."""
    return sum(record.get(key, 0) for record in records)


def of_tier(results: Records, tier: str) -> dict[str, Any]:
    """The records of a tier, by `name@version`."""
    start = f"{tier} "
    return {key.removeprefix(start): item for key, item in results.items() if key.startswith(start)}


def of_version(records: Records, version: str) -> list[Any]:
    """The records of one Python."""
    return [item for key, item in records.items() if key.endswith(f"@{version}")]
