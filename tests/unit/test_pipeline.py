# SPDX-License-Identifier: Apache-2.0
"""The pipeline: what it prints, what it keeps, and what becomes of a bug of ours."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from aot_build import objectbuild, workers
from aot_build.diagnostics import InternalError, UserError
from aot_build.ir.function import Function
from aot_build.llvm import codegen
from aot_build.options import Options
from aot_build.passes import manager
from aot_build.pipeline import BuiltUnit, SourceModule, Unit, compile_units
from aot_build.progress import Progress

SOURCE = '''
"""A small module."""

def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

def total(items):
    n = 0
    for item in items:
        n += item
    return n

class Counter:
    def count(self, word):
        self.words[word] = self.words.get(word, 0) + 1

def numbers(n):
    return locals()
'''
QUIET = Options(jobs=1)
RUN_BOTH = "import sample; print(sample.fib(20), sample.total([1, 2]))"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own; the support code is taken from the common one."""
    from aot_build.link import objects

    known = objects.runtime_artifacts
    common = objects.open_cache()
    monkeypatch.setattr(
        "aot_build.pipeline.runtime_artifacts",
        lambda toolchain, target: known(toolchain, target, common),
    )
    folder = tmp_path / "cache"
    monkeypatch.setenv("AOT_BUILD_CACHE", str(folder))
    return folder


def build(
    folder: Path, source: str = SOURCE, options: Options = QUIET, log: io.StringIO | None = None
) -> BuiltUnit:
    """Compile one module called `sample`."""
    folder.mkdir(exist_ok=True)
    path = folder / "sample.py"
    path.write_text(source, encoding="utf-8")
    unit = Unit("sample", False, (SourceModule("sample", path, False, "sample.py"),))
    progress = Progress(log or io.StringIO())
    (built,) = compile_units([unit], folder / "out", options, progress)
    return built


def run(built: BuiltUnit, code: str) -> str:
    """What a program prints that can import the library."""
    assert built.library is not None
    command = [sys.executable, "-c", code]
    result = subprocess.run(
        command, cwd=built.library.parent, capture_output=True, text=True, check=True
    )
    return result.stdout


def tiers(built: BuiltUnit) -> dict[str, str]:
    """Qualified name to tier or, in bytecode, the reason."""
    (module,) = built.report["modules"]
    return {fn["qualname"]: fn["reason"] or fn["tier"] for fn in module["functions"]}


# --- seeing inside ---


