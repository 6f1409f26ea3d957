/* SPDX-License-Identifier: Apache-2.0 */
/* generics.h: what types.GenericAlias and types.UnionType share. */
#ifndef PYI_GENERICS_H
#define PYI_GENERICS_H

#include "containers.h"

#include "internal/pycore_unionobject.h"

/* Writes an argument as it is written in source: int, ..., mod.C, or its repr. */
PYI_HIDDEN int pyi_generic_write(_PyUnicodeWriter *writer, PyObject *op);

#endif /* PYI_GENERICS_H */
