/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: a program around one marshalled code object, for the bytecode interpreter's own tests.
 *
 * `vm_program` and `vm_program_size` are in a file that tools/vm_programs.py writes.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <marshal.h>
#include <stdio.h>

extern const unsigned char vm_program[];
extern const long vm_program_size;

/* ---- builtins --------------------------------------------------------------------------------------- */

#ifdef OURS

/* Until the library has streams: to stdout, without keywords. */
static PyObject *plain_print(PyObject *self, PyObject *args) {
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

static PyMethodDef print = {"print", plain_print, METH_VARARGS, NULL};

PyObject *pyi_import_builtin(const char *name);

static PyObject *make_builtins(void) {
    PyObject *module = pyi_import_builtin("builtins");
    if (pyi_import_builtin("sys") == NULL) {
        PyErr_Clear(); /* not in this build */
    }
    PyObject *dict = PyModule_GetDict(module);
    PyDict_SetItemString(dict, "print", PyCFunction_New(&print, NULL));
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
