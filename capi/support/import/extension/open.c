/* SPDX-License-Identifier: Apache-2.0 */
/* open: the dynamic loader, asked for the init function of an extension module.
 *
 * An image inside the program becomes a file in memory first, because the loader wants a file. Libraries stay open: their
 * types and functions are referred to from everywhere.
 * Contract   PEP 489 (names of init functions), dlopen(3), memfd_create(2)
 */
#define _GNU_SOURCE
#include "pyi_extension.h"
#include "pyi_c_imports.h"

#include "internal/pycore_import.h"
#include "pyi_import.h"

#include <dlfcn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- the name of the function ----------------------------------------------------------------------------------------- */

PYI_C_IMPORT("encodings.punycode", "getregentry", "<foreign extensions>", "");

/* new: bytes, `PyInit_name`, or `PyInitU_` and punycode for a name that is not ASCII */
static PyObject *symbol_of(PyObject *name, bool *ascii) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(name);
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, length, -1);
    PyObject *last = dot == -2 ? NULL : PyUnicode_Substring(name, dot + 1, length);
    if (last == NULL) {
        return NULL;
    }
    *ascii = PyUnicode_IS_ASCII(last);
    PyObject *encoded = *ascii ? PyUnicode_AsASCIIString(last)
                               : PyUnicode_AsEncodedString(last, "punycode", NULL);
    Py_DECREF(last);
    PyObject *symbol =
        encoded == NULL ? NULL
                        : PyBytes_FromFormat("%s_%s", *ascii ? "PyInit" : "PyInitU",
                                             PyBytes_AS_STRING(encoded));
    Py_XDECREF(encoded);
    for (char *at = symbol == NULL ? "" : PyBytes_AS_STRING(symbol); *at != '\0'; at++) {
        if (*at == '-') {
            *at = '_';
        }
    }
    return symbol;
}

/* ---- opening ------------------------------------------------------------------------------------------------------------ */

static void import_error(PyObject *message, PyObject *name, PyObject *path) {
    if (message != NULL) {
        PyErr_SetImportError(message, name, path);
        Py_DECREF(message);
    }
}

/* What the dynamic loader says; it begins with the name of the file, which is not always the one to tell. */
static void loader_error(PyObject *name, PyObject *path, const char *file) {
    const char *said = dlerror();
    said = said == NULL ? "unknown dlopen() error" : said;
    bool named = strncmp(said, file, strlen(file)) == 0;
    PyObject *text = PyUnicode_DecodeLocale(named ? said + strlen(file) : said, "surrogateescape");
    if (text != NULL && named) {
        Py_SETREF(text, PyUnicode_FromFormat("%U%U", path, text));
    }
    import_error(text, name, path);
}

static int open_flags(void) { return PYI_IMPORTS(_PyInterpreterState_GET())->dlopenflags; }

static void *open_file(PyObject *name, PyObject *path) {
    PyObject *bytes = PyUnicode_EncodeFSDefault(path);
    if (bytes == NULL) {
        return NULL;
    }
    /* A path without a slash would be looked for in the folders of the system. */
    const char *text = PyBytes_AS_STRING(bytes), *here = strchr(text, '/') == NULL ? "./" : "";
    PyObject *full = PyBytes_FromFormat("%s%s", here, text);
    void *handle = full == NULL ? NULL : dlopen(PyBytes_AS_STRING(full), open_flags());
    if (handle == NULL && full != NULL) {
        loader_error(name, path, PyBytes_AS_STRING(full));
    }
    Py_XDECREF(full);
    Py_DECREF(bytes);
    return handle;
}

static int write_all(int descriptor, const char *data, uint64_t size) {
    while (size > 0) {
        ssize_t done = write(descriptor, data, size);
        if (done < 0) {
            return -1;
        }
        data += done;
        size -= (uint64_t)done;
    }
    return 0;
}

/* The descriptor is closed again: the loader has mapped what it needs. Since it knows libraries by their names, each gets
 * another one, with more slashes. */
static void *open_image(PyObject *name, PyObject *path, const pyi_extension *row) {
    static char slashes[256];
    char file[sizeof(slashes) + 64];
    size_t count = strlen(slashes);
    if (count + 1 < sizeof(slashes)) {
        slashes[count] = '/';
    }
    void *handle = NULL;
    int descriptor = memfd_create(row->name, MFD_CLOEXEC);
    if (descriptor < 0 || write_all(descriptor, row->image, row->size) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
    } else {
        snprintf(file, sizeof(file), "/proc/self/fd%s%d", slashes, descriptor);
        handle = dlopen(file, open_flags());
        if (handle == NULL) {
            loader_error(name, path, file);
        }
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    return handle;
}

pyi_init_function pyi_extension_open(PyObject *name, PyObject *path, const pyi_extension *row,
                                     bool *ascii) {
    PyObject *symbol = symbol_of(name, ascii);
    if (symbol == NULL) {
        return NULL;
    }
    bool inside = row != NULL && row->image != NULL;
    void *handle = inside ? open_image(name, path, row) : open_file(name, path);
    pyi_init_function init =
        handle == NULL ? NULL : (pyi_init_function)dlsym(handle, PyBytes_AS_STRING(symbol));
    if (handle != NULL && init == NULL) {
        import_error(PyUnicode_FromFormat(
                         "dynamic module does not define module export function (%s)",
                         PyBytes_AS_STRING(symbol)),
                     name, path);
    }
    Py_DECREF(symbol);
    return init;
}

/* ---- file names --------------------------------------------------------------------------------------------------------- */

#define TEXT_OF_(number) #number
#define TEXT_OF(number) TEXT_OF_(number)
#if defined(__x86_64__)
#  define MACHINE "x86_64"
#elif defined(__aarch64__)
#  define MACHINE "aarch64"
#else
#  define MACHINE "unknown"
#endif
#if defined(__GLIBC__)
#  define LIBC "gnu"
#else
#  define LIBC "musl"
#endif

PyObject *pyi_extension_suffixes(void) {
    return Py_BuildValue("[sss]",
                         ".cpython-" TEXT_OF(PY_MAJOR_VERSION) TEXT_OF(PY_MINOR_VERSION) "-" MACHINE
                         "-linux-" LIBC ".so",
                         ".abi3.so", ".so");
}
