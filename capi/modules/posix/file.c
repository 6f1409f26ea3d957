/* SPDX-License-Identifier: Apache-2.0 */
/* file: what posix asks and changes about files by their names. */
#include "posix.h"

#include "user_ids.h"

#include <math.h>
#include <stdio.h>
#include <sys/statvfs.h>

/* ---- stat ------------------------------------------------------------------------------------------ */

static PyStructSequence_Field stat_fields[] = {
    {"st_mode", NULL},      {"st_ino", NULL},      {"st_dev", NULL},      {"st_nlink", NULL},
    {"st_uid", NULL},       {"st_gid", NULL},      {"st_size", NULL},     {NULL, NULL},
    {NULL, NULL},           {NULL, NULL},          {"st_atime", NULL},    {"st_mtime", NULL},
    {"st_ctime", NULL},     {"st_atime_ns", NULL}, {"st_mtime_ns", NULL}, {"st_ctime_ns", NULL},
    {"st_blksize", NULL},   {"st_blocks", NULL},   {"st_rdev", NULL},     {NULL, NULL},
};
static PyStructSequence_Desc stat_desc = {"os.stat_result", NULL, stat_fields, 10};

static PyStructSequence_Field statvfs_fields[] = {
    {"f_bsize", NULL}, {"f_frsize", NULL}, {"f_blocks", NULL}, {"f_bfree", NULL},
    {"f_bavail", NULL}, {"f_files", NULL}, {"f_ffree", NULL},  {"f_favail", NULL},
    {"f_flag", NULL},  {"f_namemax", NULL}, {"f_fsid", NULL},  {NULL, NULL},
};
static PyStructSequence_Desc statvfs_desc = {"os.statvfs_result", NULL, statvfs_fields, 10};

static PyTypeObject *stat_type, *statvfs_type;
static newfunc new_sequence;

/* Times of a result that is made of ten numbers are its last three. */
static PyObject *stat_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *result = new_sequence(type, args, kwargs);
    for (int i = 7; result != NULL && i < 10; i++) {
        if (PyStructSequence_GetItem(result, 3 + i) == Py_None) {
            Py_DECREF(Py_None);
            PyStructSequence_SetItem(result, 3 + i, Py_NewRef(PyStructSequence_GetItem(result, i)));
        }
    }
    return result;
}

/* The name of a field that has none: a constant of the library, known by its address. */
static void name_unnamed(void) {
    for (int i = 7; i < 10; i++) {
        stat_fields[i].name = PyStructSequence_UnnamedField;
    }
}

int posix_add_types(PyObject *module) {
    name_unnamed();
    stat_type = PyStructSequence_NewType(&stat_desc);
    statvfs_type = PyStructSequence_NewType(&statvfs_desc);
    if (stat_type == NULL || statvfs_type == NULL) {
        return -1;
    }
    new_sequence = stat_type->tp_new;
    stat_type->tp_new = stat_new;
    return PyModule_AddObjectRef(module, "stat_result", (PyObject *)stat_type) < 0 ||
                   PyModule_AddObjectRef(module, "statvfs_result", (PyObject *)statvfs_type) < 0
               ? -1
               : 0;
}

static void set_time(PyObject *result, int i, struct timespec time) {
    PyStructSequence_SetItem(result, 7 + i, PyLong_FromLongLong(time.tv_sec));
    PyStructSequence_SetItem(result, 10 + i,
                             PyFloat_FromDouble((double)time.tv_sec + 1e-9 * (double)time.tv_nsec));
    PyStructSequence_SetItem(result, 13 + i,
                             PyLong_FromLongLong(time.tv_sec * 1000000000LL + time.tv_nsec));
}

