# SPDX-License-Identifier: Apache-2.0
"""The tag of a library is the truth about it."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from aot_build.cache import Cache
from aot_build.diagnostics import UserError
from aot_build.link.driver import Toolchain
from aot_build.link.generated import emit_object
from aot_build.link.linker import check_manylinux, link_library, platform_tag
from aot_build.link.platform_tag import Needs, read_needs, undefined_symbols
from aot_build.link.targets import find_target
from aot_build.options import Options
from aot_build.pipeline import SourceModule, Unit, compile_units
from aot_build.progress import QuietProgress

# A library that takes pow from libm.
USES_POW = """
declare double @pow(double, double)
define double @PyInit_power(double %x) {
  %result = call double @pow(double %x, double %x)
  ret double %result
}
"""


def make_library(folder: Path, zig: Toolchain, name: str, ir: str = USES_POW) -> Path:
    target = find_target(name)
    (folder / "module.o").write_bytes(emit_object(ir, target))
    library = folder / f"{name}.so"
    library.write_bytes(link_library([folder / "module.o"], zig, target))
    return library


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("linux-x86_64-gnu", "manylinux_2_17_x86_64"),
        ("linux-aarch64-gnu", "manylinux_2_17_aarch64"),
        ("linux-x86_64-musl", "musllinux_1_2_x86_64"),
    ],
)
def test_zig_links_for_the_oldest_system(
    zig: Toolchain, tmp_path: Path, name: str, tag: str
) -> None:
    library = make_library(tmp_path, zig, name)
    assert undefined_symbols(library) == ["pow"]
    assert check_manylinux(library) == tag


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about glibc")
@pytest.mark.parametrize("kind", ["system", "zig"])
def test_the_runtime_asks_for_nothing_new_whoever_links_it(
    tmp_path: Path, kind: str, cache: Cache
) -> None:
    if (shutil.which("cc") if kind == "system" else find_spec("ziglang")) is None:
        pytest.skip("not installed")
    source = tmp_path / "mod.py"
    source.write_text("def f(x: float, y: float):\n    return x ** y % y // 3.0\n")
    unit = Unit("mod", False, (SourceModule("mod", source, False, "mod.py"),))
    options = Options(toolchain=kind)
    (built,) = compile_units([unit], tmp_path / "out", options, QuietProgress())
    assert built.library is not None
    needed = read_needs(built.library)
    newer = [name for name in needed.versions if Needs("", [], {name}).glibc() > (2, 17)]
    assert not newer, "see runtime/old_glibc.h"


@pytest.mark.parametrize(
    ("versions", "newest"),
    [
        (set(), (2, 17)),
        ({"GLIBC_2.2.5"}, (2, 17)),
        ({"GLIBC_2.2.5", "GLIBC_2.9", "GLIBC_2.34", "GLIBC_2.4"}, (2, 34)),
        ({"GCC_3.0"}, (2, 17)),
    ],
)
def test_versions_are_compared_as_numbers(versions: set[str], newest: tuple[int, int]) -> None:
    assert Needs("x86_64", versions=versions).glibc() == newest


def test_a_wheel_has_the_most_demanding_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    tags = ["manylinux_2_9_x86_64", "manylinux_2_17_x86_64", "linux_x86_64"]
    monkeypatch.setattr("aot_build.link.platform_tag.check_manylinux", str)
    assert platform_tag(map(Path, tags)) == "linux_x86_64"
    assert platform_tag(map(Path, tags[:2])) == "manylinux_2_17_x86_64"
    with pytest.raises(ValueError, match="no platform"):
        platform_tag([])


@pytest.mark.parametrize("data", [b"\x7fELF", b"\x7fELF\x02\x01\x01" + bytes(20)])
def test_a_damaged_library_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.so"
    path.write_bytes(data)
    with pytest.raises(UserError, match="not a valid library"):
        check_manylinux(path)
