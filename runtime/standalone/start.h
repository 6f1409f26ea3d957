/* SPDX-License-Identifier: Apache-2.0 */
/* start.h: what the parts of the start of a program owe each other. */
#ifndef AOT_START_H
#define AOT_START_H

#include "program.h"

/* What the system gave main(); before sys is imported. */
RT_API void rt_start_arguments(int argc, char **argv);
/* Imports a module that is linked in as C, into sys.modules. 0 or -1. */
RT_API int rt_import_builtin(const char *name);
/* sys.stdin, stdout, stderr. 0 or -1. */
RT_API int rt_start_streams(void);
/* Where the arguments of an interpreter are that multiprocessing gave the program; 0 when it is called as itself. */
RT_API int rt_process_find(int argc, char **argv);
/* new: what such a process runs instead of the program; *at* is what rt_process_find() found */
RT_API PyObject *rt_process_run(int at, char **argv);
/* Says what the exception that is set says, and gives the exit status: SystemExit has its own. */
RT_API int rt_end_with_exception(void);

#endif /* AOT_START_H */
