/* SPDX-License-Identifier: Apache-2.0 */
/* localemodule.h: the parts of the module _locale. */
#ifndef PYI_LOCALE_MODULE_H
#define PYI_LOCALE_MODULE_H

#include "constants.h"

/* new: text that the C library gives, in the encoding of its locale */
static inline PyObject *locale_text(const char *text) { return PyUnicode_DecodeLocale(text, NULL); }

/* whether a call has that many arguments; else there is an exception */
#define LOCALE_CHECK(name, args, least, most)                                                      \
    _PyArg_CheckPositional(name, PyTuple_GET_SIZE(args), least, most)

/* NULL with locale.Error; borrows the module */
PYI_HIDDEN PyObject *locale_error(PyObject *module, const char *message);

/* 0 or -1: numbers of categories and of what nl_langinfo() tells */
PYI_HIDDEN int locale_add_constants(PyObject *module);
/* whether nl_langinfo() is asked for something that has a name here */
PYI_HIDDEN bool locale_has_langinfo(int key);

PYI_HIDDEN PyObject *locale_gettext(PyObject *module, PyObject *op);
PYI_HIDDEN PyObject *locale_dgettext(PyObject *module, PyObject *args);
PYI_HIDDEN PyObject *locale_dcgettext(PyObject *module, PyObject *args);
PYI_HIDDEN PyObject *locale_textdomain(PyObject *module, PyObject *op);
PYI_HIDDEN PyObject *locale_bindtextdomain(PyObject *module, PyObject *args);
PYI_HIDDEN PyObject *locale_bind_textdomain_codeset(PyObject *module, PyObject *args);

#endif /* PYI_LOCALE_MODULE_H */
