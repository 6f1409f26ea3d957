/* SPDX-License-Identifier: Apache-2.0 */
/* slot_calls.h: the functions that the table in type/slots.c names.
 *
 * slot_*: C slots that call a special method (type/slot_calls.c, slot_numbers.c).
 * wrap_*: special methods that call a C slot (type/wrappers.c). Such a function gets the receiver, the arguments as a
 * tuple, and the slot.
 */
#ifndef PYI_SLOT_CALLS_H
#define PYI_SLOT_CALLS_H

#include "pyi.h"

PYI_HIDDEN PyObject *slot_getattr_hook(PyObject *self, PyObject *name);
PYI_HIDDEN int slot_setattro(PyObject *self, PyObject *name, PyObject *value);
PYI_HIDDEN PyObject *slot_repr(PyObject *self);
PYI_HIDDEN PyObject *slot_str(PyObject *self);
PYI_HIDDEN Py_hash_t slot_hash(PyObject *self);
PYI_HIDDEN PyObject *slot_call(PyObject *self, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *slot_richcompare(PyObject *self, PyObject *other, int op);
PYI_HIDDEN PyObject *slot_iter(PyObject *self);
PYI_HIDDEN PyObject *slot_iternext(PyObject *self);
PYI_HIDDEN PyObject *slot_descr_get(PyObject *self, PyObject *instance, PyObject *owner);
PYI_HIDDEN int slot_descr_set(PyObject *self, PyObject *instance, PyObject *value);
PYI_HIDDEN int slot_init(PyObject *self, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *slot_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PYI_HIDDEN void slot_finalize(PyObject *self);
PYI_HIDDEN PyObject *slot_await(PyObject *self);
PYI_HIDDEN PyObject *slot_aiter(PyObject *self);
PYI_HIDDEN PyObject *slot_anext(PyObject *self);
PYI_HIDDEN Py_ssize_t slot_length(PyObject *self);
PYI_HIDDEN PyObject *slot_subscript(PyObject *self, PyObject *key);
PYI_HIDDEN int slot_ass_subscript(PyObject *self, PyObject *key, PyObject *value);
PYI_HIDDEN PyObject *slot_item(PyObject *self, Py_ssize_t i);
PYI_HIDDEN int slot_ass_item(PyObject *self, Py_ssize_t i, PyObject *value);
PYI_HIDDEN int slot_contains(PyObject *self, PyObject *value);
#if PYI_312
PYI_HIDDEN int slot_getbuffer(PyObject *self, Py_buffer *view, int flags);
PYI_HIDDEN void slot_releasebuffer(PyObject *self, Py_buffer *view);
#endif

#define SLOT_BINARY(name) PYI_HIDDEN PyObject *slot_##name(PyObject *left, PyObject *right)
#define SLOT_UNARY(name) PYI_HIDDEN PyObject *slot_##name(PyObject *self)
#define SLOT_TERNARY(name) PYI_HIDDEN PyObject *slot_##name(PyObject *, PyObject *, PyObject *)

SLOT_BINARY(add);
SLOT_BINARY(sub);
SLOT_BINARY(mul);
SLOT_BINARY(mod);
SLOT_BINARY(divmod);
SLOT_TERNARY(pow);
SLOT_BINARY(lshift);
SLOT_BINARY(rshift);
SLOT_BINARY(and);
SLOT_BINARY(xor);
SLOT_BINARY(or);
SLOT_BINARY(floordiv);
SLOT_BINARY(truediv);
SLOT_BINARY(matmul);
SLOT_BINARY(iadd);
SLOT_BINARY(isub);
SLOT_BINARY(imul);
SLOT_BINARY(imod);
SLOT_TERNARY(ipow);
SLOT_BINARY(ilshift);
SLOT_BINARY(irshift);
SLOT_BINARY(iand);
SLOT_BINARY(ixor);
SLOT_BINARY(ior);
SLOT_BINARY(ifloordiv);
SLOT_BINARY(itruediv);
SLOT_BINARY(imatmul);
SLOT_UNARY(neg);
SLOT_UNARY(pos);
SLOT_UNARY(abs);
SLOT_UNARY(invert);
SLOT_UNARY(int);
SLOT_UNARY(float);
SLOT_UNARY(index);
PYI_HIDDEN int slot_bool(PyObject *self);

#define WRAPPER(name) PYI_HIDDEN PyObject *name(PyObject *self, PyObject *args, void *slot)
#define WRAPPER_KEYWORDS(name)                                                                     \
    PYI_HIDDEN PyObject *name(PyObject *self, PyObject *args, void *slot, PyObject *kwargs)

WRAPPER(wrap_unary);
WRAPPER(wrap_binary);
WRAPPER(wrap_binary_left);
WRAPPER(wrap_binary_right);
WRAPPER(wrap_pow);
WRAPPER(wrap_rpow);
WRAPPER(wrap_ipow);
WRAPPER(wrap_inquiry);
WRAPPER(wrap_length);
WRAPPER(wrap_hash);
WRAPPER(wrap_next);
WRAPPER(wrap_setattr);
WRAPPER(wrap_delattr);
WRAPPER(wrap_lt);
WRAPPER(wrap_le);
WRAPPER(wrap_eq);
WRAPPER(wrap_ne);
WRAPPER(wrap_gt);
WRAPPER(wrap_ge);
WRAPPER(wrap_descr_get);
WRAPPER(wrap_descr_set);
WRAPPER(wrap_descr_delete);
WRAPPER(wrap_set_item);
WRAPPER(wrap_del_item);
WRAPPER(wrap_sequence_item);
WRAPPER(wrap_sequence_set);
WRAPPER(wrap_sequence_del);
WRAPPER(wrap_index_argument);
WRAPPER(wrap_contains);
WRAPPER(wrap_del);
WRAPPER_KEYWORDS(wrap_call);
WRAPPER_KEYWORDS(wrap_init);
#if PYI_312
WRAPPER(wrap_buffer);
WRAPPER(wrap_releasebuffer);
#endif

#endif /* PYI_SLOT_CALLS_H */