PyObject *posix_stat_result(const struct stat *status) {
    PyObject *result = PyStructSequence_New(stat_type);
    if (result == NULL) {
        return NULL;
    }
    PyStructSequence_SetItem(result, 0, PyLong_FromUnsignedLong(status->st_mode));
    PyStructSequence_SetItem(result, 1, PyLong_FromUnsignedLongLong(status->st_ino));
    PyStructSequence_SetItem(result, 2, PyLong_FromUnsignedLongLong(status->st_dev));
    PyStructSequence_SetItem(result, 3, PyLong_FromUnsignedLongLong(status->st_nlink));
    PyStructSequence_SetItem(result, 4, PyLong_FromUnsignedLong(status->st_uid));
    PyStructSequence_SetItem(result, 5, PyLong_FromUnsignedLong(status->st_gid));
    PyStructSequence_SetItem(result, 6, PyLong_FromLongLong(status->st_size));
    set_time(result, 0, status->st_atim);
    set_time(result, 1, status->st_mtim);
    set_time(result, 2, status->st_ctim);
    PyStructSequence_SetItem(result, 16, PyLong_FromLong(status->st_blksize));
    PyStructSequence_SetItem(result, 17, PyLong_FromLongLong(status->st_blocks));
    PyStructSequence_SetItem(result, 18, PyLong_FromUnsignedLongLong(status->st_rdev));
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *stat_path(posix_path *path, int dir_fd, int flags) {
    struct stat status;
    int result;
    Py_BEGIN_ALLOW_THREADS
    result = path->fd >= 0 ? fstat(path->fd, &status) : fstatat(dir_fd, path->name, &status, flags);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(path) : posix_stat_result(&status);
    posix_path_clear(path);
    return answer;
}

static PyObject *posix_stat(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "dir_fd", "follow_symlinks", NULL};
    posix_path path = POSIX_PATH_OR_FD("stat", "path");
    int dir_fd = AT_FDCWD, follow = 1;
    if (!pyi_named_arguments(args, kwargs, "O&|$O&p:stat", names, posix_path_converter, &path,
                             posix_dir_fd_converter, &dir_fd, &follow)) {
        return NULL;
    }
    return stat_path(&path, dir_fd, follow ? 0 : AT_SYMLINK_NOFOLLOW);
}

static PyObject *posix_lstat(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "dir_fd", NULL};
    posix_path path = POSIX_PATH("lstat", "path");
    int dir_fd = AT_FDCWD;
    if (!pyi_named_arguments(args, kwargs, "O&|$O&:lstat", names, posix_path_converter, &path,
                             posix_dir_fd_converter, &dir_fd)) {
        return NULL;
    }
    return stat_path(&path, dir_fd, AT_SYMLINK_NOFOLLOW);
}

