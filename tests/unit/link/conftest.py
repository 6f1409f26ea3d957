# SPDX-License-Identifier: Apache-2.0
"""A cache for the whole run, so that zig builds its C library once, and tiny support code."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aot_build.cache import Cache, open_cache
from aot_build.link import sources
from aot_build.link.driver import Toolchain
from aot_build.link.targets import Target, host_target
from aot_build.link.toolchain import find_toolchain

SHIM_C = '#define RT_SHIM\n#include "rt.h"\n'
RT_H = """
#include <Python.h>
#include <math.h>
#ifdef RT_SHIM
#define RT_INLINE __attribute__((visibility("hidden"), always_inline))
#else
#define RT_INLINE static inline
#endif
RT_INLINE PyObject *rt_item(PyObject *list, Py_ssize_t i) {
    return Py_NewRef(PyList_GET_ITEM(list, i));
}
typedef struct {
    const char *name;
    uint32_t n_modules;
    const int64_t *const *modules;
    const char *info;
} rt_package_def;
"""
# A module whose attributes are what the generated objects say.
MODULE_C = """
#include "rt.h"
extern const unsigned char rt_loader_code[];
extern const size_t rt_loader_code_size;
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "anything"};
PyObject *rt_package_init(const rt_package_def *package) {
    PyObject *values = PyList_New(0);
    for (uint32_t i = 0; i < package->n_modules; i++) {
        PyList_Append(values, PyLong_FromLongLong(*package->modules[i]));
    }
    PyObject *module = PyModule_Create(&definition);
    PyModule_AddStringConstant(module, "package", package->name);
    PyModule_AddStringConstant(module, "info", package->info);
    PyModule_AddStringConstant(module, "file", __FILE__);
    PyModule_AddObject(module, "values", values);
    PyModule_AddObject(module, "power", PyFloat_FromDouble(pow(package->n_modules, 3.0)));
    PyModule_AddObject(module, "loader", PyBytes_FromStringAndSize(
        (const char *)rt_loader_code, (Py_ssize_t)rt_loader_code_size));
    return module;
}
"""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    return open_cache(tmp_path_factory.mktemp("shared") / "cache")


@pytest.fixture(autouse=True)
def own_cache(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AOT_BUILD_CACHE", str(cache.root))
    monkeypatch.delenv("CC", raising=False)


@pytest.fixture
def target() -> Target:
    return host_target()


@pytest.fixture
def zig(cache: Cache, target: Target) -> Toolchain:
    if importlib.util.find_spec("ziglang") is None:
        pytest.skip("needs ziglang")
    return find_toolchain("zig", target, cache)


@pytest.fixture
def no_compilers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a system compiler nor zig."""
    monkeypatch.setenv("PATH", os.devnull)
    find_spec = importlib.util.find_spec

    def without_zig(name: str, package: str | None = None) -> object:
        return None if name == "ziglang" else find_spec(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without_zig)


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `runtime/` of a few lines, in a checkout without prebuilt objects."""
    return make_checkout(tmp_path / "checkout", monkeypatch)


def make_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = root / "runtime"
    folder.mkdir(parents=True)
    (root / "aot_build").mkdir()
    (folder / "shim.c").write_text(SHIM_C)
    (folder / "rt.h").write_text(RT_H)
    (folder / "module.c").write_text(MODULE_C)
    (folder / "loader.py").write_text("ANSWER = 42\n")
    (folder / "loader_rest.py").write_text("MORE = 42\n")
    monkeypatch.setattr(sources, "PACKAGE", root / "aot_build")
    return folder


@pytest.fixture
def other_checkout(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
    return lambda root: make_checkout(root, monkeypatch)
