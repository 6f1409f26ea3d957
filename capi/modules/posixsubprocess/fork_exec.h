/* SPDX-License-Identifier: Apache-2.0 */
/* fork_exec.h: what the child has to do, made before there is one. */
#ifndef PYI_FORK_EXEC_H
#define PYI_FORK_EXEC_H

#include "pyi.h"

#include <signal.h>
#include <sys/types.h>

/* All borrowed. A descriptor of -1: none. */
typedef struct {
    char *const *programs; /* tried one after the other */
    char *const *arguments;
    char *const *variables; /* NULL: those of this process */
    const char *folder;     /* NULL: this one */
    const int *kept;        /* sorted: what stays open in the new program */
    Py_ssize_t n_kept;
    bool close_others;
    int input_read, input_write, output_read, output_write, error_read, error_write;
    int report_read, report_write; /* where the child says what went wrong */
    bool restore_signals, new_session;
    pid_t group; /* -1: the same */
    int umask;   /* -1: the same */
    uid_t uid;   /* -1: the same, as for gid */
    gid_t gid;
    const gid_t *groups;
    Py_ssize_t n_groups;      /* -1: the same */
    const sigset_t *mask;     /* NULL: the signals are as the child wants them */
    PyObject *hook;           /* preexec_fn or NULL */
} child_plan;

/* Becomes the new program. With vfork() the child has its parent's memory, so nothing here may write
 * to it; without a hook everything here may be done after a fork of a process with threads. */
PYI_HIDDEN void _Py_NO_RETURN child_run(const child_plan *plan);

/* Closes what is open from 3 on, but for the kept ones. Neither memory nor locks are used. */
PYI_HIDDEN void child_close_others(const int *kept, Py_ssize_t n_kept);

#endif /* PYI_FORK_EXEC_H */
