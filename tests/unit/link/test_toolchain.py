# SPDX-License-Identifier: Apache-2.0
"""Finding a linker that works, and saying what to type when there is none."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from aot_build.cache import Cache, open_cache
from aot_build.diagnostics import UserError
from aot_build.link import toolchain as module
from aot_build.link.driver import Toolchain
from aot_build.link.objects import prebuild
from aot_build.link.sources import PACKAGE
from aot_build.link.targets import Target, find_target, host_name
from aot_build.link.toolchain import find_toolchain, needs_ziglang

posix = pytest.mark.skipif(sys.platform == "win32", reason="makes shell scripts")
has_system = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a system compiler")


@pytest.fixture
def fresh(tmp_path: Path) -> Cache:
    """A cache that remembers no compiler."""
    return open_cache(tmp_path / "fresh")


def fake_compiler(folder: Path, body: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "cc"
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "fakecc 1.0" && exit 0\n{body}\n')
    path.chmod(0o755)
    return path


def only_on_path(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))


@has_system
def test_a_system_linker_that_works_is_preferred(fresh: Cache) -> None:
    assert find_toolchain("auto", cache=fresh).kind == "system"


def test_zig_is_used_when_compilers_are_hidden(
    zig: Toolchain, fresh: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    found = find_toolchain("auto", cache=fresh)
    assert found == zig
    assert found.clang is not None
    assert found.can_emit_bitcode()


@posix
def test_zig_is_used_when_the_system_compiler_cannot_link(
    zig: Toolchain, fresh: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_compiler(tmp_path / "bin", "echo 'cannot find crti.o' >&2; exit 1")
    only_on_path(monkeypatch, tmp_path / "bin")
    assert find_toolchain("auto", cache=fresh).kind == "zig"
    with pytest.raises(UserError, match=r"cannot find crti\.o"):
        find_toolchain("system", cache=fresh)


@posix
def test_a_compiler_that_links_nothing_does_not_work(
    fresh: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_compiler(tmp_path / "bin", "exit 0")
    only_on_path(monkeypatch, tmp_path / "bin")
    with pytest.raises(UserError, match="no linker that works"):
        find_toolchain("system", cache=fresh)


@has_system
@posix
def test_cc_is_honoured_with_its_arguments(
    fresh: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("cc")
    mine = fake_compiler(tmp_path, f'[ "$1" = --mine ] && shift; exec {real} "$@"')
    monkeypatch.setenv("CC", f"{mine} --mine")
    found = find_toolchain("auto", cache=fresh)
    assert found.cc == (str(mine), "--mine")
    assert found.kind == "system"


@has_system
def test_a_success_is_remembered(fresh: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    first = find_toolchain("system", cache=fresh)

    def must_not_run(*arguments: object, **options: object) -> None:
        raise AssertionError("the linker was tried again")

    monkeypatch.setattr(module, "link_library", must_not_run)
    monkeypatch.setattr(module, "query_version", must_not_run)
    assert find_toolchain("system", cache=fresh) == first


@posix
@has_system
def test_a_failure_is_not_remembered(
    fresh: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("cc")
    broken = tmp_path / "broken"
    broken.touch()
    mine = fake_compiler(tmp_path, f'[ -e {broken} ] && exit 1; exec {real} "$@"')
    monkeypatch.setenv("CC", str(mine))
    with pytest.raises(UserError):
        find_toolchain("system", cache=fresh)
    broken.unlink()
    assert find_toolchain("system", cache=fresh).cc == (str(mine),)


@pytest.mark.parametrize("choice", ["auto", "system", "zig"])
def test_without_any_the_message_says_what_to_type(
    no_compilers: None, fresh: Cache, choice: str
) -> None:
    with pytest.raises(UserError) as caught:
        find_toolchain(choice, cache=fresh)
    (diagnostic,) = caught.value.diagnostics
    assert "pip install ziglang" in (diagnostic.hint or "")


def test_the_system_compiler_serves_only_the_host(fresh: Cache) -> None:
    name = "linux-aarch64-musl" if host_name() != "linux-aarch64-musl" else "linux-x86_64-musl"
    with pytest.raises(UserError, match=name):
        find_toolchain("system", find_target(name), fresh)


def test_ziglang_is_asked_for_only_without_a_linker(
    no_compilers: None, runtime: Path, fresh: Cache
) -> None:
    assert needs_ziglang("auto", fresh)
    assert needs_ziglang("zig", fresh)


@has_system
def test_ziglang_is_not_asked_for_with_prebuilt_support_code(
    zig: Toolchain, runtime: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_system_clang", lambda target, cache: None)
    assert needs_ziglang("auto", cache)
    prebuild(runtime.parent / "aot_build" / "_prebuilt", cache=cache)
    assert not needs_ziglang("auto", cache)


def test_an_unknown_choice_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="auto, system, zig"):
        find_toolchain("clang")


def test_paths_are_those_of_the_installed_package(target: Target) -> None:
    assert (PACKAGE / "link" / "toolchain.py").is_file()
