/* SPDX-License-Identifier: Apache-2.0 */
/* hash_pointer: the hash of objects that are equal only to themselves: their address. */
#include "pyi.h"

/* Objects are aligned to 16 bytes: the low bits are always the same, so they become the high ones. */
static Py_hash_t rotated(const void *p) {
    uintptr_t bits = (uintptr_t)p;
    return (Py_hash_t)(bits >> 4 | bits << (8 * sizeof(bits) - 4));
}

static Py_hash_t hash_of_address(const void *p) {
    Py_hash_t hash = rotated(p);
    return hash == -1 ? -2 : hash;
}

#if PYI_313
#  undef _Py_HashPointer
Py_hash_t Py_HashPointer(const void *p) { return hash_of_address(p); }
Py_hash_t PyObject_GenericHash(PyObject *op) { return hash_of_address(op); }
#else
Py_hash_t _Py_HashPointer(const void *p) { return hash_of_address(p); }
Py_hash_t _Py_HashPointerRaw(const void *p) { return rotated(p); }
#endif
