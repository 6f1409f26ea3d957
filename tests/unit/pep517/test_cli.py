# SPDX-License-Identifier: Apache-2.0
"""The command line: what each command prints, writes and answers."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aot_build
from aot_build.cli import main, make_parser, run_main
from aot_build.cli import run as run_command
from aot_build.cli.settings import chosen_values
from aot_build.options import FLAGS
from aot_build.progress import BarProgress, Progress, make_progress

if TYPE_CHECKING:
    from conftest import MakeTree, MakeWheel

ROOT = Path(aot_build.__file__).parents[1]
SUFFIX = ".cpython-fake.so"
FUNCTION = "def f():\n    return 1\n"
PROJECT = {
    "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "aot_build"\n'
    '[project]\nname = "demo"\nversion = "1"\n[tool.setuptools]\npackages = ["demo"]\n',
    "demo/__init__.py": FUNCTION,
}


def run(*arguments: object) -> int:
    """The exit code of a command line."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as ended:
        assert isinstance(ended.code, int)
        return ended.code


@pytest.mark.usefixtures("fake_pipeline")
def test_ext_in_place_and_elsewhere(
    make_tree: MakeTree, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_tree({"demo/__init__.py": FUNCTION, "demo/sub/m.py": FUNCTION, "mod.py": FUNCTION})
    assert run("ext", root / "demo") == 0
    assert capsys.readouterr().out == f"{root / 'demo' / ('__init__' + SUFFIX)}\n"
    assert run("ext", root / "mod.py", "-o", root / "out") == 0
    assert root.joinpath("out", f"mod{SUFFIX}").is_file()
    # A second time, the libraries of the first do not stand in the way.
    assert run("ext", root / "demo") == 0
    assert run("ext", root / "demo", "--json", root / "native.json") == 0
    report = json.loads((root / "native.json").read_text())
    assert [module["name"] for module in report["modules"]] == ["demo"]


@pytest.mark.usefixtures("fake_pipeline")
def test_ext_of_a_module_in_a_package_has_its_full_name(make_tree: MakeTree) -> None:
    root = make_tree({"demo/__init__.py": FUNCTION, "demo/m.py": FUNCTION})
    assert run("ext", root / "demo" / "m.py") == 0
    library = root / "demo" / f"m{SUFFIX}"
    assert json.loads(library.read_text())["modules"] == ["demo.m"]


@pytest.mark.usefixtures("fake_pipeline")
def test_wheel_of_a_wheel(make_wheel: MakeWheel, tmp_path: Path) -> None:
    assert run("wheel", make_wheel({"demo.py": FUNCTION}), "-o", tmp_path / "o") == 0
    (wheel,) = tmp_path.glob("o/*.whl")
    assert f"demo{SUFFIX}" in zipfile.ZipFile(wheel).namelist()


@pytest.mark.usefixtures("fake_pipeline")
def test_wheel_of_an_sdist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sdist = tmp_path / "demo-1.tar.gz"
    with tarfile.open(sdist, "w:gz") as archive:
        for name, text in PROJECT.items():
            member = tarfile.TarInfo(f"demo-1/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    assert run("wheel", sdist, "--no-isolation", "-o", tmp_path / "o") == 0
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'o' / 'demo-1-cp3'}")


@pytest.mark.usefixtures("fake_pipeline")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ext", "nowhere.py"], 1, "nowhere.py: error: no such file or folder [source]"),
        (["wheel", "nowhere"], 1, "nowhere: error: no such file or folder [source]"),
        (["wheel", "m.py"], 1, "hint: for modules alone: aot ext m.py"),
        (["wheel", "x-1-cp27-none-win32.whl"], 1, "this wheel is not for Python"),
        (["ext", "m.py", "--modules", "n"], 1, "pattern 'n' in '--modules' matches no module"),
        (["ext", "m.py", "--exclude", "n"], 1, "pattern 'n' in '--exclude' matches no module"),
        (["ext", "m.py", "-C", "exclude=n"], 1, "pattern 'n' in '-C exclude' matches no module"),
        (["ext", "m.py", "-C", "hintz=check"], 1, "unknown key 'hintz' in -C"),
        (["ext", "m.py", "--opt-level", "7"], 1, "expected a whole number from 0 to 3"),
        (["ext", "m.py", "--hints", "none"], 2, "invalid choice: 'none'"),
        (["ext", "bad.py"], 1, "\nbad.py:1:5: error: syntax error: '(' was never closed"),
        (["nothing"], 2, "invalid choice: 'nothing'"),
        ([], 2, "the following arguments are required: COMMAND"),
    ],
)
def test_mistakes(
    make_tree: MakeTree,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    files = {"m.py": FUNCTION, "x-1-cp27-none-win32.whl": "", "bad.py": "x = (\n"}
    monkeypatch.chdir(make_tree(files))
    assert run(*arguments) == code
    error = capsys.readouterr().err
    assert message in error and "Traceback" not in error


def test_a_bug_shows_a_traceback_and_where_to_report(
    make_tree: MakeTree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("aot_build.cli.ext.units_below", broken)
    assert run("ext", make_tree({"m.py": ""}) / "m.py") == 70
    error = capsys.readouterr().err
    assert "Traceback" in error and "this is a bug in aot_build" in error


def test_every_setting_is_a_flag(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("wheel", "--help") == 0
    text = capsys.readouterr().out
    assert all(f"--{key}" in text for key in FLAGS)


def test_cache_and_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AOT_BUILD_CACHE", str(tmp_path / "cache"))
    assert run("cache", "show") == 0
    assert run("cache", "clear") == 0
    assert str(tmp_path / "cache") in capsys.readouterr().out
    assert run("doctor") == 0
    assert "can be built here" in capsys.readouterr().out


def test_run_main_is_like_python_itself(make_tree: MakeTree) -> None:
    program = (
        "import sys\nprint(__name__, sys.argv, __file__, sys.path[0])\ndef f():\n    1 / 0\nf()\n"
    )
    root = make_tree({"prog.py": program})
    outcomes = []
    for command in (["prog.py"], [run_main.__file__, "", "prog.py"]):
        done = subprocess.run(
            [sys.executable, *command, "a"], cwd=root, capture_output=True, text=True, check=False
        )
        outcomes.append((done.returncode, done.stdout, done.stderr))
    assert outcomes[0] == outcomes[1]


def call_run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`aot run` with a cache of its own, in a process, which it becomes."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "AOT_BUILD_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", "aot_build", "run", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=200
    )


def test_run_takes_the_program_from_the_cache_unless_something_is_to_be_seen(
    make_tree: MakeTree,
) -> None:
    source = "def f(x):\n    return x\nimport sys\nprint(f(sys.argv[1:]))\n"
    root = make_tree({"prog.py": source})
    plain = call_run(root, "prog.py", "--time")
    assert plain.stdout == "['--time']\n", plain.stderr
    entries = sorted(root.joinpath("cache").rglob("*.*"))
    for _ in range(2):
        done = call_run(root, "--emit", "ir", "--only", "f", "--time", "prog.py", "a")
        assert done.stdout.startswith("# ir") or "func f" in done.stdout
        assert done.stdout.endswith("}\n['a']\n") and "times" in done.stderr
    assert sorted(root.joinpath("cache").rglob("*.*")) == entries
    assert "dce" in call_run(root, "--list-passes", "prog.py").stdout


def test_what_run_keeps_is_good_for_the_sources_of_the_compiler(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run_command, "locate_runtime_sources", lambda: tmp_path)
    (tmp_path / "op.c").write_text("int op;")
    before = run_command._tool_stamp()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "maker.cpython-312.pyc").write_bytes(b"")
    assert run_command._tool_stamp() == before
    (tmp_path / "op.h").write_text("")
    assert run_command._tool_stamp() != before


def test_run_names_the_file_as_it_was_given(make_tree: MakeTree) -> None:
    root = make_tree({"bad.py": "x = (\n", "worse.py": "# coding: utf-16\n"})
    assert call_run(root, "bad.py").stderr.startswith("bad.py:1:5: error: '(' was never closed")
    worse = call_run(root, "worse.py")
    assert worse.returncode == 1 and "Traceback" not in worse.stderr


def test_the_report_shows_the_sources_and_names_them_as_the_wheel_does(
    make_tree: MakeTree, make_wheel: MakeWheel
) -> None:
    source = "def f(x):\n    return x < 2\n\ndef g():\n    return breakpoint(), '&'\n"
    root = make_tree({"demo/__init__.py": "", "demo/sub.py": source})
    wheel = make_wheel({"demo/__init__.py": "", "demo/sub.py": source})
    pages = []
    for given in (root / "demo", wheel):
        assert run("report", given, "--json", root / "r.json", "--html", root / "r.html") == 0
        report = json.loads(root.joinpath("r.json").read_text(encoding="utf-8"))
        assert [entry["file"] for entry in report["modules"]] == ["demo/__init__.py", "demo/sub.py"]
        pages.append(root.joinpath("r.html").read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    assert '<span class=native title="f() is native"><i>2  </i>    return x &lt; 2' in pages[0]
    assert '<span class=bytecode title="g() is bytecode: ' in pages[0]


@pytest.mark.parametrize(
    ("words", "value"),
    [(["--time"], True), (["--no-time"], False), (["--time=no"], False), (["--time=yes"], True)],
)
def test_a_flag_leaves_the_word_after_it_alone(words: list[str], value: bool) -> None:
    arguments = make_parser().parse_args(["run", *words, "prog.py", "--time=no"])
    assert arguments.source == Path("prog.py") and arguments.arguments == ["--time=no"]
    assert chosen_values(arguments) == {"time": value}


def test_progress_is_plain_unless_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    pytest.importorskip("rich")
    assert isinstance(make_progress(Terminal()), BarProgress)
    monkeypatch.setenv("NO_COLOR", "1")
    assert type(make_progress(Terminal())) is Progress
    text = io.StringIO()
    with make_progress(text).task("compile", 2) as task:
        task.advance("a")
    assert text.getvalue() == "aot: compile: 2 modules\n"


def test_version_is_that_of_the_project() -> None:
    text = Path(aot_build.__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8")
    assert f'version = "{aot_build.__version__}"' in text
