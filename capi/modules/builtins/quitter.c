/* SPDX-License-Identifier: Apache-2.0 */
/* quitter: `exit` and `quit`, which the module site of an installation adds to the builtins.
 *
 * Contract   docs.python.org/3/library/constants.html, "Constants added by the site module"
 */
#include "builtins.h"

#define END_OF_FILE "Ctrl-D (i.e. EOF)"

#define NAME(op) (((pyi_quitter *)(op))->name)

static PyObject *quitter_repr(PyObject *op) {
    return PyUnicode_FromFormat("Use %s() or " END_OF_FILE " to exit", NAME(op));
}

/* Whoever waits for input, as an interactive shell does, shall not get any more. */
static void close_input(void) {
    PyObject *input = PySys_GetObject("stdin");
    PyObject *result = input == NULL ? NULL : PyObject_CallMethod(input, "close", NULL);
    if (result == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(result);
}

static PyObject *quitter_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"code", NULL};
    PyObject *code = Py_None;
    (void)op;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:__call__", keywords, &code)) {
        return NULL;
    }
    close_input();
    PyObject *exit = PyObject_CallOneArg(PyExc_SystemExit, code);
    if (exit != NULL) {
        PyErr_SetObject(PyExc_SystemExit, exit);
        Py_DECREF(exit);
    }
    return NULL;
}

static PyObject *get_name(PyObject *op, void *unused) {
    (void)unused;
    return PyUnicode_FromString(NAME(op));
}

static PyObject *get_eof(PyObject *op, void *unused) {
    (void)op, (void)unused;
    return PyUnicode_FromString(END_OF_FILE);
}

static PyGetSetDef quitter_getset[] = {
    {"name", get_name, NULL, NULL, NULL},
    {"eof", get_eof, NULL, NULL, NULL},
    {0},
};

static PyTypeObject quitter_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_sitebuiltins.Quitter",
    .tp_basicsize = sizeof(pyi_quitter),
    .tp_repr = quitter_repr,
    .tp_call = quitter_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_getset = quitter_getset,
};
PYI_TYPE(quitter_type);

/* The builtins hold a reference for ever: one more than is ever given back. */
pyi_quitter pyi_builtin_exit = {PyObject_HEAD_INIT(&quitter_type).name = "exit"};
pyi_quitter pyi_builtin_quit = {PyObject_HEAD_INIT(&quitter_type).name = "quit"};
