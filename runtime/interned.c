/* SPDX-License-Identifier: Apache-2.0 */
/* interned.c: the names that support code itself looks up. */
#include "rt.h"

PyObject *rt_intern(PyObject **slot, const char *text) {
    if (rt_unlikely(*slot == NULL)) {
        *slot = PyUnicode_InternFromString(text);
    }
    return *slot;
}

PyObject *rt_get_named(PyObject *op, PyObject **slot, const char *text) {
    return rt_intern(slot, text) == NULL ? NULL : PyObject_GetAttr(op, *slot);
}
