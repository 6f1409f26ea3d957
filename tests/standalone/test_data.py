# SPDX-License-Identifier: Apache-2.0
"""What a program carries beside its modules: data files, namespace packages, metadata."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import aot_build
from aot_build.entrypoint import script_entry
from aot_build.options import Options
from aot_build.programbuild import Request, compile_program
from aot_build.progress import Progress

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far"),
    pytest.mark.xdist_group("standalone"),
]

PACKAGE = {
    "pkg/__init__.py": "",
    "pkg/data/words.txt": "hello wörld\n",
    "pkg/data/deep/more.txt": "deep\n",
    "pkg/top.txt": "top\n",
    "ns/part/mod.py": "answer = 42\n",
}

LOADING = """\
import pkg, ns.part.mod, sys
plain = __import__("pkg.data.deep").data.deep
print(plain.__name__, plain.__spec__.name, plain.__file__, len(plain.__path__))
folder = pkg.__file__.rpartition("/")[0]
print(pkg.__loader__.get_data(folder + "/data/words.txt"), ns.part.mod.answer, len(ns.__path__))
try:
    pkg.__loader__.get_data(folder + "/data/none.txt")
except OSError as error:
    print(type(error).__name__, error.errno)
try:
    import ns.none
except ModuleNotFoundError as error:
    print(error)
"""

RESOURCES = """\
import importlib.metadata, importlib.resources, pkgutil
import lib
root = importlib.resources.files("pkg")
print(importlib.resources.files("pkg.data").joinpath("words.txt").is_file())
print(sorted(p.name for p in root.iterdir() if p.name not in ("__init__.py", "__pycache__")))
print((root / "data" / "words.txt").read_text("utf-8"), root.joinpath("data/deep/more.txt").name)
print([(root / n).is_dir() for n in ("data", "top.txt", "none")])
print([(root / n).is_file() for n in ("data", "top.txt", "none")])
print([(root / n).exists() for n in ("data", "top.txt", "none")])
print((root / "top.txt").suffix, (root / "top.txt").stem, (root / "data" / "words.txt").parent.name)
print(pkgutil.get_data("pkg", "data/words.txt"))
with importlib.resources.as_file(root / "top.txt") as path:
    print(path.read_text())
with (root / "data/words.txt").open(encoding="utf-8") as stream:
    print(list(stream))
for read in ((root / "none").read_text, (root / "data").read_bytes, (root / "top.txt").iterdir):
    try:
        print(list(read()))
    except OSError as error:
        print(type(error).__name__)
print(importlib.metadata.version("Lib_Dist"), importlib.metadata.metadata("lib-dist")["Summary"])
scripts = importlib.metadata.entry_points(group="console_scripts", name="lib-tool")
print([point.load()() for point in scripts])
try:
    importlib.metadata.version("none-of-that-name")
except importlib.metadata.PackageNotFoundError as error:
    print(error)
"""

SITE = {
    "site/lib.py": "def main():\n    return 'called'\n",
    "site/lib_dist-2.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: lib-dist\nVersion: 2.5\n"
    "Summary: what it is\n",
    "site/lib_dist-2.5.dist-info/RECORD": "lib.py,,\n",
    "site/lib_dist-2.5.dist-info/entry_points.txt": "[console_scripts]\nlib-tool = lib:main\n",
}


def compare(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build a program beside `PACKAGE` and `SITE`, and run it where neither is."""
    site = folder / "site"
    for name, content in (PACKAGE | SITE | {"app.py": text}).items():
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(name).write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))
    request = Request(script_entry(folder / "app.py"), folder / "away/app", collect_data=("pkg",))
    compile_program(request, Options(tier="bytecode"), Progress())
    environment = {"PYTHONPATH": str(site), "LC_ALL": "C.UTF-8"}
    outcomes = [
        subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, check=False, timeout=120
        )
        for command, cwd in (
            ([sys.executable, folder / "app.py"], folder),
            ([folder / "away/app"], folder / "away"),
        )
    ]
    assert outcomes[0].returncode == 0, outcomes[0].stderr
    assert outcomes[1].stdout == outcomes[0].stdout, outcomes[1].stderr


def test_loaders_know_data_and_namespaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(tmp_path, LOADING, monkeypatch)


@pytest.mark.slow
def test_resources_and_metadata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(tmp_path, RESOURCES, monkeypatch)


def test_a_program_knows_the_metadata_of_its_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "own-shop"\nversion = "3.4"\nscripts.own-shop = "app:main"\n'
    )
    source = tmp_path / "app.py"
    source.write_text(
        "import importlib.metadata as metadata\ndef main(): return 'called'\n"
        "print(metadata.version('Own_Shop'), metadata.metadata('own-shop')['Name'])\n"
        "(point,) = metadata.entry_points(name='own-shop')\nprint(point.load()())\n"
    )
    program = tmp_path / "program"
    command = [sys.executable, "-m", "aot_build", "build", source, "-o", program]
    environment = os.environ | {"PYTHONPATH": str(Path(aot_build.__file__).parents[1])}
    command += ["--tier", "bytecode", "--include", "app"]
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines()[:2], done.stderr) == (["3.4 own-shop", "3.4 own-shop"], "")
    assert done.stdout.splitlines()[-1] == "called"


BESIDE = {
    "app.py": "import reading\n",
    "site/reading/__init__.py": """\
import importlib.resources, os, pathlib, pkgutil
here = os.path.dirname(os.path.realpath(__file__))
print(open(os.path.join(here, "conf", "default.yaml")).read())
print((pathlib.Path(__file__).parent / "words.txt").read_text("utf-8"), os.listdir(here + "/conf"))
print(importlib.resources.files(__name__).joinpath("words.txt").read_text("utf-8"))
default = importlib.resources.files("reading.conf") / "default.yaml"
with importlib.resources.as_file(default) as file:
    print(file.read_text())
print(pkgutil.get_data("reading", "conf/default.yaml"))
print(pkgutil.get_data("reading", "templates/settings.py"))
from reading import inner
print(inner.__name__, pathlib.Path(inner.__file__).name, os.path.isdir(__path__[0]))
""",
    "site/reading/inner.py": "",
    "site/reading/words.txt": "hello wörld\n",
    "site/reading/conf/default.yaml": "a: 1\n",
    "site/reading/templates/settings.py": "a template, no module\n",
    "site/reading/tests/data.txt": "not for users",
    "site/silent/__init__.py": "",
    "site/silent/words.txt": "nobody reads them",
}


def test_files_that_modules_look_for_beside_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in BESIDE.items():
        tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(name).write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    program = tmp_path / "out" / "app"
    request = Request(script_entry(tmp_path / "app.py"), program)
    compile_program(request, Options(tier="bytecode"), Progress())
    copied = sorted(path.relative_to(tmp_path).as_posix() for path in program.parent.rglob("*.*t"))
    assert copied == ["out/app.lib/reading/words.txt"]
    program.parent.rename(tmp_path / "elsewhere")
    environment = {"PYTHONPATH": str(tmp_path / "site"), "LC_ALL": "C.UTF-8"}
    expected, found = (
        subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)
        for command in ([sys.executable, tmp_path / "app.py"], [tmp_path / "elsewhere/app"])
    )
    assert expected.returncode == 0, expected.stderr
    assert found.stdout == expected.stdout, found.stderr
