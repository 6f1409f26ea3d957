# SPDX-License-Identifier: Apache-2.0
"""Which functions get native entries, when they lose them, and who may switch them off."""

import shutil
import sys

import pytest
from native_package import Module, Package

SOURCE = """\
import functools

def plain(x):
    return "bytecode"

def decorate(f):
    @functools.wraps(f)
    def inner(*args):
        return f(*args)
    return inner

@decorate
def decorated():
    return "bytecode"

class C:
    def method(self):
        return "bytecode"
    @staticmethod
    def static():
        return "bytecode"
    @classmethod
    def cls(cls):
        return "bytecode"
    @property
    def prop(self):
        return "bytecode"
    def __getitem__(self, i):
        return "bytecode"
    def __getattribute__(self, name):
        return object.__getattribute__(self, name)

def outer():
    def nested():
        return "bytecode"
    return nested
"""

NAMES = (
    "plain",
    "decorated",
    "C.method",
    "C.static",
    "C.cls",
    "C.prop",
    "C.__getitem__",
    "outer.<locals>.nested",
)
NATIVE = 'return PyUnicode_FromString("native");'


def package(name: str) -> Package:
    """A package whose functions tell by which tier they ran."""
    return Package(name, {name: Module(SOURCE, dict.fromkeys(NAMES, NATIVE))})


PACKAGE = package("tiers")


def test_every_kind_of_function(pair):
    pair.check(
        """
from tiers import *
c = C()
for _ in range(100):  # until the interpreter specialises the calls
    ways = [plain(1), decorated(), c.method(), C.static(), C.cls(), c.prop, c[0], outer()()]
    ways += [C.method(c), plain(*[1]), plain(x=1), plain(**{"x": 1}), type(c).__getitem__(c, 1)]
    assert ways == ["native"] * len(ways), ways
"""
    )


def test_new_code_is_run(pair):
    pair.same(
        "-c",
        """if 1:
        import tiers
        def other(x):
            return "other", x
        tiers.plain.__code__ = other.__code__
        print([tiers.plain(i) for i in range(20)][-1])
        other.__code__ = tiers.outer.__code__
        print(other.__code__.co_name)
        """,
    )


def test_function_made_from_the_code_object(pair):
    pair.check(
        """
import tiers, types, copy
f = types.FunctionType(tiers.plain.__code__, vars(tiers))
assert f(1) == "native" and copy.copy(tiers.plain) is tiers.plain
g = types.FunctionType(tiers.plain.__code__, {})
assert g(1) == "bytecode"
h = types.FunctionType(tiers.plain.__code__.replace(co_name="h"), vars(tiers))
assert h(1) == "bytecode"
"""
    )


def test_a_module_that_runs_again_has_the_same_native_functions(pair):
    pair.check(
        """
import importlib, sys, tiers
before = tiers.C.method.__code__, tiers.plain.__code__, tiers.outer().__code__
tiers.decorated.__wrapped__.__code__  # of a function inside of one that stays in bytecode
for again in (importlib.reload, lambda m: sys.modules.pop("tiers") and __import__("tiers")):
    tiers = again(tiers)
    after = tiers.C.method.__code__, tiers.plain.__code__, tiers.outer().__code__
    assert all(a is b for a, b in zip(before, after, strict=True)), after
    assert tiers.decorated.__wrapped__.__code__.co_filename == tiers.__file__
    assert [c.co_name for c in tiers.outer.__code__.co_consts if hasattr(c, "co_name")]
importlib.reload(tiers)
assert tiers.C().method() in ("native", "bytecode") and tiers.plain.__code__ is before[1]
"""
    )


def test_what_only_the_body_of_a_module_needs_is_not_kept(pair):
    pair.check(
        """
import tiers, weakref
code = tiers.__loader__.get_code("tiers")
(body,) = (c for c in code.co_consts if getattr(c, "co_name", "") == "C")
assert tiers.C.method.__code__ in body.co_consts and tiers.plain.__code__ in code.co_consts
gone = weakref.ref(code), weakref.ref(body)
del code, body
assert not any(ref() for ref in gone)
assert tiers.plain(1) == tiers.C().method() == tiers.outer()() == "native"
"""
    )


def test_disabled(pair):
    pair.check('import tiers; assert tiers.plain(1) == "bytecode"', AOT_DISABLE="1")
    pair.check('import tiers; assert tiers.plain(1) == "native"', AOT_DISABLE="0")
    pair.check(
        'import os; os.environ["AOT_DISABLE"] = "1"\n'
        'import tiers; assert tiers.plain(1) == "bytecode" and not is_native(tiers.plain)'
    )


def test_tracing_and_profiling_see_every_call(pair):
    out = pair.same(
        "-c",
        """if 1:
        import sys, threading, tiers
        def call():
            tiers.plain(1), tiers.C().method(), tiers.outer()()
        def trace(frame, event, arg):
            print(event, frame.f_code.co_name, frame.f_lineno, str(arg)[:8])
            return trace
        tiers.plain(1)
        for start in (sys.settrace, sys.setprofile):
            start(trace)
            call()
            start(None)
        def quiet(frame, event, arg):
            pass
        threading.setprofile(quiet)
        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
        """,
    )
    assert "return plain 4 bytecode" in out


def test_native_again_after_tracing(pair):
    pair.check(
        """
import tiers
assert tiers.plain(1) == "native"
sys.settrace(lambda *a: None)
assert tiers.plain(1) == "bytecode"
sys.settrace(None)
assert tiers.plain(1) == "native"
sys.setprofile(lambda *a: None)
assert tiers.plain(1) == "bytecode"
sys.setprofile(None)
assert tiers.plain(1) == "native"
"""
    )


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring")
def test_monitoring(pair):
    pair.check(
        """
import tiers
m = sys.monitoring
seen = []
m.use_tool_id(2, "test")
m.register_callback(2, m.events.PY_START, lambda code, offset: seen.append(code.co_name))
m.set_events(2, m.events.PY_START)
assert tiers.plain(1) == "bytecode" and "plain" in seen
m.set_events(2, 0)
assert tiers.plain(1) == "native"
m.set_local_events(2, tiers.plain.__code__, m.events.PY_START)
seen.clear()
assert tiers.plain(1) == "bytecode" and seen == ["plain"] and tiers.decorated() == "native"
m.set_local_events(2, tiers.plain.__code__, 0)
assert tiers.plain(1) == "native"
"""
    )


@pytest.mark.skipif(sys.version_info < (3, 12), reason="there are no watchers")
def test_no_watcher_left(pair):
    take = """
import ctypes
api = ctypes.pythonapi
callback = api.PyErr_CheckSignals  # any function that returns 0
def take(f):
    try:
        while True:
            f(callback)
    except RuntimeError:
        pass
"""
    pair.check(
        take + 'take(api.PyFunction_AddWatcher)\nimport tiers; assert tiers.plain(1) == "bytecode"'
    )
    pair.check(
        take + 'take(api.PyDict_AddWatcher)\nimport tiers; assert tiers.plain(1) == "native"'
    )


def test_packages_share_one_registration(build, objects, tmp_path):
    first = build(package("first"))
    for i in range(10):
        library = package(f"more{i}").build(tmp_path / f"build{i}", objects)
        shutil.copy(library, first.compiled)
    first.check(
        """
import first, importlib
for i in range(10):
    module = importlib.import_module(f"more{i}")
    assert module.plain(1) == "native" and is_native(module.plain)
    module.plain.__code__ = is_native.__code__
    assert not is_native(module.plain)
assert is_native(first.plain)
"""
    )
