/* SPDX-License-Identifier: Apache-2.0 */
/* array.h: what the files of the module array share.
 *
 * A value is converted before its place is looked for: converting may run Python code, which may
 * change the array.
 */
#ifndef PYI_ARRAY_H
#define PYI_ARRAY_H

#include "containers.h"

/* One type of items, by its letter. */
typedef struct {
    char code;
    uint8_t size;
    bool integer, is_signed;
    const char *format;                   /* of views */
    PyObject *(*load)(const void *from);  /* new */
    int (*store)(PyObject *op, void *to); /* 0 or -1 */
} array_code;

enum { ARRAY_LARGEST = 8 }; /* bytes of an item */

typedef struct {
    PyObject_VAR_HEAD
    char *items; /* owned; NULL while there is no room */
    Py_ssize_t room;
    const array_code *code;
    PyObject *weakrefs;
    Py_ssize_t exports; /* views that there are; as long as there is one, the size stays */
} arrayobject;

#define ARRAY(op) ((arrayobject *)(op))
#define ARRAY_CHECK(op) PyObject_TypeCheck(op, &array_type)

PYI_HIDDEN extern PyTypeObject array_type, array_iterator_type;

/* ---- codes ---------------------------------------------------------------------------------- */

PYI_HIDDEN extern const array_code array_codes[]; /* ends with a code 0 */
/* NULL without an exception when there is none */
PYI_HIDDEN const array_code *array_find_code(int letter);
static inline bool array_holds_text(const array_code *code) {
    return code->code == 'u' || code->code == 'w';
}

/* ---- storage -------------------------------------------------------------------------------- */

static inline char *array_place(arrayobject *self, Py_ssize_t i) {
    return self->items + i * self->code->size;
}
/* new; the items are not set */
PYI_HIDDEN PyObject *array_new_sized(PyTypeObject *type, const array_code *code, Py_ssize_t n);
/* The items that are new are not set; 0, or -1 with BufferError or MemoryError. */
PYI_HIDDEN int array_resize(arrayobject *self, Py_ssize_t n);
/* 0, or -1 with BufferError when there are views */
PYI_HIDDEN int array_check_resizable(arrayobject *self);
/* `count` items at `at` in place of `gone`; `items` may be the array's own. 0 or -1. */
PYI_HIDDEN int array_replace(arrayobject *self, Py_ssize_t at, Py_ssize_t gone, const char *items,
                             Py_ssize_t count);
PYI_HIDDEN int array_insert(arrayobject *self, Py_ssize_t at, PyObject *value);
PYI_HIDDEN int array_extend(arrayobject *self, PyObject *source);
PYI_HIDDEN int array_append_list(arrayobject *self, PyObject *list);
PYI_HIDDEN int array_append_text(arrayobject *self, PyObject *text);
PYI_HIDDEN int array_append_buffer(arrayobject *self, Py_buffer *view);
/* new */
PYI_HIDDEN PyObject *array_slice(arrayobject *self, Py_ssize_t start, Py_ssize_t count);
PYI_HIDDEN PyObject *array_item(arrayobject *self, Py_ssize_t i);

/* ---- other files ---------------------------------------------------------------------------- */

PYI_HIDDEN extern PyMethodDef array_methods[];
PYI_HIDDEN extern PySequenceMethods array_as_sequence;
PYI_HIDDEN extern PyMappingMethods array_as_mapping;
PYI_HIDDEN PyObject *array_compare(PyObject *left, PyObject *right, int op);
PYI_HIDDEN PyObject *array_tolist(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *array_totext(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *array_tobytes(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *array_byteswap(PyObject *self, PyObject *unused);
/* What array(letter, initial) is, of a subtype perhaps; initial: NULL when there is none. new */
PYI_HIDDEN PyObject *array_make(PyTypeObject *type, int letter, PyObject *initial);
PYI_HIDDEN PyObject *array_reduce_ex(PyObject *self, PyObject *protocol);
PYI_HIDDEN PyObject *array_reconstructor(PyObject *module, PyObject *const *args, Py_ssize_t nargs);
PYI_HIDDEN extern PyObject *array_reconstructor_function; /* owned by the module */

#endif /* PYI_ARRAY_H */
