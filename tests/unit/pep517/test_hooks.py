# SPDX-License-Identifier: Apache-2.0
"""The hooks, called as a front end calls them, with a base backend that is part of the project."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

import aot_build
from aot_build.pep517 import hooks

if TYPE_CHECKING:
    from conftest import MakeTree

SUFFIX = ".cpython-fake.so"

BACKEND = """
import os, pathlib, zipfile

def _wheel(folder, files):
    info = "demo-1.0.dist-info/"
    files = {**files, info + "METADATA": "Name: demo\\n", info + "RECORD": "",
             info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
    name = "demo-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return name

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    print("base settings:", config_settings)
    source = pathlib.Path("lib/demo/__init__.py").read_text()
    return _wheel(wheel_directory, {"demo/__init__.py": source, "demo/_version.py": "v = 1"})

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return _wheel(wheel_directory, {"demo.pth": os.path.abspath("lib") + "\\n"})

def get_requires_for_build_wheel(config_settings=None):
    return ["base-needs-this"]
"""
PYPROJECT = """
[build-system]
requires = ["aot_build"]
build-backend = "aot_build"
[tool.aot]
base-backend = "demo_backend"
base-backend-path = ["."]
"""


@pytest.fixture
def project(make_tree: MakeTree, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the current folder, with its own backend."""
    source = "def f():\n    return 1\n"
    files = {"pyproject.toml": PYPROJECT, "demo_backend.py": BACKEND}
    root = make_tree({**files, "lib/demo/__init__.py": source})
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.delitem(sys.modules, "demo_backend", raising=False)
    return root


def test_hooks_are_attributes_of_the_package() -> None:
    for name in aot_build.__all__:
        assert hasattr(aot_build, name)
    assert aot_build.build_wheel is hooks.build_wheel
    assert not hasattr(aot_build, "build_nothing")


@pytest.mark.usefixtures("fake_pipeline")
def test_build_wheel(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = project / "out"
    name = hooks.build_wheel(str(out), {"opt-level": "3", "--own": "1"})
    assert f"demo/__init__{SUFFIX}" in zipfile.ZipFile(out / name).namelist()
    assert "base settings: {'--own': '1'}" in capfd.readouterr().out


@pytest.mark.usefixtures("fake_pipeline")
def test_build_editable_compiles_in_place(project: Path) -> None:
    out = project / "out"
    name = hooks.build_editable(str(out))
    assert set(zipfile.ZipFile(out / name).namelist()) == {
        "demo.pth",
        *(f"demo-1.0.dist-info/{n}" for n in ("METADATA", "RECORD", "WHEEL", "aot.json")),
    }
    library = project / "lib" / "demo" / f"__init__{SUFFIX}"
    assert library.is_file()
    # Nothing native is left: the library of before must not stay.
    project.joinpath("lib/demo/__init__.py").write_text("a = 1\n")
    hooks.build_editable(str(out))
    assert not library.exists()


def test_metadata_of_a_base_without_that_hook(project: Path) -> None:
    folder = project / "metadata"
    folder.mkdir()
    name = hooks.prepare_metadata_for_build_wheel(str(folder))
    assert name == "demo-1.0.dist-info"
    assert {path.name for path in folder.joinpath(name).iterdir()} == {"METADATA", "WHEEL"}


def test_requires(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aot_build.link import toolchain

    monkeypatch.setattr(toolchain, "needs_ziglang", lambda choice: choice == "zig")
    assert hooks.get_requires_for_build_wheel() == ["base-needs-this"]
    assert hooks.get_requires_for_build_wheel({"toolchain": "zig"}) == [
        "base-needs-this",
        "ziglang",
    ]
    assert hooks.get_requires_for_build_sdist() == []
    with project.joinpath("pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('[tool.aot.executables]\ndemo-x = { entry = "demo:f", static = true }\n')
        file.write('[project]\nname = "demo"\nversion = "1"\ndependencies = ["wanted>=2"]\n')
    needed = ["base-needs-this", "ziglang", "wanted>=2"]
    assert hooks.get_requires_for_build_wheel({"toolchain": "system"}) == needed
    assert hooks.get_requires_for_build_sdist() == []


def test_a_base_that_is_not_installed_is_asked_for(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.joinpath("pyproject.toml").write_text('[tool.aot]\nbase-backend = "hatchling.build"\n')
    monkeypatch.setitem(sys.modules, "hatchling.build", None)
    monkeypatch.setitem(sys.modules, "hatchling", ModuleType("hatchling"))
    assert hooks.get_requires_for_build_sdist() == ["hatchling"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('base-backend = "no_such"', "pyproject.toml:2:16: error: cannot load the base backend"),
        ('base-backend-path = [".."]', "error: 'tool.aot.base-backend-path' leads out"),
        ("bass = 1", "pyproject.toml:2:1: error: unknown key 'tool.aot.bass'"),
    ],
)
def test_mistakes_end_in_a_message(
    project: Path, capfd: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    project.joinpath("pyproject.toml").write_text(f"[tool.aot]\n{line}\n")
    with pytest.raises(SystemExit) as ended:
        hooks.build_wheel("out")
    assert ended.value.code == 1
    error = capfd.readouterr().err
    assert message in error and "Traceback" not in error


def test_a_failing_base_shows_its_own_traceback_only(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    project.joinpath("lib/demo/__init__.py").unlink()
    with pytest.raises(SystemExit):
        hooks.build_wheel("out")
    error = capfd.readouterr().err
    assert "demo_backend.py" in error and "pep517" not in error
    assert error.endswith(
        "error: the base backend demo_backend failed in build_wheel [base-backend]\n"
    )
