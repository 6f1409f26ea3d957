# SPDX-License-Identifier: Apache-2.0
"""Compiling `runtime/`: once, the same bytes anywhere, and not at all when it comes compiled."""

from __future__ import annotations

import functools
import json
import os
import shutil
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from llvmlite import binding

from aot_build.cache import Cache, cache_key, open_cache
from aot_build.diagnostics import UserError
from aot_build.link import objects as module
from aot_build.link import sources
from aot_build.link.driver import Toolchain
from aot_build.link.objects import prebuild, runtime_artifacts
from aot_build.link.targets import Target
from aot_build.link.toolchain import find_toolchain

NO_ZIG = Toolchain("system", "none 1.0", ("/nonexistent/cc",))


def test_a_shim_and_objects_are_made(
    runtime: Path, zig: Toolchain, target: Target, cache: Cache
) -> None:
    artifacts = runtime_artifacts(zig, target, cache)
    assert artifacts.shim_bc.suffix == ".bc"
    assert [path.suffix for path in artifacts.objects] == [".o", ".o"]


def test_the_shim_is_for_any_processor_and_inlines(
    runtime: Path, zig: Toolchain, target: Target, cache: Cache
) -> None:
    shim = binding.parse_bitcode(runtime_artifacts(zig, target, cache).shim_bc.read_bytes())
    text = str(shim)
    assert shim.triple == target.triple
    assert "target-cpu" not in text and "target-features" not in text
    assert "alwaysinline" in str(shim.get_function("rt_item")) + text
    caller = binding.parse_assembly(
        f'target triple = "{target.triple}"\n'
        "declare ptr @rt_item(ptr, i64)\n"
        "define ptr @first(ptr %list) {\n  %r = call ptr @rt_item(ptr %list, i64 0)\n"
        "  ret ptr %r\n}\n"
    )
    caller.link_in(shim)
    options = binding.create_pipeline_tuning_options(speed_level=2)
    machine = binding.Target.from_triple(target.triple).create_target_machine(opt=2)
    builder = binding.create_pass_builder(machine, options)
    builder.getModulePassManager().run(caller, builder)
    assert "call" not in str(caller.get_function("first"))


def test_no_path_gets_in_and_the_place_does_not_matter(
    runtime: Path,
    zig: Toolchain,
    target: Target,
    tmp_path: Path,
    other_checkout: Callable[[Path], Path],
) -> None:
    def make(cache: Cache) -> tuple[str, list[bytes]]:
        cache.tool_folder("zig")
        made = runtime_artifacts(zig, target, cache)
        return made.digest, [path.read_bytes() for path in (made.shim_bc, *made.objects)]

    first = make(open_cache(tmp_path / "one"))
    other_checkout(tmp_path / "somewhere" / "else")
    assert make(open_cache(tmp_path / "two")) == first
    for data in first[1]:
        for path in (tmp_path, Path.home(), Path(sys.base_prefix)):
            assert os.fsencode(path) not in data


def test_what_is_cached_is_not_compiled_again(
    runtime: Path, zig: Toolchain, target: Target, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = runtime_artifacts(zig, target, cache)
    monkeypatch.setattr(module, "_compile", None)
    assert runtime_artifacts(zig, target, cache) == first


@pytest.mark.parametrize("changed", ["rt.h", "module.c", "shim.c", "loader.py", "loader_rest.py"])
def test_a_change_of_any_source_changes_the_digest(
    runtime: Path, zig: Toolchain, target: Target, cache: Cache, changed: str
) -> None:
    first = runtime_artifacts(zig, target, cache)
    with (runtime / changed).open("a") as file:
        addition = "\nint rt_added_{0}(void) {{ return 1; }}\n"
        file.write("ADDED = 1\n" if changed.endswith(".py") else addition.format(changed[0]))
    assert runtime_artifacts(zig, target, cache).digest != first.digest


def test_it_works_without_a_cache(runtime: Path, zig: Toolchain, target: Target) -> None:
    artifacts = runtime_artifacts(zig, target, Cache(None))
    assert all(path.is_file() for path in (artifacts.shim_bc, *artifacts.objects))


def test_errors_of_the_compiler_name_the_file(
    runtime: Path, zig: Toolchain, target: Target, cache: Cache
) -> None:
    (runtime / "module.c").write_text("int broken(void) { return nothing; }\n")
    (runtime / "second.c").write_text("also broken\n")
    with pytest.raises(UserError) as caught:
        runtime_artifacts(zig, target, cache)
    first, second = caught.value.diagnostics
    assert "runtime/module.c" in first.message and "nothing" in first.message
    assert "runtime/second.c" in second.message


def test_missing_headers_are_explained(
    runtime: Path,
    zig: Toolchain,
    target: Target,
    cache: Cache,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path / "include"))
    with pytest.raises(UserError, match=r"headers of Python 3\.\d+ are not installed") as caught:
        runtime_artifacts(zig, target, cache)
    assert "-dev" in (caught.value.diagnostics[0].hint or "")


