# SPDX-License-Identifier: Apache-2.0
"""What is special on 3.11: code objects with prologues, and the constant in them."""

import sys

import pytest
from native_package import Module, Package

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="vectorcalls are enough there")

SOURCE = """\
class Stop(StopIteration):
    pass

def stop(value):
    raise Stop(value)

def tier(x):
    return "bytecode"

def shared(x):
    return lambda: x

def call(f, x):
    return f(x)

def fail(x):
    raise StopIteration

def many(x):
    return [x, CONSTANTS]

""".replace("CONSTANTS", ", ".join(f"{i}.5" for i in range(300)))

NATIVE = 'return PyUnicode_FromString("native");'

PACKAGE = Package(
    "prologues",
    {
        "prologues": Module(
            SOURCE,
            {
                "stop": """
                    rt_frame_set_pos(frame, @5);
                    PyObject *type = rt_load_global(M, 0);
                    PyErr_SetObject(type, L[0]);
                    Py_DECREF(type);
                    rt_traceback(ts, frame);
                    return NULL;""",
                "tier": NATIVE,
                "many": NATIVE,
                "shared": """
                    if (PyCell_Check(L[0])) { return PyUnicode_FromString("cell"); }
                    return Py_NewRef(L[0]);""",
                "call": """
                    rt_frame_set_pos(frame, @14);
                    PyObject *result = PyObject_CallOneArg(L[0], L[1]);
                    if (result == NULL) { rt_traceback(ts, frame); }
                    return result;""",
                "fail": """
                    rt_frame_set_pos(frame, @17);
                    PyErr_SetNone(PyExc_StopIteration);
                    rt_traceback(ts, frame);
                    return NULL;""",
            },
            globals=("Stop",),
        )
    },
)


def test_stop_iteration_leaves_the_function(pair):
    pair.same(
        "-c",
        """if 1:
        import prologues, traceback
        for f in (prologues.stop, prologues.fail):
            for call in (f, lambda x: prologues.call(f, x)):
                try:
                    print("returned", call(3))
                except StopIteration as e:
                    print(repr(e), e.value, e.__context__)
                    traceback.print_exc()
        class Numbers:
            def __iter__(self):
                return self
            __next__ = prologues.stop
        print(list(Numbers()))
        prologues.stop(4)
        """,
    )


def test_stop_iteration_keeps_its_context(pair):
    pair.same(
        "-c",
        """if 1:
        import prologues
        try:
            try:
                {}[1]
            except KeyError:
                prologues.fail(1)
        except StopIteration as e:
            print(repr(e.__context__), e.__cause__, e.__suppress_context__)
        """,
    )


def test_stop_iteration_leaks_nothing(pair):
    pair.check(
        """
import prologues
class Mark: pass
def once(mark):
    try:
        prologues.stop(mark)
    except StopIteration as e:
        assert e.value is mark
mark = Mark()
once(mark)
before = sys.getrefcount(mark), sys.getrefcount(prologues.stop.__code__)
for _ in range(100):
    once(mark)
assert before == (sys.getrefcount(mark), sys.getrefcount(prologues.stop.__code__))
"""
    )


def test_arguments_are_not_in_cells(pair):
    pair.check(
        """
import prologues
assert prologues.shared(1) == 1 and list(map(prologues.shared, [2])) == [2]
sys.settrace(lambda *a: None)
assert prologues.shared(3)() == 3
"""
    )


def test_index_of_the_constant_needs_two_bytes(pair):
    pair.check(
        """
import prologues
assert len(prologues.many.__code__.co_consts) > 300 and prologues.many(0) == "native"
sys.settrace(lambda *a: None)
assert len(prologues.many(0)) == 301
"""
    )


def test_tracers_see_the_same(pair):
    pair.same(
        "-c",
        """if 1:
        import sys, prologues
        def trace(frame, event, arg):
            frame.f_trace_opcodes = True
            if event != "opcode":
                print(event, frame.f_code.co_name, frame.f_lineno)
            return trace
        def noop(*args):
            pass
        prologues.tier(1)
        sys.settrace(trace)
        prologues.tier(1)
        prologues.shared(2)()
        try:
            prologues.fail(3)
        except StopIteration:
            pass
        sys.settrace(None)
        """,
    )


