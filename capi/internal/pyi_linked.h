/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_linked.h: what a program that is linked with the library tells it about its Python modules. */
#ifndef PYI_LINKED_H
#define PYI_LINKED_H

#include <Python.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef PYI_HIDDEN
#  define PYI_HIDDEN __attribute__((visibility("hidden")))
#endif

/* one of them; all borrowed for ever */
typedef struct {
    const char *name;
    const char *file; /* UTF-8: what `__file__` says */
    bool is_package;
    const char *text; /* UTF-8 source, NULL when the program has none */
    size_t text_size;
    const void *handle; /* the world's own */
} pyi_linked_module;

/* a file that belongs to a package, or to the metadata of a distribution */
typedef struct {
    const char *path; /* below the folder of the top package: "pkg/data/words.txt" */
    const char *bytes;
    uint64_t size;
} pyi_linked_data;

/* all of them: what a program gives the library (runtime/standalone/imports.c) */
typedef struct {
    size_t count;
    void (*at)(size_t index, pyi_linked_module *found); /* sorted by name */
    bool (*find)(const char *name, pyi_linked_module *found);
    PyObject *(*code)(const pyi_linked_module *module); /* new */
    PyObject *(*run)(const pyi_linked_module *module, PyObject *dict); /* new: what the body gave */
    size_t data_count;
    const pyi_linked_data *data; /* sorted by path */
    const char *main_name; /* what `__spec__` of `__main__` calls it; NULL when that has no spec */
} pyi_linked_world;

/* NULL: no Python module is linked in */
PYI_HIDDEN extern const pyi_linked_world *pyi_linked;

/* new: a module of the library itself, before there are importers; sys.modules has it then. What the interpreter keeps
 * of `builtins` and `sys` is set. */
PYI_HIDDEN PyObject *pyi_import_builtin(const char *name);

/* new: the module `__main__`, in sys.modules, with the attributes that it has before it runs */
PYI_HIDDEN PyObject *pyi_import_main(void);

/* new: the bytes of a data file; NULL without an exception when there is no such file */
PYI_HIDDEN PyObject *pyi_linked_read(PyObject *path);
/* new: what the function find() of a module of the program answers; None when the program has no such module */
PYI_HIDDEN PyObject *pyi_linked_ask(const char *module, PyObject *question);

#endif /* PYI_LINKED_H */
