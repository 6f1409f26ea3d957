/* SPDX-License-Identifier: Apache-2.0 */
/* object: what every object can do: be shown, compared, hashed, tested.
 *
 * Contract   docs.python.org/3/c-api/object.html; attributes are in attr.c, calls in call.c
 */
#include "pyi.h"

/* ---- showing ---------------------------------------------------------------------------------------- */

/* Runs a slot that must answer with a str. */
static PyObject *shown_by(reprfunc slot, PyObject *op, const char *where, const char *method) {
    if (Py_EnterRecursiveCall(where)) {
        return NULL;
    }
    PyObject *result = slot(op);
    Py_LeaveRecursiveCall();
    if (result != NULL && !PyUnicode_Check(result)) {
        PyErr_Format(PyExc_TypeError, "%s returned non-string (type %.200s)", method,
                     Py_TYPE(result)->tp_name);
        Py_SETREF(result, NULL);
    }
    return result;
}

PyObject *PyObject_Repr(PyObject *op) {
    if (PyErr_CheckSignals()) {
        return NULL;
    }
    if (op == NULL) {
        return PyUnicode_FromString("<NULL>");
    }
    reprfunc slot = Py_TYPE(op)->tp_repr;
    if (slot == NULL) {
        return PyUnicode_FromFormat("<%s object at %p>", Py_TYPE(op)->tp_name, op);
    }
    return shown_by(slot, op, " while getting the repr of an object", "__repr__");
}

PyObject *PyObject_Str(PyObject *op) {
    if (PyErr_CheckSignals()) {
        return NULL;
    }
    if (op == NULL) {
        return PyUnicode_FromString("<NULL>");
    }
    if (PyUnicode_CheckExact(op)) {
        return Py_NewRef(op);
    }
    reprfunc slot = Py_TYPE(op)->tp_str;
    if (slot == NULL) {
        return PyObject_Repr(op);
    }
    return shown_by(slot, op, " while getting the str of an object", "__str__");
}

PyObject *PyObject_ASCII(PyObject *op) {
    PyObject *repr = PyObject_Repr(op);
    if (repr == NULL || PyUnicode_IS_ASCII(repr)) {
        return repr;
    }
    PyObject *ascii = _PyUnicode_AsASCIIString(repr, "backslashreplace");
    Py_DECREF(repr);
    if (ascii == NULL) {
        return NULL;
    }
    PyObject *result = PyUnicode_DecodeASCII(PyBytes_AS_STRING(ascii), PyBytes_GET_SIZE(ascii), NULL);
    Py_DECREF(ascii);
    return result;
}

PyObject *PyObject_Bytes(PyObject *op) {
    if (op == NULL) {
        return PyBytes_FromString("<NULL>");
    }
    if (PyBytes_CheckExact(op)) {
        return Py_NewRef(op);
    }
    PyObject *method = _PyObject_LookupSpecial(op, PYI_NAME("__bytes__"));
    if (method == NULL) {
        return PyErr_Occurred() ? NULL : PyBytes_FromObject(op);
    }
    PyObject *result = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (result != NULL && !PyBytes_Check(result)) {
        PyErr_Format(PyExc_TypeError, "__bytes__ returned non-bytes (type %.200s)",
                     Py_TYPE(result)->tp_name);
        Py_SETREF(result, NULL);
    }
    return result;
}

int PyObject_Print(PyObject *op, FILE *file, int flags) {
    PyObject *text = flags & Py_PRINT_RAW ? PyObject_Str(op) : PyObject_Repr(op);
    PyObject *bytes =
        text == NULL ? NULL : PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
    Py_XDECREF(text);
    if (bytes == NULL) {
        return -1;
    }
    size_t size = (size_t)PyBytes_GET_SIZE(bytes);
    bool failed = fwrite(PyBytes_AS_STRING(bytes), 1, size, file) != size;
    Py_DECREF(bytes);
    if (failed) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return 0;
}

/* ---- shows of containers that contain themselves ------------------------------------------------------ */

