/* SPDX-License-Identifier: Apache-2.0 */
/* data: files of packages that are part of the program, for loaders and for importlib's resources and metadata.
 *
 * What shows them is written in Python (runtime/standalone/python) and part of programs that import importlib.resources or
 * importlib.metadata.
 * Contract   docs.python.org/3/library/importlib.html#importlib.abc.ResourceLoader
 */
#include "pyi_import.h"

static const pyi_linked_data *find(const char *path) {
    size_t low = 0, high = pyi_linked == NULL ? 0 : pyi_linked->data_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(path, pyi_linked->data[middle].path);
        if (order == 0) {
            return &pyi_linked->data[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

PyObject *pyi_linked_read(PyObject *path) {
    PyObject *name = NULL;
    if (!PyUnicode_FSConverter(path, &name)) {
        return NULL;
    }
    const pyi_linked_data *data = find(PyBytes_AS_STRING(name));
    Py_DECREF(name);
    return data == NULL ? NULL
                        : PyBytes_FromStringAndSize(data->bytes, (Py_ssize_t)data->size);
}

PyObject *pyi_linked_ask(const char *module, PyObject *question) {
    pyi_linked_module linked;
    if (pyi_linked == NULL || !pyi_linked->find(module, &linked)) {
        Py_RETURN_NONE;
    }
    PyObject *find_function = _PyImport_GetModuleAttrString(module, "find");
    PyObject *answer =
        find_function == NULL ? NULL : PyObject_CallOneArg(find_function, question);
    Py_XDECREF(find_function);
    return answer;
}
