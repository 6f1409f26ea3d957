# SPDX-License-Identifier: Apache-2.0
"""Recursion limits, signals, threads and the collector in native functions."""

import sys

import pytest
from native_package import Module, Package

SOURCE = """\
import sys

def down(n):
    if n == 0:
        return 0
    return down(n - 1)

def spin(flag):
    while not flag:
        pass
    return 1

def churn(n):
    for i in range(n):
        []
    return n
"""

PACKAGE = Package(
    "calls",
    {
        "calls": Module(
            SOURCE,
            {
                "down": """
                    long n = PyLong_AsLong(L[0]);
                    if (n == 0) { return PyLong_FromLong(0); }
                    rt_frame_set_pos(frame, @6);
                    PyObject *f = rt_load_global(M, 0);
                    PyObject *arg = PyLong_FromLong(n - 1);
                    PyObject *result = PyObject_CallOneArg(f, arg);
                    Py_DECREF(arg);
                    Py_DECREF(f);
                    if (result == NULL) { rt_traceback(ts, frame); }
                    return result;""",
                "spin": """
                    rt_frame_set_pos(frame, @9);
                    while (PyList_GET_SIZE(L[0]) == 0) {
                        if (rt_eval_breaker_set(ts) && rt_handle_eval_breaker(ts) < 0) {
                            rt_traceback(ts, frame);
                            return NULL;
                        }
                    }
                    return PyLong_FromLong(1);""",
                "churn": """
                    rt_frame_set_pos(frame, @14);
                    for (long n = PyLong_AsLong(L[0]); n > 0; n--) {
                        PyObject *list = PyList_New(0), *cycle = PyList_New(1);
                        PyList_SET_ITEM(cycle, 0, Py_NewRef(cycle));
                        Py_DECREF(cycle);
                        Py_DECREF(list);
                        if (rt_eval_breaker_set(ts) && rt_handle_eval_breaker(ts) < 0) {
                            rt_traceback(ts, frame);
                            return NULL;
                        }
                    }
                    return Py_NewRef(L[0]);""",
            },
            globals=("down",),
        )
    },
)


def test_recursion_error(pair):
    out = pair.same(
        "-c",
        """if 1:
        import calls, traceback
        try:
            calls.down(100000)
        except RecursionError as e:
            print(e, len(traceback.extract_tb(e.__traceback__)))
        print(calls.down(900))
        """,
    )
    assert "maximum recursion depth exceeded" in out


def test_recursion_error_is_printed_alike(pair):
    pair.same("-c", "import calls; calls.down(5000)")


def test_limit_of_the_stack(pair):
    pair.check(
        """
import calls, threading
seen = []
def deep():
    try:
        calls.down(10**7)
    except RecursionError as e:
        seen.append(str(e))
sys.setrecursionlimit(10**8)
deep()
threading.stack_size(256 * 1024)
threads = [threading.Thread(target=deep) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()
deep()
assert seen == ["maximum recursion depth exceeded"] * 5, seen
"""
    )


def test_deep_recursion_within_the_stack(pair):
    pair.check("import calls; sys.setrecursionlimit(9000); assert calls.down(8000) == 0")


INTERRUPT = """if 1:
        import calls, os, signal, sys, threading, time
        def press():
            time.sleep(0.3)
            os.kill(os.getpid(), signal.SIGINT)
        threading.Thread(target=press).start()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_interrupt(pair):
    out = pair.same("-c", INTERRUPT + "        calls.spin([])")
    assert "KeyboardInterrupt" in out and "line 9, in spin" in out


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_handler_sees_the_frame(pair):
    out = pair.same(
        "-c",
        INTERRUPT
        + """
        flag = []
        def handler(number, frame):
            print(number == signal.SIGINT, frame.f_code.co_name, frame.f_lineno == 9)
            flag.append(1)
        signal.signal(signal.SIGINT, handler)
        print(calls.spin(flag))
        """,
    )
    assert "True spin" in out


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_exception_of_a_handler(pair):
    pair.same(
        "-c",
        INTERRUPT
        + """
        def handler(number, frame):
            raise RuntimeError("from handler")
        signal.signal(signal.SIGINT, handler)
        calls.spin([])
        """,
    )


def test_other_threads_run(pair):
    pair.same(
        "-c",
        """if 1:
        import calls, threading, time
        flag = []
        t = threading.Thread(target=lambda: (time.sleep(0.1), flag.append(1)))
        t.start()
        print(calls.spin(flag))
        t.join()
        """,
    )


def test_asynchronous_exception(pair):
    pair.same(
        "-c",
        """if 1:
        import calls, ctypes, threading, time, traceback
        def target():
            try:
                calls.spin([])
            except ZeroDivisionError:
                traceback.print_exc()
        t = threading.Thread(target=target)
        t.start()
        time.sleep(0.1)
        set_exc = ctypes.pythonapi.PyThreadState_SetAsyncExc
        print(set_exc(ctypes.c_ulong(t.ident), ctypes.py_object(ZeroDivisionError)))
        t.join()
        """,
    )


def test_collector_runs(pair):
    out = pair.check(
        """
import calls, gc
seen = []
gc.callbacks.append(lambda phase, info: seen.append(phase))
calls.churn(100000)
print(len(seen) > 2, gc.get_count()[0] < 50000)
"""
    )
    assert out.splitlines() == ["True True"]


def test_collector_runs_at_the_recursion_limit(pair):
    pair.check(
        """
import calls
sys.setrecursionlimit(60)
def down(n):
    try:
        return down(n + 1)
    except RecursionError:
        return calls.churn(50000)
"""
        + "assert down(0) == 50000\n" * 3
    )
