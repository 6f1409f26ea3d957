/* SPDX-License-Identifier: Apache-2.0 */
/* lexer_module: the module _lexer_test, in a CPython with our lexer (tools/compiler_python.py).
 *
 *     lex(source, mode=257, flags=0, feature_version=minor)
 *         -> (tokens, error)
 *     lex_file(path)      the same for a file
 * Each token is (kind, line, column, end line, end column, text, level); error is None or
 * (exception, whether it replaces earlier errors of the parser).
 */
#include "lexer.h"

#include "internal/pycore_fileutils.h"

static PyObject *tokens_of(const pyi_lexer *lexer) {
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < lexer->count; i++) {
        const pyi_token *t = &lexer->tokens[i];
        PyObject *text = PyUnicode_DecodeUTF8(t->start, t->end - t->start, "replace");
        PyObject *row =
            text == NULL ? NULL
                         : Py_BuildValue("(iiiiiNi)", t->kind, t->lineno, t->col_offset,
                                         t->end_lineno, t->end_col_offset, text, t->level);
        if (row == NULL || PyList_Append(list, row) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(row);
    }
    return list;
}

/* new: the exception that is set */
static PyObject *take_exception(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
}

static PyObject *error_of(pyi_lexer *lexer) {
    if (lexer->tokens[lexer->count - 1].kind != PYI_TOK_ERROR) {
        return Py_NewRef(Py_None);
    }
    PyErr_SetNone(PyExc_KeyError);
    pyi_lexer_raise_preferred(lexer, 0);
    bool preferred = !PyErr_ExceptionMatches(PyExc_KeyError);
    PyErr_Clear();
    pyi_lexer_raise(lexer);
    return Py_BuildValue("(NO)", take_exception(), preferred ? Py_True : Py_False);
}

static PyObject *run(pyi_lexer *lexer) {
    if (pyi_lex(lexer) < 0 || pyi_lexer_warn(lexer, PY_SSIZE_T_MAX) < 0) {
        return NULL;
    }
    PyObject *tokens = tokens_of(lexer);
    PyObject *error = tokens == NULL ? NULL : error_of(lexer);
    return error == NULL ? NULL : Py_BuildValue("(NN)", tokens, error);
}

static PyObject *test_lex(PyObject *Py_UNUSED(module), PyObject *args, PyObject *keywords) {
    static char *names[] = {"source", "mode", "flags", "feature_version", NULL};
    PyCompilerFlags flags = {.cf_flags = 0, .cf_feature_version = PY_MINOR_VERSION};
    PyObject *source;
    int mode = Py_file_input;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|iii", names, &source, &mode,
                                     &flags.cf_flags, &flags.cf_feature_version)) {
        return NULL;
    }
    const char *text;
    if (PyUnicode_Check(source)) {
        flags.cf_flags |= PyCF_IGNORE_COOKIE;
        text = PyUnicode_AsUTF8(source);
    } else {
        text = PyBytes_AsString(source);
    }
    PyObject *filename = PyUnicode_FromString("f");
    PyArena *arena = text == NULL ? NULL : _PyArena_New();
    pyi_lexer lexer;
    PyObject *result = NULL;
    if (arena != NULL && pyi_lexer_init(&lexer, text, filename, mode, &flags, arena) == 0) {
        result = run(&lexer);
    }
    if (arena != NULL) {
        _PyArena_Free(arena);
    }
    Py_DECREF(filename);
    return result;
}

static PyObject *test_lex_file(PyObject *Py_UNUSED(module), PyObject *path) {
    FILE *file = _Py_fopen_obj(path, "rb");
    PyArena *arena = file == NULL ? NULL : _PyArena_New();
    pyi_lexer lexer;
    PyObject *result = NULL;
    if (arena != NULL &&
        pyi_lexer_init_file(&lexer, file, NULL, path, Py_file_input, NULL, arena) == 0) {
        result = run(&lexer);
    }
    if (arena != NULL) {
        _PyArena_Free(arena);
    }
    if (file != NULL) {
        fclose(file);
    }
    return result;
}

static PyMethodDef methods[] = {
    {"lex_file", test_lex_file, METH_O, NULL},
    {"lex", (PyCFunction)(void (*)(void))test_lex, METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "_lexer_test", .m_methods = methods};

static PyObject *init(void) {
    return PyModule_Create(&definition);
}

__attribute__((constructor)) static void append(void) {
    PyImport_AppendInittab("_lexer_test", init);
}
