/* SPDX-License-Identifier: Apache-2.0 */
/* messages: translations by the C library's catalogues. */
#include "localemodule.h"
#include "pyi_arguments.h"

#include <errno.h>
#include <libintl.h>

/* borrowed UTF-8, NULL for None; the flag is false with an exception */
static const char *text_or_none(PyObject *op, const char *function, bool *ok) {
    *ok = true;
    if (op == Py_None) {
        return NULL;
    }
    if (!PyUnicode_Check(op)) {
        *ok = false;
        PyErr_Format(PyExc_TypeError, "%s() argument must be str or None, not %.50s", function,
                     Py_TYPE(op)->tp_name);
        return NULL;
    }
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(op, &size);
    if (text != NULL && strlen(text) != (size_t)size) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        text = NULL;
    }
    *ok = text != NULL;
    return text;
}

PyObject *locale_gettext(PyObject *module, PyObject *op) {
    (void)module;
    const char *message;
    return PyArg_Parse(op, "s:gettext", &message) ? locale_text(gettext(message)) : NULL;
}

PyObject *locale_dgettext(PyObject *module, PyObject *args) {
    (void)module;
    const char *domain, *message;
    return LOCALE_CHECK("dgettext", args, 2, 2) && pyi_arguments(args, "zs:dgettext", &domain, &message)
               ? locale_text(dgettext(domain, message))
               : NULL;
}

PyObject *locale_dcgettext(PyObject *module, PyObject *args) {
    (void)module;
    const char *domain, *message;
    PyObject *op;
    if (!LOCALE_CHECK("dcgettext", args, 3, 3) ||
        !pyi_arguments(args, "zsO:dcgettext", &domain, &message, &op)) {
        return NULL;
    }
    int category = PYI_LONG_AS_INT(op);
    return category == -1 && PyErr_Occurred() ? NULL : locale_text(dcgettext(domain, message, category));
}

PyObject *locale_textdomain(PyObject *module, PyObject *op) {
    (void)module;
    bool ok;
    const char *domain = text_or_none(op, "textdomain", &ok);
    if (!ok) {
        return NULL;
    }
    domain = textdomain(domain);
    return domain == NULL ? PyErr_SetFromErrno(PyExc_OSError) : locale_text(domain);
}

PyObject *locale_bindtextdomain(PyObject *module, PyObject *args) {
    const char *domain, *folder = NULL;
    PyObject *op, *path = NULL;
    if (!LOCALE_CHECK("bindtextdomain", args, 2, 2) ||
        !pyi_arguments(args, "sO:bindtextdomain", &domain, &op)) {
        return NULL;
    }
    if (domain[0] == '\0') {
        return locale_error(module, "domain must be a non-empty string");
    }
    if (op != Py_None) {
        if (!PyUnicode_FSConverter(op, &path)) {
            return NULL;
        }
        folder = PyBytes_AS_STRING(path);
    }
    folder = bindtextdomain(domain, folder);
    PyObject *result = folder == NULL ? PyErr_SetFromErrno(PyExc_OSError) : locale_text(folder);
    Py_XDECREF(path);
    return result;
}

PyObject *locale_bind_textdomain_codeset(PyObject *module, PyObject *args) {
    (void)module;
    const char *domain, *codeset;
    if (!LOCALE_CHECK("bind_textdomain_codeset", args, 2, 2) ||
        !pyi_arguments(args, "sz:bind_textdomain_codeset", &domain, &codeset)) {
        return NULL;
    }
    codeset = bind_textdomain_codeset(domain, codeset);
    return codeset == NULL ? Py_NewRef(Py_None) : locale_text(codeset);
}
