/* SPDX-License-Identifier: Apache-2.0 */
/* program.h: a standalone program as its files in C see it: a table of Python modules, and how they start.
 *
 * The table is in a generated object (aot_build/link/generated.py). The modules' own tables and functions are those
 * of an extension (rt.h).
 */
#ifndef AOT_PROGRAM_H
#define AOT_PROGRAM_H

#include "../../capi/internal/pyi_linked.h"
#include "../library.h"

typedef struct {
    const rt_module_def *module;
    const char *text;   /* UTF-8 source, which tracebacks show; NULL when it is not in the program */
    uint64_t text_size;
} rt_program_module;

typedef struct {
    const char *name;      /* what the program is called, for messages: "app.py" */
    const char *main_name; /* in `__spec__` of `__main__`: "pkg.__main__"; NULL for a script, which has no spec */
    uint32_t n_modules;
    const rt_program_module *modules; /* sorted by name; the program itself is "__main__" */
    const char *info;                 /* JSON, for tools */
    const void *const *kept; /* functions of built-in modules, so that they are linked in */
    uint64_t n_data;
    const pyi_linked_data *data; /* sorted by path */
} rt_program_def;

RT_DATA const rt_program_def aot_program;

/* NULL when no module of that name is linked in */
RT_API const rt_program_module *rt_program_find(const char *name);
/* new: the code object of a module, its functions native */
RT_API PyObject *rt_program_code(const rt_module_def *module);

#endif /* AOT_PROGRAM_H */
