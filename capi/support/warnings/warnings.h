/* SPDX-License-Identifier: Apache-2.0 */
/* warnings.h: for the files of this folder and the module _warnings.
 *
 * The module warnings, once it is imported, has the filters, the registry of what was said once and the function
 * that shows a warning; before that, and without it, they are those of the interpreter.
 */
#ifndef PYI_WARNINGS_H
#define PYI_WARNINGS_H

#include "pyi.h"

#include "internal/pycore_warnings.h"

/* what one warning is about; borrowed, what is optional may be NULL */
typedef struct {
    PyObject *category; /* NULL: that of the message, or UserWarning */
    PyObject *message;  /* what was given; a Warning or anything else */
    PyObject *text;     /* the message as it is shown and compared */
    PyObject *filename;
    int line;
    PyObject *module;
    PyObject *registry;    /* a dict or None */
    PyObject *globals;     /* of the code that warns */
    PyObject *source_line; /* str */
    PyObject *source;      /* for ResourceWarning: the object that was not closed */
} pyi_warning;

/* makes sure that the interpreter has its own filters and registry; -1 with an exception */
PYI_HIDDEN int pyi_warnings_start(void);
/* New: an attribute of the module warnings if it is imported, or shall be; NULL maybe with an exception. */
PYI_HIDDEN PyObject *pyi_warnings_attr(PyObject *name, bool import);
/* New: what to do about it, a str; *row (new or NULL) is the filter that says so. */
PYI_HIDDEN PyObject *pyi_warnings_filter(const pyi_warning *warning, PyObject **row);
/* 1: a warning with this key was registered since the filters changed; the key is registered if *add* */
PYI_HIDDEN int pyi_warnings_registered(PyObject *registry, PyObject *key, bool add);
/* borrowed, NULL with an exception */
PYI_HIDDEN PyObject *pyi_warnings_once_registry(void);
/* by warnings._showwarnmsg, else to sys.stderr; message is the instance */
PYI_HIDDEN int pyi_warnings_show(const pyi_warning *warning, PyObject *message);
/* says what the filters want said */
PYI_HIDDEN int pyi_warnings_explicit(const pyi_warning *warning);
/* the same for the place that is stack_level calls outside of the running one; prefixes NULL or tuple of str */
PYI_HIDDEN int pyi_warnings_warn(PyObject *category, PyObject *message, Py_ssize_t stack_level,
                                 PyObject *source, PyObject *prefixes);
/* new: the class of a message; NULL with TypeError */
PYI_HIDDEN PyObject *pyi_warnings_category(PyObject *message, PyObject *category);

#endif /* PYI_WARNINGS_H */
