# SPDX-License-Identifier: Apache-2.0
"""The build cache: bytes by content key, in a folder that only this user can write.

    cache = open_cache()
    key = cache_key("object", source, flags)
    data = cache.get(key)
    if data is None:
        cache.put(key, data := compile(source))

Layout, below `platformdirs.user_cache_dir("aot_build")` or `AOT_BUILD_CACHE`:

    v1/entries/3f/<key>-<checksum><suffix>   one entry; the checksum is that of its bytes
    v1/locks/<key>                           single-flight builds, see `Cache.lock`
    v1/tmp/                                  entries being written
    zig/                                     what zig keeps between runs

An entry's name carries the checksum of its content, so an entry is one file that appears by one
rename: there is no moment at which another process, or the next one after a kill, can see half of
it. Whatever does not match its checksum is deleted and counts as absent. Nothing here ever fails a
build, except a folder that other users could write, because what they put there would be linked
into the user's programs.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import multiprocessing
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aot_build.diagnostics import Diagnostic, Severity, UserError, render, use_color
from aot_build.scratch import scratch_folder

CACHE_VARIABLE = "AOT_BUILD_CACHE"
LAYOUT = "v1"
DEFAULT_LIMIT = 2 << 30

_CHECKSUM_LENGTH = 32
# What follows the key in a file name; other keys may begin with the same characters.
_ENTRY_REST = re.compile(r"-([0-9a-f]{32})(?:\.[\w.-]+)?")
_TOUCH_AFTER = 3600.0
_PRUNE_EVERY = 3600.0
# Another build may have looked an entry up and not opened it yet.
_IN_USE = 600.0
_PRUNE_TO = 0.8
_TAG = b"""Signature: 8a477f597d28d172789f06886806bc55
# This folder is the build cache of aot_build. It can be deleted at any time.
"""

Report = Callable[[Diagnostic], None]


def cache_key(*parts: str | bytes | int | None) -> str:
    """A key that differs when any part, its type or its place differs."""
    digest = hashlib.sha256()
    for part in parts:
        kind = type(part).__name__
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(f"{kind}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()


@dataclass(frozen=True)
class CacheStats:
    """What `aot cache show` prints. Sizes in bytes; `tools` is what zig keeps."""

    root: Path | None
    entries: int = 0
    size: int = 0
    tools: int = 0
    limit: int = DEFAULT_LIMIT


@dataclass
class _Entry:
    path: Path
    size: int
    used: float


class Cache:
    """A content-addressed store; without a root it holds nothing and accepts everything."""

    def __init__(
        self, root: Path | None, *, limit: int = DEFAULT_LIMIT, report: Report | None = None
    ) -> None:
        self.root = root
        self.limit = limit
        self._report = report or report_once
        self._writable = root is not None
        self._pruned = False

    # -- entries ---------------------------------------------------------------------------

    def get(self, key: str) -> bytes | None:
        """The bytes stored under *key*, or None; a corrupt entry is deleted and is None."""
        found = self._find(key)
        return found[1] if found else None

    def get_path(self, key: str) -> Path | None:
        """A file with those bytes, just verified. Never write to it."""
        found = self._find(key)
        return found[0] if found else None

    def put(self, key: str, data: bytes, suffix: str = "") -> Path | None:
        """Store *data*; the entry's path, or None when the cache cannot be written.

        *key* is used in a file name: hexadecimal digits, and words after a hyphen if need be.
        Failing to write (read-only folder, full disk) is reported once and then stays silent.
        """
        if self.root is None or not self._writable:
            return None
        path = self._shard(key) / f"{key}-{_checksum(data)}{suffix}"
        try:
            self._write(path, data)
        except OSError as error:
            self._give_up(error)
            return None
        self._prune_sometimes()
        return path

    def keep(self, key: str, data: bytes, suffix: str = "") -> Path:
        """As `put`, but always a path: in a folder of this process when the cache is of no use."""
        path = self.put(key, data, suffix)
        if path is None:
            path = _process_folder() / f"{key}{suffix}"
            path.write_bytes(data)
        return path

    def _find(self, key: str) -> tuple[Path, bytes] | None:
        if self.root is None:
            return None
        shard = self._shard(key)
        try:
            names = sorted(name for name in os.listdir(shard) if name.startswith(key))
        except OSError:
            return None
        for name in names:
            match = _ENTRY_REST.fullmatch(name, len(key))
            if match is None:
                continue
            path = shard / name
            data = _read_verified(path, match.group(1))
            if data is not None:
                _touch(path)
                return path, data
        return None

    def _shard(self, key: str) -> Path:
        return self._folder("entries") / key[:2]

    def _folder(self, name: str) -> Path:
        assert self.root is not None
        return self.root / LAYOUT / name

    def _write(self, path: Path, data: bytes) -> None:
        scratch = self._folder("tmp")
        _make_private(scratch)
        handle, name = tempfile.mkstemp(dir=scratch)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            _make_private(path.parent)
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise

    def _give_up(self, error: OSError) -> None:
        self._writable = False
        reason = error.strerror or str(error)
        self._report(
            Diagnostic(
                Severity.WARNING,
                f"the build cache {self.root} cannot be written ({reason}); continuing without it",
                code="cache",
                hint=f"free some space, or set {CACHE_VARIABLE} to another folder",
            )
        )

    # -- folders of tools, locks -----------------------------------------------------------

    def tool_folder(self, name: str) -> Path | None:
        """A writable folder for a tool's own cache, or None when there is none to be had."""
        if self.root is None or not self._writable:
            return None
        folder = self.root / name
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            self._give_up(error)
            return None
        return folder if os.access(folder, os.W_OK) else None

    @contextlib.contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Hold the lock *key*: one process or thread at a time builds what it stands for.

        The lock is the operating system's, so it ends with its holder, however that ends. Where
        there are no locks the work may be done twice, which is harmless.
        """
        handle = self._open_lock(key)
        try:
            if handle is not None:
                _lock_file(handle)
            yield
        finally:
            if handle is not None:
                os.close(handle)

    def _open_lock(self, key: str) -> int | None:
        if self.root is None or not self._writable:
            return None
        path = self._folder("locks") / key
        try:
            _make_private(path.parent)
            return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError:
            return None

    # -- size ------------------------------------------------------------------------------

    def stats(self) -> CacheStats:
        """Count what is there."""
        entries = self._entries()
        size = sum(entry.size for entry in entries)
        tools = _folder_size(self.root / "zig") if self.root else 0
        return CacheStats(self.root, len(entries), size, tools, self.limit)

    def clear(self) -> int:
        """Delete everything this class made, and nothing else; returns the bytes freed."""
        if self.root is None:
            return 0
        before = self.stats()
        for name in (LAYOUT, "zig"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        after = self.stats()
        return before.size + before.tools - after.size - after.tools

    def prune(self) -> int:
        """Delete the entries unused for longest until the rest fits; returns the bytes freed."""
        now = time.time()
        self._sweep(self._folder("tmp"), now)
        entries = sorted(self._entries(), key=lambda entry: (entry.used, entry.path))
        excess = sum(entry.size for entry in entries) - self.limit
        if excess <= 0:
            return 0
        freed, goal = 0, excess + self.limit * (1 - _PRUNE_TO)
        for entry in entries:
            if freed >= goal or now - entry.used < _IN_USE:
                break
            with contextlib.suppress(OSError):
                entry.path.unlink()
                freed += entry.size
        return freed

    def _prune_sometimes(self) -> None:
        if self._pruned:
            return
        self._pruned = True
        stamp = self._folder("pruned")
        with contextlib.suppress(OSError):
            if not stamp.exists() or time.time() - stamp.stat().st_mtime > _PRUNE_EVERY:
                stamp.write_bytes(b"")
                self.prune()

    def _sweep(self, scratch: Path, now: float) -> None:
        """Delete what killed builds left behind."""
        with contextlib.suppress(OSError):
            for item in os.scandir(scratch):
                with contextlib.suppress(OSError):
                    if now - item.stat().st_mtime > _PRUNE_EVERY:
                        os.unlink(item.path)

    def _entries(self) -> list[_Entry]:
        found: list[_Entry] = []
        if self.root is None:
            return found
        for folder, _, names in os.walk(self._folder("entries")):
            for name in names:
                path = Path(folder, name)
                with contextlib.suppress(OSError):
                    status = path.stat()
                    found.append(_Entry(path, status.st_size, status.st_mtime))
        return found


# -- opening -------------------------------------------------------------------------------


def cache_root() -> Path:
    """Where the cache is to be, whether or not it exists."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen).absolute()
    import platformdirs

    return Path(platformdirs.user_cache_dir("aot_build"))


