# SPDX-License-Identifier: Apache-2.0
"""`aot build` of modules, functions and projects: what a program is to itself, how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import aot_build

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far"),
    pytest.mark.xdist_group("standalone"),
]

PROJECT = {
    "pyproject.toml": '[tool.aot.executables]\nshop = "shop.cli:App.main"\n'
    'shop-main = { module = "shop" }\n',
    "src/shop/__init__.py": "print('package', __name__)\n",
    "src/shop/__main__.py": """\
import sys
from . import cli
print(__name__, __package__, __spec__.name, __spec__.parent, __doc__, __annotations__)
print(type(__builtins__).__name__, __spec__.loader is __loader__)
print(__loader__.is_package(__spec__.name))
print(__loader__.get_source('shop.__main__').count('\\n'), sys.argv[1:], __file__[-16:])
cli.App.main()
""",
    "src/shop/cli.py": """\
import sys
class App:
    def main():
        if len(sys.argv) > 2:
            import nothing_of_that_name.sub
        return {"0": None, "3": 3}.get(sys.argv[1], "bye")
""",
}


def call(command: list[str | Path], folder: Path, **more: str) -> tuple[int, str, str]:
    """Exit code, output, and the last line of what was said on standard error."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout, "".join(done.stderr.splitlines()[-1:])


def test_the_executables_of_a_project(tmp_path: Path) -> None:
    for name, text in PROJECT.items():
        tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(name).write_text(text)
    builder = os.environ | {"PYTHONPATH": str(Path(aot_build.__file__).parents[1])}
    command = [sys.executable, "-m", "aot_build", "build", ".", "--tier", "bytecode"]
    built = subprocess.run(
        command, cwd=tmp_path, env=builder, capture_output=True, text=True, check=True
    )
    assert built.stdout == "dist/shop\ndist/shop-main\n"
    # Where the executable is already, it is made again.
    again = [*command[:-3], "--entry", "shop.cli:App.main", "-o", "shop", *command[-2:]]
    for _ in range(2):
        subprocess.run(again, cwd=tmp_path, env=builder, capture_output=True, check=True)
    warning = "src/shop/cli.py:5: warning: no module named 'nothing_of_that_name' was found"
    assert warning in built.stderr

    path = {"PYTHONPATH": str(tmp_path / "src")}
    calling = "import sys\nfrom shop.cli import App\nsys.exit(App.main())\n"
    for words in (["0"], ["3"], ["text"], ["missing", "b"]):
        expected = call([sys.executable, "-c", calling, *words], tmp_path, **path)
        assert call([tmp_path / "dist" / "shop", *words], tmp_path) == expected
    expected = call([sys.executable, "-m", "shop", "x"], tmp_path, **path)
    assert "shop.__main__ shop" in expected[1]
    assert call([tmp_path / "dist" / "shop-main", "x"], tmp_path) == expected


def test_tracebacks_and_warnings_show_lines_of_a_program_wherever_it_runs(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / "broken.py").write_text(
        "import warnings\ndef main():\n    warnings.warn('careful')\n    return 1 / 0\n"
    )
    builder = os.environ | {"PYTHONPATH": str(Path(aot_build.__file__).parents[1])}
    command = [sys.executable, "-m", "aot_build", "build", "--entry", "broken:main"]
    command += ["-o", str(elsewhere / "broken"), "--tier", "bytecode"]
    subprocess.run(command, cwd=project, env=builder, capture_output=True, check=True)
    for folder in (
        elsewhere,
        project,
    ):  # in one of them a file has the name of the module `__main__`
        done = subprocess.run(
            [elsewhere / "broken"], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True
        )
        assert "    sys.exit(main())\n" in done.stderr
        assert "    return 1 / 0\n" in done.stderr
        assert "broken.py:3: UserWarning: careful\n  warnings.warn('careful')\n" in done.stderr
