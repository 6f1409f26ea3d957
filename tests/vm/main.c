/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: a program around one marshalled code object, for the bytecode interpreter's own tests.
 *
 * `vm_program` and `vm_program_size` are in a file that tools/vm_programs.py writes. As long as our
 * library has no module `builtins`, a few of its functions are made here, just good enough for tests.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <marshal.h>
#include <stdio.h>

extern const unsigned char vm_program[];
extern const long vm_program_size;

/* ---- builtins in need ------------------------------------------------------------------------------- */

static PyObject *builtin_print(PyObject *self, PyObject *args) {
    (void)self;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); i++) {
        PyObject *text = PyObject_Str(PyTuple_GET_ITEM(args, i));
        const char *utf8 = text == NULL ? NULL : PyUnicode_AsUTF8(text);
        if (utf8 == NULL) {
            return NULL;
        }
        printf("%s%s", i == 0 ? "" : " ", utf8);
        Py_DECREF(text);
    }
    putchar('\n');
    Py_RETURN_NONE;
}

static PyObject *builtin_len(PyObject *self, PyObject *op) {
    (void)self;
    Py_ssize_t n = PyObject_Size(op);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *builtin_repr(PyObject *self, PyObject *op) {
    (void)self;
    return PyObject_Repr(op);
}

static PyObject *builtin_iter(PyObject *self, PyObject *op) {
    (void)self;
    return PyObject_GetIter(op);
}

static PyObject *builtin_next(PyObject *self, PyObject *args) {
    PyObject *iterator, *instead = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "O|O:next", &iterator, &instead)) {
        return NULL;
    }
    PyObject *item = PyIter_Next(iterator);
    if (item == NULL && !PyErr_Occurred()) {
        if (instead != NULL) {
            return Py_NewRef(instead);
        }
        PyErr_SetNone(PyExc_StopIteration);
    }
    return item;
}

static PyObject *builtin_isinstance(PyObject *self, PyObject *args) {
    PyObject *op, *type;
    (void)self;
    if (!PyArg_ParseTuple(args, "OO:isinstance", &op, &type)) {
        return NULL;
    }
    int answer = PyObject_IsInstance(op, type);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *builtin_getattr(PyObject *self, PyObject *args) {
    PyObject *op, *name;
    (void)self;
    return PyArg_ParseTuple(args, "OO:getattr", &op, &name) ? PyObject_GetAttr(op, name) : NULL;
}

static PyObject *builtin_sorted(PyObject *self, PyObject *op) {
    PyObject *list = PySequence_List(op);
    (void)self;
    if (list != NULL && PyList_Sort(list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

static PyObject *builtin_sum(PyObject *self, PyObject *op) {
    PyObject *iterator = PyObject_GetIter(op), *item, *sum = PyLong_FromLong(0);
    (void)self;
    while (iterator != NULL && sum != NULL && (item = PyIter_Next(iterator)) != NULL) {
        Py_SETREF(sum, PyNumber_Add(sum, item));
        Py_DECREF(item);
    }
    Py_XDECREF(iterator);
    return sum;
}

static PyMethodDef functions[] = {
    {"print", builtin_print, METH_VARARGS, NULL},
    {"len", builtin_len, METH_O, NULL},
    {"repr", builtin_repr, METH_O, NULL},
    {"iter", builtin_iter, METH_O, NULL},
    {"next", builtin_next, METH_VARARGS, NULL},
    {"isinstance", builtin_isinstance, METH_VARARGS, NULL},
    {"getattr", builtin_getattr, METH_VARARGS, NULL},
    {"sorted", builtin_sorted, METH_O, NULL},
    {"sum", builtin_sum, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

#ifdef OURS

PyObject *pyi_builtin_build_class(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
static PyMethodDef build_class = {
    "__build_class__", (PyCFunction)(void (*)(void))pyi_builtin_build_class,
    METH_FASTCALL | METH_KEYWORDS, NULL};

extern PyTypeObject *const __start_pyi_types[] __attribute__((weak));
extern PyTypeObject *const __stop_pyi_types[] __attribute__((weak));

/* All types by their names, and all exceptions. */
static PyObject *make_builtins(void) {
    PyObject *dict = PyDict_New();
    for (PyTypeObject *const *row = __start_pyi_types; row < __stop_pyi_types; row++) {
        const char *dot = strrchr((*row)->tp_name, '.');
        PyDict_SetItemString(dict, dot ? dot + 1 : (*row)->tp_name, (PyObject *)*row);
    }
    for (PyMethodDef *def = functions; def->ml_name != NULL; def++) {
        PyDict_SetItemString(dict, def->ml_name, PyCFunction_New(def, NULL));
    }
    PyDict_SetItemString(dict, "__build_class__", PyCFunction_New(&build_class, NULL));
    return dict;
}
#else
static PyObject *make_builtins(void) { return Py_NewRef(PyEval_GetBuiltins()); }
#endif

/* ---- the program ----------------------------------------------------------------------------------- */

/* What sys.excepthook would print, without the places. */
static void print_exception(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *text = PyObject_Str(value);
    printf("uncaught %s: %s\n", ((PyTypeObject *)type)->tp_name,
           text == NULL ? "?" : PyUnicode_AsUTF8(text));
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    Py_InitializeEx(0);
    PyObject *globals = PyDict_New(), *builtins = make_builtins();
    PyDict_SetItemString(globals, "__builtins__", builtins);
    PyDict_SetItemString(globals, "__name__", PyUnicode_FromString("__main__"));
    PyObject *code =
        PyMarshal_ReadObjectFromString((const char *)vm_program, (Py_ssize_t)vm_program_size);
    PyObject *result = code == NULL ? NULL : PyEval_EvalCode(code, globals, globals);
    if (result == NULL) {
        print_exception();
    }
    fflush(stdout);
    return result == NULL;
}
