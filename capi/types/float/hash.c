/* SPDX-License-Identifier: Apache-2.0 */
/* hash: numbers that are equal have equal hashes: the value modulo the prime 2**61 - 1.
 *
 * Contract   docs.python.org/3/library/stdtypes.html#hashing-of-numeric-types
 */
#include "float.h"

#include <float.h>

/* `self` is what a NaN is hashed by. */
Py_hash_t _Py_HashDouble(PyObject *self, double value) {
    if (Py_IS_INFINITY(value)) {
        return value > 0 ? _PyHASH_INF : -_PyHASH_INF;
    }
    if (Py_IS_NAN(value)) {
        return PYI_HASH_POINTER(self);
    }
    int exponent;
    uint64_t whole = (uint64_t)ldexp(frexp(fabs(value), &exponent), DBL_MANT_DIG);
    exponent = (exponent - DBL_MANT_DIG) % _PyHASH_BITS;
    exponent += exponent < 0 ? _PyHASH_BITS : 0;
    /* times 2**exponent: a rotation, since 2**61 is 1 */
    uint64_t x = (whole << exponent & _PyHASH_MODULUS) | whole >> (_PyHASH_BITS - exponent);
    Py_hash_t hash = value < 0 ? -(Py_hash_t)x : (Py_hash_t)x;
    return hash == -1 ? -2 : hash;
}
