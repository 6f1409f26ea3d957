/* SPDX-License-Identifier: Apache-2.0 */
/* table: which extension modules the program has, and the folder beside it where their files are. */
#include "pyi_extension.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- rows ------------------------------------------------------------------------------------------------------- */

static int compare_row(const void *name, const void *row) {
    return strcmp(name, ((const pyi_extension *)row)->name);
}

const pyi_extension *pyi_extension_find(const char *name) {
    return &aot_extensions == NULL ? NULL
                                   : bsearch(name, aot_extensions.rows, aot_extensions.count,
                                             sizeof(pyi_extension), compare_row);
}

bool pyi_extension_has_folder(const char *module) {
    size_t length = strcspn(module, ".");
    if (&aot_extensions == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < aot_extensions.n_packages; i++) {
        const char *package = aot_extensions.packages[i];
        if (strncmp(package, module, length) == 0 && package[length] == '\0') {
            return true;
        }
    }
    return false;
}

/* ---- the folder --------------------------------------------------------------------------------------------------- */

/* new: the folder of the executable, with its links followed; the current one when the system does not say */
static PyObject *program_folder(void) {
    char path[4096];
    ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
    while (size > 0 && path[size - 1] != '/') {
        size--;
    }
    return PyUnicode_DecodeFSDefaultAndSize(path, size < 0 ? 0 : size);
}

PyObject *pyi_extension_path(const char *file) {
    static PyObject *folder;
    if (folder == NULL && (folder = program_folder()) == NULL) {
        return NULL;
    }
    return PyUnicode_FromFormat("%U%s/%s", folder, aot_extensions.folder, file);
}
