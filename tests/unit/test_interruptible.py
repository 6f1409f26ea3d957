# SPDX-License-Identifier: Apache-2.0
"""A build that is told to stop does so at once, whatever it is doing, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import aot_build
from aot_build import interruptible

ROOT = Path(aot_build.__file__).parents[1]
UNFINISHED = 60.0

# One C call that would take hours, as LLVM's can take seconds, in this process or in a worker.
BUILD = """
import hashlib, sys
from aot_build.interruptible import run_interruptible
from aot_build.pep517.guard import exit_on_error, temporary_folder
from aot_build.workers import Workers

def long_call():
    return hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)

with exit_on_error(), temporary_folder() as work, Workers(2) as workers:
    (work / "half-written").touch()
    if sys.argv[1] == "here":
        print("begun", flush=True)
        run_interruptible(long_call)
    else:
        job = ("sha256", b"", b"", 2**31 - 1)
        future = workers.submit(CALL, job, worthwhile=True)
        while not future.running():
            pass
        print("begun", flush=True)
        future.result()
"""
WORKER = "import hashlib\ndef call(job):\n    return hashlib.pbkdf2_hmac(*job)\n"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("place", ["here", "in_a_worker"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_long_call(
    tmp_path: Path, place: str, number: signal.Signals, code: int
) -> None:
    (tmp_path / "long_job.py").write_text(WORKER, encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", "from long_job import call as CALL\n" + BUILD, place],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}", "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout is not None
    begun = process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(number)
    # Ends only when the workers have gone too: they hold the other ends of the pipes.
    _, said = process.communicate(timeout=UNFINISHED)
    assert begun == "begun\n", said
    assert process.returncode == code, said
    assert "Traceback" not in said
    assert not list(scratch.iterdir())


def test_without_threads_the_call_is_made_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(run: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(interruptible, "_start", refuse)
    assert interruptible.run_interruptible(lambda: 5) == 5


def test_what_a_call_raises_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        interruptible.run_interruptible(lambda: 1 // 0)
