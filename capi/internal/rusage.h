/* SPDX-License-Identifier: Apache-2.0 */
/* rusage.h: resource.struct_rusage, which the module posix makes as well. */
#ifndef PYI_RUSAGE_H
#define PYI_RUSAGE_H

#include "pyi.h"

#include <sys/resource.h>

/* borrowed, made when it is first asked for; NULL with an exception */
PYI_HIDDEN PyTypeObject *pyi_rusage_type(void);
/* new */
PYI_HIDDEN PyObject *pyi_rusage_to_python(const struct rusage *usage);

#endif /* PYI_RUSAGE_H */
