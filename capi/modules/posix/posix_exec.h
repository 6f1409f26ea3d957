/* SPDX-License-Identifier: Apache-2.0 */
/* posix_exec.h: what programs are started with. */
#ifndef PYI_POSIX_EXEC_H
#define PYI_POSIX_EXEC_H

#include "posix.h"

/* New memory, as are the strings: what a sequence of str, bytes or paths says; NULL with an exception. */
PYI_HIDDEN char **posix_strings_of(PyObject *sequence);
/* the same, of a mapping: name=value */
PYI_HIDDEN char **posix_environment_of(PyObject *mapping, const char *function);
PYI_HIDDEN void posix_free_strings(char **list); /* or NULL */

/* 0, or -1 with an exception unless argv is a list or tuple that is not empty */
PYI_HIDDEN int posix_check_argv(PyObject *argv, const char *function);

#endif /* PYI_POSIX_EXEC_H */
