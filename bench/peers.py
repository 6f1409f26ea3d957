# SPDX-License-Identifier: Apache-2.0
"""Other compilers of Python, for `make bench ARGS="--peer mypyc --peer cython"`.

Each is installed into an environment of its own below build/bench/peers and compiles the same
sources as it would anybody's. They need the C compiler that this Python asks for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Compile = Callable[[Path, Path, Path], list[str]]
"""Environment's Python, source, folder for the library -> the command, run in that folder."""


def mypyc_command(python: Path, source: Path, output: Path) -> list[str]:
    """The module compiled with what its annotations promise, at mypyc's default level."""
    return [str(python), "-m", "mypyc", str(source.relative_to(output))]


def cython_command(python: Path, source: Path, output: Path) -> list[str]:
    """The module compiled as plain Python."""
    del output
    command = [str(python), "-m", "Cython.Build.Cythonize", "--inplace", "--quiet", "-3"]
    return [*command, str(source)]


PEERS: Mapping[str, tuple[Sequence[str], Compile]] = {
    "mypyc": (("mypy[mypyc]==2.4.1", "setuptools"), mypyc_command),
    "cython": (("cython==3.3.1", "setuptools"), cython_command),
}


def compile_with(
    peer: str, sources: Sequence[Path], work: Path, environments: Path
) -> tuple[Path, dict[str, str]]:
    """The folder with the libraries that *peer* made, and why it made none of some programs.

    *work* is an empty folder; *environments* keeps what is installed from one run to the next.
    """
    requirements, command = PEERS[peer]
    python = make_environment(environments / peer, requirements)
    failures = {}
    for source in sources:
        copy = work / source.name
        copy.write_bytes(source.read_bytes())
        result = subprocess.run(
            command(python, copy, work),
            cwd=work,
            env=environment(python),
            capture_output=True,
            text=True,
            check=False,
        )
        copy.unlink()
        if not any(path.suffix in {".so", ".pyd"} for path in work.glob(f"{source.stem}.*")):
            lines = (result.stdout + result.stderr).strip().splitlines()
            failures[source.stem] = lines[-1] if lines else "it made no library"
    return work, failures


def make_environment(folder: Path, requirements: Sequence[str]) -> Path:
    """The Python of a virtual environment with *requirements*, made unless it is there."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = folder / f"installed-{sys.version_info.major}.{sys.version_info.minor}"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        done.touch()
    return python


def environment(python: Path) -> dict[str, str]:
    """Without this checkout, and with the commands of *python*'s environment found first."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**kept, "PATH": f"{python.parent}{os.pathsep}{kept['PATH']}"}
