/* SPDX-License-Identifier: Apache-2.0 */
/* status: the results of functions that start an interpreter, and small things that extensions expect of one.
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