def test_tracing_starts_in_a_native_function(pair):
    pair.same(
        "-c",
        """if 1:
        import sys, prologues
        def trace(frame, event, arg):
            print(event, frame.f_code.co_name)
            return trace
        for f in (lambda x: sys.settrace(trace), sys._getframe):
            frame = prologues.call(f, 0)
        sys.settrace(None)
        def stop(x):
            sys.settrace(trace)
            raise StopIteration
        try:
            prologues.call(stop, 0)
        except StopIteration as e:
            sys.settrace(None)
            print(repr(e))
        """,
    )


def test_copies_of_the_code_object(pair):
    pair.check(
        """
import copy, marshal, pickle, prologues, types
code = prologues.tier.__code__
assert prologues.tier(0) == "native"
def run(code):
    return types.FunctionType(code, vars(prologues))(0)
assert run(code) == "native"
copies = [marshal.loads(marshal.dumps(code)), code.replace(), code.replace(co_name="other")]
copies.append(code.replace(co_consts=pickle.loads(pickle.dumps(code.co_consts))))
assert [run(c) for c in copies] == ["bytecode"] * len(copies)
assert copy.deepcopy(code.co_consts)[-1] == b"" == marshal.loads(marshal.dumps(code)).co_consts[-1]
try:
    run(code.replace(co_consts=(*code.co_consts[:-1], 3)))
except TypeError as e:
    assert "'int' object is not iterable" in str(e)
"""
    )


def test_the_constant_does_nothing_elsewhere(pair):
    pair.check(
        """
import prologues
entry = prologues.tier.__code__.co_consts[-1]
assert list(entry) == [] and iter(entry) is entry and bytes(entry) == b""
assert repr(entry) == "<native code of prologues.tier>"
assert hash(entry) == hash(entry) and entry == entry
try:
    type(entry)()
except TypeError:
    pass
else:
    raise AssertionError
"""
    )


def test_new_code_is_run_by_c_callers(pair):
    pair.check(
        """
import prologues, types
f = types.FunctionType(prologues.tier.__code__, vars(prologues))
assert f(0) == "native" and list(map(f, [0])) == ["native"]
f.__code__ = (lambda x: "other").__code__
assert f(0) == "other" and list(map(f, [0])) == ["other"] and prologues.call(f, 0) == "other"
f.__code__ = prologues.many.__code__
assert list(map(f, [0])) == ["native"]
f.__code__ = prologues.shared.__code__
assert list(map(f, [0])) == [0] and f(1) == 1
f.__code__ = prologues.shared.__code__.replace()
assert f(2)() == 2 and [g() for g in map(f, [3])] == [3]
"""
    )


def test_position_of_a_kept_frame(pair):
    pair.same(
        "-c",
        """if 1:
        import prologues, sys
        frame = prologues.call(lambda x: sys._getframe(1), 5)
        print(frame.f_lineno, sorted(frame.f_locals), frame.f_back is sys._getframe())
        try:
            prologues.call(prologues.fail, 6)
        except StopIteration as e:
            tb = e.__traceback__
        while tb is not None:
            frame = tb.tb_frame
            print(frame.f_code.co_name, tb.tb_lineno, frame.f_lineno, frame.f_locals.get("x"))
            tb = tb.tb_next
        """,
    )


def test_inspect_and_dis_work(pair):
    pair.check(
        """
import dis, inspect, io, contextlib, prologues
with contextlib.redirect_stdout(io.StringIO()) as out:
    dis.dis(prologues.tier)
assert "<native code of prologues.tier>" in out.getvalue()
assert str(inspect.signature(prologues.call)) == "(f, x)"
assert inspect.getsource(prologues.tier) == 'def tier(x):\\n    return "bytecode"\\n'
lines = [line for _, _, line in prologues.tier.__code__.co_lines() if line is not None]
assert set(lines) == {7, 8}, lines
"""
    )
