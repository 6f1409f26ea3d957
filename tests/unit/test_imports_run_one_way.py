# SPDX-License-Identifier: Apache-2.0
"""Python imports of aot_build run one way: each room knows only what this table allows.

front -> infer -> lower -> passes -> llvm -> link,   pipeline above them, the doors above that
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import aot_build

PACKAGE = Path(aot_build.__file__).parent

# Known to everybody: messages, settings, names. They know nobody but themselves.
COMMON = {"diagnostics", "interruptible", "options", "progress", "sanitizers", "scratch", "symbols"}
TABLES = {"ir", "primitives"}
DOORS = {"__init__", "__main__", "cli", "pep517"}

ROOMS = {"analysis", "bytecode", "front", "infer", "link", "llvm", "lower", "passes"}
# What runs the rooms in their order: pipeline.py, and in files of their own what it does for one
# module, for one object, on all cores, and what it prints and reports meanwhile.
STEPS = {
    "search",
    "entrypoint",
    "closure",
    "datafiles",
    "guesses",
    "naming",
    "programbuild",
    "programdata",
    "elf",
    "extensions",
    "luggage",
    "dumps",
    "entries",
    "failures",
    "instrument",
    "modulebuild",
    "objectbuild",
    "timing",
    "workers",
}

# What the doors know of standalone programs: where one starts, and how it is built.
PROGRAMS = {"entrypoint", "programbuild"}

ALLOWED: dict[str, set[str]] = {
    "diagnostics": set(),
    "sanitizers": {"diagnostics"},
    "interruptible": set(),
    "symbols": set(),
    "options": {"diagnostics"},
    "progress": {"diagnostics"},
    "scratch": set(),
    "cache": {"diagnostics", "scratch"},
    "ir": {"primitives", "diagnostics"},
    "primitives": {"ir"},
    "front": COMMON,
    "infer": COMMON | TABLES | {"front"},
    "analysis": TABLES,
    "lower": COMMON | TABLES | {"front", "infer"},
    "passes": COMMON | TABLES | {"analysis"},
    "llvm": COMMON | TABLES | {"analysis"},
    "bytecode": set(),
    "link": COMMON | {"bytecode", "cache"},
    "report": set(),
    "timing": COMMON,
    # The doors: besides the pipeline they ask the linker's room about this machine (which tools it
    # has, which tag a wheel of it gets), and print what the report says.
    "pep517": COMMON | {"cache", "link", "pipeline", "report"} | PROGRAMS,
    "cli": COMMON | {"cache", "link", "pep517", "pipeline", "report"} | PROGRAMS,
    "__main__": {"cli"},
    "__init__": {"pep517"},
}


for step in (STEPS - {"timing"}) | {"pipeline"}:
    ALLOWED[step] = COMMON | TABLES | ROOMS | STEPS | {"cache"}
# The pipeline of a whole program, which links what the other one compiles.
ALLOWED["programbuild"] = ALLOWED["pipeline"]


def rooms() -> list[str]:
    names = {path.stem for path in PACKAGE.glob("*.py")}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return sorted(names | {name for name in folders if not name.startswith("_")})


def files_of(room: str) -> list[Path]:
    if room == "__init__":
        return [PACKAGE / "__init__.py"]
    single = PACKAGE / f"{room}.py"
    return [single] if single.is_file() else sorted((PACKAGE / room).rglob("*.py"))


def imported_rooms(file: Path) -> Iterator[tuple[int, str]]:
    """(line, room) for each import of another part of aot_build, also inside functions."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative imports hide the room"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "aot_build" and len(parts) > 1 and parts[1] in rooms():
                yield node.lineno, parts[1]


def test_every_room_is_in_the_table() -> None:
    assert set(rooms()) <= set(ALLOWED)


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_imports_run_one_way(room: str) -> None:
    wrong = [
        f"{file.relative_to(PACKAGE)}:{line}: {room} must not know {other}"
        for file in files_of(room)
        for line, other in imported_rooms(file)
        if other != room and other not in ALLOWED[room]
    ]
    assert not wrong, "\n".join(wrong)


def test_no_room_below_the_doors_knows_a_door() -> None:
    for room, known in ALLOWED.items():
        if room not in DOORS:
            assert not known & (DOORS | {"pipeline"}), room
