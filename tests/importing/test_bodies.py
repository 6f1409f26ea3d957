# SPDX-License-Identifier: Apache-2.0
"""A module whose body is native: imported, reloaded, imported anew, and traced meanwhile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "programs" / "control" / "module_body.py"

IMPORTED = """
import importlib, sys
module = importlib.import_module("module_body")
module.main()
first = module.NOTES
again = importlib.reload(module)
print(again is module, len(again.NOTES), again.NOTES is first)
del sys.modules["module_body"]
other = importlib.import_module("module_body")
other.writes_counter(5)
print(other is module, other.reads_counter(), module.reads_counter())
other.main()
"""
TRACED = """
import sys
lines = []
def trace(frame, event, argument):
    if frame.f_code.co_name == "<module>" and frame.f_code.co_filename.endswith("module_body.py"):
        lines.append(frame.f_lineno)
    return trace
sys.settrace(trace)
import module_body
sys.settrace(None)
print(lines)
"""
FAILS = "for item in [1, 0]:\n    last = 1 / item\n"


def run(folder: Path, *arguments: str) -> str:
    """What a Python with *folder* on its path shows."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return f"{done.stdout}{done.stderr}{done.returncode}".replace(str(folder), "<folder>")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The modules as sources, and compiled."""
    plain, native = (tmp_path_factory.mktemp(name) for name in ("plain", "native"))
    for folder in (plain, native):
        (folder / "module_body.py").write_bytes(PROGRAM.read_bytes())
        (folder / "fails.py").write_text(FAILS)
    for name in ("module_body.py", "fails.py"):
        command = [sys.executable, "-m", "aot_build", "ext", name]
        subprocess.run(command, cwd=native, check=True, capture_output=True)
    return plain, native


@pytest.mark.parametrize("script", [IMPORTED, TRACED, "import fails"])
def test_body(folders: tuple[Path, Path], script: str) -> None:
    plain, native = (run(folder, "-c", script) for folder in folders)
    assert native.splitlines() == plain.splitlines()


def test_what_a_failed_body_left_is_there(folders: tuple[Path, Path]) -> None:
    script = """if 1:
        try:
            import fails
        except ZeroDivisionError as error:
            frame = error.__traceback__.tb_next.tb_frame
            while "fails.py" not in frame.f_code.co_filename:
                frame = frame.f_back
            print(sorted(name for name in frame.f_locals if name[0] != "_"), frame.f_lineno)
        """
    plain, native = (run(folder, "-c", script) for folder in folders)
    assert native == plain
