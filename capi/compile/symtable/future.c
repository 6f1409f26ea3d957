/* SPDX-License-Identifier: Apache-2.0 */
/* future: the features that `from __future__ import …` asks for.
 * Contract   docs.python.org/3/reference/simple_stmts.html#future-statements
 */
#include "tables.h"

/* Features of which all supported versions have long been part. */
static const char *const mandatory[] = {
    FUTURE_NESTED_SCOPES,    FUTURE_GENERATORS,      FUTURE_DIVISION,
    FUTURE_ABSOLUTE_IMPORT,  FUTURE_WITH_STATEMENT,  FUTURE_PRINT_FUNCTION,
    FUTURE_UNICODE_LITERALS, FUTURE_GENERATOR_STOP,
};

static bool future_error(PyObject *filename, int lineno, int offset, const char *format,
                         const char *name) {
    PyErr_Format(PyExc_SyntaxError, format, name);
    PyErr_SyntaxLocationObject(filename, lineno, offset);
    return false;
}

static bool add_feature(pyi_future *future, const char *name, PyObject *filename, stmt_ty s) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(mandatory); i++) {
        if (strcmp(name, mandatory[i]) == 0) {
            return true;
        }
    }
    if (strcmp(name, FUTURE_BARRY_AS_BDFL) == 0) {
        future->ff_features |= CO_FUTURE_BARRY_AS_BDFL;
        return true;
    }
    if (strcmp(name, FUTURE_ANNOTATIONS) == 0) {
        future->ff_features |= CO_FUTURE_ANNOTATIONS;
        return true;
    }
    if (strcmp(name, "braces") == 0) {
        return future_error(filename, s->lineno, s->col_offset + 1, "not a chance", name);
    }
    return future_error(filename, s->lineno, s->col_offset + 1,
                        "future feature %.100s is not defined", name);
}

static bool add_features(pyi_future *future, stmt_ty s, PyObject *filename) {
    asdl_alias_seq *names = s->v.ImportFrom.names;
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(names); i++) {
        alias_ty a = asdl_seq_GET(names, i);
        const char *name = PyUnicode_AsUTF8(a->name);
        if (name == NULL || !add_feature(future, name, filename, s)) {
            return false;
        }
    }
#if PYI_312
    future->ff_location.lineno = s->lineno;
    future->ff_location.end_lineno = s->end_lineno;
    future->ff_location.col_offset = s->col_offset;
    future->ff_location.end_col_offset = s->end_col_offset;
#else
    future->ff_lineno = s->lineno;
#endif
    return true;
}

static bool is_future_import(stmt_ty s) {
    return s->kind == ImportFrom_kind && s->v.ImportFrom.level == 0 &&
           s->v.ImportFrom.module != NULL &&
           PyUnicode_CompareWithASCIIString(s->v.ImportFrom.module, "__future__") == 0;
}

/* Only the docstring may come before. What comes later is refused by the code generator, before 3.12
 * by us if it is on the line where the first other statement begins. */
static bool find_features(pyi_future *future, asdl_stmt_seq *body, PyObject *filename) {
    bool over = false;
    int last_line = 0;
    for (Py_ssize_t i = _PyAST_GetDocString(body) != NULL; i < asdl_seq_LEN(body); i++) {
        stmt_ty s = asdl_seq_GET(body, i);
        if (over && (PYI_312 || s->lineno > last_line)) {
            return true;
        }
        last_line = s->lineno;
        if (!is_future_import(s)) {
            over = true;
        }
        else if (over) {
            return future_error(filename, s->lineno, s->col_offset,
                                "from __future__ imports must occur at the beginning of the file",
                                NULL);
        }
        else if (!add_features(future, s, filename)) {
            return false;
        }
    }
    return true;
}

static bool find_in_module(pyi_future *future, mod_ty mod, PyObject *filename) {
    switch (mod->kind) {
    case Module_kind:
        return find_features(future, mod->v.Module.body, filename);
    case Interactive_kind:
        return find_features(future, mod->v.Interactive.body, filename);
    default:
        return true;
    }
}

#if PYI_312
/* 0 with an exception */
int _PyFuture_FromAST(mod_ty mod, PyObject *filename, pyi_future *future) {
    future->ff_features = 0;
    future->ff_location = NO_LOCATION;
    return find_in_module(future, mod, filename);
}
#else
/* owned, to be freed with PyObject_Free(); NULL with an exception */
PyFutureFeatures *_PyFuture_FromAST(mod_ty mod, PyObject *filename) {
    PyFutureFeatures *future = PyObject_Malloc(sizeof *future);
    if (future == NULL) {
        return (PyFutureFeatures *)PyErr_NoMemory();
    }
    *future = (PyFutureFeatures){.ff_features = 0, .ff_lineno = -1};
    if (!find_in_module(future, mod, filename)) {
        PyObject_Free(future);
        return NULL;
    }
    return future;
}
#endif
