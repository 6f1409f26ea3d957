# SPDX-License-Identifier: Apache-2.0
"""Extension modules in standalone programs: found, taken along, loaded, with CPython's answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from aot_build.diagnostics import UserError
from aot_build.entrypoint import script_entry
from aot_build.options import Options
from aot_build.programbuild import Request, compile_program
from aot_build.progress import Progress

SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far"),
    pytest.mark.xdist_group("standalone"),
]

PHASES = r"""
#include <Python.h>
int helper(int);
static PyObject *twice(PyObject *module, PyObject *args) {
    int number;
    return PyArg_ParseTuple(args, "i:twice", &number) ? Py_BuildValue("i", helper(number)) : NULL;
}
static PyObject *lazy(PyObject *module, PyObject *unused) {
    return PyImport_ImportModule("pkg._hidden");
}
static PyMethodDef functions[] = {
    {"twice", twice, METH_VARARGS, "twice(number)"}, {"lazy", lazy, METH_NOARGS, NULL}, {0}};
static int run(PyObject *module) {
    return PyModule_AddIntConstant(module, "answer", 42);
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, run}, {0, NULL}};
static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "many", NULL, 0, functions, slots, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_many(void) { return PyModuleDef_Init(&definition); }
"""

SINGLE = r"""
#include <Python.h>
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "one", "of one phase", -1};
PyMODINIT_FUNC PyInit_one(void) {
    PyObject *module = PyModule_Create(&definition);
    PyModule_AddStringConstant(module, "name_then", PyModule_GetName(module));
    return module;
}
"""

PROGRAM = """\
import os, sys, zlib
import pkg
from pkg import many, one

print(many.twice(21), many.answer, many.__name__, many.__doc__, many.twice.__doc__)
print(one.__name__, one.__doc__, one.name_then, one.__package__)
for module in (pkg, many, one):
    print(os.path.isabs(module.__file__), os.path.basename(module.__file__))
print(os.path.dirname(many.__file__) == pkg.__path__[0], many.__spec__.origin == many.__file__)
print(many.lazy().word)
try:
    many.twice("x")
except TypeError as error:
    print(error)
one.added = 1
del sys.modules["pkg.one"]
del pkg.one
import pkg.one as again
print(again is one, again.name_then, hasattr(again, "added"))
print(zlib.decompress(zlib.compress(b"abc" * 9)), zlib.crc32(b"abc"))
"""


def make_library(source: str, output: Path, *arguments: str) -> None:
    """Compile C to a shared library."""
    file = output.with_suffix(".c")
    file.write_text(source)
    include = sysconfig.get_path("include")
    command = ["gcc", "-shared", "-fPIC", "-w", f"-I{include}", str(file), "-o", str(output)]
    subprocess.run([*command, *arguments], check=True)
    file.unlink()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program with a package that has two extension modules and a private library."""
    package, private = tmp_path / "pkg", tmp_path / "pkg.libs"
    package.mkdir()
    private.mkdir()
    (package / "__init__.py").write_text("")
    (package / "_hidden.py").write_text("word = 'found by a string'\n")
    make_library("int helper(int n) { return 2 * n; }", private / "libhelper.so")
    linked = (f"-L{private}", "-lhelper", "-Wl,-rpath,$ORIGIN/../pkg.libs")
    make_library(PHASES, package / f"many{SUFFIX}", *linked)
    make_library(SINGLE, package / f"one{SUFFIX}")
    (tmp_path / "app.py").write_text(PROGRAM)
    return tmp_path


def run(*command: str | Path) -> str:
    result = subprocess.run(
        command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.stderr == ""
    return result.stdout


def test_extensions_travel_and_load(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    expected = run(sys.executable, folder / "app.py")
    target = tmp_path_factory.mktemp("target")
    request = Request(script_entry(folder / "app.py"), target / "app", static=False)
    closure = compile_program(request, Options(tier="bytecode"), Progress())
    assert "zlib" in {*closure.extensions, *closure.builtin}
    files = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    below = {
        f"app.lib/pkg/many{SUFFIX}",
        f"app.lib/pkg/one{SUFFIX}",
        "app.lib/pkg.libs/libhelper.so",
    }
    assert files == {"app", *below}
    shutil.rmtree(folder)
    moved = target.rename(target.with_name("moved"))
    assert run(moved / "app") == expected


def test_a_static_program_refuses_them(folder: Path) -> None:
    pytest.importorskip("ziglang")
    request = Request(script_entry(folder / "app.py"), folder / "app", static=True)
    with pytest.raises(UserError, match=r"cannot load the extension module 'pkg\."):
        compile_program(request, Options(tier="bytecode"), Progress())
