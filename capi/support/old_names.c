/* SPDX-License-Identifier: Apache-2.0 */
/* old_names: what only 3.11's own extension modules use. */
#include "pyi.h"

#if !PYI_312

#include "internal/pycore_accu.h"

/* ---- identifiers ------------------------------------------------------------------------------------------------------ */

/* new; NULL perhaps without an exception */
PyAPI_FUNC(PyObject *) _PyObject_LookupSpecialId(PyObject *op, _Py_Identifier *id) {
    PyObject *name = _PyUnicode_FromId(id); /* borrowed */
    PyObject *found = name == NULL ? NULL : _PyType_Lookup(Py_TYPE(op), name);
    if (found == NULL) {
        return NULL;
    }
    descrgetfunc get = Py_TYPE(found)->tp_descr_get;
    return get == NULL ? Py_NewRef(found) : get(found, op, (PyObject *)Py_TYPE(op));
}

#undef _PyObject_CallMethodId
PyAPI_FUNC(PyObject *) _PyObject_CallMethodId(PyObject *op, _Py_Identifier *id, const char *format, ...) {
    PyObject *name = _PyUnicode_FromId(id);
    PyObject *method = name == NULL ? NULL : PyObject_GetAttr(op, name);
    if (method == NULL) {
        return NULL;
    }
    va_list va;
    va_start(va, format);
    PyObject *args = format == NULL || *format == '\0' ? PyTuple_New(0) : Py_VaBuildValue(format, va);
    va_end(va);
    if (args != NULL && !PyTuple_Check(args)) {
        Py_SETREF(args, PyTuple_Pack(1, args));
    }
    PyObject *result = args == NULL ? NULL : PyObject_Call(method, args, NULL);
    Py_XDECREF(args);
    Py_DECREF(method);
    return result;
}

/* ---- floats ------------------------------------------------------------------------------------------------------------- */

PyAPI_FUNC(double) _Py_dg_infinity(int sign) { return sign ? -Py_HUGE_VAL : Py_HUGE_VAL; }
PyAPI_FUNC(double) _Py_dg_stdnan(int sign) { return sign ? -Py_NAN : Py_NAN; }

/* ---- strings that are put together ---------------------------------------------------------------------------------------- */

PyAPI_FUNC(int) _PyAccu_Init(_PyAccu *self) {
    self->large = NULL;
    self->small = PyList_New(0);
    return self->small == NULL ? -1 : 0;
}

PyAPI_FUNC(int) _PyAccu_Accumulate(_PyAccu *self, PyObject *text) {
    return PyList_Append(self->small, text);
}

PyAPI_FUNC(PyObject *) _PyAccu_FinishAsList(_PyAccu *self) {
    PyObject *list = self->small;
    self->small = NULL;
    return list;
}

PyAPI_FUNC(PyObject *) _PyAccu_Finish(_PyAccu *self) {
    PyObject *empty = PyUnicode_FromStringAndSize(NULL, 0);
    PyObject *text = empty == NULL ? NULL : PyUnicode_Join(empty, self->small);
    Py_XDECREF(empty);
    Py_CLEAR(self->small);
    return text;
}

PyAPI_FUNC(void) _PyAccu_Destroy(_PyAccu *self) {
    Py_CLEAR(self->small);
    Py_CLEAR(self->large);
}

#endif
