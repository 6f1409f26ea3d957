/* SPDX-License-Identifier: Apache-2.0 */
/* signal_sets.h: for what takes several signals. */
#ifndef PYI_SIGNAL_SETS_H
#define PYI_SIGNAL_SETS_H

#include "pyi.h"

#include <signal.h>

/* for PyArg_Parse "O&": an iterable of numbers to a sigset_t */
PYI_HIDDEN int pyi_sigset_converter(PyObject *op, void *set);

#endif /* PYI_SIGNAL_SETS_H */