def open_cache(root: Path | None = None, *, report: Report | None = None) -> Cache:
    """The user's cache, its folder made if need be.

    Raises UserError when other users can write the folder. When it cannot be made, that is
    reported and the cache returned keeps nothing.
    """
    root = cache_root() if root is None else root
    report = report or report_once
    try:
        new = not root.exists()
        _make_private(root)
        check_private(root)
        if new:
            (root / "CACHEDIR.TAG").write_bytes(_TAG)
    except OSError as error:
        reason = error.strerror or str(error)
        report(
            Diagnostic(
                Severity.WARNING,
                f"the build cache {root} cannot be used ({reason}); continuing without it",
                code="cache",
                hint=f"set {CACHE_VARIABLE} to a folder that can be written",
            )
        )
        return Cache(None, report=report)
    return Cache(root, report=report)


def check_private(root: Path) -> None:
    """Raise UserError when anybody but this user can put files into *root* (POSIX only)."""
    if sys.platform == "win32":
        return
    for folder in (root, root / LAYOUT, root / LAYOUT / "entries"):
        try:
            status = folder.stat()
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(status.st_mode):
            raise _refusal(folder, "is not a folder", "delete it")
        if status.st_uid != os.geteuid():
            hint = f"set {CACHE_VARIABLE} to a folder of your own"
            raise _refusal(folder, "belongs to another user", hint)
        if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise _refusal(folder, "can be written by other users", f"type: chmod go-w {folder}")


