# SPDX-License-Identifier: Apache-2.0
"""Each sample project through pip: installs, runs natively, builds twice to the same bytes."""

from __future__ import annotations

import json
import sys
import zipfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Environment

SAMPLES = Path(__file__).resolve().parents[2] / "sample_projects"

LIBRARIES = {
    "asyncio_package": ["pipeline_demo/__init__"],
    "c_extension": ["checksum/__init__"],
    "class_heavy": ["orders/__init__"],
    "flit_project": ["matrix_words/__init__"],
    "hatchling_project": ["caesar/__init__"],
    "namespace_package": ["acme/shapes/__init__", "acme/units"],
    "numeric_kernels": ["numeric_kernels/__init__"],
    "pdm_project": ["rle/__init__"],
    "poetry_project": ["syllables/__init__"],
    "single_module": ["roman"],
    "src_cli": ["wordcount/__init__"],
}
"""The libraries that are to be in the wheel of each sample."""

EDITABLE = "editable_install"


def test_every_sample_is_tested() -> None:
    samples = {path.parent.name for path in SAMPLES.glob("*/pyproject.toml")}
    assert samples == {*LIBRARIES, EDITABLE}


@pytest.mark.parametrize("sample", sorted(LIBRARIES))
def test_sample(environment: Environment, sample: str) -> None:
    project = environment.copy(sample, "first")
    out = environment.scratch / "out" / sample
    environment.pip("wheel", "-w", out, project)
    (wheel,) = out.glob("*.whl")
    check_contents(wheel, LIBRARIES[sample])

    environment.pip("install", "--force-reinstall", wheel)
    check = project / "tests" / "check.py"
    assert environment.run(check).endswith("ok\n")
    assert environment.run(check, AOT_DISABLE="1").endswith("ok\n")

    again = environment.copy(sample, "elsewhere/second")
    command = ("-m", "aot_build", "wheel", again, "-o", out / "again", "--no-isolation")
    environment.run(*command, "--jobs=1", PYTHONHASHSEED="7")
    assert out.joinpath("again", wheel.name).read_bytes() == wheel.read_bytes()


def test_editable(environment: Environment) -> None:
    project = environment.copy(EDITABLE, "editable")
    environment.pip("install", "-e", project)
    library = project / "src" / "greeter" / ("__init__" + EXTENSION_SUFFIXES[0])
    assert library.is_file()
    origin = "import greeter; print(greeter.__spec__.origin)"
    assert Path(environment.run("-c", origin).strip()) == library
    assert environment.run(project / "tests" / "check.py").endswith("ok\n")


def test_pip_install_of_a_folder(environment: Environment) -> None:
    project = environment.copy("single_module", "folder")
    environment.pip("install", "--force-reinstall", project)
    assert environment.run(project / "tests" / "check.py").endswith("ok\n")


def test_an_sdist_builds_to_the_same_wheel(environment: Environment) -> None:
    project = environment.copy("src_cli", "sdist")
    out = environment.scratch / "out" / "sdist"
    out.mkdir(parents=True)
    program = "import sys, aot_build; aot_build.build_sdist(sys.argv[1])"
    environment.run("-c", program, out, cwd=project)
    (sdist,) = out.iterdir()
    build = ("-m", "aot_build", "wheel", "--no-isolation", "-o")
    environment.run(*build, out / "a", sdist)
    environment.run(*build, out / "b", environment.copy("src_cli", "sdist2"))
    (left,), (right,) = (list(out.glob(f"{folder}/*.whl")) for folder in "ab")
    assert (left.name, left.read_bytes()) == (right.name, right.read_bytes())


def test_a_mistake_is_a_message_without_a_traceback(environment: Environment) -> None:
    project = environment.copy("single_module", "mistake")
    with project.joinpath("pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('\n[tool.aot]\nhint = "check"\n')
    done = environment.attempt("-m", "pip", "wheel", *environment.pip_flags, project)
    assert done.returncode == 1
    text = done.stdout + done.stderr
    assert "pyproject.toml:13:1: error: unknown key 'tool.aot.hint' [config]" in text
    assert "did you mean 'hints'?" in text
    assert "Traceback" not in text


def check_contents(wheel: Path, libraries: list[str]) -> None:
    """The libraries have their stable names, the rest of the metadata says so."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        info = next(name for name in names if name.endswith("/aot.json")).rpartition("/")[0]
        content: dict[str, Any] = json.loads(archive.read(f"{info}/aot.json"))
        wheel_file = archive.read(f"{info}/WHEEL").decode()
    expected = [name + EXTENSION_SUFFIXES[0] for name in libraries]
    assert content["libraries"] == expected and set(expected) <= set(names)
    assert content["totals"]["native"] > 0
    assert "Root-Is-Purelib: false" in wheel_file and "none-any" not in wheel.name
    if sys.platform == "linux":
        assert "linux_2_17_" in wheel.name or "musllinux_" in wheel.name, "also with a C extension"
    assert {"name", "file", "functions", "imports"} <= set(content["modules"][0])
