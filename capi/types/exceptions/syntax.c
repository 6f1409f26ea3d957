/* SPDX-License-Identifier: Apache-2.0 */
/* syntax: SyntaxError, with the place of the mistake; the functions that add a place to one.
 *
 * Layout     all attributes owned, NULL when not given
 * Collected  yes
 * Contract   docs.python.org/3/library/exceptions.html#SyntaxError
 */
#include "exceptions.h"

#define SELF(op) ((PySyntaxErrorObject *)(op))

/* ---- life ------------------------------------------------------------------------------------------------- */

/* filename, line number, offset, text[, end line number, end offset] */
static int take_place(PySyntaxErrorObject *self, PyObject *given) {
    PyObject *place = PySequence_Tuple(given);
    if (place == NULL) {
        return -1;
    }
    PyObject *items[6] = {NULL};
    int parsed = PyArg_ParseTuple(place, "OOOO|OO", &items[0], &items[1], &items[2], &items[3],
                                  &items[4], &items[5]);
    if (parsed) {
        Py_XSETREF(self->filename, Py_NewRef(items[0]));
        Py_XSETREF(self->lineno, Py_NewRef(items[1]));
        Py_XSETREF(self->offset, Py_NewRef(items[2]));
        Py_XSETREF(self->text, Py_NewRef(items[3]));
        Py_XSETREF(self->end_lineno, Py_XNewRef(items[4]));
        Py_XSETREF(self->end_offset, Py_XNewRef(items[5]));
        if (items[4] != NULL && items[5] == NULL) {
            PyErr_SetString(PyExc_TypeError,
                            "end_offset must be provided when end_lineno is provided");
            parsed = 0;
        }
    }
    Py_DECREF(place);
    return parsed ? 0 : -1;
}

int pyi_syntax_error_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    if (pyi_exception_init(op, args, kwargs) < 0) {
        return -1;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n >= 1) {
        Py_XSETREF(SELF(op)->msg, Py_NewRef(PyTuple_GET_ITEM(args, 0)));
    }
    return n == 2 ? take_place(SELF(op), PyTuple_GET_ITEM(args, 1)) : 0;
}

static int syntax_clear(PyObject *op) {
    PySyntaxErrorObject *self = SELF(op);
    Py_CLEAR(self->msg);
    Py_CLEAR(self->filename);
    Py_CLEAR(self->lineno);
    Py_CLEAR(self->offset);
    Py_CLEAR(self->end_lineno);
    Py_CLEAR(self->end_offset);
    Py_CLEAR(self->text);
    Py_CLEAR(self->print_file_and_line);
    return pyi_exception_clear(op);
}

static int syntax_traverse(PyObject *op, visitproc visit, void *arg) {
    PySyntaxErrorObject *self = SELF(op);
    Py_VISIT(self->msg);
    Py_VISIT(self->filename);
    Py_VISIT(self->lineno);
    Py_VISIT(self->offset);
    Py_VISIT(self->end_lineno);
    Py_VISIT(self->end_offset);
    Py_VISIT(self->text);
    Py_VISIT(self->print_file_and_line);
    return pyi_exception_traverse(op, visit, arg);
}

static void syntax_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    syntax_clear(op);
    Py_TYPE(op)->tp_free(op);
}

/* ---- slots ------------------------------------------------------------------------------------------------- */

/* new: what comes after the last slash */
static PyObject *base_name(PyObject *path) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(path);
    Py_ssize_t at = PyUnicode_FindChar(path, '/', 0, n, -1);
    return at == -2 ? NULL : PyUnicode_Substring(path, at + 1, n);
}

static PyObject *syntax_str(PyObject *op) {
    PySyntaxErrorObject *self = SELF(op);
    PyObject *text = self->msg == NULL ? Py_None : self->msg;
    bool has_line = self->lineno != NULL && PyLong_CheckExact(self->lineno);
    int overflow = 0;
    long line = has_line ? PyLong_AsLongAndOverflow(self->lineno, &overflow) : 0;
    if (self->filename == NULL || !PyUnicode_Check(self->filename)) {
        return has_line ? PyUnicode_FromFormat("%S (line %ld)", text, line) : PyObject_Str(text);
    }
    PyObject *name = base_name(self->filename);
    if (name == NULL) {
        return NULL;
    }
    PyObject *result = has_line ? PyUnicode_FromFormat("%S (%U, line %ld)", text, name, line)
                                : PyUnicode_FromFormat("%S (%U)", text, name);
    Py_DECREF(name);
    return result;
}

/* ---- type --------------------------------------------------------------------------------------------------- */

static PyMemberDef syntax_members[] = {
    {"msg", PYI_T_OBJECT, offsetof(PySyntaxErrorObject, msg), 0, NULL},
    {"filename", PYI_T_OBJECT, offsetof(PySyntaxErrorObject, filename), 0, NULL},
    {"lineno", PYI_T_OBJECT, offsetof(PySyntaxErrorObject, lineno), 0, NULL},
    {"offset", PYI_T_OBJECT, offsetof(PySyntaxErrorObject, offset), 0, NULL},
    {"text", PYI_T_OBJECT, offsetof(PySyntaxErrorObject, text), 0, NULL},
    {"end_lineno", PYI_T_OBJECT, offsetof(PySyntaxErrorObject, end_lineno), 0, NULL},
    {"end_offset", PYI_T_OBJECT, offsetof(PySyntaxErrorObject, end_offset), 0, NULL},
    {"print_file_and_line", PYI_T_OBJECT, offsetof(PySyntaxErrorObject, print_file_and_line), 0,
     NULL},
    {0},
};

EXCEPTION_TYPE(SyntaxError, PySyntaxErrorObject, _PyExc_Exception, .tp_dealloc = syntax_dealloc,
               .tp_traverse = syntax_traverse, .tp_clear = syntax_clear, .tp_str = syntax_str,
               .tp_members = syntax_members, .tp_init = pyi_syntax_error_init,
               .tp_new = pyi_exception_new);

#if PYI_313
#  undef PyExc_IncompleteInputError
/* what interactive readers ask more lines for */
PyTypeObject _PyExc_IncompleteInputError = DERIVED_TYPE(
    "_IncompleteInputError", PySyntaxErrorObject, _PyExc_SyntaxError, pyi_syntax_error_init);
PYI_TYPE(_PyExc_IncompleteInputError);
#endif
