/* SPDX-License-Identifier: Apache-2.0 */
/* fork.h: what has to be set right around a fork. */
#ifndef PYI_FORK_H
#define PYI_FORK_H

#include "pyi.h"

/* In the child: what had arrived was meant for the parent. */
PYI_HIDDEN void pyi_pending_after_fork(void);

/* In the parent: warns (3.12+) when the process that was forked had other threads. 0; -1 when the warning is an error. */
PYI_HIDDEN int pyi_fork_warn(const char *function);

/* -1 with an exception when the program is ending, else 0 */
PYI_HIDDEN int pyi_fork_allowed(const char *message);

#endif /* PYI_FORK_H */
