# SPDX-License-Identifier: Apache-2.0
"""Modules that a program writes, or finds, while it runs: imported as by CPython."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from standalone_programs import run

from aot_build.entrypoint import script_entry
from aot_build.options import Options
from aot_build.programbuild import Request, compile_program
from aot_build.progress import Progress, QuietProgress

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far"),
    pytest.mark.xdist_group("standalone"),
]

PROGRAM = """\
import importlib.util
import json
import sys
from pathlib import Path

folder = Path("plugins")
(folder / "plug").mkdir(parents=True)
(folder / "plug" / "__init__.py").write_text("value = 1\\nfrom . import inner\\n")
(folder / "plug" / "inner.py").write_text("import json, plug\\nnames = plug.__name__, __name__\\n")
Path("json").mkdir()
Path("json", "strange.py").write_text("raise SystemError")
sys.path.insert(0, str(folder))
importlib.invalidate_caches()
import plug

print(plug.value, plug.inner.names, plug.inner.json is json, Path(plug.__file__).name)
for name in ("nothing_here", "plug.absent", "json.strange", "plug.inner.below"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        print(error, error.name)
(folder / "plug" / "__init__.py").write_text("value = 22222\\n")
print(importlib.reload(plug).value, importlib.util.find_spec("plug").name)
"""


def test_folders_in_sys_path(tmp_path: Path) -> None:
    source = tmp_path / "source" / "app.py"
    source.parent.mkdir()
    source.write_text(PROGRAM)
    request = Request(script_entry(source), tmp_path / "app", False)
    compile_program(request, Options(tier="bytecode"), Progress())
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
    found = run([tmp_path / "app"], tmp_path / "ours")
    assert (found.stderr, found.exit_code) == ("", 0)
    assert found == run([sys.executable, source], tmp_path / "theirs")


FIRST_FOLDER = """\
import os
import sys

print(sys.path[0] == os.path.dirname(os.path.realpath(sys.argv[0])))
print(open(os.path.join(sys.path[0], "beside.txt")).read())
try:
    import beside
except ModuleNotFoundError as error:
    print(error)
"""


@pytest.mark.parametrize("static", [True, False])
def test_the_folder_of_the_executable_comes_first(tmp_path: Path, *, static: bool) -> None:
    source = tmp_path / "source" / "app.py"
    source.parent.mkdir()
    source.write_text(FIRST_FOLDER)
    folder = tmp_path / "with a blank"
    folder.mkdir()
    for place in (folder, source.parent):
        (place / "beside.txt").write_text("found")
    request = Request(script_entry(source), folder / "app", static)
    compile_program(request, Options(tier="bytecode"), Progress())
    (tmp_path / "link").symlink_to(folder / "app")
    expected = run([sys.executable, source], tmp_path)
    for program in (folder / "app", tmp_path / "link"):
        assert run([program], tmp_path) == expected


BROKEN = """\
for name in ("other_version", "bad_bytes"):
    try:
        __import__(name)
    except SyntaxError as error:
        print(type(error).__name__, error.msg, error.lineno, error.offset, error.text, name)
import importing
"""


def test_modules_of_libraries_that_are_not_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are for other versions; who imports them catches the error."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "other_version.py").write_text("print 'two'\n")
    (site / "bad_bytes.py").write_bytes(b"x = '\xff'\n")
    (site / "importing.py").write_text("import other_version, bad_bytes\n")
    source = tmp_path / "source" / "app.py"
    source.parent.mkdir()
    source.write_text(BROKEN)
    monkeypatch.syspath_prepend(site)
    request = Request(script_entry(source), tmp_path / "app", False)
    compile_program(request, Options(tier="bytecode"), QuietProgress())
    expected = run([sys.executable, source], tmp_path, {"PYTHONPATH": str(site)})
    found = run([tmp_path / "app"], tmp_path)
    assert found.stdout == expected.stdout
    last_lines = (found.stderr.splitlines()[-4:], expected.stderr.splitlines()[-4:])
    assert last_lines[0][1:] == last_lines[1][1:]
    assert found.exit_code == expected.exit_code == 1
