/* SPDX-License-Identifier: Apache-2.0 */
/* posix_sched.h: for what takes os.sched_param as well. */
#ifndef PYI_POSIX_SCHED_H
#define PYI_POSIX_SCHED_H

#include "posix.h"

#include <sched.h>

/* 0, or -1 with TypeError or OverflowError */
PYI_HIDDEN int posix_take_sched_param(PyObject *op, struct sched_param *to);

#endif /* PYI_POSIX_SCHED_H */
