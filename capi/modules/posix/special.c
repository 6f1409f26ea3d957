/* SPDX-License-Identifier: Apache-2.0 */
/* special: files and descriptors that are no files: pipes with names, devices, counters, memory, processes. */
#include "posix.h"

#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#ifndef MFD_CLOEXEC
#  define MFD_CLOEXEC 1u /* memfd_create(2) */
#endif
#ifndef SYS_pidfd_open
#  define SYS_pidfd_open 434 /* on every processor */
#endif

/* new: a descriptor, or NULL with OSError of errno */
static PyObject *opened(long fd) {
    return fd < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(fd);
}

/* ---- in folders --------------------------------------------------------------------------------------- */

static PyObject *posix_mkfifo(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "mode", "dir_fd", NULL};
    posix_path path = POSIX_PATH("mkfifo", "path");
    int mode = 0666, dir_fd = AT_FDCWD, status, error;
    if (!pyi_named_arguments(args, kwargs, "O&|i$O&:mkfifo", names, posix_path_converter, &path,
                             &mode, posix_dir_fd_converter, &dir_fd)) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        status = mkfifoat(dir_fd, path.name, (mode_t)mode);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (status < 0 && error == EINTR && PyErr_CheckSignals() == 0);
    posix_path_clear(&path);
    errno = error;
    return PyErr_Occurred() ? NULL : posix_done(status); /* which does not name the file */
}

/* for PyArg_Parse "O&"; since 3.13 -1 is NODEV */
static int device_converter(PyObject *op, void *device) {
    if (PYI_313 && PyLong_Check(op) && PyLong_AsLongLong(op) == -1 && !PyErr_Occurred()) {
        *(dev_t *)device = (dev_t)-1;
        return 1;
    }
    PyErr_Clear(); /* it is greater */
    unsigned long long number = PyLong_AsUnsignedLongLong(op);
    *(dev_t *)device = (dev_t)number;
    return !(number == (unsigned long long)-1 && PyErr_Occurred());
}

/* new; before 3.13 the number is signed */
static PyObject *device_to_python(dev_t device) {
    if (!PYI_313 || device == (dev_t)-1) {
        return PyLong_FromLongLong((long long)device);
    }
    return PyLong_FromUnsignedLongLong(device);
}

static PyObject *posix_mknod(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "mode", "device", "dir_fd", NULL};
    posix_path path = POSIX_PATH("mknod", "path");
    int mode = 0600, dir_fd = AT_FDCWD, status, error;
    dev_t device = 0;
    if (!pyi_named_arguments(args, kwargs, "O&|iO&$O&:mknod", names, posix_path_converter, &path,
                             &mode, device_converter, &device, posix_dir_fd_converter, &dir_fd)) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        status = mknodat(dir_fd, path.name, (mode_t)mode, device);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (status < 0 && error == EINTR && PyErr_CheckSignals() == 0);
    posix_path_clear(&path);
    errno = error;
    return PyErr_Occurred() ? NULL : posix_done(status); /* which does not name the file */
}

/* new; since 3.13 the greatest number stands for NODEV */
static PyObject *part_to_python(unsigned part) {
    return PYI_313 && part == (unsigned)-1 ? PyLong_FromLong(-1) : PyLong_FromUnsignedLong(part);
}

static PyObject *posix_major(PyObject *Py_UNUSED(module), PyObject *op) {
    dev_t device;
    return device_converter(op, &device) ? part_to_python(major(device)) : NULL;
}

static PyObject *posix_minor(PyObject *Py_UNUSED(module), PyObject *op) {
    dev_t device;
    return device_converter(op, &device) ? part_to_python(minor(device)) : NULL;
}

/* for format unit "O&": half of a device */
static int part_converter(PyObject *op, void *part) {
#if PYI_313
    dev_t device;
    if (!device_converter(op, &device)) {
        return 0;
    }
    if (device > UINT_MAX && device != (dev_t)-1) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C unsigned int");
        return 0;
    }
    *(unsigned *)part = (unsigned)device;
    return 1;
#else
    int number = PYI_LONG_AS_INT(op);
    *(unsigned *)part = (unsigned)number;
    return !(number == -1 && PyErr_Occurred());
#endif
}

static PyObject *posix_makedev(PyObject *Py_UNUSED(module), PyObject *args) {
    unsigned high, low;
    if (!pyi_arguments(args, "O&O&:makedev", part_converter, &high, part_converter, &low)) {
        return NULL;
    }
    bool is_none = PYI_313 && high == (unsigned)-1 && low == (unsigned)-1; /* NODEV */
    return device_to_python(is_none ? (dev_t)-1 : makedev(high, low));
}

