# SPDX-License-Identifier: Apache-2.0
"""PyInstaller freezes compiled packages without hooks (docs/how-to/freeze.md)."""

import shutil
import subprocess
import sys
import venv

import pytest

APP = """
import sys
import tally
import toolbox.resources, toolbox.shapes.circle, toolbox.shapes.square
import toolbox.shapes as shapes
print(tally.tally("a b a").pairs, tally.wave.__name__)
print(shapes.area("circle", 2), shapes.area("square", 3), toolbox.resources.words())
for m in (tally, toolbox, shapes, toolbox.shapes.circle):
    assert m.__spec__.origin.endswith((".so", ".pyd")), m.__spec__
    assert sys._MEIPASS in m.__spec__.origin
"""


@pytest.fixture(scope="module")
def freezer(tmp_path_factory):
    """The interpreter of an environment with PyInstaller."""
    folder = tmp_path_factory.mktemp("freezer")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    command = [python, "-m", "pip", "install", "-q", "pyinstaller>=6.10"]
    if subprocess.run(command, check=False).returncode:
        pytest.skip("PyInstaller cannot be installed")
    return python


@pytest.mark.slow
def test_frozen_program_is_native(forms, freezer, tmp_path):
    site = tmp_path / "site"
    shutil.copytree(forms.native, site)
    (tmp_path / "app.py").write_text(APP)
    command = [freezer, "-m", "PyInstaller", "--noconfirm", "--paths", site]
    # Data files and metadata are asked for just as they are for sources.
    command += ["--collect-data", "toolbox", "--copy-metadata", "toolbox", "app.py"]
    environment = {"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run(command, check=True, cwd=tmp_path, env=environment, timeout=600)
    shutil.rmtree(site)
    program = tmp_path / "dist" / "app" / "app"
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "the body of tally",
        "[('a', 2), ('b', 1)] wave",
        "12 9 ['hammer', 'saw']",
    ]
