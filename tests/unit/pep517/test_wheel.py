# SPDX-License-Identifier: Apache-2.0
"""The native wheel: contents, tags, RECORD, and the same bytes every time."""

from __future__ import annotations

import base64
import csv
import errno
import hashlib
import io
import json
import os
import stat
import zipfile
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from aot_build.diagnostics import UserError
from aot_build.options import Options
from aot_build.pep517 import compiler
from aot_build.pep517.archive import atomic_file
from aot_build.pep517.config import Config
from aot_build.pep517.guard import describe_os_error
from aot_build.pep517.tags import native_tag
from aot_build.pep517.wheel import make_native_wheel, wheel_text
from aot_build.progress import Progress, QuietProgress

if TYPE_CHECKING:
    from conftest import MakeTree, MakeWheel

SUFFIX = ".cpython-fake.so"
INFO = "demo-1.0.dist-info"
FUNCTION = "def f():\n    return 1\n"

pytestmark = pytest.mark.usefixtures("fake_pipeline")


def build(wheel: Path, **options: object) -> Path:
    """The native wheel of *wheel*."""
    config = Config(Options(**options))  # type: ignore[arg-type]
    return make_native_wheel(wheel, wheel.parent.parent / "out", config, QuietProgress())


def contents(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_library_record_tags_and_report(make_wheel: MakeWheel) -> None:
    native = build(make_wheel({"demo/__init__.py": FUNCTION, "demo/data.txt": "d"}))
    files = contents(native)
    assert native.name.startswith("demo-1.0-cp3") and "none-any" not in native.name
    assert files[f"{INFO}/WHEEL"].splitlines()[1:3] == [
        "Generator: aot_build 0.1.0 (base: base 3)",
        "Root-Is-Purelib: false",
    ]
    assert f"Tag: {native.stem.removeprefix('demo-1.0-')}" in files[f"{INFO}/WHEEL"]
    assert files["demo/__init__.py"] == FUNCTION and files["demo/data.txt"] == "d"
    report = json.loads(files[f"{INFO}/aot.json"])
    assert report["libraries"] == [f"demo/__init__{SUFFIX}"]
    assert report["totals"]["native"] == 1
    check_record(files)


def check_record(files: dict[str, str]) -> None:
    rows = list(csv.reader(io.StringIO(files[f"{INFO}/RECORD"])))
    assert [row[0] for row in rows] == list(files)
    assert rows.pop() == [f"{INFO}/RECORD", "", ""]
    for name, digest, size in rows:
        data = files[name].encode()
        encoded = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        assert (digest, size) == (f"sha256={encoded}", str(len(data)))


def test_same_bytes_whatever_the_archive_order_and_time(make_wheel: MakeWheel) -> None:
    files = {"demo/__init__.py": FUNCTION, "demo/b.py": "", "demo/a.py": FUNCTION}
    first = build(make_wheel(files)).read_bytes()
    assert build(make_wheel(dict(reversed(files.items())))).read_bytes() == first


def test_source_date_epoch(make_wheel: MakeWheel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    with zipfile.ZipFile(build(make_wheel({"demo.py": FUNCTION}))) as archive:
        assert {m.date_time for m in archive.infolist()} == {(2001, 9, 9, 1, 46, 40)}
        assert {m.external_attr >> 16 for m in archive.infolist() if m.filename == "demo.py"} == {
            stat.S_IFREG | 0o644
        }


def test_sources_can_be_left_out(make_wheel: MakeWheel) -> None:
    files = {"demo/__init__.py": FUNCTION, "demo/t/x.py": "data", "plain.py": "a = 1\n"}
    names = contents(build(make_wheel(files), include_source=False))
    assert "demo/__init__.py" not in names
    assert {"demo/t/x.py", "plain.py"} <= set(names), "no library stands for these"


@pytest.mark.parametrize("pattern", [(), ("demo",)])
def test_an_unknown_python_gets_the_pure_wheel_and_a_warning(
    make_wheel: MakeWheel, monkeypatch: pytest.MonkeyPatch, pattern: tuple[str, ...]
) -> None:
    monkeypatch.setattr(compiler, "SUPPORTED", ((3, 1), (3, 2)))
    shown = io.StringIO()
    wheel = make_wheel({"demo.py": FUNCTION})
    config = Config(Options(exclude=(), modules=pattern))
    native = make_native_wheel(wheel, wheel.parent.parent / "out", config, Progress(shown))
    assert native.name == "demo-1.0-py3-none-any.whl"
    assert contents(native)["demo.py"] == FUNCTION
    assert "warning: aot_build compiles for CPython 3.1 to 3.2" in shown.getvalue()
    assert "unsupported Python version" in shown.getvalue()
    with pytest.raises(UserError, match="unsupported Python version"):
        compiler.check_interpreter()


def test_the_pythons_supported_are_those_that_the_runtime_knows() -> None:
    runtime = Path(__file__).resolve().parents[3] / "runtime"
    known = sorted(path.stem.removeprefix("frame_3") for path in runtime.glob("frame_3??.h"))
    assert [(3, int(known[0])), (3, int(known[-1]))] == list(compiler.SUPPORTED)


def test_nothing_to_compile_stays_pure(make_wheel: MakeWheel) -> None:
    native = build(make_wheel({"demo.py": "a = 1\n"}))
    assert native.name == "demo-1.0-py3-none-any.whl"
    assert "Root-Is-Purelib: true" in contents(native)[f"{INFO}/WHEEL"]


def test_modules_in_the_data_folder_are_found(make_wheel: MakeWheel) -> None:
    files = {"demo-1.0.data/purelib/m.py": FUNCTION, "demo-1.0.data/scripts/s.py": FUNCTION}
    names = contents(build(make_wheel(files)))
    assert f"demo-1.0.data/purelib/m{SUFFIX}" in names
    assert not any(name.startswith("demo-1.0.data/scripts/s.c") for name in names)


def test_other_extensions_keep_their_platform(make_wheel: MakeWheel) -> None:
    files = {"demo/__init__.py": FUNCTION, "demo/_c.so": b"\x7fELF"}
    native = build(make_wheel(files, tag="cp39-abi3-linux_x86_64"))
    assert native.name.endswith("-linux_x86_64.whl") and "abi3" not in native.name
    assert "demo/_c.so" in zipfile.ZipFile(native).namelist()


def test_libraries_of_an_earlier_build_are_replaced(make_wheel: MakeWheel) -> None:
    old = '{"aot_build": "old"}'
    files = {"demo/__init__.py": "a = 1\n", "demo/__init__.cpython-311-x.so": old}
    assert "demo/__init__.cpython-311-x.so" not in contents(build(make_wheel(files)))


def test_a_wheel_that_leads_out_is_refused(make_wheel: MakeWheel) -> None:
    with pytest.raises(UserError, match="leads out of the archive"):
        build(make_wheel({"../evil.py": ""}))


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "base" / "demo-1.0-py3-none-any.whl"
    path.parent.mkdir()
    path.write_bytes(b"nothing")
    with pytest.raises(UserError, match="not a wheel: File is not a zip file"):
        build(path)


def test_platform_of_the_base_is_kept_and_its_python_replaced() -> None:
    from packaging.tags import parse_tag

    tag = native_tag(parse_tag("py3-none-win_amd64.linux_x86_64"), [])
    assert tag.endswith("-linux_x86_64.win_amd64") and tag.startswith("cp3")


def test_unknown_fields_of_wheel_survive() -> None:
    text = "Wheel-Version: 1.0\nGenerator: g\nRoot-Is-Purelib: true\nTag: py3-none-any\nBuild: 7\n"
    assert wheel_text(text, "cp312-cp312-linux_x86_64").splitlines()[-2:] == [
        "Tag: cp312-cp312-linux_x86_64",
        "Build: 7",
    ]


def test_syntax_errors_name_the_file_of_the_project(
    make_wheel: MakeWheel, make_tree: MakeTree
) -> None:
    bad = "x = (\n"
    root = make_tree({"src/demo/bad.py": bad})
    wheel = make_wheel({"demo/__init__.py": FUNCTION, "demo/bad.py": bad})
    config = Config(Options(), root=root)
    with pytest.raises(UserError, match=r"src/demo/bad\.py:1:") as caught:
        make_native_wheel(wheel, root, config, QuietProgress())
    from aot_build.diagnostics import render

    assert "    1 | x = (" in render(caught.value.diagnostics[0]), "the excerpt outlives the wheel"


def test_lenient_leaves_out_what_is_no_python(make_wheel: MakeWheel) -> None:
    files = {"demo/__init__.py": FUNCTION, "demo/bad.py": "x = (\n", "demo/worse.py": "print 1\n"}
    wheel = make_wheel(files)
    shown = io.StringIO()
    progress = Progress(shown)
    native = make_native_wheel(wheel, wheel.parent, Config(Options()), progress, lenient=True)
    assert shown.getvalue().count("warning: syntax error") == 2
    modules = json.loads(contents(native)[f"{INFO}/aot.json"])["modules"]
    assert [module["name"] for module in modules] == ["demo"]
    assert "demo/bad.py" in contents(native)


def test_a_package_whose_init_is_bad_gives_smaller_units(make_wheel: MakeWheel) -> None:
    wheel = make_wheel({"demo/__init__.py": "x = (\n", "demo/a.py": FUNCTION})
    native = make_native_wheel(
        wheel, wheel.parent, Config(Options()), QuietProgress(), lenient=True
    )
    assert f"demo/a{SUFFIX}" in contents(native)


def test_a_name_of_the_standard_library_is_warned_of(make_wheel: MakeWheel) -> None:
    shown = io.StringIO()
    wheel = make_wheel({"enum.py": FUNCTION})
    make_native_wheel(wheel, wheel.parent, Config(Options()), Progress(shown))
    assert "'enum' is also the name of a standard module" in shown.getvalue()


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, SystemExit])
def test_nothing_half_written_remains(
    make_wheel: MakeWheel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fake_pipeline: ModuleType,
    error: type[BaseException],
) -> None:
    def interrupted(*args: object) -> None:
        raise error

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.setattr(fake_pipeline, "compile_units", interrupted)
    with pytest.raises(error):
        build(make_wheel({"demo.py": FUNCTION}))
    assert not list(scratch.iterdir()) and not tmp_path.joinpath("out").exists()


