/* SPDX-License-Identifier: Apache-2.0 */
/* _locale: the C library's locale, for the module locale.
 * Contract   docs.python.org/3/library/locale.html
 */
#include "localemodule.h"
#include "pyi_arguments.h"

#include <langinfo.h>
#include <locale.h>
#include <wchar.h>

PyObject *locale_error(PyObject *module, const char *message) {
    PyObject *error = PyObject_GetAttrString(module, "Error");
    if (error != NULL) {
        PyErr_SetString(error, message);
        Py_DECREF(error);
    }
    return NULL;
}

/* ---- the locale in force --------------------------------------------------------------------------------- */

static PyObject *locale_setlocale(PyObject *module, PyObject *args) {
    PyObject *op;
    const char *wanted = NULL;
    if (!LOCALE_CHECK("setlocale", args, 1, 2) || !pyi_arguments(args, "O|z:setlocale", &op, &wanted)) {
        return NULL;
    }
    int category = PYI_LONG_AS_INT(op);
    if (category == -1 && PyErr_Occurred()) {
        return NULL;
    }
    const char *name = setlocale(category, wanted);
    if (name == NULL) {
        return locale_error(module, wanted ? "unsupported locale setting" : "locale query failed");
    }
    return locale_text(name);
}

/* ---- what it says about numbers ---------------------------------------------------------------------------- */

/* new: the sizes of groups as a list, with the 0 that says that the last repeats */
static PyObject *groups_to_python(const char *groups) {
    PyObject *list = PyList_New(0);
    if (list == NULL || groups[0] == '\0') {
        return list;
    }
    for (size_t i = 0;; i++) {
        PyObject *size = PyLong_FromLong(groups[i]);
        int status = size == NULL ? -1 : PyList_Append(list, size);
        Py_XDECREF(size);
        if (status < 0) {
            Py_DECREF(list);
            return NULL;
        }
        if (groups[i] == '\0' || groups[i] == CHAR_MAX) {
            return list;
        }
    }
}

/* 0 or -1; steals the value, which may be NULL */
static int put(PyObject *dict, const char *name, PyObject *value) {
    int status = value == NULL ? -1 : PyDict_SetItemString(dict, name, value);
    Py_XDECREF(value);
    return status;
}

static PyObject *locale_localeconv(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    struct lconv now = *localeconv();
    PyObject *dict = PyDict_New();
#define TEXT(name) put(dict, #name, locale_text(now.name))
#define GROUPS(name) put(dict, #name, groups_to_python(now.name))
#define NUMBER(name) put(dict, #name, PyLong_FromLong(now.name))
    if (dict == NULL || TEXT(int_curr_symbol) < 0 || TEXT(currency_symbol) < 0 ||
        TEXT(mon_decimal_point) < 0 || TEXT(mon_thousands_sep) < 0 || GROUPS(mon_grouping) < 0 ||
        TEXT(positive_sign) < 0 || TEXT(negative_sign) < 0 || NUMBER(int_frac_digits) < 0 ||
        NUMBER(frac_digits) < 0 || NUMBER(p_cs_precedes) < 0 || NUMBER(p_sep_by_space) < 0 ||
        NUMBER(n_cs_precedes) < 0 || NUMBER(n_sep_by_space) < 0 || NUMBER(p_sign_posn) < 0 ||
        NUMBER(n_sign_posn) < 0 || TEXT(decimal_point) < 0 || TEXT(thousands_sep) < 0 ||
        GROUPS(grouping) < 0) {
        Py_CLEAR(dict);
    }
#undef TEXT
#undef GROUPS
#undef NUMBER
    return dict;
}

/* ---- the order of texts ------------------------------------------------------------------------------------ */

static PyObject *locale_strcoll(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *left, *right;
    if (!LOCALE_CHECK("strcoll", args, 2, 2) || !pyi_arguments(args, "UU:strcoll", &left, &right)) {
        return NULL;
    }
    wchar_t *first = PyUnicode_AsWideCharString(left, NULL);
    wchar_t *second = first == NULL ? NULL : PyUnicode_AsWideCharString(right, NULL);
    PyObject *result = second == NULL ? NULL : PyLong_FromLong(wcscoll(first, second));
    PyMem_Free(first);
    PyMem_Free(second);
    return result;
}

static PyObject *locale_strxfrm(PyObject *module, PyObject *op) {
    (void)module;
    if (!PyUnicode_Check(op)) {
        PyErr_Format(PyExc_TypeError, "strxfrm() argument must be str, not %.50s", Py_TYPE(op)->tp_name);
        return NULL;
    }
    wchar_t *text = PyUnicode_AsWideCharString(op, NULL);
    if (text == NULL) {
        return NULL;
    }
    size_t n = wcsxfrm(NULL, text, 0);
    wchar_t *key = PyMem_New(wchar_t, n + 1);
    PyObject *result = NULL;
    if (key == NULL) {
        PyErr_NoMemory();
    } else {
        wcsxfrm(key, text, n + 1);
        result = PyUnicode_FromWideChar(key, (Py_ssize_t)n);
    }
    PyMem_Free(key);
    PyMem_Free(text);
    return result;
}

/* ---- its words --------------------------------------------------------------------------------------------- */

static PyObject *locale_nl_langinfo(PyObject *module, PyObject *op) {
    (void)module;
    int key = PYI_LONG_AS_INT(op);
    if (key == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (!locale_has_langinfo(key)) {
        PyErr_SetString(PyExc_ValueError, "unsupported langinfo constant");
        return NULL;
    }
    const char *text = nl_langinfo((nl_item)key);
    return locale_text(text == NULL ? "" : text);
}

/* Of the C library, whether Python is in UTF-8 mode or not. */
static PyObject *locale_getencoding(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    const char *codeset = nl_langinfo(CODESET);
    return PyUnicode_FromString(codeset == NULL || codeset[0] == '\0' ? "utf-8" : codeset);
}

/* ---- the module -------------------------------------------------------------------------------------------- */

#define ROW(name, flags, parameters) {#name, locale_##name, flags, PYI_SIGNATURE(#name, parameters)}

static PyMethodDef functions[] = {
    ROW(setlocale, METH_VARARGS, "($module, category, locale=<unrepresentable>, /)"),
    ROW(localeconv, METH_NOARGS, "($module, /)"),
    ROW(strcoll, METH_VARARGS, "($module, os1, os2, /)"),
    ROW(strxfrm, METH_O, "($module, string, /)"),
    ROW(nl_langinfo, METH_O, "($module, key, /)"),
    ROW(gettext, METH_O, "($module, msg, /)"),
    ROW(dgettext, METH_VARARGS, "($module, domain, msg, /)"),
    ROW(dcgettext, METH_VARARGS, "($module, domain, msg, category, /)"),
    ROW(textdomain, METH_O, "($module, domain, /)"),
    ROW(bindtextdomain, METH_VARARGS, "($module, domain, dir, /)"),
    ROW(bind_textdomain_codeset, METH_VARARGS, "($module, domain, codeset, /)"),
    ROW(getencoding, METH_NOARGS, "($module, /)"),
    {0},
};

static int fill(PyObject *module) {
    PyObject *error = PyErr_NewException("locale.Error", NULL, NULL);
    int status = error == NULL ? -1 : PyModule_AddObjectRef(module, "Error", error);
    Py_XDECREF(error);
    return status < 0 ? -1 : locale_add_constants(module);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef locale_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_locale",
    .m_doc = "Support for POSIX locales.",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *locale_init(void) { return PyModuleDef_Init(&locale_module); }
PYI_MODULE("_locale", locale_init);
