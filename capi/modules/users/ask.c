/* SPDX-License-Identifier: Apache-2.0 */
/* ask: what the data bases of users and of groups have in common. */
#include "users.h"

#include <errno.h>
#include <unistd.h>

void *users_ask(users_question question, const void *key, void *entry, char **room) {
    long hint = sysconf(_SC_GETPW_R_SIZE_MAX);
    *room = NULL;
    for (size_t size = hint > 0 ? (size_t)hint : 1024; size < (size_t)1 << 30; size *= 2) {
        char *more = PyMem_RawRealloc(*room, size);
        if (more == NULL) {
            break;
        }
        *room = more;
        void *found = NULL;
        int error;
        Py_BEGIN_ALLOW_THREADS
        error = question(key, entry, more, size, &found);
        Py_END_ALLOW_THREADS
        if (error != ERANGE) {
            return error == 0 ? found : NULL;
        }
    }
    PyErr_NoMemory();
    return NULL;
}

PyObject *users_text(const char *text) {
    return text == NULL ? Py_NewRef(Py_None) : PyUnicode_DecodeFSDefault(text);
}

PyObject *users_encode(PyObject *name) {
    PyObject *bytes = PyUnicode_EncodeFSDefault(name);
    char *text;
    if (bytes != NULL && PyBytes_AsStringAndSize(bytes, &text, NULL) < 0) {
        Py_CLEAR(bytes);
    }
    return bytes;
}
