/* SPDX-License-Identifier: Apache-2.0 */
/* containers.h: what the files about containers and iterators include instead of pyi.h.
 *
 * Internal headers of CPython that moved between versions, and names that changed.
 */
#ifndef PYI_CONTAINERS_H
#define PYI_CONTAINERS_H

#include "pyi.h"

#include "internal/pycore_abstract.h"
#include "internal/pycore_list.h"
#if PYI_313
#include "internal/pycore_modsupport.h"
#include "internal/pycore_setobject.h"
#define _PyObject_LookupAttr PyObject_GetOptionalAttr
#endif

/* new; `getattr(builtins, name)`, what __reduce__ of the iterators answers */
PYI_HIDDEN PyObject *pyi_iter_builtin(const char *name);

#endif /* PYI_CONTAINERS_H */