_reported: set[str] = set()


def report_once(diagnostic: Diagnostic) -> None:
    """Print it, unless this process has or its parent will: many parts of a build use the cache."""
    if diagnostic.message not in _reported and multiprocessing.parent_process() is None:
        _reported.add(diagnostic.message)
        print_diagnostic(diagnostic)


def print_diagnostic(diagnostic: Diagnostic) -> None:
    """Print to standard error, in colour only in a terminal."""
    print(render(diagnostic, color=use_color()), file=sys.stderr)


def _refusal(folder: Path, problem: str, hint: str) -> UserError:
    message = f"the build cache is refused: {folder} {problem}"
    return UserError(Diagnostic(Severity.ERROR, message, code="cache", hint=hint))


def _make_private(folder: Path) -> None:
    """Make *folder* and its missing parents for this user only, whatever the umask allows."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


# -- files ---------------------------------------------------------------------------------


@functools.cache
def _process_folder() -> Path:
    folders = contextlib.ExitStack()
    atexit.register(folders.close)
    return folders.enter_context(scratch_folder("build"))


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_CHECKSUM_LENGTH]


def _read_verified(path: Path, checksum: str) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if _checksum(data) == checksum:
        return data
    with contextlib.suppress(OSError):
        path.unlink()
    return None


def _touch(path: Path) -> None:
    """Note the use, for pruning; rarely, because each lookup would be a write."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > _TOUCH_AFTER:
            os.utime(path)


def _folder_size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size
    return total


if sys.platform == "win32":
    import msvcrt

    def _lock_file(handle: int) -> None:
        while True:
            # LK_LOCK gives up after ten attempts, one second apart.
            with contextlib.suppress(OSError):
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                return

else:
    import fcntl

    def _lock_file(handle: int) -> None:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
