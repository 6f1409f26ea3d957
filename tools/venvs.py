# SPDX-License-Identifier: Apache-2.0
"""The virtual environments that the other tools run in, one for each Python found.

    python tools/venvs.py            make or refresh them all and print their interpreters
    python tools/venvs.py run ARGS   make the main one and run its interpreter with ARGS

Runs on a bare Python 3.11 or newer: only the standard library. An environment is made again only
when pyproject.toml or its interpreter changed. `AOT_VENVS=/path/to/v{version}` names environments
that exist already (`{version}` is 3.12, `{nodot}` is 312); those are used as they are.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUPPORTED = ("3.11", "3.12", "3.13")
FULL_RUN = "3.12"


@dataclass(frozen=True)
class Interpreter:
    """One CPython: the version as "3.12", the full one as "3.12.1", and the program."""

    version: str
    full_version: str
    path: Path


def main(arguments: list[str]) -> int:
    """Make every environment and say which, or run something in the main one."""
    interpreters = find_interpreters()
    if not interpreters:
        raise SystemExit("error: no CPython 3.11, 3.12 or 3.13 with venv and pip was found")
    if arguments[:1] == ["run"]:
        python = ensure_venv(main_interpreter(interpreters))
        return subprocess.run([str(python), *arguments[1:]], cwd=ROOT, check=False).returncode
    for interpreter in interpreters:
        python = ensure_venv(interpreter)
        print(f"{interpreter.full_version}  {python}")
    return 0


def find_interpreters(versions: tuple[str, ...] = SUPPORTED) -> list[Interpreter]:
    """One working CPython for each version, in the order given; versions not found are left out.

    The running one is preferred for its own version, then pyenv's, then PATH: a pyenv shim on
    PATH exists also for versions that are not enabled, so each candidate is asked for its version.
    """
    found = []
    for version in versions:
        for candidate in _candidates(version):
            interpreter = _ask(candidate)
            if interpreter and interpreter.version == version:
                found.append(interpreter)
                break
    return found


def main_interpreter(interpreters: list[Interpreter]) -> Interpreter:
    """The one that runs everything; the others run what could differ there."""
    return next((item for item in interpreters if item.version == FULL_RUN), interpreters[0])


def ensure_venv(interpreter: Interpreter) -> Path:
    """The Python of an up-to-date environment with aot_build (editable) and its dev tools."""
    pattern = os.environ.get("AOT_VENVS")
    if pattern:
        version = interpreter.version
        folder = Path(pattern.format(version=version, nodot=version.replace(".", "")))
        return python_in(folder)
    folder = ROOT / ".venv" / interpreter.version
    stamp = folder / "aot-dev-stamp"
    wanted = _fingerprint(interpreter)
    if stamp.is_file() and stamp.read_text() == wanted:
        return python_in(folder)
    shutil.rmtree(folder, ignore_errors=True)
    run([str(interpreter.path), "-m", "venv", str(folder)])
    python = python_in(folder)
    # Without isolation: the editable install must not download a compiler to build nothing.
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*pip, "setuptools>=77", "wheel"])
    run([*pip, "--no-build-isolation", "-e", f"{ROOT}[dev]"])
    stamp.write_text(wanted)
    return python


def python_in(folder: Path) -> Path:
    """The interpreter of a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(command: list[str]) -> None:
    """Run a set-up step; a failure ends the tool with the command that failed."""
    result = subprocess.run(command, cwd=ROOT, check=False)
    if result.returncode:
        raise SystemExit(f"failed with status {result.returncode}: {' '.join(command)}")


def _candidates(version: str) -> list[Path]:
    candidates = [Path(getattr(sys, "_base_executable", None) or sys.executable)]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates += sorted(pyenv.glob(f"{version}*/bin/python"), key=_release, reverse=True)
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        candidates.append(Path(folder) / f"python{version}")
    return [path for path in candidates if path.is_file()]


def _release(python: Path) -> tuple[int, ...]:
    """The version that the folder of a pyenv interpreter names; (0,) for 3.14t and the like."""
    parts = python.parent.parent.name.split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else (0,)


def _ask(python: Path) -> Interpreter | None:
    question = (
        "import sys, sysconfig, venv, ensurepip; assert sys.implementation.name == 'cpython'; "
        "assert not sysconfig.get_config_var('Py_GIL_DISABLED'); "
        "print('.'.join(map(str, sys.version_info[:3])))"
    )
    try:
        answer = subprocess.run(
            [str(python), "-c", question], capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return Interpreter(".".join(answer.split(".")[:2]), answer, python)


def _fingerprint(interpreter: Interpreter) -> str:
    text = (ROOT / "pyproject.toml").read_bytes()
    program = interpreter.path.resolve()  # which has several names
    return f"{interpreter.full_version} {program} {hashlib.sha256(text).hexdigest()}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
