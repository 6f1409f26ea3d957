# SPDX-License-Identifier: Apache-2.0
"""Which symbols of CPython's C API the runtime library defines: capi/api.toml and its page.

    python tools/capi_status.py              compare both with the library of this Python
    python tools/capi_status.py --update     write both again, from every Python that is found
    python tools/capi_status.py --update --python 3.12      the same, what others say being kept

A row is a symbol that CPython's own library exports: all public ones, and those private ones that
binary wheels or CPython's own extension modules use. That it is defined, and visible to extension
modules, is read from the archive that programs are linked with. `note` and `partial` of a row are
written by hand and kept; `wheels` counts how many of 57 popular packages use the symbol.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from venvs import ROOT, SUPPORTED, find_interpreters

TABLE = ROOT / "capi" / "api.toml"
PAGE = ROOT / "docs" / "capi-status.md"
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
PREFIXES = ("Py", "_Py")
# Not API: entry points of modules, and of CPython's own programs.
LEFT_OUT = ("PyInit_",)


@dataclass
class Row:
    """One symbol."""

    name: str
    kind: str
    versions: set[str] = field(default_factory=set)
    """Those whose library exports it."""
    missing: set[str] = field(default_factory=set)
    """Those of them for which ours does not define it."""
    stable: bool = False
    wheels: int = 0
    partial: str = ""
    """What it does not do yet."""
    note: str = ""

    @property
    def status(self) -> str:
        """ "done", "partial" or "missing"."""
        if self.missing == self.versions:
            return "missing"
        return "partial" if self.missing or self.partial else "done"

    def line(self) -> str:
        """The row in TOML."""
        parts = [f'kind = "{self.kind}"', f'in = "{join(self.versions)}"']
        parts += [f'missing = "{join(self.missing)}"'] if self.missing else []
        parts += ["stable = true"] if self.stable else []
        parts += [f"wheels = {self.wheels}"] if self.wheels else []
        for key in ("partial", "note"):
            if text := getattr(self, key):
                parts.append(f"{key} = {json.dumps(text, ensure_ascii=False)}")
        return f"{self.name} = {{ {', '.join(parts)} }}"


def main(arguments: list[str]) -> int:
    """Compare, or update."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--update", action="store_true", help="write the table and the page")
    parser.add_argument("--python", action="append", choices=SUPPORTED, help="only this one")
    parser.add_argument("--wheels", type=Path, help="a CSV with the columns symbol and wheels")
    parser.add_argument("--facts", action="store_true", help="print what this Python says, as JSON")
    options = parser.parse_args(arguments)
    if options.facts:
        print(json.dumps({"exported": exported(), "stable": stable(), "ours": sorted(ours())}))
        return 0
    rows = read_table()
    if options.update:
        update(rows, tuple(options.python or SUPPORTED), options.wheels)
        TABLE.write_text(table_text(rows.values()), encoding="utf-8")
        PAGE.write_text(page_text(rows.values()), encoding="utf-8")
        return 0
    problems = compare(rows, ours())
    print(*problems, sep="\n")
    return int(bool(problems))


# ---- facts ---------------------------------------------------------------------------------------


def exported() -> dict[str, str]:
    """What CPython's shared library exports: "function" or "data" by name."""
    library = Path(sysconfig.get_config_var("LIBDIR"), f"libpython{HERE}.so.1.0")
    said = subprocess.run(
        ["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True
    ).stdout
    found = {}
    for line in said.splitlines():
        _, letter, name = line.split()
        if name.startswith(PREFIXES) and not name.startswith(LEFT_OUT):
            found[name] = "function" if letter in "TtWi" else "data"
    return found


def stable() -> list[str]:
    """The symbols of the stable ABI, by the list that CPython makes for its own test."""
    source = Path(sysconfig.get_path("stdlib"), "test", "test_stable_abi_ctypes.py")
    text = source.read_text(encoding="utf-8") if source.is_file() else ""
    return sorted({line.strip(' ",') for line in text.splitlines() if line.startswith('    "Py')})


def ours() -> set[str]:
    """What the runtime library of this Python defines and lets extension modules see."""
    from aot_build.link.runtime_library import runtime_library
    from aot_build.link.targets import host_target
    from aot_build.link.toolchain import find_toolchain

    archive = runtime_library(find_toolchain(), host_target()).archive
    said = subprocess.run(
        ["readelf", "--wide", "--syms", archive], capture_output=True, text=True, check=True
    ).stdout
    fields = (line.split() for line in said.splitlines())
    return {
        row[7]
        for row in fields
        if len(row) == 8
        and row[4] in ("GLOBAL", "WEAK")
        and row[5] == "DEFAULT"
        and row[6] != "UND"
        and row[7].startswith(PREFIXES)
    }


# ---- the table -----------------------------------------------------------------------------------


def read_table() -> dict[str, Row]:
    """The rows as they are, by name."""
    if not TABLE.exists():
        return {}
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: read_row(name, items) for name, items in rows.items()}


def read_row(name: str, items: Mapping[str, str | int | bool]) -> Row:
    """One row of the file."""
    return Row(
        name,
        str(items["kind"]),
        split(str(items["in"])),
        split(str(items.get("missing", ""))),
        bool(items.get("stable", False)),
        int(items.get("wheels", 0)),
        str(items.get("partial", "")),
        str(items.get("note", "")),
    )


