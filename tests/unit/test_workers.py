# SPDX-License-Identifier: Apache-2.0
"""Worker processes, whoever starts them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import aot_build

ROOT = Path(aot_build.__file__).parents[1]

UNGUARDED = """
from aot_build.workers import Workers
print("runs")
with Workers(2) as workers:
    futures = [workers.submit(len, "abc", worthwhile=True) for _ in range(3)]
    print([future.result() for future in futures], workers.pool is not None)
import sys
print(sys.modules["__main__"].__file__ == __file__)
"""
ABANDONED = """
import threading, time
from aot_build.workers import Workers
try:
    with Workers(2) as workers:
        future = workers.submit(time.sleep, 3600, worthwhile=True)
        while not future.running():
            pass
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print([thread.name for thread in threading.enumerate()])
"""
DAEMONIC = """
import multiprocessing
from aot_build.workers import Workers
def work():
    with Workers(2) as workers:
        print(workers.submit(len, "abc", worthwhile=True).result(), workers.pool)
if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=work, daemon=True)
    process.start()
    process.join()
"""


@pytest.mark.parametrize(
    ("program", "output"),
    [
        (UNGUARDED, "runs\n[3, 3, 3] True\nTrue\n"),
        (DAEMONIC, "3 None\n"),
        (ABANDONED, "['MainThread']\n"),
    ],
    ids=["unguarded", "daemonic", "abandoned"],
)
def test_a_build_may_be_called_from_anywhere(tmp_path: Path, program: str, output: str) -> None:
    script = tmp_path / "build_it.py"
    script.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert (done.stdout, done.returncode) == (output, 0), done.stderr


@pytest.mark.skipif(os.name != "posix", reason="sockets with paths")
def test_the_folder_for_temporary_files_may_have_a_long_name(tmp_path: Path) -> None:
    scratch = tmp_path / ("long" * 40)
    scratch.mkdir()
    script = tmp_path / "build_it.py"
    script.write_text(UNGUARDED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("runs\n[3, 3, 3] True\nTrue\n", 0), done.stderr


COPY = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
from aot_build.workers import Workers
with Workers(2) as workers:
    found = workers.submit(eval, "__import__('aot_build').__file__", worthwhile=True).result()
print(found)
"""


def test_workers_run_the_compiler_that_started_them(tmp_path: Path) -> None:
    copy, elsewhere = tmp_path / "copy", tmp_path / "elsewhere"
    shutil.copytree(ROOT / "aot_build", copy / "aot_build")
    elsewhere.mkdir()
    command = [sys.executable, "-c", COPY, str(copy)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, cwd=elsewhere
    )
    assert result.stdout == f"{copy / 'aot_build' / '__init__.py'}\n"
