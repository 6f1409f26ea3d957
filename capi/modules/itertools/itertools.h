/* SPDX-License-Identifier: Apache-2.0 */
/* itertools.h: what the iterators of the module itertools share. */
#ifndef PYI_ITERTOOLS_H
#define PYI_ITERTOOLS_H

#include "containers.h"

/* Life of an iterator that owns one to four objects, each of which may be NULL. */
#define ITERTOOL_LIFE4(type, a, b, c, d)                                                           \
    static void type##_dealloc(PyObject *op) {                                                     \
        type *self = (type *)op;                                                                   \
        PyObject_GC_UnTrack(op);                                                                   \
        Py_XDECREF(self->a);                                                                       \
        Py_XDECREF(self->b);                                                                       \
        Py_XDECREF(self->c);                                                                       \
        Py_XDECREF(self->d);                                                                       \
        Py_TYPE(op)->tp_free(op);                                                                  \
    }                                                                                              \
    static int type##_traverse(PyObject *op, visitproc visit, void *arg) {                         \
        type *self = (type *)op;                                                                   \
        Py_VISIT(self->a);                                                                         \
        Py_VISIT(self->b);                                                                         \
        Py_VISIT(self->c);                                                                         \
        Py_VISIT(self->d);                                                                         \
        return 0;                                                                                  \
    }
#define ITERTOOL_LIFE2(type, a, b)                                                                 \
    static void type##_dealloc(PyObject *op) {                                                     \
        PyObject_GC_UnTrack(op);                                                                   \
        Py_XDECREF(((type *)op)->a);                                                               \
        Py_XDECREF(((type *)op)->b);                                                               \
        Py_TYPE(op)->tp_free(op);                                                                  \
    }                                                                                              \
    static int type##_traverse(PyObject *op, visitproc visit, void *arg) {                         \
        Py_VISIT(((type *)op)->a);                                                                 \
        Py_VISIT(((type *)op)->b);                                                                 \
        return 0;                                                                                  \
    }

/* The type object of an iterator: functions are called type_verb. */
#define ITERTOOL_TYPE(type, name, doc, ...)                                                        \
    PyTypeObject pyi_##type##_type = {                                                             \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "itertools." name,                        \
        .tp_basicsize = sizeof(type),                                                              \
        .tp_dealloc = type##_dealloc,                                                              \
        .tp_getattro = PyObject_GenericGetAttr,                                                    \
        .tp_doc = doc,                                                                             \
        .tp_traverse = type##_traverse,                                                            \
        .tp_iter = PyObject_SelfIter,                                                              \
        .tp_iternext = type##_next,                                                                \
        .tp_alloc = PyType_GenericAlloc,                                                           \
        .tp_new = type##_new,                                                                      \
        .tp_free = PyObject_GC_Del,                                                                \
        __VA_ARGS__};                                                                              \
    PYI_TYPE(pyi_##type##_type)

#define ITERTOOL_FLAGS Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE

#define ITERTOOLS(ROW)                                                                             \
    ROW(accumulate)                                                                                \
    ROW(chain)                                                                                     \
    ROW(combinations)                                                                              \
    ROW(multicombinations)                                                                         \
    ROW(compress)                                                                                  \
    ROW(counter)                                                                                   \
    ROW(cycler)                                                                                    \
    ROW(dropwhile)                                                                                 \
    ROW(filterfalse)                                                                               \
    ROW(groupby)                                                                                   \
    ROW(grouper)                                                                                   \
    ROW(islice)                                                                                    \
    ROW(pairwise)                                                                                  \
    ROW(permutations)                                                                              \
    ROW(product)                                                                                   \
    ROW(repeater)                                                                                  \
    ROW(starmap)                                                                                   \
    ROW(takewhile)                                                                                 \
    ROW(tee)                                                                                       \
    ROW(teedata)                                                                                   \
    ROW(ziplongest)

#define ITERTOOL_DECLARE(type) PYI_HIDDEN extern PyTypeObject pyi_##type##_type;
ITERTOOLS(ITERTOOL_DECLARE)
#if PYI_312
ITERTOOL_DECLARE(batched)
#endif

/* False with an exception when keywords or a wrong number of arguments were given. */
PYI_HIDDEN bool pyi_itertool_positional(PyTypeObject *type, PyTypeObject *base, const char *name,
                                        PyObject *args, PyObject *kwargs, Py_ssize_t least,
                                        Py_ssize_t most);
/* Copies and pickles of these iterators are going away: 3.12 and 3.13 warn. -1 when that is an error. */
PYI_HIDDEN int pyi_itertool_warn(void);
/* the next item of an iterator; NULL at the end or with an exception */
static inline PyObject *pyi_itertool_next(PyObject *iter) { return Py_TYPE(iter)->tp_iternext(iter); }

PYI_HIDDEN PyObject *pyi_itertools_tee(PyObject *module, PyObject *const *args, Py_ssize_t nargs);

#endif /* PYI_ITERTOOLS_H */
