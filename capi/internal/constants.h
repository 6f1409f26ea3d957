/* SPDX-License-Identifier: Apache-2.0 */
/* constants.h: numbers of the system's headers as attributes of modules. */
#ifndef PYI_CONSTANTS_H
#define PYI_CONSTANTS_H

#include "pyi.h"

typedef struct {
    const char *name;
    long long value;
} pyi_constant;

#define PYI_CONSTANT(name) {#name, (long long)(name)}

/* 0 or -1 */
static inline int pyi_add_constants(PyObject *module, const pyi_constant *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        PyObject *number = PyLong_FromLongLong(rows[i].value);
        int status = number == NULL ? -1 : PyModule_AddObjectRef(module, rows[i].name, number);
        Py_XDECREF(number);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

#endif /* PYI_CONSTANTS_H */