/* ---- without names ---------------------------------------------------------------------------------------- */

static PyObject *posix_memfd_create(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"name", "flags", NULL};
    PyObject *name;
    unsigned int flags = MFD_CLOEXEC;
    if (!pyi_named_arguments(args, kwargs, "O&|I:memfd_create", names, PyUnicode_FSConverter, &name,
                             &flags)) {
        return NULL;
    }
    long fd;
    Py_BEGIN_ALLOW_THREADS
    fd = syscall(SYS_memfd_create, PyBytes_AS_STRING(name), flags);
    Py_END_ALLOW_THREADS
    Py_DECREF(name);
    return opened(fd);
}

static PyObject *posix_eventfd(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"initval", "flags", NULL};
    unsigned int value;
    int flags = EFD_CLOEXEC;
    return pyi_named_arguments(args, kwargs, "O&|i:eventfd", names, _PyLong_UnsignedInt_Converter,
                               &value, &flags)
               ? opened(eventfd(value, flags))
               : NULL;
}

static PyObject *posix_eventfd_read(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", NULL};
    int fd, status;
    eventfd_t value;
    if (!pyi_named_arguments(args, kwargs, "O&:eventfd_read", names,
                             _PyLong_FileDescriptor_Converter, &fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = eventfd_read(fd, &value);
    Py_END_ALLOW_THREADS
    return status < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromUnsignedLongLong(value);
}

static PyObject *posix_eventfd_write(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "value", NULL};
    int fd, status;
    unsigned long long value;
    if (!pyi_named_arguments(args, kwargs, "O&O&:eventfd_write", names,
                             _PyLong_FileDescriptor_Converter, &fd,
                             _PyLong_UnsignedLongLong_Converter, &value)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = eventfd_write(fd, value);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

static PyObject *posix_pidfd_open(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"pid", "flags", NULL};
    int pid;
    unsigned int flags = 0;
    return pyi_named_arguments(args, kwargs, "i|O&:pidfd_open", names, &pid,
                               _PyLong_UnsignedInt_Converter, &flags)
               ? opened(syscall(SYS_pidfd_open, pid, flags))
               : NULL;
}

/* ---- chance -------------------------------------------------------------------------------------------------- */

static PyObject *posix_getrandom(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"size", "flags", NULL};
    Py_ssize_t size, n;
    int flags = 0;
    if (!pyi_named_arguments(args, kwargs, "n|i:getrandom", names, &size, &flags)) {
        return NULL;
    }
    if (size < 0) {
        errno = EINVAL;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, size);
    if (bytes == NULL) {
        return NULL;
    }
    do {
        n = getrandom(PyBytes_AS_STRING(bytes), (size_t)size, (unsigned)flags);
    } while (n < 0 && errno == EINTR && PyErr_CheckSignals() == 0);
    if (n < 0) {
        Py_DECREF(bytes);
        return PyErr_Occurred() ? NULL : PyErr_SetFromErrno(PyExc_OSError);
    }
    if (n != size) {
        _PyBytes_Resize(&bytes, n);
    }
    return bytes;
}

#define ROW(name, flags, parameters) {#name, posix_##name, flags, PYI_SIGNATURE(#name, parameters)}
#define ROW_KEYWORDS(name, parameters)                                                             \
    {#name, POSIX_KEYWORDS(posix_##name), PYI_SIGNATURE(#name, parameters)}

PyMethodDef posix_special_functions[] = {
    ROW_KEYWORDS(mkfifo, "($module, /, path, mode=438, *, dir_fd=None)"),
    ROW_KEYWORDS(mknod, "($module, /, path, mode=384, device=0, *, dir_fd=None)"),
    ROW(major, METH_O, "($module, device, /)"),
    ROW(minor, METH_O, "($module, device, /)"),
    ROW(makedev, METH_VARARGS, "($module, major, minor, /)"),
    ROW_KEYWORDS(memfd_create, "($module, /, name, flags=MFD_CLOEXEC)"),
    ROW_KEYWORDS(eventfd, "($module, /, initval, flags=EFD_CLOEXEC)"),
    ROW_KEYWORDS(eventfd_read, "($module, /, fd)"),
    ROW_KEYWORDS(eventfd_write, "($module, /, fd, value)"),
    ROW_KEYWORDS(pidfd_open, "($module, /, pid, flags=0)"),
    ROW_KEYWORDS(getrandom, "($module, /, size, flags=0)"),
    {0},
};
