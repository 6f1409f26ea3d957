/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_places.h: methods whose arguments have places but no names, and are counted by the parser of keywords.
 *
 * CPython hands some methods the class that defines them (METH_METHOD). Those are called with names of arguments too,
 * so what is said about a wrong count is that of functions with named ones.
 */
#ifndef PYI_PLACES_H
#define PYI_PLACES_H

#include "pyi.h"

#define PYI_MOST_PLACES 2
#define PYI_METH_PLACES (METH_FASTCALL | METH_KEYWORDS)

/* 1, or 0 with an exception; the parser has no more than PYI_MOST_PLACES */
static inline int pyi_places(_PyArg_Parser *parser, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                             int least, int most) {
    PyObject *found[PYI_MOST_PLACES];
    return _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, parser, least, most, 0, found) != NULL;
}

/* a method of one argument from the function that takes it */
#define PYI_ONE_PLACE(method, name, function)                                                      \
    static PyObject *method(PyObject *self, PyObject *const *args, Py_ssize_t nargs,               \
                            PyObject *kwnames) {                                                   \
        static const char *const places[] = {"", NULL};                                            \
        static _PyArg_Parser parser = {.keywords = places, .fname = name};                         \
        return pyi_places(&parser, args, nargs, kwnames, 1, 1) ? function(self, args[0]) : NULL;   \
    }

/* the same of one that may be missing, NULL then */
#define PYI_OPTIONAL_PLACE(method, name, function)                                                 \
    static PyObject *method(PyObject *self, PyObject *const *args, Py_ssize_t nargs,               \
                            PyObject *kwnames) {                                                   \
        static const char *const places[] = {"", NULL};                                            \
        static _PyArg_Parser parser = {.keywords = places, .fname = name};                         \
        if (!pyi_places(&parser, args, nargs, kwnames, 0, 1)) {                                    \
            return NULL;                                                                           \
        }                                                                                          \
        return function(self, nargs > 0 ? args[0] : NULL);                                         \
    }

#endif /* PYI_PLACES_H */
