# SPDX-License-Identifier: Apache-2.0
"""The build cache: what it keeps, whom it trusts, and what it survives."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from aot_build.cache import Cache, cache_key, check_private, open_cache
from aot_build.diagnostics import Diagnostic, UserError

posix = pytest.mark.skipif(sys.platform == "win32", reason="folders have no mode there")
KEY = cache_key("test")


@pytest.fixture
def reports() -> list[Diagnostic]:
    return []


@pytest.fixture
def cache(tmp_path: Path, reports: list[Diagnostic]) -> Cache:
    return open_cache(tmp_path / "cache", report=reports.append)


def run_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


# -- entries -------------------------------------------------------------------------------


def test_what_is_put_is_got(cache: Cache) -> None:
    assert cache.get(KEY) is None
    path = cache.put(KEY, b"data", ".o")
    assert path is not None and path.suffix == ".o"
    assert cache.get(KEY) == b"data"
    assert cache.get_path(KEY) == path


@pytest.mark.parametrize("suffix", ["", ".o", ".cpython-312-x86_64-linux-gnu.so"])
def test_an_entry_is_found_whatever_its_suffix(cache: Cache, suffix: str) -> None:
    path = cache.put(KEY, b"data", suffix)
    assert path is not None and path.name.endswith(suffix)
    assert cache.get_path(KEY) == path


def test_keys_that_begin_alike_are_different_entries(cache: Cache) -> None:
    cache.put(KEY + "-report", b"report")
    assert cache.get(KEY) is None
    cache.put(KEY, b"data")
    assert cache.get(KEY) == b"data"
    assert cache.get(KEY + "-report") == b"report"


def test_parts_of_a_key_do_not_run_together() -> None:
    keys = [cache_key("ab", "c"), cache_key("a", "bc"), cache_key("abc"), cache_key("1")]
    keys += [cache_key(b"1"), cache_key(1), cache_key(None), cache_key("None"), cache_key()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("damaged", [b"", b"dat", b"datb", b"\0\0\0\0"])
def test_a_corrupt_entry_is_absent_and_can_be_rebuilt(cache: Cache, damaged: bytes) -> None:
    path = cache.put(KEY, b"data")
    assert path is not None
    path.write_bytes(damaged)
    assert cache.get(KEY) is None
    assert not path.exists()
    cache.put(KEY, b"data")
    assert cache.get(KEY) == b"data"


def test_an_interrupted_write_leaves_nothing(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(source: str, target: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        cache.put(KEY, b"data")
    assert cache.root is not None
    assert [path for path in cache.root.rglob("*") if path.is_file()] == [
        cache.root / "CACHEDIR.TAG"
    ]


WRITE_MANY = """
import sys
from pathlib import Path
from aot_build.cache import cache_key, open_cache
cache = open_cache(Path(sys.argv[1]))
for i in range(100):
    key = cache_key("shared", i % 10)
    assert cache.get(key) in (None, b"%d" % (i % 10) * 5000)
    cache.put(key, b"%d" % (i % 10) * 5000)