/* borrowed: the list of objects whose repr is being made in this thread; NULL without an exception */
static PyObject *list_of_shown(bool make) {
    PyObject *dict = PyThreadState_GetDict();
    if (dict == NULL) {
        return NULL;
    }
    PyObject *list = PyDict_GetItemWithError(dict, PYI_NAME("Py_Repr"));
    if (list == NULL && make && !PyErr_Occurred()) {
        list = PyList_New(0);
        if (list == NULL || PyDict_SetItem(dict, PYI_NAME("Py_Repr"), list) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(list); /* the dict holds it */
    }
    return list;
}

int Py_ReprEnter(PyObject *op) {
    PyObject *list = list_of_shown(true);
    if (list == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    for (Py_ssize_t i = PyList_GET_SIZE(list); --i >= 0;) {
        if (PyList_GET_ITEM(list, i) == op) {
            return 1;
        }
    }
    return PyList_Append(list, op) < 0 ? -1 : 0;
}

void Py_ReprLeave(PyObject *op) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *list = list_of_shown(false);
    Py_ssize_t i = list == NULL ? -1 : PyList_GET_SIZE(list) - 1;
    while (i >= 0 && PyList_GET_ITEM(list, i) != op) {
        i--;
    }
    if (i >= 0 && PyList_SetSlice(list, i, i + 1, NULL) < 0) {
        PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
}

/* ---- comparing ------------------------------------------------------------------------------------------ */

int _Py_SwappedOp[] = {Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE};

static const char *const operator_text[] = {"<", "<=", "==", "!=", ">", ">="};

/* new, perhaps NotImplemented */
static inline PyObject *compare_by(PyTypeObject *type, PyObject *left, PyObject *right, int op) {
    return type->tp_richcompare == NULL ? Py_NewRef(Py_NotImplemented)
                                        : type->tp_richcompare(left, right, op);
}

static PyObject *compare(PyObject *left, PyObject *right, int op) {
    PyTypeObject *ltype = Py_TYPE(left), *rtype = Py_TYPE(right);
    bool right_first = ltype != rtype && PyType_IsSubtype(rtype, ltype) && rtype->tp_richcompare;
    PyObject *result;
    if (right_first) {
        result = rtype->tp_richcompare(right, left, _Py_SwappedOp[op]);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    result = compare_by(ltype, left, right, op);
    if (result != Py_NotImplemented) {
        return result;
    }
    Py_DECREF(result);
    if (!right_first) {
        result = compare_by(rtype, right, left, _Py_SwappedOp[op]);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    if (op == Py_EQ || op == Py_NE) {
        return PyBool_FromLong((left == right) == (op == Py_EQ));
    }
    PyErr_Format(PyExc_TypeError, "'%s' not supported between instances of '%.100s' and '%.100s'",
                 operator_text[op], ltype->tp_name, rtype->tp_name);
    return NULL;
}

/* Both are exactly ints, or exactly strings: these know each other, and compare nothing else meanwhile. */
static inline bool are_alike(PyObject *left, PyObject *right) {
    return Py_IS_TYPE(left, Py_TYPE(right)) && (PyLong_CheckExact(left) || PyUnicode_CheckExact(left));
}

PyObject *PyObject_RichCompare(PyObject *left, PyObject *right, int op) {
    if (left == NULL || right == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_BadInternalCall();
        }
        return NULL;
    }
    if (are_alike(left, right)) {
        return Py_TYPE(left)->tp_richcompare(left, right, op);
    }
    if (Py_EnterRecursiveCall(" in comparison")) {
        return NULL;
    }
    PyObject *result = compare(left, right, op);
    Py_LeaveRecursiveCall();
    return result;
}

int PyObject_RichCompareBool(PyObject *left, PyObject *right, int op) {
    if (left == right && (op == Py_EQ || op == Py_NE)) {
        return op == Py_EQ;
    }
    PyObject *result = PyObject_RichCompare(left, right, op);
    if (result == NULL) {
        return -1;
    }
    if (result == Py_True || result == Py_False) {
        Py_DECREF(result);
        return result == Py_True;
    }
    int truth = PyBool_Check(result) ? result == Py_True : PyObject_IsTrue(result);
    Py_DECREF(result);
    return truth;
}

/* ---- hashing ---------------------------------------------------------------------------------------------- */

Py_hash_t PyObject_HashNotImplemented(PyObject *op) {
    PyErr_Format(PyExc_TypeError, "unhashable type: '%.200s'", Py_TYPE(op)->tp_name);
    return -1;
}

Py_hash_t PyObject_Hash(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    if (type->tp_hash == NULL && type->tp_dict == NULL && PyType_Ready(type) < 0) {
        return -1; /* a type that an extension never made ready */
    }
    return type->tp_hash != NULL ? type->tp_hash(op) : PyObject_HashNotImplemented(op);
}

/* ---- truth -------------------------------------------------------------------------------------------------- */

int PyObject_IsTrue(PyObject *op) {
    if (op == Py_True) {
        return 1;
    }
    if (op == Py_False || op == Py_None) {
        return 0;
    }
    PyTypeObject *type = Py_TYPE(op);
    Py_ssize_t result = 1;
    if (type->tp_as_number != NULL && type->tp_as_number->nb_bool != NULL) {
        result = type->tp_as_number->nb_bool(op);
    } else if (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_length != NULL) {
        result = type->tp_as_mapping->mp_length(op);
    } else if (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_length != NULL) {
        result = type->tp_as_sequence->sq_length(op);
    }
    return result > 0 ? 1 : (int)result;
}

int PyObject_Not(PyObject *op) {
    int truth = PyObject_IsTrue(op);
    return truth < 0 ? truth : !truth;
}

/* ---- other ---------------------------------------------------------------------------------------------------- */

PyObject *PyObject_Type(PyObject *op) {
    if (op == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return NULL;
    }
    return Py_NewRef(Py_TYPE(op));
}

int PyCallable_Check(PyObject *op) { return op != NULL && Py_TYPE(op)->tp_call != NULL; }

PyObject *PyObject_SelfIter(PyObject *op) { return Py_NewRef(op); }

PyObject *_PyObject_NextNotImplemented(PyObject *op) {
    PyErr_Format(PyExc_TypeError, "'%.200s' object is not iterable", Py_TYPE(op)->tp_name);
    return NULL;
}

PyObject *PyObject_Format(PyObject *op, PyObject *spec) {
    if (spec != NULL && !PyUnicode_Check(spec)) {
        PyErr_Format(PyExc_SystemError, "Format specifier must be a string, not %.200s",
                     Py_TYPE(spec)->tp_name);
        return NULL;
    }
    bool plain = spec == NULL || PyUnicode_GET_LENGTH(spec) == 0;
    if (plain && PyUnicode_CheckExact(op)) {
        return Py_NewRef(op);
    }
    if (plain && PyLong_CheckExact(op)) {
        return PyObject_Str(op);
    }
    PyObject *method = _PyObject_LookupSpecial(op, PYI_NAME("__format__"));
    if (method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "Type %.100s doesn't define __format__",
                         Py_TYPE(op)->tp_name);
        }
        return NULL;
    }
    spec = spec != NULL ? Py_NewRef(spec) : PyUnicode_New(0, 0);
    PyObject *result = spec == NULL ? NULL : PyObject_CallOneArg(method, spec);
    Py_XDECREF(spec);
    Py_DECREF(method);
    if (result != NULL && !PyUnicode_Check(result)) {
        PyErr_Format(PyExc_TypeError, "__format__ must return a str, not %.200s",
                     Py_TYPE(result)->tp_name);
        Py_SETREF(result, NULL);
    }
    return result;
}

/* the names of the local variables, sorted */
static PyObject *dir_of_locals(void) {
    PyObject *locals = PyEval_GetLocals();
    if (locals == NULL) {
        return NULL;
    }
    PyObject *names = PyMapping_Keys(locals);
    if (names != NULL && PyList_Sort(names) < 0) {
        Py_CLEAR(names);
    }
    return names;
}

PyObject *PyObject_Dir(PyObject *op) {
    if (op == NULL) {
        return dir_of_locals();
    }
    PyObject *method = _PyObject_LookupSpecial(op, PYI_NAME("__dir__"));
    if (method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError, "object does not provide __dir__");
        }
        return NULL;
    }
    PyObject *names = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    PyObject *sorted = names == NULL ? NULL : PySequence_List(names);
    Py_XDECREF(names);
    if (sorted != NULL && PyList_Sort(sorted) < 0) {
        Py_CLEAR(sorted);
    }
    return sorted;
}

/* ---- immortal objects --------------------------------------------------------------------------------------------- */

#if PYI_313
void _Py_SetImmortalUntracked(PyObject *op) { op->ob_refcnt = _Py_IMMORTAL_REFCNT; }

void _Py_SetImmortal(PyObject *op) {
    if (PyObject_IS_GC(op) && _PyObject_GC_IS_TRACKED(op)) {
        _PyObject_GC_UNTRACK(op);
    }
    _Py_SetImmortalUntracked(op);
}
#endif
