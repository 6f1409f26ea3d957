# SPDX-License-Identifier: Apache-2.0
"""Folders for temporary files go away, those of killed processes with a later build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from aot_build.scratch import remove_stale_folders, scratch_folder

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import sys
from aot_build.scratch import scratch_folder
with scratch_folder("killed") as folder:
    (folder / "sub").mkdir()
    (folder / "sub" / "file").write_text("half")
    print(folder, flush=True)
    sys.stdin.readline()
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such locks")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def start_owner() -> tuple[subprocess.Popen[str], Path]:
    """A process that has a folder until its input ends, and that folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().rstrip("\n"))


def test_the_folder_is_private_and_goes(temporary: Path) -> None:
    with scratch_folder("some") as folder:
        assert folder.parent == temporary and folder.name.startswith("aot-some-")
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "file").write_text("text")
    assert not list(temporary.iterdir())


def test_what_a_killed_process_left_is_removed(temporary: Path) -> None:
    process, folder = start_owner()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (folder / "sub" / "file").is_file()
    remove_stale_folders()
    assert not list(temporary.iterdir())


def test_folders_in_use_stay() -> None:
    process, folder = start_owner()
    with scratch_folder("own") as own:
        remove_stale_folders()
        assert own.is_dir() and (folder / "sub" / "file").is_file()
    process.communicate("\n")
    assert not folder.exists()


def test_what_is_not_ours_stays(temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / ".lock").touch()
    (temporary / "aot-link").symlink_to(elsewhere)
    (temporary / "aot-file").touch()
    for name, mode, lock in (("aot-bare", 0o700, False), ("aot-open", 0o755, True)):
        (temporary / name).mkdir(mode)
        (temporary / name / "file").touch()
        if lock:
            (temporary / name / ".lock").touch()
    (temporary / "aot-trap").mkdir(0o700)
    (temporary / "aot-trap" / ".lock").symlink_to(elsewhere / ".lock")
    remove_stale_folders()
    names = {path.name for path in temporary.iterdir()}
    assert names == {"aot-link", "aot-file", "aot-bare", "aot-open", "aot-trap"}
    assert (elsewhere / ".lock").is_file()