def test_every_form_is_printed(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = ("ast", "scopes", "types", "ir", "ir:dce", "llvm", "llvm-opt", "asm")
    build(tmp_path / "a", options=replace(QUIET, emit=forms))
    text = capsys.readouterr().out
    headers = re.findall(r"^# (\S+) of sample$", text, re.MULTILINE)
    assert headers == list(forms)
    for expected in ("FunctionDef(", "Counter.count (function, code", "fib(n: int) -> int"):
        assert expected in text
    for expected in (
        "func total frame 3 {",
        "define hidden ptr @py.sample.total(",
        "py.sample.fib",
    ):
        assert expected in text


@pytest.mark.parametrize("form", ["ast", "scopes", "ir", "ir:refcount", "llvm", "llvm-opt", "asm"])
def test_only_narrows(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    options = replace(QUIET, emit=(form,), only="Counter.count")
    build(tmp_path / "a", options=options)
    text = capsys.readouterr().out
    assert "count" in text
    assert "total" not in text
    assert "fib" not in text


def test_what_was_printed_can_be_read_back(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(tmp_path / "a", options=replace(QUIET, emit=("ir", "ir:dce", "llvm")))
    text = capsys.readouterr().out
    parts = {part.partition(" ")[0]: f"# {part}" for part in re.split(r"^# ", text, flags=re.M)}
    for form in ("ir", "ir:dce"):
        dump = tmp_path / "dump.ir"
        dump.write_text(parts[form] + "whatever else was printed\n", encoding="utf-8")
        options = replace(QUIET, emit=("llvm",), from_ir=str(dump))
        built = build(tmp_path / "b", options=options)
        assert capsys.readouterr().out.strip() == parts["llvm"].strip()
        assert (
            run(built, "import sample; print(sample.fib(20), sample.total([1, 2]))") == "6765 3\n"
        )


def test_a_changed_dump_changes_the_function(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "def answer():\n    return 41\n"
    build(tmp_path / "a", source, replace(QUIET, emit=("ir",)))
    dump = tmp_path / "dump.ir"
    dump.write_text(capsys.readouterr().out.replace("load_const 41", "load_const 42"))
    built = build(tmp_path / "a", source, replace(QUIET, from_ir=str(dump)))
    assert run(built, "import sample; print(sample.answer())") == "42\n"
    built = build(tmp_path / "a", source)
    assert run(built, "import sample; print(sample.answer())") == "41\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("func f frame 0 {\n}\n", "not a dump of IR"),
        ("# ir of other\nmodule other\n", "none of the modules is in the dump"),
        (
            "# ir of sample\nmodule sample\n\nfunc nope frame 0 {\n  unreachable\n}\n",
            "function nope",
        ),
        ("# ir of sample\nmodule sample\n\nfunc fib frame 1 {\n  nonsense\n}\n", "nonsense"),
    ],
)
def test_a_bad_dump_is_a_message(cache: Path, tmp_path: Path, text: str, message: str) -> None:
    dump = tmp_path / "dump.ir"
    dump.write_text(text)
    with pytest.raises(UserError, match=message) as caught:
        build(tmp_path / "a", options=replace(QUIET, from_ir=str(dump)))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.span is not None
    assert diagnostic.span.file == str(dump)


def test_stopping_early(cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = replace(QUIET, emit=("scopes", "ir", "llvm"), stop_after="lower")
    with pytest.raises(SystemExit) as caught:
        build(tmp_path / "a", options=options)
    assert caught.value.code == 0
    assert not (tmp_path / "a" / "out").exists()
    assert "# scopes of sample" in capsys.readouterr().out


def test_passes_are_listed_and_skipped(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        build(tmp_path / "a", options=replace(QUIET, list_passes=True))
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(manager.PASSES)
    options = replace(QUIET, skip=("simplify", "dce"), emit=("ir:dce",), verify=True)
    built = build(tmp_path / "a", options=options)
    assert capsys.readouterr().out == ""
    assert run(built, "import sample; print(sample.fib(20))") == "6765\n"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"emit": ("lvm",)}, "did you mean 'llvm'"),
        ({"emit": ("ir:nothing",)}, "there is no 'ir:nothing'"),
        ({"skip": ("dcee",)}, "did you mean 'dce'"),
        ({"skip": ("refcount",)}, "refcount cannot be left out"),
    ],
)
def test_unknown_words_are_messages(
    cache: Path, tmp_path: Path, wrong: dict[str, tuple[str, ...]], message: str
) -> None:
    with pytest.raises(UserError) as caught:
        build(tmp_path / "a", options=replace(QUIET, **wrong))  # type: ignore[arg-type]
    text = " ".join(f"{item.message} {item.hint}" for item in caught.value.diagnostics)
    assert message in text


def test_times_are_a_table(cache: Path, tmp_path: Path) -> None:
    log = io.StringIO()
    build(tmp_path / "a", options=replace(QUIET, time=True), log=log)
    rows = [line.split()[0] for line in log.getvalue().splitlines() if line]
    for room in ("cache", "front", "lower", "passes", "dce", "llvm", "link", "total"):
        assert room in rows


# --- bugs of ours ---


