# SPDX-License-Identifier: Apache-2.0
"""Folders for temporary files, which a later build removes if this one is killed.

    with scratch_folder("link") as folder:      ->   /tmp/aot-link-x1y2z3/, gone afterwards
    remove_stale_folders()                           those of processes that ended otherwise

A process that is killed cannot clean up, but the system ends its file locks. So each folder holds
a file that its owner has locked from before the folder has its name: whoever gets that lock
knows that the owner is gone. Process numbers would not tell, they are used again. Where there are
no such locks (Windows, some network file systems) nothing is removed but by its owner.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PREFIX = "aot-"
_UNNAMED = ".aot-"  # what is not locked yet
_LOCK = ".lock"


@contextmanager
def scratch_folder(purpose: str) -> Iterator[Path]:
    """A new folder for this user only, deleted at the end; *purpose* is a part of its name."""
    folder, lock = _make(purpose)
    try:
        yield folder
    finally:
        _remove(folder)
        if lock is not None:
            os.close(lock)


def remove_stale_folders() -> None:
    """Delete the folders that processes of this user left behind. Never fails."""
    if fcntl is None:
        return
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _is_own(entry):
                _remove_if_stale(Path(entry.path))


def _make(purpose: str) -> tuple[Path, int | None]:
    """The folder, and its open lock file or None."""
    if fcntl is None:
        return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-")), None
    unnamed = Path(tempfile.mkdtemp(prefix=f"{_UNNAMED}{purpose}-"))
    folder = unnamed.with_name(unnamed.name[1:])
    lock = None
    try:
        lock = _open_locked(unnamed / _LOCK, os.O_CREAT | os.O_EXCL)
        if lock is None:
            (unnamed / _LOCK).unlink(missing_ok=True)
        # To a name that is taken this would fail, for no folder of ours is ever empty.
        unnamed.rename(folder)
    except BaseException:
        _remove(unnamed)
        if lock is not None:
            os.close(lock)
        raise
    return folder, lock


def _open_locked(file: Path, flags: int = 0) -> int | None:
    """An open file that this process has locked; None when another has, or there are no locks."""
    descriptor = os.open(file, os.O_RDWR | os.O_NOFOLLOW | flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _is_own(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, no link to one, that only this user can look into."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) & 0o077 == 0
    return private and found.st_uid == os.geteuid()


def _remove_if_stale(folder: Path) -> None:
    try:
        lock = _open_locked(folder / _LOCK)
    except OSError:  # it has none, so it is none of ours, or just being deleted
        return
    if lock is not None:
        _remove(folder)
        os.close(lock)


def _remove(folder: Path) -> None:
    """Delete what is in there, the lock at last: without it nobody would go on after a kill."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == _LOCK:
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
    shutil.rmtree(folder, ignore_errors=True)
