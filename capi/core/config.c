/* SPDX-License-Identifier: Apache-2.0 */
/* config: the settings of the one interpreter, and the results of functions that start one.
 *
 * Contract   docs.python.org/3/c-api/init_config.html
 */
#include "pyi.h"

#include <stdio.h>

/* ---- PyStatus ---------------------------------------------------------------------------------------------- */

PyStatus PyStatus_Ok(void) { return (PyStatus){._type = _PyStatus_TYPE_OK}; }

PyStatus PyStatus_Error(const char *text) {
    return (PyStatus){._type = _PyStatus_TYPE_ERROR, .err_msg = text};
}

PyStatus PyStatus_NoMemory(void) { return PyStatus_Error("memory allocation failed"); }

PyStatus PyStatus_Exit(int code) {
    return (PyStatus){._type = _PyStatus_TYPE_EXIT, .exitcode = code};
}

int PyStatus_IsError(PyStatus status) { return status._type == _PyStatus_TYPE_ERROR; }
int PyStatus_IsExit(PyStatus status) { return status._type == _PyStatus_TYPE_EXIT; }
int PyStatus_Exception(PyStatus status) { return status._type != _PyStatus_TYPE_OK; }

/* ---- PyConfig ------------------------------------------------------------------------------------------------- */

/* As `python3` has them without options; a program has no command line for Python. */
void pyi_config_init(PyInterpreterState *interp) {
    PyConfig *config = &interp->config;
    config->site_import = 0;
    config->write_bytecode = 0;
    config->buffered_stdio = 1;
    config->use_hash_seed = -1;
    config->user_site_directory = 0;
    config->install_signal_handlers = 1;
    config->safe_path = 1;
#if PYI_312
    config->int_max_str_digits = _PY_LONG_DEFAULT_MAX_STR_DIGITS;
    config->code_debug_ranges = 1;
#else
    interp->int_max_str_digits = _PY_LONG_DEFAULT_MAX_STR_DIGITS;
    config->code_debug_ranges = 1;
#endif
}

const PyConfig *_PyInterpreterState_GetConfig(PyInterpreterState *interp) { return &interp->config; }
const PyConfig *_Py_GetConfig(void) { return &_PyInterpreterState_GET()->config; }

/* ---- formatting that cannot overflow ------------------------------------------------------------------------------ */

int PyOS_vsnprintf(char *text, size_t size, const char *format, va_list va) {
    if (size > INT_MAX) {
        return -666; /* as documented: an unexpected error */
    }
    int length = vsnprintf(text, size, format, va);
    if (size > 0) {
        text[size - 1] = '\0';
    }
    return length;
}

int PyOS_snprintf(char *text, size_t size, const char *format, ...) {
    va_list va;
    va_start(va, format);
    int length = PyOS_vsnprintf(text, size, format, va);
    va_end(va);
    return length;
}

/* ---- debugging aids that are never on ------------------------------------------------------------------------------- */

void _PyDebugAllocatorStats(FILE *file, const char *block, int count, size_t size) {
    fprintf(file, "%d %ss * %zu bytes each\n", count, block, size);
}

#if PYI_313
managed_static_type_state *_PyStaticType_GetState(PyInterpreterState *interp, PyTypeObject *type) {
    (void)interp, (void)type;
    return NULL; /* no type of ours has a state outside of itself */
}
#elif PYI_312
static_builtin_state *_PyStaticType_GetState(PyInterpreterState *interp, PyTypeObject *type) {
    (void)interp, (void)type;
    return NULL;
}
#endif
