# SPDX-License-Identifier: Apache-2.0
"""runtime/unmarshal.c makes what the module `marshal` makes of the same bytes."""

from __future__ import annotations

import gc
import importlib.util
import marshal
import subprocess
import sys
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from native_package import RUNTIME, SUFFIX, compile_c, compiler

from aot_build.bytecode.marshalled import marshal_code

pytestmark = pytest.mark.skipif(not compiler(), reason="needs a C compiler")

EXTENSION = """
#include "library.h"

static PyObject *loads(PyObject *self, PyObject *data) {
    (void)self;
    return rt_unmarshal((const uint8_t *)PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data));
}

static PyMethodDef methods[] = {{"loads", loads, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "reader", .m_methods = methods};

PyMODINIT_FUNC PyInit_reader(void) { return PyModule_Create(&module); }
"""

VARIABLES = """
def arguments(a, b, /, c, *rest, d=1, **more):
    "Docstring with \\u00fc"
    def inner(c, e):
        nonlocal b
        return a, b, rest, c, e, lambda: (e, more)
    return inner

class Class:
    attribute = [name for name in "abc" if (lambda: name)()]
    def method(self):
        return __class__, super()

listed = [(x, y) for x in range(3) for y in range(x)]
called = [lambda: x for x in range(3)]

async def generated():
    return {k: v async for k, v in arguments}
"""

CONSTANTS = (
    (None, True, False, Ellipsis),
    (0, -1, 2**31 - 1, -(2**31), 2**31, -(2**70), 10**40),
    (0.0, -0.0, 1.5, float("inf"), 1j, -2.5 + 0j),
    (
        "",
        "a",
        "ab",
        " ",
        "\n",
        "\xe9",
        "\xff",
        "name",
        "not a name",
        "\u20ac",
        "\ud800",
        "\U0001f600",
    ),
    ("long name" * 40, "long_name" * 40, b"", b"bytes", b"\0" * 300),
    (frozenset({1, "a", (2,)}), frozenset(), (), ((),), tuple(range(300))),
    ("twice", "twice", (1, "twice"), (1, "twice"), frozenset({(1, "twice")})),
    tuple(f"many_names_{i}" for i in range(2000)),
)

STDLIB = ("argparse", "ast", "dataclasses", "enum", "opcode", "pickle", "textwrap", "typing")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """`loads`, which is `rt_unmarshal`."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "reader.c").write_text(EXTENSION)
    compile_c(folder / "reader.c", folder / "reader.o")
    compile_c(RUNTIME / "unmarshal.c", folder / "unmarshal.o")
    library = folder / f"reader{SUFFIX}"
    objects = [folder / "reader.o", folder / "unmarshal.o"]
    subprocess.run([*compiler(), "-shared", "-o", library, *objects], check=True)
    spec = importlib.util.spec_from_file_location("reader", library)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def source_of(name: str) -> str:
    """A module of the standard library, as text."""
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).read_text(encoding="utf-8")


def names_of(code: CodeType) -> list[str]:
    """Every name in a code object and those in it."""
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    own = [code.co_name, *code.co_names, *code.co_varnames, *code.co_freevars]
    return own + [name for item in inner for name in names_of(item)]


@pytest.mark.parametrize("name", ["variables", *STDLIB])
def test_code_is_the_same(reader: ModuleType, name: str) -> None:
    source = VARIABLES if name == "variables" else source_of(name)
    data = marshal_code(compile(source, f"{name}.py", "exec", dont_inherit=True))
    made, expected = reader.loads(data), marshal.loads(data)
    assert made == expected
    # Equality of code objects leaves out some of what they consist of; the bytes do not.
    assert marshal_code(made) == marshal_code(expected) == data
    assert [*map(id, names_of(made))] == [*map(id, names_of(expected))]


@pytest.mark.parametrize("value", CONSTANTS, ids=range(len(CONSTANTS)))
def test_constants_are_the_same(reader: ModuleType, value: tuple[object, ...]) -> None:
    data = marshal_code(value)
    made = reader.loads(data)
    assert repr(made) == repr(value) or frozenset in map(type, value)
    assert made == value and [type(item) for item in made] == [type(item) for item in value]
    assert marshal_code(made) == data


def test_shared_objects_are_one(reader: ModuleType) -> None:
    made = reader.loads(marshal_code((("a b", 1.5), ("a b", 1.5), "a b")))
    assert made[0] is made[1] and made[0][0] is made[2]


def test_what_is_unknown_is_left_to_marshal(reader: ModuleType) -> None:
    value = ("before", ["a list"], {"a": "dict"})
    assert reader.loads(marshal.dumps(value)) == value


def test_nothing_is_kept_but_names(reader: ModuleType) -> None:
    data = marshal_code(compile(VARIABLES, "variables.py", "exec", dont_inherit=True))
    rare = marshal_code((10**40, 2.5, "kept by nobody", (1, "kept by nobody"), frozenset({3.5})))
    blocks = []
    for _ in range(4):
        for _ in range(50):
            reader.loads(data), reader.loads(rare)
        gc.collect()
        blocks.append(sys.getallocatedblocks())
    assert blocks[-1] - blocks[-2] < 20
