# SPDX-License-Identifier: Apache-2.0
"""Each module of the compiled library, imported alone in its process, beside plain CPython.

Compared are what is printed, the exit code, the names in the module and in its classes with their
kinds, and which other modules were loaded (stdlib_probe.py).
"""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stdlib_tree import FLAGS, Library, Part, place_of

PROBE = Path(__file__).with_name("stdlib_probe.py")
TIMEOUT = 60
DIFFERENCES_SHOWN = 12
NOT_IMPORTED = {"antigravity": "compiled but not imported, which would open a web browser"}
# What importing begins with: CPython has to have it inside.
ALWAYS_FROZEN = {"importlib._bootstrap", "importlib._bootstrap_external", "zipimport"}
ORIGIN = re.compile(r"^origin: (.*)\n", re.MULTILINE)
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
SECONDS = re.compile(r"\b\d+\.\d+(?:s| seconds)\b")


def modules_of(part: Part) -> Iterator[str]:
    """The compiled modules of a part."""
    report = part.library.reports / f"{part.name}.json"
    if report.is_file():
        names = [module["name"] for module in json.loads(report.read_text())["modules"]]
        yield from (name for name in sorted(names) if name not in NOT_IMPORTED)


def import_part(part: Part) -> dict[str, Any]:
    """The record of all modules of a part."""
    problems, origins = [], dict[str, str]()
    names = [*modules_of(part)]
    for name in names:
        lines, origins[name] = compare_import(part.library, name)
        problems += [f"{name}: {line}" for line in lines]
    native = [name for name in names if origins[name].endswith((".so", ".pyd"))]
    others = sorted(set(names) - set(native))
    return {
        "status": "failed" if problems else "passed",
        "modules": len(names),
        "native": len(native),
        "others": {name: origins[name] for name in others},
        "problems": problems,
    }


def compare_import(library: Library, name: str) -> tuple[list[str], str]:
    """What differs between the two imports of a module, and where the compiled one came from."""
    plain, _ = probe(library, name, place_of(library.python), None)
    found, origin = probe(library, name, library.folder, library.folder)
    lines = [
        line
        for line in difflib.unified_diff(plain, found, "CPython", "compiled", lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    return lines[:DIFFERENCES_SHOWN], origin


def probe(library: Library, name: str, place: Path, first: Path | None) -> tuple[list[str], str]:
    """What importing a module prints, with *first* on sys.path, and the module's origin."""
    variables = {"PATH": os.defpath, "HOME": os.environ.get("HOME", ""), "LC_ALL": "C.UTF-8"}
    variables["SETUPTOOLS_USE_DISTUTILS"] = "stdlib"  # it would put its own in front
    if first is not None:
        variables["PYTHONPATH"] = str(first)
    with tempfile.TemporaryDirectory() as work:
        try:
            done = subprocess.run(
                [library.program, *FLAGS, "-B", PROBE, name],
                cwd=work,
                env={**variables, "PYTHONHASHSEED": "0"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return [f"still running after {TIMEOUT} s"], ""
    origin = ORIGIN.search(done.stderr)
    said = ORIGIN.sub("", done.stderr).replace(str(place), "<library>")
    text = f"{done.stdout.replace(str(place), '<library>')}{said}exit code {done.returncode}"
    text = SECONDS.sub("<seconds>", ADDRESS.sub("0x", text))
    return text.splitlines(), origin[1] if origin else ""
