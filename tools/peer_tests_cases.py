# SPDX-License-Identifier: Apache-2.0
"""The run tests of mypyc and of Cython, taken apart into cases: files, and what is run of them.

    mypyc.run-lists.testListSum     native.py, driver.py, ...; step N > 1 of a case is NAME.N
    cython.posonly                  one module with doctests and unittest classes

Modules of a mypyc case are compiled but for its driver and what is there twice, to be interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CASE = re.compile(r"^\[case (\w+)((?:-\w+)*)\][ \t]*$", re.MULTILINE)
STEP = re.compile(r"(.*)\.([2-9])$")
MODE = re.compile(r"^#\s*mode:\s*(\w+)", re.MULTILINE)
DRIVER = "driver.py"
INTERPRETED = (DRIVER, "testutil.py", "interpreted.py")


@dataclass(frozen=True)
class Case:
    """One program of another project."""

    name: str
    """`mypyc.run-lists.testListSum` or `cython.posonly`."""
    files: Mapping[str, str]
    """Text by name in the folder of the case."""
    compiled: tuple[str, ...]
    """The files and folders of them that are compiled."""
    main: str
    """A file of the case; or the name of a module, whose doctests are run."""

    @property
    def project(self) -> str:
        """`mypyc` or `cython`."""
        return self.name.partition(".")[0]

    @property
    def group(self) -> str:
        """The row in the table: `mypyc.run-lists`; each module of Cython is its own."""
        return ".".join(self.name.split(".")[:2])


def read_mypyc(folder: Path) -> Iterator[Case]:
    """The cases below `mypyc/test-data`."""
    shared = {
        "testutil.py": (folder / "fixtures" / "testutil.py").read_text(encoding="utf-8"),
        DRIVER: (folder / "driver" / DRIVER).read_text(encoding="utf-8"),
    }
    for file in sorted(folder.glob("run-*.test")):
        parts = CASE.split(file.read_text(encoding="utf-8"))
        for name, options, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            if "-windows" not in options:
                yield from mypyc_steps(f"mypyc.{file.stem}.{name}", text, shared)


def mypyc_steps(name: str, text: str, shared: Mapping[str, str]) -> Iterator[Case]:
    """One case for each step: the files of the steps before, changed."""
    sections = list(split_sections(text))
    native = sections[0][1]
    files = {**shared, "native.py": native, "interpreted.py": native}
    steps: dict[int, dict[str, str | None]] = {1: {}}
    for header, body in sections[1:]:
        kind, _, argument = header.partition(" ")
        if kind in ("file", "delete"):
            found = STEP.match(argument)
            path, number = (found[1], int(found[2])) if found else (argument, 1)
            steps.setdefault(number, {})[path] = body if kind == "file" else None
    for number in sorted(steps):
        for path, changed in steps[number].items():
            if changed is None:
                files.pop(path, None)
            else:
                files[path] = changed
                if path.startswith("other"):
                    files[path.removesuffix(".py") + "_interpreted.py"] = changed
        step = f".{number}" if number > 1 else ""
        yield Case(name + step, dict(files), compiled_parts(files), DRIVER)


def split_sections(text: str) -> Iterator[tuple[str, str]]:
    """(header, body) for each section of a case, the first without a header.

    A line of the body that would be a header or a comment has a mark before it.
    """
    header, lines = "", list[str]()
    for line in text.split("\n"):
        if line.startswith("[") and line.rstrip().endswith("]"):
            yield header, joined(lines)
            header, lines = line.strip()[1:-1], []
        elif line.startswith("\\["):
            lines.append(line[1:])
        elif line.startswith("----"):
            lines.append(line[2:])
        elif not line.startswith("--"):
            lines.append(line)
    yield header, joined(lines)


def joined(lines: list[str]) -> str:
    """The text of lines, without empty ones at the end."""
    return "\n".join(lines).rstrip() + "\n"


def compiled_parts(files: Mapping[str, str]) -> tuple[str, ...]:
    """The modules and packages of a mypyc case that are compiled."""
    found = set()
    for path in files:
        if path.endswith(".py") and path not in INTERPRETED and "_interpreted" not in path:
            folder, _, _ = path.partition("/")
            packaged = f"{folder}/__init__.py" in files
            if packaged or "/" not in path:
                found.add(folder)
    return tuple(sorted(found))


def read_cython(folder: Path) -> Iterator[Case]:
    """The plain modules of `tests/run`; what only makes an error of the compiler is left out."""
    for file in sorted(folder.glob("*.py")):
        data = file.read_bytes()
        text = data.decode("latin-1")
        mode = MODE.search(text)
        if mode is None or mode[1] == "run":
            # Kept byte by byte: some have an encoding of their own.
            yield Case(f"cython.{file.stem}", {file.name: text}, (file.name,), file.stem)