static PyObject *statvfs_to_python(const struct statvfs *s) {
    PyObject *result = PyStructSequence_New(statvfs_type);
    unsigned long long values[] = {s->f_bsize, s->f_frsize, s->f_blocks, s->f_bfree, s->f_bavail, s->f_files,
                                   s->f_ffree, s->f_favail, s->f_flag, s->f_namemax, s->f_fsid};
    for (int i = 0; result != NULL && i < 11; i++) {
        PyStructSequence_SetItem(result, i, PyLong_FromUnsignedLongLong(values[i]));
    }
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *posix_statvfs(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", NULL};
    posix_path path = POSIX_PATH_OR_FD("statvfs", "path");
    struct statvfs s;
    int status;
    if (!pyi_named_arguments(args, kwargs, "O&:statvfs", names, posix_path_converter, &path)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = path.fd >= 0 ? fstatvfs(path.fd, &s) : statvfs(path.name, &s);
    Py_END_ALLOW_THREADS
    PyObject *result = status < 0 ? posix_path_error(&path) : statvfs_to_python(&s);
    posix_path_clear(&path);
    return result;
}

static PyObject *posix_fstatvfs(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, status, error;
    struct statvfs s;
    if (!pyi_arguments(args, "i:posix.fstatvfs", &fd)) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        status = fstatvfs(fd, &s);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (status < 0 && posix_again(error));
    return status < 0 ? NULL : statvfs_to_python(&s);
}

/* ---- access ------------------------------------------------------------------------------------------ */

static PyObject *posix_access(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "mode", "dir_fd", "effective_ids", "follow_symlinks", NULL};
    posix_path path = POSIX_PATH("access", "path");
    int mode, dir_fd = AT_FDCWD, effective = 0, follow = 1, result;
    if (!pyi_named_arguments(args, kwargs, "O&i|$O&pp:access", names, posix_path_converter,
                             &path, &mode, posix_dir_fd_converter, &dir_fd, &effective,
                             &follow)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = faccessat(dir_fd, path.name, mode,
                       (effective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW));
    Py_END_ALLOW_THREADS
    posix_path_clear(&path);
    return PyBool_FromLong(result == 0);
}

static PyObject *posix_chmod(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "mode", "dir_fd", "follow_symlinks", NULL};
    posix_path path = POSIX_PATH_OR_FD("chmod", "path");
    int mode, dir_fd = AT_FDCWD, follow = 1, result;
    if (!pyi_named_arguments(args, kwargs, "O&i|$O&p:chmod", names, posix_path_converter, &path,
                             &mode, posix_dir_fd_converter, &dir_fd, &follow)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = path.fd >= 0 ? fchmod(path.fd, (mode_t)mode)
                          : fchmodat(dir_fd, path.name, (mode_t)mode, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    posix_path_clear(&path);
    return answer;
}

static PyObject *posix_chown(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "uid", "gid", "dir_fd", "follow_symlinks", NULL};
    posix_path path = POSIX_PATH_OR_FD("chown", "path");
    uid_t uid;
    gid_t gid;
    int dir_fd = AT_FDCWD, follow = 1, result;
    if (!pyi_named_arguments(args, kwargs, "O&O&O&|$O&p:chown", names, posix_path_converter, &path,
                             pyi_uid_converter, &uid, pyi_gid_converter, &gid,
                             posix_dir_fd_converter, &dir_fd, &follow)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = path.fd >= 0 ? fchown(path.fd, uid, gid)
                          : fchownat(dir_fd, path.name, uid, gid, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    posix_path_clear(&path);
    return answer;
}

/* ---- times ------------------------------------------------------------------------------------------ */

static int time_of_seconds(PyObject *op, struct timespec *time) {
    if (!PyFloat_Check(op)) {
        long long seconds = PyLong_AsLongLong(op);
        *time = (struct timespec){seconds, 0};
        return seconds == -1 && PyErr_Occurred() ? -1 : 0;
    }
    double whole = floor(PyFloat_AS_DOUBLE(op));
    double rest = (PyFloat_AS_DOUBLE(op) - whole) * 1e9;
    *time = (struct timespec){(time_t)whole, (long)rest};
    return 0;
}

static int time_of_nanoseconds(PyObject *op, struct timespec *time) {
    long long ns = PyLong_AsLongLong(op);
    if (ns == -1 && PyErr_Occurred()) {
        return -1;
    }
    long long rest = ns % 1000000000, seconds = ns / 1000000000;
    if (rest < 0) {
        rest += 1000000000;
        seconds--;
    }
    *time = (struct timespec){seconds, (long)rest};
    return 0;
}

/* The two times of utime(); 1 for now, -1 with an exception. */
static int utime_times(PyObject *times, PyObject *ns, struct timespec *to) {
    if (times != Py_None && ns != NULL) {
        PyErr_SetString(PyExc_ValueError,
                        "utime: you may specify either 'times' or 'ns' but not both");
        return -1;
    }
    PyObject *pair = ns != NULL ? ns : times;
    if (pair == Py_None) {
        return 1;
    }
    if (!PyTuple_CheckExact(pair) || PyTuple_GET_SIZE(pair) != 2) {
        PyErr_SetString(PyExc_TypeError, ns != NULL
                                             ? "utime: 'ns' must be a tuple of two ints"
                                             : "utime: 'times' must be either a tuple of two ints or None");
        return -1;
    }
    for (int i = 0; i < 2; i++) {
        PyObject *item = PyTuple_GET_ITEM(pair, i);
        if ((ns != NULL ? time_of_nanoseconds(item, &to[i]) : time_of_seconds(item, &to[i])) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *posix_utime(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "times", "ns", "dir_fd", "follow_symlinks", NULL};
    posix_path path = POSIX_PATH_OR_FD("utime", "path");
    PyObject *times = Py_None, *ns = NULL;
    int dir_fd = AT_FDCWD, follow = 1, result;
    if (!pyi_named_arguments(args, kwargs, "O&|O$OO&p:utime", names, posix_path_converter, &path,
                             &times, &ns, posix_dir_fd_converter, &dir_fd, &follow)) {
        return NULL;
    }
    struct timespec both[2];
    int now = utime_times(times, ns, both);
    PyObject *answer = NULL;
    if (now >= 0) {
        Py_BEGIN_ALLOW_THREADS
        result = path.fd >= 0 ? futimens(path.fd, now ? NULL : both)
                              : utimensat(dir_fd, path.name, now ? NULL : both,
                                          follow ? 0 : AT_SYMLINK_NOFOLLOW);
        Py_END_ALLOW_THREADS
        answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    }
    posix_path_clear(&path);
    return answer;
}

/* ---- names -------------------------------------------------------------------------------------------- */

static PyObject *remove_file(PyObject *args, PyObject *kwargs, const char *format, const char *function,
                             int flags) {
    static char *names[] = {"path", "dir_fd", NULL};
    posix_path path = POSIX_PATH(function, "path");
    int dir_fd = AT_FDCWD, result;
    if (!pyi_named_arguments(args, kwargs, format, names, posix_path_converter, &path,
                             posix_dir_fd_converter, &dir_fd)) {
        return NULL;
    }
    if (PySys_Audit(flags ? "os.rmdir" : "os.remove", "Oi", path.object, dir_fd) < 0) {
        posix_path_clear(&path);
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = unlinkat(dir_fd, path.name, flags);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    posix_path_clear(&path);
    return answer;
}

static PyObject *posix_unlink(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return remove_file(args, kwargs, "O&|$O&:unlink", "unlink", 0);
}

static PyObject *posix_remove(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return remove_file(args, kwargs, "O&|$O&:remove", "remove", 0);
}

static PyObject *posix_rmdir(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return remove_file(args, kwargs, "O&|$O&:rmdir", "rmdir", AT_REMOVEDIR);
}

static PyObject *move_file(PyObject *args, PyObject *kwargs, const char *format, const char *function) {
    static char *names[] = {"src", "dst", "src_dir_fd", "dst_dir_fd", NULL};
    posix_path from = POSIX_PATH(function, "src"), to = POSIX_PATH(function, "dst");
    int from_fd = AT_FDCWD, to_fd = AT_FDCWD, result;
    if (!pyi_named_arguments(args, kwargs, format, names, posix_path_converter, &from,
                             posix_path_converter, &to, posix_dir_fd_converter, &from_fd,
                             posix_dir_fd_converter, &to_fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = renameat(from_fd, from.name, to_fd, to.name);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_paths_error(&from, &to) : Py_NewRef(Py_None);
    posix_path_clear(&from);
    posix_path_clear(&to);
    return answer;
}

static PyObject *posix_rename(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return move_file(args, kwargs, "O&O&|$O&O&:rename", "rename");
}

static PyObject *posix_replace(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return move_file(args, kwargs, "O&O&|$O&O&:replace", "replace");
}

static PyObject *posix_link(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"src", "dst", "src_dir_fd", "dst_dir_fd", "follow_symlinks", NULL};
    posix_path from = POSIX_PATH("link", "src"), to = POSIX_PATH("link", "dst");
    int from_fd = AT_FDCWD, to_fd = AT_FDCWD, follow = 1, result;
    if (!pyi_named_arguments(args, kwargs, "O&O&|$O&O&p:link", names, posix_path_converter, &from,
                             posix_path_converter, &to, posix_dir_fd_converter, &from_fd,
                             posix_dir_fd_converter, &to_fd, &follow)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = linkat(from_fd, from.name, to_fd, to.name, follow ? AT_SYMLINK_FOLLOW : 0);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_paths_error(&from, &to) : Py_NewRef(Py_None);
    posix_path_clear(&from);
    posix_path_clear(&to);
    return answer;
}

static PyObject *posix_symlink(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"src", "dst", "target_is_directory", "dir_fd", NULL};
    posix_path from = POSIX_PATH("symlink", "src"), to = POSIX_PATH("symlink", "dst");
    int folder = 0, dir_fd = AT_FDCWD, result;
    if (!pyi_named_arguments(args, kwargs, "O&O&|p$O&:symlink", names, posix_path_converter, &from,
                             posix_path_converter, &to, &folder, posix_dir_fd_converter,
                             &dir_fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = symlinkat(from.name, dir_fd, to.name);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_paths_error(&from, &to) : Py_NewRef(Py_None);
    posix_path_clear(&from);
    posix_path_clear(&to);
    return answer;
}

static PyObject *posix_readlink(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "dir_fd", NULL};
    posix_path path = POSIX_PATH("readlink", "path");
    int dir_fd = AT_FDCWD;
    if (!pyi_named_arguments(args, kwargs, "O&|$O&:readlink", names, posix_path_converter, &path,
                             posix_dir_fd_converter, &dir_fd)) {
        return NULL;
    }
    char target[4096 + 1];
    ssize_t n;
    Py_BEGIN_ALLOW_THREADS
    n = readlinkat(dir_fd, path.name, target, sizeof(target) - 1);
    Py_END_ALLOW_THREADS
    PyObject *answer = n < 0           ? posix_path_error(&path)
                       : path.is_bytes ? PyBytes_FromStringAndSize(target, n)
                                       : PyUnicode_DecodeFSDefaultAndSize(target, n);
    posix_path_clear(&path);
    return answer;
}

static PyObject *posix_truncate(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "length", NULL};
    posix_path path = POSIX_PATH_OR_FD("truncate", "path");
    long long length;
    int result;
    if (!pyi_named_arguments(args, kwargs, "O&L:truncate", names, posix_path_converter, &path,
                             &length)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = path.fd >= 0 ? ftruncate(path.fd, length) : truncate(path.name, length);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    posix_path_clear(&path);
    return answer;
}

static PyObject *posix_lchown(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "uid", "gid", NULL};
    posix_path path = POSIX_PATH("lchown", "path");
    uid_t uid;
    gid_t gid;
    int result;
    if (!pyi_named_arguments(args, kwargs, "O&O&O&:lchown", names, posix_path_converter, &path,
                             pyi_uid_converter, &uid, pyi_gid_converter, &gid)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = lchown(path.name, uid, gid);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    posix_path_clear(&path);
    return answer;
}

static PyObject *posix_chroot(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", NULL};
    posix_path path = POSIX_PATH("chroot", "path");
    int result;
    if (!pyi_named_arguments(args, kwargs, "O&:chroot", names, posix_path_converter, &path)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = chroot(path.name);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    posix_path_clear(&path);
    return answer;
}

#if PYI_313
#  define CHMOD_PARAMETERS                                                                         \
      "($module, /, path, mode, *, dir_fd=None,\n      follow_symlinks=(os.name != 'nt'))"
#else
#  define CHMOD_PARAMETERS "($module, /, path, mode, *, dir_fd=None, follow_symlinks=True)"
#endif

PyMethodDef posix_file_functions[] = {
    {"stat", POSIX_KEYWORDS(posix_stat),
     PYI_SIGNATURE("stat", "($module, /, path, *, dir_fd=None, follow_symlinks=True)")},
    {"lstat", POSIX_KEYWORDS(posix_lstat), PYI_SIGNATURE("lstat", "($module, /, path, *, dir_fd=None)")},
    {"statvfs", POSIX_KEYWORDS(posix_statvfs), PYI_SIGNATURE("statvfs", "($module, /, path)")},
    {"fstatvfs", posix_fstatvfs, METH_VARARGS, PYI_SIGNATURE("fstatvfs", "($module, fd, /)")},
    {"access", POSIX_KEYWORDS(posix_access),
     PYI_SIGNATURE("access", "($module, /, path, mode, *, dir_fd=None, effective_ids=False,\n"
                   "       follow_symlinks=True)")},
    {"chmod", POSIX_KEYWORDS(posix_chmod), PYI_SIGNATURE("chmod", CHMOD_PARAMETERS)},
    {"chown", POSIX_KEYWORDS(posix_chown),
     PYI_SIGNATURE("chown", "($module, /, path, uid, gid, *, dir_fd=None, follow_symlinks=True)")},
    {"lchown", POSIX_KEYWORDS(posix_lchown), PYI_SIGNATURE("lchown", "($module, /, path, uid, gid)")},
    {"chroot", POSIX_KEYWORDS(posix_chroot), PYI_SIGNATURE("chroot", "($module, /, path)")},
    {"utime", POSIX_KEYWORDS(posix_utime),
     PYI_SIGNATURE("utime", "($module, /, path, times=None, *, ns=<unrepresentable>,\n"
                   "      dir_fd=None, follow_symlinks=True)")},
    {"unlink", POSIX_KEYWORDS(posix_unlink),
     PYI_SIGNATURE("unlink", "($module, /, path, *, dir_fd=None)")},
    {"remove", POSIX_KEYWORDS(posix_remove),
     PYI_SIGNATURE("remove", "($module, /, path, *, dir_fd=None)")},
    {"rmdir", POSIX_KEYWORDS(posix_rmdir),
     PYI_SIGNATURE("rmdir", "($module, /, path, *, dir_fd=None)")},
    {"rename", POSIX_KEYWORDS(posix_rename),
     PYI_SIGNATURE("rename", "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)")},
    {"replace", POSIX_KEYWORDS(posix_replace),
     PYI_SIGNATURE("replace", "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)")},
    {"link", POSIX_KEYWORDS(posix_link),
     PYI_SIGNATURE("link", "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None,\n"
                   "     follow_symlinks=True)")},
    {"symlink", POSIX_KEYWORDS(posix_symlink),
     PYI_SIGNATURE("symlink", "($module, /, src, dst, target_is_directory=False, *, dir_fd=None)")},
    {"readlink", POSIX_KEYWORDS(posix_readlink),
     PYI_SIGNATURE("readlink", "($module, /, path, *, dir_fd=None)")},
    {"truncate", POSIX_KEYWORDS(posix_truncate),
     PYI_SIGNATURE("truncate", "($module, /, path, length)")},
    {NULL, NULL, 0, NULL},
};
