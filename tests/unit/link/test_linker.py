# SPDX-License-Identifier: Apache-2.0
"""Linking: what is exported, the same bytes again, and what happens when it fails."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import io
import json
import os
import shutil
import stat
import sys
from pathlib import Path
from types import ModuleType

import pytest
from elftools.elf.elffile import ELFFile

from aot_build.cache import Cache
from aot_build.diagnostics import InternalError, UserError
from aot_build.link import linker
from aot_build.link.driver import Toolchain
from aot_build.link.generated import emit_object, root_object
from aot_build.link.linker import check_manylinux, link_extension
from aot_build.link.objects import runtime_artifacts
from aot_build.link.platform_tag import undefined_symbols
from aot_build.link.targets import Target, find_target
from aot_build.link.toolchain import find_toolchain

INFO = json.dumps({"quotes": '"\\', "name": "naïve", "line": "a\nb"}, ensure_ascii=False)
MODULES = """
@aot_module_one = hidden constant i64 1
@aot_module_two = hidden constant i64 2
"""
# An i128 division becomes a call of the compiler's helper library.
DIVIDES = """
define i128 @PyInit_divide(i128 %x, i128 %y) {
  %result = sdiv i128 %x, %y
  ret i128 %result
}
"""
RETURNS = "define ptr @PyInit_empty() {\n  ret ptr null\n}\n"

elf_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads ELF")


@pytest.fixture(params=["zig", "system"])
def toolchain(request: pytest.FixtureRequest, cache: Cache) -> Toolchain:
    if request.param == "zig" and importlib.util.find_spec("ziglang") is None:
        pytest.skip("needs ziglang")
    if request.param == "system" and shutil.which("cc") is None:
        pytest.skip("needs a system compiler")
    return find_toolchain(request.param, cache=cache)


@pytest.fixture
def objects(tmp_path: Path, runtime: Path, toolchain: Toolchain, target: Target) -> list[Path]:
    artifacts = runtime_artifacts(toolchain, target)
    root = root_object("ns.pkg", ["aot_module_two", "aot_module_one"], INFO, target)
    return [
        write(tmp_path / "root.o", root),
        write(tmp_path / "modules.o", emit_object(MODULES, target)),
        *artifacts.objects,
    ]


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def load(path: Path, name: str) -> ModuleType:
    loader = importlib.machinery.ExtensionFileLoader(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None
    return importlib.util.module_from_spec(spec)


def test_the_interpreter_imports_what_was_linked(
    objects: list[Path], tmp_path: Path, toolchain: Toolchain, target: Target
) -> None:
    output = tmp_path / "out" / "pkg.so"
    link_extension(objects, output, toolchain, target)
    module = load(output, "ns.pkg")
    assert module.package == "ns.pkg"
    assert module.values == [2, 1]
    assert module.info == INFO
    assert module.power == 8.0
    assert module.loader
    assert not os.path.isabs(module.file)


@elf_only
def test_only_the_init_function_is_exported(
    objects: list[Path], tmp_path: Path, toolchain: Toolchain, target: Target
) -> None:
    output = tmp_path / "pkg.so"
    link_extension(objects, output, toolchain, target)
    with output.open("rb") as file:
        elf = ELFFile(file)
        symbols = elf.get_section_by_name(".dynsym").iter_symbols()
        exported = [s.name for s in symbols if s["st_shndx"] != "SHN_UNDEF" and s.name]
        assert exported == ["PyInit_pkg"]
        assert elf.get_section_by_name(".symtab") is None
        assert elf.get_section_by_name(".note.gnu.build-id") is None
        tags = {tag.entry.d_tag for tag in elf.get_section_by_name(".dynamic").iter_tags()}
        assert not tags & {"DT_RPATH", "DT_RUNPATH", "DT_TEXTREL"}


def test_the_bytes_do_not_depend_on_where_or_when(
    objects: list[Path], tmp_path: Path, toolchain: Toolchain, target: Target
) -> None:
    first = tmp_path / "a.so"
    link_extension(objects, first, toolchain, target)
    moved = [
        write(tmp_path / "quite another folder" / f"{i}.o", path.read_bytes())
        for i, path in enumerate(objects)
    ]
    second = tmp_path / "deeper" / "b.so"
    link_extension(moved, second, toolchain, target)
    assert first.read_bytes() == second.read_bytes()
    for path in (tmp_path, Path.home(), Path(sys.base_prefix)):
        assert os.fsencode(path) not in first.read_bytes()


def test_a_long_command_goes_through_a_file(
    objects: list[Path],
    tmp_path: Path,
    toolchain: Toolchain,
    target: Target,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link_extension(objects, tmp_path / "short.so", toolchain, target)
    monkeypatch.setattr(linker, "_LONGEST_COMMAND", 10)
    odd = tmp_path / 'folder "with" spaces \\ and more'
    moved = [write(odd / f"{i}.o", path.read_bytes()) for i, path in enumerate(objects)]
    link_extension(moved, tmp_path / "long.so", toolchain, target)
    assert (tmp_path / "short.so").read_bytes() == (tmp_path / "long.so").read_bytes()


@elf_only
@pytest.mark.slow
def test_arithmetic_helpers_of_the_compiler_are_linked_when_needed(
    tmp_path: Path, toolchain: Toolchain, target: Target
) -> None:
    path = write(tmp_path / "divide.o", emit_object(DIVIDES, target))
    output = tmp_path / "divide.so"
    link_extension([path], output, toolchain, target)
    assert "__divti3" not in undefined_symbols(output)


@elf_only
def test_a_symbol_that_nobody_has_is_found_at_build_time(
    tmp_path: Path, toolchain: Toolchain, target: Target
) -> None:
    ir = "declare ptr @rt_missing()\n" + RETURNS.replace(
        "ret ptr null", "%r = call ptr @rt_missing()\n  ret ptr %r"
    )
    path = write(tmp_path / "module.o", emit_object(ir, target))
    with pytest.raises(InternalError, match="rt_missing"):
        link_extension([path], tmp_path / "out.so", toolchain, target)
    assert not (tmp_path / "out.so").exists()


def test_a_linker_error_is_quoted(tmp_path: Path, toolchain: Toolchain, target: Target) -> None:
    path = write(tmp_path / "broken.o", b"not an object")
    with pytest.raises(UserError) as caught:
        link_extension([path], tmp_path / "out.so", toolchain, target)
    (diagnostic,) = caught.value.diagnostics
    assert "broken.o" in diagnostic.message
    assert "toolchain =" in (diagnostic.hint or "")


def test_a_failed_link_leaves_the_old_library(
    tmp_path: Path, toolchain: Toolchain, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(source: str, destination: Path) -> None:
        raise KeyboardInterrupt

    path = write(tmp_path / "module.o", emit_object(RETURNS, target))
    output = write(tmp_path / "out" / "empty.so", b"old")
    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        link_extension([path], output, toolchain, target)
    assert output.read_bytes() == b"old"
    assert os.listdir(output.parent) == ["empty.so"]


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_a_library_is_readable_by_all_as_umask_allows(
    tmp_path: Path, toolchain: Toolchain, target: Target
) -> None:
    path = write(tmp_path / "module.o", emit_object(RETURNS, target))
    old = os.umask(0o022)
    try:
        link_extension([path], tmp_path / "empty.so", toolchain, target)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "empty.so").stat().st_mode) == 0o755


@elf_only
def test_symbols_can_be_kept(tmp_path: Path, toolchain: Toolchain, target: Target) -> None:
    path = write(tmp_path / "module.o", emit_object(RETURNS, target))
    data = linker.link_library([path], toolchain, target, strip=False)
    assert ELFFile(io.BytesIO(data)).get_section_by_name(".symtab") is not None


@pytest.mark.parametrize(
    ("name", "magic"),
    [
        ("linux-aarch64-gnu", b"\x7fELF"),
        ("linux-x86_64-musl", b"\x7fELF"),
        ("macos-aarch64", b"\xcf\xfa\xed\xfe"),
    ],
)
@pytest.mark.slow
def test_zig_links_for_other_platforms(
    zig: Toolchain, tmp_path: Path, name: str, magic: bytes
) -> None:
    target = find_target(name)
    stub = "define hidden ptr @rt_package_init(ptr %package) {\n  ret ptr %package\n}\n"
    objects = [
        write(tmp_path / "root.o", root_object("pkg", ["aot_module_one"], "{}", target)),
        write(tmp_path / "modules.o", emit_object(MODULES, target)),
        write(tmp_path / "stub.o", emit_object(stub, target)),
    ]
    output = tmp_path / ("pkg" + target.extension_suffix())
    link_extension(objects, output, zig, target)
    assert output.read_bytes().startswith(magic)
    assert b"PyInit_pkg" in output.read_bytes()
    if magic == b"\x7fELF":
        assert check_manylinux(output).endswith(target.machine)
