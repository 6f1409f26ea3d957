/* SPDX-License-Identifier: Apache-2.0 */
/* collections.h: what the files of the module _collections share. */
#ifndef PYI_COLLECTIONS_H
#define PYI_COLLECTIONS_H

#include "containers.h"

#if PYI_312
#define COLLECTIONS_NAME(name) "collections." name
#else
#define COLLECTIONS_NAME(name) "_collections." name
#endif

PYI_HIDDEN extern PyTypeObject pyi_deque_type;
PYI_HIDDEN extern PyTypeObject pyi_deque_iter_type;
PYI_HIDDEN extern PyTypeObject pyi_deque_reviter_type;
PYI_HIDDEN extern PyTypeObject pyi_defaultdict_type;
PYI_HIDDEN extern PyTypeObject pyi_tuplegetter_type;

#endif /* PYI_COLLECTIONS_H */
