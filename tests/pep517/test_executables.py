# SPDX-License-Identifier: Apache-2.0
"""`[tool.aot.executables]` through pip: scripts of the wheel that need no Python."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux")

PROJECT = {
    "pyproject.toml": """\
[build-system]
requires = ["aot_build"]
build-backend = "aot_build"
[project]
name = "shop"
version = "1.0"
[project.scripts]
shop-py = "shop:main"
[tool.setuptools]
package-dir = { "" = "code" }
packages = ["shop"]
[tool.aot]
exclude = ["shop"]
[tool.aot.executables]
shop-native = "shop:main"
""",
    "code/shop/__init__.py": """\
import sys
def main():
    print("sold", sys.argv[1:])
    return 5
""",
}


def make_project(folder: Path, text: str = PROJECT["pyproject.toml"]) -> Path:
    for name, content in (PROJECT | {"pyproject.toml": text}).items():
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(name).write_text(content, encoding="utf-8")
    return folder


def test_an_executable_is_a_script_of_the_wheel(environment: Environment) -> None:
    out = environment.scratch / "out" / "shop"
    environment.pip("wheel", "-w", out, make_project(environment.scratch / "one" / "shop"))
    (wheel,) = out.glob("*.whl")
    assert wheel.name.startswith("shop-1.0-py3-none-") and "linux_" in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        member = archive.getinfo("shop-1.0.data/scripts/shop-native")
        assert member.external_attr >> 16 & 0o111
        assert (
            f"Tag: {wheel.stem.split('-', 2)[2]}"
            in archive.read("shop-1.0.dist-info/WHEEL").decode()
        )

    environment.pip("install", "--force-reinstall", wheel)
    scripts = [environment.python.parent / name for name in ("shop-native", "shop-py")]
    ends = [subprocess.run([path, "a"], capture_output=True, check=False) for path in scripts]
    assert ends[0].stdout == ends[1].stdout == b"sold ['a']\n"
    assert [end.returncode for end in ends] == [5, 5]

    again = make_project(environment.scratch / "two" / "deeper" / "shop")
    command = ("-m", "aot_build", "wheel", again, "-o", out / "again", "--no-isolation")
    environment.run(*command, PYTHONHASHSEED="7")
    assert out.joinpath("again", wheel.name).read_bytes() == wheel.read_bytes()


@pytest.mark.parametrize(
    ("name", "entry", "message"),
    [
        ("shop-py", "shop:main", ":15:11: error: the wheel already has a script 'shop-py'"),
        ("shop-native", "shop:mian", ":15:15: error: module 'shop' does not define 'mian'"),
        ("shop-native", "shop", ":15:15: error: 'shop' does not name a function"),
    ],
)
def test_mistakes_have_their_place(
    environment: Environment, name: str, entry: str, message: str
) -> None:
    text = PROJECT["pyproject.toml"].replace('shop-native = "shop:main"', f'{name} = "{entry}"')
    project = make_project(environment.scratch / "wrong" / "shop", text)
    done = environment.attempt("-m", "aot_build", "wheel", "--no-isolation", ".", cwd=project)
    assert done.returncode == 1
    assert f"pyproject.toml{message}" in done.stderr and "Traceback" not in done.stderr
