/* SPDX-License-Identifier: Apache-2.0 */
/* functools.h: what the files of the module _functools share. */
#ifndef PYI_FUNCTOOLS_H
#define PYI_FUNCTOOLS_H

#include "containers.h"

PYI_HIDDEN extern PyTypeObject pyi_partial_type;
PYI_HIDDEN extern PyTypeObject pyi_lru_type;

#endif /* PYI_FUNCTOOLS_H */
