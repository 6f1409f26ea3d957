# SPDX-License-Identifier: Apache-2.0
"""A Python extension module of all primitives, generated from their tables.

    BINARY["Add"] (rt_add, "obj obj" -> obj)     ->     ops.rt_add(1, 2) == 3

How a call looks from Python: unboxed arguments are plain ints and floats. A ``ptr`` is a list of
variables, ``ops.EMPTY`` for an unbound one, which gets the new contents. What is variadic ends with
one tuple. A ``cache`` is a bytearray, passed last. The frame is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable

from aot_build.ir.types import Rep
from aot_build.primitives.registry import Prim

# These leave an exception set without failing.
SETS_EXCEPTION = {"rt_restore_exception", "rt_reraise_current", "rt_reraise_handled"}
# These need more than arguments: extras.c calls them, or (collecting, append) only programs do.
BY_HAND = {"rt_catch", "rt_copy_free_vars", "rt_find_method", "rt_call_found"}
BY_HAND |= {"rt_find_append", "rt_call_found_append"}
BY_HAND |= {"rt_find_super_method", "rt_loop_over", "rt_loop_over_dict", "rt_next_at"}
BY_HAND |= {"rt_next_items_at"}
BY_HAND |= {f"rt_collect_{name}" for name in ("all", "any", "list", "max", "min", "set", "sum")}
BY_HAND |= {"rt_collect_source", "rt_collect_over", "rt_collect_iterator", "rt_collect_range"}

C_TYPES = {
    Rep.OBJ: "PyObject *",
    Rep.INT: "rt_int ",
    Rep.ANY: "rt_any ",
    Rep.I64: "int64_t ",
    Rep.F64: "double ",
    Rep.BOOL: "int32_t ",
    Rep.PTR: "PyObject **",
}


def result_type(row: Prim) -> str:
    """What the C function of a row returns."""
    if row.result is Rep.NONE:
        return "int32_t " if row.raises else "void "
    return C_TYPES[row.result]


def module_source(rows: Iterable[Prim]) -> str:
    """C code of the module, to be compiled with extras.c and runtime/."""
    wrapped = [row for row in rows if row.name not in BY_HAND]
    functions = "\n".join(map(wrap, wrapped))
    cast = "(PyCFunction)(void (*)(void))"
    table = "".join(
        f'    {{"{row.name}", {cast}wrap_{row.name}, METH_FASTCALL, NULL}},\n' for row in wrapped
    )
    return (
        '/* generated */\n#include "extras.h"\n\n'
        f"{functions}\nPyMethodDef wrapped_methods[] = {{\n{table}    {{0}},\n}};\n"
    )


def wrap(row: Prim) -> str:
    """The Python-callable function around one primitive."""
    prepare: list[str] = []
    arguments = ["PyThreadState_Get()"] if row.thread else []
    release: list[str] = []
    for i, rep in enumerate(row.args):
        take, argument, give_back = convert(rep, i, i in row.steals)
        prepare += take
        arguments.append(argument)
        release += give_back
    index = len(row.args)
    if row.variadic:
        arguments += [
            f"((PyTupleObject *)args[{index}])->ob_item",
            f"PyTuple_GET_SIZE(args[{index}])",
        ]
        index += 1
    if row.cache:
        arguments.append(f"PyByteArray_AS_STRING(args[{index}])")
        index += 1
    if row.frame:
        arguments.append("current_frame()")
    call = f"{row.name}({', '.join(arguments)})"
    body = "\n    ".join([*prepare, *answer(row, call, release)])
    return (
        f"static PyObject *wrap_{row.name}(PyObject *module, PyObject *const *args, "
        f"Py_ssize_t nargs) {{\n    (void)module, (void)args;\n"
        f"    if (!check_count(nargs, {index})) {{ return NULL; }}\n    {body}\n}}\n"
    )


def convert(rep: Rep, i: int, steals: bool) -> tuple[list[str], str, list[str]]:
    """Statements that make argument *i*, the C expression, and statements that release it."""
    if rep is Rep.OBJ:
        return [], f"Py_NewRef(args[{i}])" if steals else f"args[{i}]", []
    if rep is Rep.INT:
        name = f"int_{i}"
        return [f"rt_int {name} = rt_unbox_int(args[{i}]);"], name, [f"rt_int_decref({name});"]
    if rep is Rep.ANY:
        name = f"any_{i}"
        return (
            [f"rt_any {name} = rt_any_from_object(args[{i}]);"],
            name,
            [f"rt_int_decref({name});"],
        )
    if rep is Rep.PTR:
        name = f"slots_{i}"
        return (
            [f"PyObject *{name}[MAX_SLOTS];", f"fill_slots({name}, args[{i}]);"],
            name,
            [f"empty_slots({name}, args[{i}]);"],
        )
    unbox = {Rep.I64: "PyLong_AsLongLong", Rep.F64: "PyFloat_AsDouble", Rep.BOOL: "PyObject_IsTrue"}
    return [], f"{unbox[rep]}(args[{i}])", []


def answer(row: Prim, call: str, release: list[str]) -> list[str]:
    """Statements that make the call and turn its result into an object."""
    if row.result is Rep.NONE and not row.raises:
        failed = "PyErr_Occurred()" if row.name in SETS_EXCEPTION else "0"
        return [f"{call};", *release, f"return {failed} ? NULL : Py_NewRef(Py_None);"]
    make = {
        Rep.OBJ: "return result;",
        Rep.INT: "return take_int(result);",
        Rep.ANY: "return take_int(result);",
        Rep.I64: "return result == -1 && PyErr_Occurred() ? NULL : PyLong_FromLongLong(result);",
        Rep.F64: "return result == -1.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(result);",
        Rep.BOOL: "return result < 0 ? NULL : PyBool_FromLong(result);",
        Rep.NONE: "return result < 0 ? NULL : Py_NewRef(Py_None);",
    }[row.result]
    if row.name in SETS_EXCEPTION:
        make = "return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);"
    return [f"{result_type(row)}result = {call};", "(void)result;", *release, make]
