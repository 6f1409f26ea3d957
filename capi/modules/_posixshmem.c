/* SPDX-License-Identifier: Apache-2.0 */
/* _posixshmem: memory that several processes share by a name, for multiprocessing.shared_memory. */
#include "pyi.h"
#include "pyi_arguments.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* True when a call that failed shall be made again; else there is an exception. */
static bool again(int error, PyObject *path) {
    if (error == EINTR) {
        return PyErr_CheckSignals() == 0;
    }
    errno = error;
    PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    return false;
}

/* borrowed, or NULL with an exception */
static const char *name_of(PyObject *path) {
    Py_ssize_t n;
    const char *name = PyUnicode_AsUTF8AndSize(path, &n);
    if (PYI_313 && name != NULL && strlen(name) != (size_t)n) { /* before, it ended there */
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return NULL;
    }
    return name;
}

static PyObject *shmem_open(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"path", "flags", "mode", NULL};
    PyObject *path;
    int flags, mode = 0777, fd, error;
    if (!pyi_named_arguments(args, kwargs, "Ui|i:shm_open", names, &path, &flags, &mode)) {
        return NULL;
    }
    const char *name = name_of(path);
    if (name == NULL) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        fd = shm_open(name, flags, (mode_t)mode);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (fd < 0 && again(error, path));
    return fd < 0 ? NULL : PyLong_FromLong(fd);
}

static PyObject *shmem_unlink(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"path", NULL};
    PyObject *path;
    int status, error;
    if (!pyi_named_arguments(args, kwargs, "U:shm_unlink", names, &path)) {
        return NULL;
    }
    const char *name = name_of(path);
    if (name == NULL) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        status = shm_unlink(name);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (status < 0 && again(error, path));
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyMethodDef functions[] = {
    {"shm_open", PYI_FASTCALL(shmem_open), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("shm_open", "($module, /, path, flags, mode=511)")},
    {"shm_unlink", PYI_FASTCALL(shmem_unlink), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("shm_unlink", "($module, /, path)")},
    {0},
};

static PyModuleDef_Slot slots[] = {
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef posixshmem_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_posixshmem",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *posixshmem_init(void) { return PyModuleDef_Init(&posixshmem_module); }
PYI_MODULE("_posixshmem", posixshmem_init);
