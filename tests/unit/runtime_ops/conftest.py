# SPDX-License-Identifier: Apache-2.0
"""Fixtures for the tests of runtime/ops_*.c: the primitives as functions of a Python module."""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import os
import pkgutil
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
# What the operations need, and what that needs.
HELPERS = ("interned", "like_interpreter", "spare", "resume", "resume_async", "outcome")
HELPERS += ("frame", "quiet", "recursion", "hub", "name_error", "native_call", "plain_class")
HELPERS += ("generator_memory", "spare_memory", "concat")
RUNTIME = HERE.parents[2] / "runtime"
sys.path.insert(0, str(HERE))

import wrapper  # noqa: E402

import aot_build.primitives as primitives  # noqa: E402
from aot_build.primitives.registry import TABLE  # noqa: E402

for _table in pkgutil.iter_modules(primitives.__path__):
    importlib.import_module(f"{primitives.__name__}.{_table.name}")

NAME = "primitives_under_test"


def find_compiler() -> list[str]:
    """Command of a C compiler: the system's, else zig's; empty when there is none."""
    for name in ("cc", "gcc", "clang"):
        if shutil.which(name):
            return [name]
    if importlib.util.find_spec("ziglang") is None:
        return []
    return [sys.executable, "-m", "ziglang", "cc", "-fno-sanitize=all"]


def build_module(folder: Path) -> Path:
    """Compile the wrappers together with the files under test; the library."""
    generated = folder / "wrapped.c"
    generated.write_text(wrapper.module_source(TABLE.values()))
    library = folder / (NAME + importlib.machinery.EXTENSION_SUFFIXES[0])
    helpers = [RUNTIME / f"{name}.c" for name in HELPERS]
    own = [*helpers, *sorted(RUNTIME.glob("ops_*.c"))]
    sources = [generated, HERE / "extras.c", *own]
    flags = ["-std=gnu11", "-O1", "-g", "-fPIC", "-shared", "-fvisibility=hidden", "-UNDEBUG"]
    # For example -fsanitize=address,undefined, with the sanitizer's library in LD_PRELOAD.
    flags += os.environ.get("AOT_TEST_CFLAGS", "").split()
    include = [f"-I{RUNTIME}", f"-I{HERE}", "-isystem", sysconfig.get_path("include")]
    command = [*find_compiler(), *flags, *include, *map(str, sources), "-o", str(library), "-lm"]
    subprocess.run(command, check=True)
    return library


@pytest.fixture(scope="session")
def ops(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """All primitives; see wrapper.py for how they are called."""
    if not find_compiler():
        pytest.skip("no C compiler")
    library = build_module(tmp_path_factory.mktemp("primitives"))
    spec = importlib.util.spec_from_file_location(NAME, library)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