def break_dce(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a pass fail on one function."""
    run_dce = manager.PASSES["dce"]

    def fail(fn: Function) -> bool:
        if fn.name == name:
            raise ZeroDivisionError("a bug")
        return run_dce(fn)

    monkeypatch.setitem(manager.PASSES, "dce", fail)


def test_a_failing_pass_costs_one_function(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_dce(monkeypatch, "total")
    log = io.StringIO()
    built = build(tmp_path / "a", log=log)
    assert tiers(built) == {
        "fib": "native",
        "total": "internal",
        "Counter.count": "native",
        "numbers": tiers(built)["numbers"],
    }
    assert "total() stays in bytecode: ZeroDivisionError: a bug" in log.getvalue()
    assert "report it" in log.getvalue()
    assert run(built, "import sample; print(sample.total([1, 2]), sample.fib(20))") == "3 6765\n"


def test_a_failing_typed_version_takes_its_function_along(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_dce(monkeypatch, "fib.closed")
    built = build(tmp_path / "a")
    assert tiers(built)["fib"] == "internal"
    assert run(built, "import sample; print(sample.fib(20))") == "6765\n"


def test_a_bug_looked_for_stops_the_build_and_can_be_replayed(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        break_dce(patch, "total")
        with pytest.raises(InternalError) as caught:
            build(tmp_path / "a", options=replace(QUIET, verify=True))
    error = caught.value
    assert (error.room, error.pass_name, error.function) == ("passes", "dce", "sample.total")
    assert error.exit_code == 70
    assert error.ir_path is not None
    saved = Path(error.ir_path).read_text(encoding="utf-8")
    assert saved.startswith("# ir:simplify of sample\n")
    built = build(tmp_path / "a", options=replace(QUIET, from_ir=error.ir_path))
    assert run(built, "import sample; print(sample.total([1, 2]))") == "3\n"


def test_what_llvm_refuses_stays_in_bytecode(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = codegen.parse_text

    def refuse(text: str, *rest: object) -> object:
        if "define hidden ptr @py.sample.total(" in text:
            raise RuntimeError("LLVM says no")
        return parse(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(objectbuild.codegen, "parse_text", refuse)
    built = build(tmp_path / "a")
    assert tiers(built)["total"] == "internal"
    assert run(built, "import sample; print(sample.total([1, 2]), sample.fib(20))") == "3 6765\n"


# --- the cache, and bytes ---


def no_llvm(*arguments: object) -> object:
    raise AssertionError("nothing was to be compiled")


def test_a_second_build_asks_llvm_nothing(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(tmp_path / "a")
    assert first.library is not None
    data = first.library.read_bytes()
    monkeypatch.setattr(codegen, "parse_text", no_llvm)
    monkeypatch.setattr("aot_build.pipeline.link_library", no_llvm)
    monkeypatch.setattr(workers, "translate_module", no_llvm)
    again = build(tmp_path / "b")
    assert again.library is not None
    assert again.library.read_bytes() == data
    assert again.report == first.report


def test_an_edit_compiles_its_group_only(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "\n".join(f"def f{i}(x):\n    return x.name() + {i}\n" for i in range(100))
    build(tmp_path / "a", source)
    compiled: list[str] = []
    parse = codegen.parse_text

    def note(text: str, *rest: object) -> object:
        compiled.append(text)
        return parse(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(codegen, "parse_text", note)
    build(tmp_path / "a", source.replace("+ 50", "- 50"))
    assert len(compiled) == 2  # the tables hold the code object
    build(tmp_path / "a", source.replace("+ 50", "+ 1000"))
    assert len(compiled) == 3  # which holds the constant, too


def test_a_lost_object_is_compiled_again(cache: Path, tmp_path: Path) -> None:
    first = build(tmp_path / "a")
    assert first.library is not None
    for path in cache.rglob("*.o"):
        path.unlink()
    again = build(tmp_path / "b")
    assert again.library is not None
    assert again.library.read_bytes() == first.library.read_bytes()


BUILD = """
import sys
from pathlib import Path
from aot_build.options import Options
from aot_build.pipeline import SourceModule, Unit, compile_units
from aot_build.progress import QuietProgress

root, jobs = Path(sys.argv[1]), int(sys.argv[2])
names = ("pkg", "pkg.one", "pkg.two")
files = ("pkg/__init__.py", "pkg/one.py", "pkg/two.py")
modules = [SourceModule(n, root / f, f.endswith("__init__.py"), f) for n, f in zip(names, files)]
if jobs > 1:
    modules.reverse()
unit = Unit("pkg", True, tuple(modules))
if __name__ == "__main__":
    compile_units([unit], root / "out", Options(jobs=jobs), QuietProgress())
"""


@pytest.mark.slow
def test_bytes_depend_on_content_only(cache: Path, tmp_path: Path) -> None:
    made = []
    for seed, jobs in (("1", "1"), ("2", "2")):
        root = tmp_path / f"root{seed}"
        (root / "pkg").mkdir(parents=True)
        for i, name in enumerate(("__init__", "one", "two")):
            padding = f"\ndef pad{i}(x):\n    return x in {{'a', 'b', {i}}}\n" * 100
            (root / "pkg" / f"{name}.py").write_text(SOURCE + padding, encoding="utf-8")
        script = root / "build.py"
        script.write_text(BUILD, encoding="utf-8")
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        env["AOT_BUILD_CACHE"] = str(tmp_path / f"cache{seed}")
        subprocess.run([sys.executable, str(script), str(root), jobs], env=env, check=True)
        (library,) = (root / "out" / "pkg").iterdir()
        made.append(library.read_bytes())
    assert made[0] == made[1]
