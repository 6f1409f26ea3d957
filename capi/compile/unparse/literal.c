/* SPDX-License-Identifier: Apache-2.0 */
/* literal: the text of constants and f-strings (unparse.h). */
#include "unparse.h"

/* ---- constants ------------------------------------------------------------------------------ */

static int write_stolen(writer *w, PyObject *text) {
    int status = text == NULL ? -1 : _PyUnicodeWriter_WriteStr(w, text);
    Py_XDECREF(text);
    return status;
}

/* new: text with each of one string replaced; steals text, which may be NULL */
static PyObject *replace(PyObject *text, const char *old, const char *by) {
    PyObject *from = PyUnicode_FromString(old), *to = PyUnicode_FromString(by);
    PyObject *result = NULL;
    if (text != NULL && from != NULL && to != NULL) {
        result = PyUnicode_Replace(text, from, to, -1);
    }
    Py_XDECREF(text);
    Py_XDECREF(from);
    Py_XDECREF(to);
    return result;
}

int pyi_unparse_constant(writer *w, PyObject *value) {
    if (value == Py_Ellipsis) {
        return unparse_put(w, "...");
    }
    if (PyTuple_CheckExact(value)) {
        Py_ssize_t n = PyTuple_GET_SIZE(value);
        int status = unparse_put(w, "(");
        for (Py_ssize_t i = 0; status == 0 && i < n; i++) {
            status = unparse_put_if(w, i != 0, ", ");
            status = status < 0 ? -1 : pyi_unparse_constant(w, PyTuple_GET_ITEM(value, i));
        }
        return status < 0 ? -1 : unparse_put(w, n == 1 ? ",)" : ")");
    }
    PyObject *text = PyObject_Repr(value);
    if (PyFloat_CheckExact(value) || PyComplex_CheckExact(value)) {
        text = replace(text, "inf", "1e309"); /* too large for a float, which reads as infinity */
    }
    return write_stolen(w, text);
}

/* ---- f-strings ------------------------------------------------------------------------------ */

/* A part of an f-string or of a format, as it stands between the quotes. */
static int write_part(writer *w, expr_ty e) {
    switch (e->kind) {
    case Constant_kind:
        return write_stolen(
            w, replace(replace(Py_NewRef(e->v.Constant.value), "{", "{{"), "}", "}}"));
    case JoinedStr_kind:
        for (Py_ssize_t i = 0; i < asdl_seq_LEN(e->v.JoinedStr.values); i++) {
            if (write_part(w, asdl_seq_GET(e->v.JoinedStr.values, i)) < 0) {
                return -1;
            }
        }
        return 0;
    case FormattedValue_kind:
        return pyi_unparse_replacement(w, e);
    default:
        return unparse_unknown("unknown expression kind inside f-string");
    }
}

int pyi_unparse_replacement(writer *w, expr_ty e) {
    PyObject *value = pyi_unparse_text(e->v.FormattedValue.value, LEVEL_TEST + 1);
    if (value == NULL) {
        return -1;
    }
    /* `{{` would be a brace. */
    bool brace = PyUnicode_GET_LENGTH(value) > 0 && PyUnicode_READ_CHAR(value, 0) == '{';
    int status = unparse_put(w, brace ? "{ " : "{");
    status = status < 0 ? (Py_DECREF(value), -1) : write_stolen(w, value);
    if (status < 0) {
        return -1;
    }
    int conversion = e->v.FormattedValue.conversion;
    if (conversion > 0) {
        if (conversion != 'a' && conversion != 'r' && conversion != 's') {
            return unparse_unknown("unknown f-value conversion kind");
        }
        const char text[] = {'!', (char)conversion, 0};
        if (unparse_put(w, text) < 0) {
            return -1;
        }
    }
    if (e->v.FormattedValue.format_spec != NULL &&
        (unparse_put(w, ":") < 0 || write_part(w, e->v.FormattedValue.format_spec) < 0)) {
        return -1;
    }
    return unparse_put(w, "}");
}

int pyi_unparse_fstring(writer *w, expr_ty e) {
    writer body;
    _PyUnicodeWriter_Init(&body);
    if (write_part(&body, e) < 0) {
        _PyUnicodeWriter_Dealloc(&body);
        return -1;
    }
    PyObject *text = _PyUnicodeWriter_Finish(&body);
    PyObject *quoted = text == NULL ? NULL : PyObject_Repr(text);
    Py_XDECREF(text);
    int status = unparse_put(w, "f");
    return status < 0 ? (Py_XDECREF(quoted), -1) : write_stolen(w, quoted);
}
