/* SPDX-License-Identifier: Apache-2.0 */
/* memory.h: what the files of types/memoryview share. */
#ifndef MEMORY_H
#define MEMORY_H

#include "pyi.h"

#if PYI_313
#include "internal/pycore_modsupport.h"
#endif

#define MEMORY(op) ((PyMemoryViewObject *)(op))
#define VIEW(op) (&MEMORY(op)->view)

#ifndef _Py_MEMORYVIEW_RESTRICTED /* since 3.12 */
#define _Py_MEMORYVIEW_RESTRICTED 0
#endif

static inline bool memory_is_released(const PyMemoryViewObject *self) {
    return self->flags & _Py_MEMORYVIEW_RELEASED ||
           self->mbuf->flags & _Py_MANAGED_BUFFER_RELEASED;
}

/* False with ValueError when the view was released. */
PYI_HIDDEN bool pyi_memory_alive(PyMemoryViewObject *self);

/* False with ValueError where no new view may be made. */
PYI_HIDDEN bool pyi_memory_shareable(PyMemoryViewObject *self);

/* storage.c */
/* new: a view of what the managed buffer has; src may have the geometry, NULL is that of the buffer itself */
PYI_HIDDEN PyObject *pyi_memory_of(_PyManagedBufferObject *mbuf, const Py_buffer *src);
/* new: one dimension of unsigned bytes over all of a C-contiguous view, or ndim dimensions to be filled in */
PYI_HIDDEN PyMemoryViewObject *pyi_memory_alloc(_PyManagedBufferObject *mbuf, int ndim);
/* Finds out the flags about contiguity again. */
PYI_HIDDEN void pyi_memory_set_flags(PyMemoryViewObject *self);
PYI_HIDDEN int pyi_memory_release(PyMemoryViewObject *self);
PYI_HIDDEN void pyi_memory_dealloc(PyObject *self);
PYI_HIDDEN int pyi_memory_traverse(PyObject *self, visitproc visit, void *arg);
PYI_HIDDEN int pyi_memory_clear(PyObject *self);
PYI_HIDDEN int pyi_memory_getbuffer(PyObject *self, Py_buffer *view, int flags);
PYI_HIDDEN void pyi_memory_releasebuffer(PyObject *self, Py_buffer *view);

/* items.c */
static inline const char *memory_format(const Py_buffer *view) {
    return view->format == NULL ? "B" : view->format;
}
/* The letter of a native format of one, or 0. */
PYI_HIDDEN char pyi_memory_letter(const char *format);
PYI_HIDDEN Py_ssize_t pyi_memory_letter_size(char letter);
/* new: the item at p; NotImplementedError for a letter it does not know */
PYI_HIDDEN PyObject *pyi_memory_unpack(const char *p, char letter, const char *format);
PYI_HIDDEN int pyi_memory_pack(char *p, PyObject *value, char letter, const char *format);
/* Where dimension dim has that index; NULL with IndexError. */
PYI_HIDDEN char *pyi_memory_locate(const Py_buffer *view, char *p, Py_ssize_t index, int dim);
PYI_HIDDEN PyObject *pyi_memory_item(PyObject *self, Py_ssize_t index);
PYI_HIDDEN PyObject *pyi_memory_subscript(PyObject *self, PyObject *key);
PYI_HIDDEN int pyi_memory_set_subscript(PyObject *self, PyObject *key, PyObject *value);
PYI_HIDDEN PyObject *pyi_memory_tolist(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_memory_iter(PyObject *self);

/* copy.c */
/* Copies an array of that geometry into one of the same shape; they may overlap in one dimension. */
PYI_HIDDEN int pyi_memory_copy(const Py_buffer *to, const Py_buffer *from);
/* Packs a view into len bytes in an order ('C', 'F', 'A'). */
PYI_HIDDEN int pyi_memory_pack_all(char *to, const Py_buffer *view, Py_ssize_t len, char order);
/* Whether both have the same format and shape, so that one can be copied into the other. */
PYI_HIDDEN bool pyi_memory_same_structure(const Py_buffer *a, const Py_buffer *b);
PYI_HIDDEN bool pyi_memory_same_shape(const Py_buffer *a, const Py_buffer *b);

/* compare.c */
PYI_HIDDEN PyObject *pyi_memory_richcompare(PyObject *self, PyObject *other, int op);
PYI_HIDDEN Py_hash_t pyi_memory_hash(PyObject *self);

/* cast.c */
PYI_HIDDEN PyObject *pyi_memory_cast(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                     PyObject *names);

#endif /* MEMORY_H */
