/* SPDX-License-Identifier: Apache-2.0 */
/* struct.h: what the files of the module _struct share. */
#ifndef PYI_STRUCT_H
#define PYI_STRUCT_H

#include "pyi.h"

/* `repeat` values of one code, side by side. */
typedef struct {
    char code;
    bool little;
    bool native; /* written as this machine's C has it */
    Py_ssize_t offset, size, repeat;
} struct_field;

typedef struct {
    struct_field *fields; /* owned, from PyMem_Malloc */
    Py_ssize_t count, size, values;
} struct_layout;

PYI_HIDDEN extern PyObject *struct_error; /* struct.error, made with the module */

/* 0, or -1 with struct.error */
PYI_HIDDEN int struct_parse(const char *format, struct_layout *layout);
/* 0 or -1 */
PYI_HIDDEN int struct_store(const struct_field *field, PyObject *value, char *to);
/* new */
PYI_HIDDEN PyObject *struct_load(const struct_field *field, const char *from);

#endif /* PYI_STRUCT_H */
