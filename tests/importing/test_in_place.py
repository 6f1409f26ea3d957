# SPDX-License-Identifier: Apache-2.0
"""Modules compiled in place run from their source again when that has changed; programs run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "def answer():\n    return 42\n"
PROGRAM = """
import sys
def twice(n): return n + n
print(twice(4), __name__, __spec__, __package__, __cached__, type(__loader__).__name__, sys.argv)
"""


def run(folder, *arguments):
    """Run Python in a folder, with aot_build importable; the output."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)])}
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["mod", "pkg", "pkg.mod"])
def test_edited_source_is_not_ignored(tmp_path, name):
    (tmp_path / "pkg").mkdir()
    for file in ("mod.py", "pkg/__init__.py", "pkg/mod.py"):
        (tmp_path / file).write_text(SOURCE)
    compiled = "mod.py" if name == "mod" else "pkg"
    run(tmp_path, "-m", "aot_build", "ext", tmp_path / compiled)
    show = f"import {name} as m; print(m.answer(), m.__spec__.origin.endswith('.py'), m.__file__)"
    path = tmp_path / {"mod": "mod.py", "pkg": "pkg/__init__.py"}.get(name, "pkg/mod.py")
    assert run(tmp_path, "-c", show) == f"42 False {path}\n"
    path.write_text(SOURCE.replace("42", "43"))
    assert run(tmp_path, "-c", show).startswith("43 ")


@pytest.mark.parametrize("name", ["mod", "pkg", "pkg.mod"])
def test_library_alone_is_enough(tmp_path, name):
    (tmp_path / "pkg").mkdir()
    files = [tmp_path / file for file in ("mod.py", "pkg/__init__.py", "pkg/mod.py")]
    for file in files:
        file.write_text(SOURCE)
    run(tmp_path, "-m", "aot_build", "ext", tmp_path / ("mod.py" if name == "mod" else "pkg"))
    for file in files:
        file.unlink()
    show = f"import {name} as m; print(m.answer(), m.__spec__.origin[-3:])"
    assert run(tmp_path, "-c", show) == "42 .so\n"


def test_importer_does_without_the_library(tmp_path):
    """The module being imported may be the one in front of CPython's own `json`."""
    package = tmp_path / "json"
    package.mkdir()
    (package / "__init__.py").write_text("from json.\U00020000 import answer\n", "utf-8")
    module = package / "\U00020000.py"
    module.write_text(SOURCE)
    run(ROOT, "-m", "aot_build", "ext", package)
    first = "import sys; sys.path.pop(0)"
    show = f"{first}; import json; print(json.answer(), json.__spec__.origin[-3:])"
    assert run(tmp_path, "-S", "-c", show) == "42 .so\n"
    module.write_text(SOURCE.replace("42", "43"))
    assert run(tmp_path, "-S", "-c", show) == "43 .so\n"


def test_program_has_what_a_script_has(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    native = run(tmp_path, "-m", "aot_build", "run", tmp_path / "program.py", "x")
    assert native == run(tmp_path, tmp_path / "program.py", "x")
