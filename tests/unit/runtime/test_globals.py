# SPDX-License-Identifier: Apache-2.0
"""Global names read by native functions follow every way of changing them."""

import sys

import pytest
from native_package import Module, Package

SOURCE = """\
import sys

value = 1

def read():
    return value

def length(x):
    return len(x)

def write(x):
    global value
    value = x

def delete():
    global value
    del value
"""

LOAD = """
    rt_frame_set_pos(frame, @{line});
    PyObject *value = rt_load_global(M, 0);
    if (value == NULL) {{ rt_traceback(ts, frame); return NULL; }}
    if (rt_peek_global(M, 0) == NULL) {{ Py_DECREF(value); Py_FatalError("not cached"); }}
    return value;
"""

PACKAGE = Package(
    "names",
    {
        "names": Module(
            SOURCE,
            {
                "read": LOAD.format(line=6),
                "length": """
                    rt_frame_set_pos(frame, @9);
                    PyObject *f = rt_load_global(M, 1);
                    if (f == NULL) { rt_traceback(ts, frame); return NULL; }
                    PyObject *result = PyObject_CallOneArg(f, L[0]);
                    Py_DECREF(f);
                    if (result == NULL) { rt_traceback(ts, frame); }
                    return result;""",
                "write": """
                    if (rt_store_global(M, 0, L[0]) < 0) { return NULL; }
                    return Py_NewRef(Py_None);""",
                "delete": """
                    rt_frame_set_pos(frame, @17);
                    if (rt_delete_global(M, 0) < 0) { rt_traceback(ts, frame); return NULL; }
                    return Py_NewRef(Py_None);""",
            },
            globals=("value", "len"),
            consts=("a", 10**30, (1, 2)),
        )
    },
)


def test_stores_are_seen(pair):
    pair.same(
        "-c",
        """if 1:
        import names
        print(names.read())
        names.value = 2
        print(names.read())
        names.__dict__["value"] = 3
        print(names.read())
        vars(names)["".join("va") + "lue"] = 4
        print(names.read())
        vars(names).update(value=5)
        print(names.read())
        names.write(6)
        print(names.read(), names.value)
        vars(names).setdefault("value", 0), vars(names).pop("value"), setattr(names, "value", 7)
        print(names.read())
        exec("value += 1", vars(names))
        print(names.read())
        """,
    )


def test_missing_name(pair):
    out = pair.same(
        "-c",
        """if 1:
        import names, traceback
        names.delete()
        for f in (names.read, names.delete):
            try:
                f()
            except NameError as e:
                traceback.print_exc()
                print(e.name)
        names.values = 1
        try:
            names.read()
        except NameError:
            traceback.print_exc()
        """,
    )
    if sys.version_info >= (3, 12):  # 3.11 suggests only when it prints an uncaught exception
        assert "Did you mean: 'values'?" in out


def test_builtins(pair):
    pair.same(
        "-c",
        """if 1:
        import builtins, names
        print(names.length("abc"))
        saved, builtins.len = len, lambda x: "patched"
        print(names.length("abc"))
        builtins.len = saved
        print(names.length("abc"))
        names.len = lambda x: "shadow"
        print(names.length("abc"))
        del names.len
        print(names.length("abc"))
        del builtins.len
        try:
            names.length("abc")
        except NameError as e:
            print(e)
        builtins.value = "from builtins"
        del names.value
        print(names.read())
        """,
    )


def test_mock(pair):
    pair.same(
        "-c",
        """if 1:
        import names
        from unittest import mock
        with mock.patch("names.value", 9), mock.patch("names.len", lambda x: 8, create=True):
            print(names.read(), names.length(""))
        with mock.patch.dict("names.__dict__", value=7):
            print(names.read())
        print(names.read(), names.length(""))
        """,
    )


def test_replaced_value_is_released(pair):
    pair.check(
        """
import names, weakref
class C: pass
names.value = C()
ref = weakref.ref(names.read())
names.read()
names.value = None
assert ref() is None and names.read() is None
names.value = token = object()
before = sys.getrefcount(token)
for _ in range(100): names.read()
assert sys.getrefcount(token) == before
"""
    )


def test_second_copy_of_a_module_has_its_own_globals(pair):
    pair.same(
        "-c",
        """if 1:
        import sys, names as first
        del sys.modules["names"]
        import names as second
        first.value, second.value = "first", "second"
        print(first is second, first.read(), second.read())
        first.write("other")
        print(first.value, second.value)
        """,
    )


def test_cells_outlive_no_module(pair):
    pair.same(
        "-c",
        """if 1:
        import gc, importlib, sys
        for i in range(3):
            names = importlib.import_module("names")
            names.value = [i]
            print(names.read(), names.length("a" * i))
            del names, sys.modules["names"]
            gc.collect()
        """,
    )


def test_a_module_imported_again_is_native_once_the_first_is_gone(pair):
    pair.check(
        """
import gc, names
assert is_native(names.read)
del sys.modules["names"], names
gc.collect()
import names
assert is_native(names.read) and names.read() == 1
names.value = 2
assert names.read() == 2
"""
    )


def test_reload_keeps_functions_native(pair):
    pair.check(
        """
import importlib, names
names.value, names.extra, old = 5, "kept", names.read
assert importlib.reload(names) is names
assert names.value == 1 and names.extra == "kept" and names.read is not old
assert is_native(names.read) and is_native(old)
names.value = 3
assert names.read() == old() == 3
assert names.__file__.endswith("names.py") and names.__spec__.loader is names.__loader__
"""
    )


def test_stores_in_place_are_seen(pair):
    """From the second store on no look-up is needed, until the table of the dict changes."""
    pair.same(
        "-c",
        """if 1:
        import names
        class Loud:
            def __init__(self, number):
                self.number = number
            def __del__(self):
                print("gone", self.number, getattr(names.read(), "number", None))
        for number in range(4):
            names.write(Loud(number))
        names.write(None)
        for number in range(40):
            setattr(names, f"other{number}", number)
            names.write(number)
            print(names.read(), names.value, end=" ")
        for number in range(40):
            delattr(names, f"other{number}")
        for number in range(3):
            names.write([number])
            names.delete()
            names.write((number,))
            print(names.read(), vars(names)["value"])
        names.__dict__[1] = 2
        names.write("general table")
        names.write("again")
        print(names.read(), names.value)
        """,
    )


@pytest.mark.skipif(sys.version_info < (3, 12), reason="dict watchers")
def test_watchers_of_others_hear_of_stores(pair):
    pair.same(
        "-c",
        """if 1:
        import _testcapi, names
        names.write(1)
        names.write(2)
        watcher = _testcapi.add_dict_watcher(0)
        _testcapi.watch_dict(watcher, names.__dict__)
        names.write(3)
        names.write(4)
        print(_testcapi.get_dict_watcher_events())
        _testcapi.unwatch_dict(watcher, names.__dict__)
        names.write(5)
        print(len(_testcapi.get_dict_watcher_events()), names.read())
        _testcapi.clear_dict_watcher(watcher)
        """,
    )


def test_collector_sees_what_is_stored(pair):
    """A dict is tracked once it holds something that can be part of a cycle."""
    pair.same(
        "-c",
        """if 1:
        import gc, names
        for value in (1, 2, [], names):
            names.write(value)
            print(gc.is_tracked(vars(names)))
        """,
    )
