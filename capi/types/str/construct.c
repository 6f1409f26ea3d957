/* SPDX-License-Identifier: Apache-2.0 */
/* str(): the type called, and instances of its subclasses. */
#include "methods.h"

#include "pyi_codec.h"

/* ---- instances of subclasses -------------------------------------------------------------- */

/* The characters of an instance of a subclass are in a block of their own, since its dict and slots
 * follow the head. */
static int adopt_text(PyObject *self, PyObject *text) {
    int kind = (int)PyUnicode_KIND(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (length > PY_SSIZE_T_MAX / kind - 1) {
        PyErr_NoMemory();
        return -1;
    }
    size_t size = (size_t)((length + 1) * kind);
    void *data = PyObject_Malloc(size);
    if (data == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(data, PyUnicode_DATA(text), size);
    bool ascii = PyUnicode_IS_ASCII(text);
    STR_ANY(self)->data.any = data;
    STR_ASCII(self)->state.kind = (unsigned)kind & 7;
    STR_ASCII(self)->state.ascii = ascii;
    STR_ASCII(self)->length = length;
    STR_ASCII(self)->hash = STR_ASCII(text)->hash;
    STR_COMPACT(self)->utf8 = ascii ? data : NULL;
    STR_COMPACT(self)->utf8_length = ascii ? length : 0;
#if !PYI_312
    bool shared = (size_t)kind == sizeof(wchar_t);
    STR_ASCII(self)->state.ready = 1;
    STR_ASCII(self)->wstr = shared ? data : NULL;
    STR_COMPACT(self)->wstr_length = shared ? length : 0;
#endif
    return 0;
}

/* steals text; tp_alloc has zeroed the rest */
static PyObject *subclass_instance(PyTypeObject *type, PyObject *text) {
    if (text == NULL) {
        return NULL;
    }
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL && adopt_text(self, text) < 0) {
        Py_CLEAR(self);
    }
    Py_DECREF(text);
    return self;
}

/* ---- calling str -------------------------------------------------------------------------- */

/* new, exact unless obj.__str__() gave a subclass instance; any of the arguments may be NULL */
static PyObject *make_text(PyObject *obj, const char *encoding, const char *errors) {
    if (obj == NULL) {
        return pyi_str_empty();
    }
    if (encoding == NULL && errors == NULL) {
        return PyObject_Str(obj);
    }
    return PyUnicode_FromEncodedObject(obj, encoding, errors);
}

PyObject *pyi_str_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"object", "encoding", "errors", NULL};
    static _PyArg_Parser parser = {.keywords = names, .fname = "str"};
    PyObject *obj = NULL;
    const char *encoding = NULL, *errors = NULL;
    if (pyi_source_arguments("str", args, keywords, &parser, &obj, &encoding, &errors) < 0) {
        return NULL;
    }
    PyObject *text = make_text(obj, encoding, errors);
    return type == &PyUnicode_Type ? text : subclass_instance(type, text);
}

/* str(x) is by far the most frequent call; the others go the long way. */
PyObject *pyi_str_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                             PyObject *names) {
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    if (names == NULL && n == 1) {
        return PyObject_Str(args[0]);
    }
    if (names == NULL && n == 0) {
        return pyi_str_empty();
    }
    if (PYI_313 && names == NULL && n > 3 && !_PyArg_CheckPositional("str", n, 0, 3)) {
        return NULL;
    }
    PyObject *tuple = _PyTuple_FromArray(args, n), *dict = NULL, *result = NULL;
    if (tuple != NULL && names != NULL) {
        dict = PyDict_New();
        for (Py_ssize_t i = 0; dict != NULL && i < PyTuple_GET_SIZE(names); i++) {
            if (PyDict_SetItem(dict, PyTuple_GET_ITEM(names, i), args[n + i]) < 0) {
                Py_CLEAR(dict);
            }
        }
    }
    if (tuple != NULL && (names == NULL || dict != NULL)) {
        result = pyi_str_new((PyTypeObject *)type, tuple, dict);
    }
    Py_XDECREF(dict);
    Py_XDECREF(tuple);
    return result;
}