def test_a_failed_write_names_the_file_that_was_to_be(tmp_path: Path) -> None:
    target = tmp_path / "f"
    with pytest.raises(OSError, match="No space left") as caught, atomic_file(target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "from")
    assert caught.value.filename == str(target) and not os.listdir(tmp_path)
    assert "TMPDIR" in (describe_os_error(caught.value).hint or "")


@pytest.mark.parametrize("seconds", ["0", "99999999999", "x"])
def test_times_that_no_zip_file_can_have(
    make_wheel: MakeWheel, monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with zipfile.ZipFile(build(make_wheel({"demo.py": FUNCTION}))) as archive:
        assert {m.date_time[0] for m in archive.infolist()} <= {1980, 2107}


def test_atomic_file_appears_complete_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "f"
    with pytest.raises(KeyboardInterrupt), atomic_file(target) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert not os.listdir(tmp_path)
    with atomic_file(target) as temporary:
        temporary.write_text("whole")
    assert os.listdir(tmp_path) == ["f"]


@pytest.mark.parametrize("text", [b"# coding: utf-16\nx = 1\n", b"# coding: idna\nx = '\xe9..'\n"])
def test_an_encoding_that_no_source_can_have_is_a_message(tmp_path: Path, text: bytes) -> None:
    from aot_build.diagnostics import Diagnostic, Severity, Span
    from aot_build.pep517.blame import renamed

    path = tmp_path / "bad.py"
    path.write_bytes(text)
    error = UserError(Diagnostic(Severity.ERROR, "m", Span(str(path)), "encoding"))
    [item] = renamed(error, {str(path): "bad.py"}).diagnostics
    assert item.span == Span("bad.py")