def split(text: str) -> set[str]:
    return set(text.split())


def join(versions: Iterable[str]) -> str:
    return " ".join(sorted(versions))


def update(rows: dict[str, Row], versions: tuple[str, ...], wheels: Path | None) -> None:
    """Bring the facts of all rows up to date, and add or drop rows where CPython has others."""
    used = {}
    if wheels is not None:
        with wheels.open(newline="", encoding="utf-8") as stream:
            used = {item["symbol"]: int(item["wheels"]) for item in csv.DictReader(stream)}
    kept = {name: row for name, row in rows.items() if name.startswith("_") or row.wheels}
    for row in rows.values():
        row.versions -= set(versions)
        row.missing -= set(versions)
    for interpreter in find_interpreters(versions):
        facts = ask(interpreter.version)
        for name, kind in facts["exported"].items():
            if name.startswith("_") and name not in kept and name not in used:
                continue
            row = rows.setdefault(name, Row(name, kind))
            row.versions.add(interpreter.version)
            row.wheels = used.get(name, row.wheels)
            row.stable |= name in facts["stable"]
            if name not in facts["ours"]:
                row.missing.add(interpreter.version)
    for name in [name for name, row in rows.items() if not row.versions]:
        del rows[name]


def ask(version: str) -> dict[str, dict[str, str]]:
    """What the environment of that version says."""
    python = sys.executable if version == HERE else ROOT / ".venv" / version / "bin" / "python"
    result = subprocess.run(
        [python, __file__, "--facts"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    answer: dict[str, dict[str, str]] = json.loads(result.stdout)
    return answer


def table_text(rows: Iterable[Row]) -> str:
    """The whole file."""
    lines = [
        "# SPDX-License-Identifier: Apache-2.0",
        "# CPython's C API and what of it capi/ has: written by tools/capi_status.py, but for",
        '# "partial" and "note".',
        *(row.line() for row in sorted(rows, key=lambda row: row.name)),
    ]
    return "\n".join(lines) + "\n"


def compare(rows: dict[str, Row], defined: set[str]) -> list[str]:
    """What the two files say wrongly."""
    problems = [
        f"{row.name}: api.toml says that it is {'missing' if HERE in row.missing else 'defined'}"
        for row in rows.values()
        if HERE in row.versions and (row.name in defined) == (HERE in row.missing)
    ]
    if TABLE.read_text(encoding="utf-8") != table_text(rows.values()):
        problems.append("api.toml is not as --update writes it")
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page_text(rows.values()):
        problems.append("docs/capi-status.md is not fresh")
    return [*problems, *(["run python tools/capi_status.py --update"] if problems else [])]


# ---- the page ------------------------------------------------------------------------------------


def page_text(rows: Iterable[Row]) -> str:
    """The page: counts, what is missing or partial, and how much of each area there is."""
    rows = sorted(rows, key=lambda row: (-row.wheels, row.name))
    open_rows = [row for row in rows if row.status != "done"]
    return f"""\
# CPython's C API in standalone programs

Written by `tools/capi_status.py` from [capi/api.toml](../capi/api.toml). A row is a symbol that
CPython's shared library exports: all public ones, and private ones that extension modules use.
"Stable" is the stable ABI, "in wheels" what 57 popular packages with binary wheels import. Macros
and inline functions come from CPython's headers, whose layouts ours has.

{counts(rows)}
## Missing or partial

{details(open_rows)}
## By area

{areas(rows)}"""


def counts(rows: list[Row]) -> str:
    """How many of each group are there, by version."""
    groups = {
        "public": [row for row in rows if not row.name.startswith("_")],
        "stable": [row for row in rows if row.stable],
        "in wheels": [row for row in rows if row.wheels],
        "private": [row for row in rows if row.name.startswith("_")],
    }
    versions = sorted({version for row in rows for version in row.versions})
    lines = ["| group | " + " | ".join(versions) + " |", "|---" * (len(versions) + 1) + "|"]
    for name, members in groups.items():
        cells = []
        for version in versions:
            there = [row for row in members if version in row.versions]
            cells.append(f"{sum(version not in row.missing for row in there)} of {len(there)}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def details(rows: list[Row]) -> str:
    """The rows that somebody may miss."""
    lines = ["| symbol | kind | wheels | missing in | what else |", "|---|---|---|---|---|"]
    for row in rows:
        said = "; ".join(filter(None, [row.partial, row.note]))
        where = "all" if row.missing == row.versions else join(row.missing)
        lines.append(f"| `{row.name}` | {row.kind} | {row.wheels or ''} | {where} | {said} |")
    return "\n".join(lines) + "\n"


def areas(rows: list[Row]) -> str:
    """How many symbols there are by their first part: PyList, PyDict."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.name.lstrip("_").partition("_")[0], []).append(row)
    lines = ["| area | done | of |", "|---|---|---|"]
    for name, members in sorted(groups.items()):
        if len(members) > 1:
            done = sum(row.status == "done" for row in members)
            lines.append(f"| `{name}` | {done} | {len(members)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