# -- compiled already ----------------------------------------------------------------------


@pytest.fixture
def prebuilt(runtime: Path, zig: Toolchain, target: Target, cache: Cache) -> Path:
    return prebuild(runtime.parent / "aot_build" / "_prebuilt", target, cache)


def test_a_wheel_of_aot_build_needs_no_compiler(
    prebuilt: Path, no_compilers: None, target: Target, tmp_path: Path
) -> None:
    assert prebuilt == sources.prebuilt_dir(target)
    artifacts = runtime_artifacts(NO_ZIG, target, open_cache(tmp_path / "empty"))
    assert artifacts.shim_bc == prebuilt / "shim.bc"
    assert [path.name for path in artifacts.objects] == ["loader.o", "module.o"]


def test_prebuilding_twice_gives_the_same_bytes(
    prebuilt: Path, tmp_path: Path, target: Target
) -> None:
    again = prebuild(tmp_path / "again", target, open_cache(tmp_path / "empty"))
    assert sorted(os.listdir(again)) == sorted(os.listdir(prebuilt))
    for path in prebuilt.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("damage", ["source", "object", "missing", "manifest", "not json"])
def test_what_does_not_match_is_compiled_instead(
    prebuilt: Path, runtime: Path, zig: Toolchain, target: Target, cache: Cache, damage: str
) -> None:
    match damage:
        case "source":
            (runtime / "rt.h").write_text((runtime / "rt.h").read_text() + "\n")
        case "object":
            (prebuilt / "module.o").write_bytes(b"damaged")
        case "missing":
            (prebuilt / "loader.o").unlink()
        case "manifest":
            (prebuilt / "manifest.json").write_text(json.dumps({"files": []}))
        case "not json":
            (prebuilt / "manifest.json").write_bytes(b"\xff")
    sources._matches.cache_clear()
    assert sources.find_prebuilt(target, runtime) is None
    assert runtime_artifacts(zig, target, cache).shim_bc.parent != prebuilt


def test_without_clang_and_prebuilt_the_message_says_what_to_type(
    no_compilers: None, runtime: Path, target: Target, cache: Cache
) -> None:
    with pytest.raises(UserError, match="no clang") as caught:
        runtime_artifacts(NO_ZIG, target, cache)
    assert "pip install ziglang" in (caught.value.diagnostics[0].hint or "")


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a system compiler")
def test_the_system_compiler_makes_the_objects_and_zig_the_shim(
    runtime: Path, zig: Toolchain, target: Target, cache: Cache
) -> None:
    system = find_toolchain("system", target, cache)
    ours, theirs = (runtime_artifacts(tool, target, cache) for tool in (zig, system))
    assert ours.shim_bc == theirs.shim_bc or system.can_emit_bitcode()
    assert ours.digest != theirs.digest


def test_an_interrupted_build_begins_with_no_further_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def make(name: str) -> bytes:
        begun.append(name)
        time.sleep(0.05)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    steps = [
        module._Step(f"{i}.o", cache_key(str(i)), functools.partial(make, str(i)))
        for i in range(50)
    ]
    with pytest.raises(KeyboardInterrupt):
        module._run_steps(steps, Cache(None))
    assert len(begun) < 10
