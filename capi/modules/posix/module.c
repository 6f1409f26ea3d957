/* SPDX-License-Identifier: Apache-2.0 */
/* posix: the module below os.
 * Contract   docs.python.org/3/library/os.html
 */
#include "posix.h"

extern char **environ;

/* new: {bytes: bytes}; the first of two variables with one name counts */
static PyObject *make_environ(void) {
    PyObject *dict = PyDict_New();
    for (char **row = environ; dict != NULL && row != NULL && *row != NULL; row++) {
        const char *equals = strchr(*row, '=');
        if (equals == NULL) {
            continue;
        }
        PyObject *name = PyBytes_FromStringAndSize(*row, equals - *row);
        PyObject *value = name == NULL ? NULL : PyBytes_FromString(equals + 1);
        if (value == NULL || PyDict_SetDefault(dict, name, value) == NULL) {
            Py_CLEAR(dict);
        }
        Py_XDECREF(name);
        Py_XDECREF(value);
    }
    return dict;
}

static PyMethodDef *const functions[] = {
    posix_file_functions,    posix_folder_functions,   posix_fd_functions,      posix_process_functions,
    posix_exec_functions,    posix_fork_functions,     posix_id_functions,      posix_transfer_functions,
    posix_terminal_functions, posix_special_functions, posix_xattr_functions,   posix_sched_functions,
    posix_spawn_functions,   posix_wait_functions,     posix_name_functions,    posix_machine_functions,
};

static int (*const parts[])(PyObject *module) = {
    posix_add_types,      posix_add_process_types, posix_add_sched_types,
    posix_add_wait_types, posix_add_constants,     posix_add_names,
};

static int posix_exec(PyObject *module) {
    PyObject *variables = make_environ();
    int status = variables == NULL ? -1 : PyModule_AddObjectRef(module, "environ", variables);
    Py_XDECREF(variables);
    if (status < 0 || PyModule_AddObjectRef(module, "error", PyExc_OSError) < 0 ||
        PyModule_AddObjectRef(module, "DirEntry", (PyObject *)&posix_direntry_type) < 0) {
        return -1;
    }
    for (size_t i = 0; status == 0 && i < Py_ARRAY_LENGTH(functions); i++) {
        status = PyModule_AddFunctions(module, functions[i]);
    }
    for (size_t i = 0; status == 0 && i < Py_ARRAY_LENGTH(parts); i++) {
        status = parts[i](module);
    }
    return status;
}

static PyModuleDef_Slot posix_slots[] = {
    {Py_mod_exec, posix_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef posix_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "posix",
    .m_slots = posix_slots,
};

static PyObject *posix_init(void) { return PyModuleDef_Init(&posix_def); }
PYI_MODULE("posix", posix_init);
