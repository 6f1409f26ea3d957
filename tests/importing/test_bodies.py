# SPDX-License-Identifier: Apache-2.0
"""A module whose body is native, as those of its classes may be: imported, reloaded, imported anew,
and traced meanwhile."""

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
CLASSES = """
class Item:
    places = [number for number in range(3)]
    for name in ("first", "second"):
        vars()[name] = places
    class Part:
        def whole(self): return __class__, Item
    def kind(self): return __class__
def made(value):
    class Local(Item):
        kept = value
        def kind(self): return super().kind(), __class__
    return Local
"""
AGAIN = """
import gc, importlib, pickle, sys, weakref
import classes
first, part, local = classes.Item, classes.Item.Part, classes.made(1)
print(pickle.loads(pickle.dumps(part())).whole() == (part, first), local().kind() == (first, local))
gone = weakref.ref(local)
del local
gc.collect()
print(gone())
again = importlib.reload(classes)
print(again.Item is first, again.Item().kind() is again.Item, first().kind() is first)
print(again.Item.second, again.made(2)().kind()[0] is again.Item)
print(part().whole() == (part, again.Item))
del sys.modules["classes"]
other = importlib.import_module("classes")
print(other.Item().kind() is other.Item, other.made(3).kept, again.Item().kind() is again.Item)
lines = []
def trace(frame, event, argument):
    if frame.f_code.co_name in ("Item", "Part", "Local"):
        lines.append((frame.f_code.co_name, frame.f_lineno, event))
    return trace
sys.settrace(trace)
importlib.reload(other)
other.made(4)
sys.settrace(None)
print(lines)
"""


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


@pytest.fixture(scope="module", params=["repeated", "all"])
def folders(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Path, Path]:
    """The modules as sources, and compiled."""
    plain, native = (tmp_path_factory.mktemp(name) for name in ("plain", "native"))
    for folder in (plain, native):
        (folder / "module_body.py").write_bytes(PROGRAM.read_bytes())
        (folder / "fails.py").write_text(FAILS)
        (folder / "classes.py").write_text(CLASSES)
    for name in ("module_body.py", "fails.py", "classes.py"):
        command = [sys.executable, "-m", "aot_build", "ext", name, "--bodies", request.param]
        subprocess.run(command, cwd=native, check=True, capture_output=True)
    return plain, native


@pytest.mark.parametrize("script", [IMPORTED, TRACED, "import fails", AGAIN])
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