"""


def test_processes_can_write_the_same_entries_at_once(tmp_path: Path) -> None:
    root = tmp_path / "cache"
    writers = [run_python(WRITE_MANY, root) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert open_cache(root).stats().entries == 10
    for writer in writers:
        writer.communicate()


# -- when it cannot be written -------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_an_unwritable_cache_is_reported_once(
    cache: Cache, reports: list[Diagnostic], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    cache.put(KEY, b"before")

    def fail(**options: object) -> tuple[int, str]:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "mkstemp", fail)
    assert cache.put(cache_key("one"), b"1") is None
    assert cache.put(cache_key("two"), b"2") is None
    assert [str(report.severity) for report in reports] == ["warning"]
    assert os.strerror(number) in reports[0].message
    assert cache.get(KEY) == b"before"
    with cache.lock(KEY):
        pass


def test_a_cache_that_cannot_be_made_keeps_nothing(
    tmp_path: Path, reports: list[Diagnostic]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = open_cache(tmp_path / "file" / "cache", report=reports.append)
    assert len(reports) == 1
    assert cache.put(KEY, b"data") is None
    assert cache.get(KEY) is None
    assert cache.stats().root is None
    assert cache.clear() == 0
    assert cache.keep(KEY, b"data", ".o").read_bytes() == b"data"
    with cache.lock(KEY):
        pass


def test_a_build_says_once_that_there_is_no_cache(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    for _ in range(3):
        open_cache(tmp_path / "file" / "cache")
    assert capsys.readouterr().err.count("cannot be used") == 1


# -- whom it trusts ------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702, 0o1777])
@pytest.mark.parametrize("inner", ["", "v1", "v1/entries"])
def test_a_folder_that_others_can_write_is_refused(tmp_path: Path, mode: int, inner: str) -> None:
    root = tmp_path / "cache"
    (root / "v1" / "entries").mkdir(parents=True)
    for folder in (root, root / "v1", root / "v1" / "entries"):
        folder.chmod(0o755)
    check_private(root)
    (root / inner).chmod(mode)
    with pytest.raises(UserError, match="can be written by other users") as caught:
        open_cache(root)
    assert "chmod go-w" in (caught.value.diagnostics[0].hint or "")


@posix
def test_a_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = tmp_path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(UserError, match="belongs to another user"):
        open_cache(tmp_path)


@posix
def test_folders_that_are_made_are_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        cache = open_cache(tmp_path / "new" / "cache")
        cache.put(KEY, b"data")
    finally:
        os.umask(old)
    made = [tmp_path / "new", *(p for p in (tmp_path / "new").rglob("*") if p.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in made} == {0o700}


def test_the_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AOT_BUILD_CACHE", str(tmp_path / "mine"))
    assert open_cache().root == tmp_path / "mine"


# -- locks ---------------------------------------------------------------------------------


def test_a_lock_admits_one_at_a_time(cache: Cache) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        with cache.lock("runtime"):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


HOLD_LOCK = """
import sys, time
from pathlib import Path
from aot_build.cache import open_cache
with open_cache(Path(sys.argv[1])).lock("runtime"):
    print("held", flush=True)
    time.sleep(60)
"""


@posix
def test_a_killed_holder_gives_the_lock_back(cache: Cache) -> None:
    holder = run_python(HOLD_LOCK, cache.root)
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    holder.send_signal(signal.SIGKILL)
    with cache.lock("runtime"):
        pass
    holder.communicate(timeout=10)


# -- size ----------------------------------------------------------------------------------


def put_aged(cache: Cache, name: str, size: int, age: float) -> str:
    key = cache_key(name)
    path = cache.put(key, bytes(size))
    assert path is not None
    then = time.time() - age
    os.utime(path, (then, then))
    return key


def test_pruning_deletes_what_was_unused_for_longest(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=1000)
    old = put_aged(cache, "old", 400, 9000)
    older = put_aged(cache, "older", 400, 10000)
    new = put_aged(cache, "new", 400, 0)
    assert cache.prune() == 400
    assert cache.get(older) is None
    assert cache.get(old) is not None
    assert cache.get(new) is not None


def test_pruning_spares_what_a_build_may_be_using(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=100)
    key = put_aged(cache, "now", 400, 0)
    assert cache.prune() == 0
    assert cache.get(key) is not None


def test_a_use_counts_for_pruning(cache: Cache) -> None:
    key = put_aged(cache, "used", 10, 10_000)
    path = cache.get_path(key)
    assert path is not None
    assert time.time() - path.stat().st_mtime < 60


def test_leftovers_of_killed_builds_are_swept(cache: Cache) -> None:
    assert cache.root is not None
    cache.put(KEY, b"data")
    old, new = cache.root / "v1/tmp/old", cache.root / "v1/tmp/new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    cache.prune()
    assert not old.exists()
    assert new.exists()


def test_clear_deletes_only_its_own(cache: Cache) -> None:
    assert cache.root is not None
    (cache.root / "somebody's").write_bytes(b"precious")
    cache.put(KEY, b"data")
    tool = cache.tool_folder("zig")
    assert tool is not None
    (tool / "libc").write_bytes(b"12345")
    assert (cache.stats().size, cache.stats().tools, cache.stats().entries) == (4, 5, 1)
    assert cache.clear() == 9
    assert cache.get(KEY) is None
    assert (cache.root / "somebody's").exists()
    assert cache.put(KEY, b"data") is not None
