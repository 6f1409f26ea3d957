/* SPDX-License-Identifier: Apache-2.0 */
/* operator.h: what the files of the module _operator share. */
#ifndef PYI_OPERATOR_H
#define PYI_OPERATOR_H

#include "containers.h"

PYI_HIDDEN extern PyTypeObject pyi_itemgetter_type;
PYI_HIDDEN extern PyTypeObject pyi_attrgetter_type;
PYI_HIDDEN extern PyTypeObject pyi_methodcaller_type;

#endif /* PYI_OPERATOR_H */
