/* SPDX-License-Identifier: Apache-2.0 */
/* posix.h: what the files of the module posix share. */
#ifndef PYI_POSIX_H
#define PYI_POSIX_H

#include "pyi_arguments.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#if PYI_313
#  define _PyObject_LookupAttr PyObject_GetOptionalAttr
#endif

/* An argument that names a file. Set the first three before the converter sees it. */
typedef struct {
    const char *function, *argument;
    bool allow_fd, nullable;
    PyObject *object; /* owned: what was given, for messages */
    PyObject *bytes;  /* owned: what the system sees, NULL for a descriptor */
    const char *name; /* the same; "." for None */
    int fd;           /* -1: a name */
    bool is_bytes;    /* answers are bytes as well */
} posix_path;

#define POSIX_PATH(function, argument) {function, argument, false, false, NULL, NULL, NULL, -1, false}
#define POSIX_PATH_OR_FD(function, argument)                                                       \
    {function, argument, true, false, NULL, NULL, NULL, -1, false}

/* for PyArg_Parse "O&" */
PYI_HIDDEN int posix_path_converter(PyObject *op, void *path);
PYI_HIDDEN int posix_dir_fd_converter(PyObject *op, void *fd);
PYI_HIDDEN void posix_path_clear(posix_path *path);
/* NULL, with OSError of errno and that name */
PYI_HIDDEN PyObject *posix_path_error(posix_path *path);
PYI_HIDDEN PyObject *posix_paths_error(posix_path *path, posix_path *other);
/* new: None, or NULL with OSError of errno when status < 0 */
PYI_HIDDEN PyObject *posix_done(int status);
/* After a call that failed: true when a signal interrupted it, so that it is made again; else there is an exception. */
PYI_HIDDEN bool posix_again(int error);

/* new: os.stat_result */
PYI_HIDDEN PyObject *posix_stat_result(const struct stat *status);
PYI_HIDDEN int posix_add_types(PyObject *module);
PYI_HIDDEN int posix_add_process_types(PyObject *module);
PYI_HIDDEN int posix_add_sched_types(PyObject *module);
PYI_HIDDEN int posix_add_wait_types(PyObject *module);
PYI_HIDDEN int posix_add_constants(PyObject *module);
PYI_HIDDEN int posix_add_names(PyObject *module); /* what sysconf() and the like are asked for */
PYI_HIDDEN extern PyTypeObject posix_scandir_type, posix_direntry_type;

PYI_HIDDEN extern PyMethodDef posix_file_functions[], posix_folder_functions[],
    posix_process_functions[], posix_fd_functions[], posix_exec_functions[], posix_fork_functions[],
    posix_id_functions[], posix_transfer_functions[], posix_terminal_functions[],
    posix_special_functions[], posix_xattr_functions[], posix_sched_functions[],
    posix_spawn_functions[], posix_wait_functions[], posix_name_functions[],
    posix_machine_functions[];

#define POSIX_KEYWORDS(function) PYI_FASTCALL(function), METH_VARARGS | METH_KEYWORDS

#endif /* PYI_POSIX_H */
