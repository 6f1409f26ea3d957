/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_extension.h: extension modules that travel with a program: files in a folder beside it, or images inside it.
 *
 *   table.c     the generated table, and where the folder is
 *   open.c      from a row to the module's init function
 *   identifiers.c  names that CPython's own ones expect
 *   create.c    from that function to a module
 *   loader.c    its spec, and the loader as Python sees it
 *
 * Weak, since only programs with extension modules contain them: they are linked with pyi_extension_create as wanted.
 */
#ifndef PYI_EXTENSION_H
#define PYI_EXTENSION_H

#include "pyi.h"

/* one extension module */
typedef struct {
    const char *name;
    const char *file; /* relative to the folder, with slashes */
    int32_t is_package;
    const void *image; /* NULL: it is a file of the folder */
    uint64_t size;     /* of the image */
} pyi_extension;

/* what the generated root object defines (aot_build/link/extension_table.py) */
typedef struct {
    const char *folder; /* its name beside the executable */
    uint32_t count;
    const pyi_extension *rows; /* sorted by name */
    uint32_t n_packages;
    const char *const *packages; /* top-level packages that have files in the folder, sorted */
} pyi_extension_table;

PYI_HIDDEN extern const pyi_extension_table aot_extensions __attribute__((weak));

#define PYI_WEAK __attribute__((weak))

/* ---- table.c ---------------------------------------------------------------------------------------------------- */

/* borrowed for ever, or NULL */
PYI_HIDDEN PYI_WEAK const pyi_extension *pyi_extension_find(const char *name);
/* the same, for any program and any name */
static inline const pyi_extension *pyi_extension_of(PyObject *name) {
    const char *text = pyi_extension_find == NULL ? NULL : PyUnicode_AsUTF8(name);
    if (text == NULL) {
        PyErr_Clear(); /* a lone surrogate is in no name of ours */
        return NULL;
    }
    return pyi_extension_find(text);
}
/* whether the folder has files of the package that this module belongs to */
PYI_HIDDEN PYI_WEAK bool pyi_extension_has_folder(const char *module);
/* new: a path below the folder */
PYI_HIDDEN PYI_WEAK PyObject *pyi_extension_path(const char *file);

/* ---- open.c ----------------------------------------------------------------------------------------------------- */

typedef PyObject *(*pyi_init_function)(void);

/* The init function of a module in the file path, or in the image of row unless that is NULL. NULL with ImportError.
 * *ascii tells whether its name is of the plain kind. */
PYI_HIDDEN pyi_init_function pyi_extension_open(PyObject *name, PyObject *path,
                                                const pyi_extension *row, bool *ascii);
/* new: a list of file name endings */
PYI_HIDDEN PYI_WEAK PyObject *pyi_extension_suffixes(void);

/* ---- identifiers.c ------------------------------------------------------------------------------------------------ */

/* Makes the strings in _PyRuntime what extension modules of CPython take them for. */
PYI_HIDDEN void pyi_extension_fill_identifiers(void);

/* ---- create.c ---------------------------------------------------------------------------------------------------- */

/* new: made, not executed when it has several phases */
PYI_HIDDEN PYI_WEAK PyObject *pyi_extension_create(PyObject *name, PyObject *spec, PyObject *path,
                                                   const pyi_extension *row);

/* ---- loader.c ---------------------------------------------------------------------------------------------------- */

/* new */
PYI_HIDDEN PYI_WEAK PyObject *pyi_extension_spec(PyObject *name, const pyi_extension *row);

#endif /* PYI_EXTENSION_H */
