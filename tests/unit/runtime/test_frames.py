# SPDX-License-Identifier: Apache-2.0
"""Frames of native functions: what tracebacks, sys._getframe and the collector see."""

from native_package import Module, Package

SOURCE = """\
import sys

def boom(x):
    y = [x]
    raise ValueError(x)

def outer(f, x):
    kept = x
    return f(kept)

def here():
    return sys._getframe()

def keep_frame(x, y=2):
    return sys._getframe()

def warn():
    import warnings
    warnings.warn("look", stacklevel=2)
"""


def call(line: int, expression: str) -> str:
    """The body of `return <expression>` on a line."""
    return f"""
        rt_frame_set_pos(frame, @{line});
        PyObject *result = {expression};
        if (result == NULL) {{ rt_traceback(ts, frame); }}
        return result;"""


GETFRAME = 'PyObject_CallMethod(PyImport_AddModule("sys"), "_getframe", NULL)'

PACKAGE = Package(
    "frames",
    {
        "frames": Module(
            SOURCE,
            {
                "boom": """
                    L[1] = PyList_New(1);
                    PyList_SET_ITEM(L[1], 0, Py_NewRef(L[0]));
                    rt_frame_set_pos(frame, @5);
                    PyErr_SetObject(PyExc_ValueError, L[0]);
                    rt_traceback(ts, frame);
                    return NULL;""",
                "outer": "L[2] = Py_NewRef(L[1]);" + call(9, "PyObject_CallOneArg(L[0], L[2])"),
                "here": call(12, GETFRAME),
                "keep_frame": call(15, GETFRAME),
                "warn": """
                    L[0] = PyImport_ImportModule("warnings");
                    rt_frame_set_pos(frame, @19);
                    if (PyErr_WarnEx(PyExc_UserWarning, "look", 2) < 0) {
                        rt_traceback(ts, frame);
                        return NULL;
                    }
                    return Py_NewRef(Py_None);""",
            },
        )
    },
)


def test_traceback_is_the_same(pair):
    out = pair.same("-c", "import frames; frames.outer(frames.boom, 3)")
    assert "ValueError: 3" in out and "line 9, in outer" in out


def test_functions_are_native(pair):
    pair.check("from frames import *; assert all(map(is_native, [boom, outer, here, warn]))")


def test_locals_in_traceback(pair):
    pair.same(
        "-c",
        """if 1:
        import frames
        try:
            frames.outer(frames.boom, 3)
        except ValueError as e:
            tb = e.__traceback__
        while tb:
            f = tb.tb_frame
            names = {k: v for k, v in f.f_locals.items() if k in "xykept"}
            print(f.f_code.co_name, tb.tb_lineno, f.f_lineno, names, f.f_globals["__name__"])
            tb = tb.tb_next
        """,
    )


def test_frame_survives_the_call(pair):
    pair.same(
        "-c",
        """if 1:
        import frames, gc, sys
        def caller():
            return frames.keep_frame([1])
        f = caller()
        print(f.f_locals, f.f_lineno, f.f_code.co_name, f.f_back.f_code.co_name, f.f_trace)
        print(f.f_back.f_back is sys._getframe())
        print(gc.is_tracked(f), any(r is f.f_locals["x"] for r in gc.get_referents(f)))
        f.clear()
        print(f.f_locals)
        """,
    )


def test_frame_while_running(pair):
    pair.same(
        "-c",
        """if 1:
        import frames, sys
        def look(x):
            f = sys._getframe(1)
            print(f.f_code.co_name, f.f_lineno, sorted(f.f_locals), f.f_back.f_code.co_name)
            try:
                f.clear()
            except RuntimeError as e:
                print(e)
            return f
        f = frames.outer(look, 1)
        print(f.f_locals["kept"], f.f_back is sys._getframe())
        """,
    )


def test_recursive_mix_of_native_and_interpreted(pair):
    pair.same(
        "-c",
        """if 1:
        import frames, sys, traceback
        def down(n):
            if n == 0:
                traceback.print_stack()
                return frames.boom(0)
            return frames.outer(down, n - 1)
        try:
            down(5)
        except ValueError:
            traceback.print_exc()
        """,
    )


def test_warning_names_the_caller(pair):
    out = pair.same("-c", "import frames\n\n\nframes.warn()")
    assert "<string>:4: UserWarning: look" in out


def test_destructors_see_the_caller(pair):
    pair.same(
        "-c",
        """if 1:
        import frames, sys
        class D:
            def __del__(self):
                print("del", sys._getframe(1).f_code.co_name)
        frames.outer(lambda x: None, D())
        try:
            frames.boom(D())
        except ValueError as e:
            del e
        print("end")
        """,
    )


def test_no_leaks(pair):
    pair.check(
        """
import frames, gc, tracemalloc
token, base = object(), None
def once():
    frames.outer(lambda x: x, token)
    frames.keep_frame(token).f_locals
    frames.here().f_back
    for f in (frames.boom, lambda x: frames.boom(token)):
        try:
            frames.outer(f, token)
        except ValueError:
            pass
for _ in range(50):
    once()
gc.collect()
refs = [sys.getrefcount(o) for o in (token, frames.boom, frames.boom.__code__, frames.__dict__)]
tracemalloc.start()
gc.collect()
before = tracemalloc.get_traced_memory()[0]
for _ in range(500):
    once()
gc.collect()
after = tracemalloc.get_traced_memory()[0]
assert after - before < 20000, after - before
now = [sys.getrefcount(o) for o in (token, frames.boom, frames.boom.__code__, frames.__dict__)]
assert refs == now, (refs, now)
"""
    )
