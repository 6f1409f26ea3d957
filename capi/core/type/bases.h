/* SPDX-License-Identifier: Apache-2.0 */
/* bases.h: assignment to __bases__ (bases.c). */
#ifndef PYI_TYPE_BASES_H
#define PYI_TYPE_BASES_H

#include "type.h"

/* 0, or -1 and the type is as before */
PYI_HIDDEN int pyi_type_set_bases(PyTypeObject *type, PyObject *value);

#endif
