"""Case files: `[case name]`, input, `[expect]`, expected output; any number in one file.

A folder's test reads its `*.case` files, makes a result from each input, and compares. With the
environment variable UPDATE_CASES=1 the results are written back instead: read the diff before you
commit it.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable
from pathlib import Path

_HEADER = re.compile(r"^\[(case (?P<name>\w+)|expect)\]\n", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Case:
    """One case, and where it stands."""

    file: Path
    name: str
    text: str
    expected: str

    @property
    def id(self) -> str:
        """What pytest shows."""
        return f"{self.file.stem}-{self.name}"


def read_cases(folder: Path) -> list[Case]:
    """All cases of a folder, by file name and then as they are written."""
    return [case for file in sorted(folder.glob("*.case")) for case in read_file(file)]


def read_file(file: Path) -> list[Case]:
    """The cases of one file."""
    parts = re.split(_HEADER, file.read_text(encoding="utf-8"))
    cases: list[Case] = []
    # re.split gives: text before, then (header, name, text) for each header
    for header, name, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        if header == "expect":
            cases[-1] = dataclasses.replace(cases[-1], expected=text.strip("\n") + "\n")
        else:
            cases.append(Case(file, name, text.strip("\n") + "\n", ""))
    return cases


def check_case(case: Case, make: Callable[[str], str]) -> None:
    """Compare what *make* gives for the input with what is expected, or write it down."""
    result = make(case.text).strip("\n") + "\n"
    if os.environ.get("UPDATE_CASES") == "1":
        if result != case.expected:
            write_back(case, result)
        return
    assert result == case.expected


def write_back(case: Case, result: str) -> None:
    """Replace the expectation of one case in its file."""
    texts = []
    for other in read_file(case.file):
        expected = result if other.name == case.name else other.expected
        texts.append(f"[case {other.name}]\n{other.text}[expect]\n{expected}")
    case.file.write_text("\n".join(texts), encoding="utf-8")
