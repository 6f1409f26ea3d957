/* SPDX-License-Identifier: Apache-2.0 */
/* folder: directories: what is in them, making them, being in them. */
#include "posix.h"

#include <dirent.h>
#include <structmember.h>

/* ---- names ------------------------------------------------------------------------------------------ */

static bool is_dots(const char *name) {
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

/* new: str or bytes */
static PyObject *name_of(const char *name, bool is_bytes) {
    return is_bytes ? PyBytes_FromString(name) : PyUnicode_DecodeFSDefault(name);
}

static DIR *open_folder(posix_path *path) {
    DIR *folder = NULL;
    int error;
    Py_BEGIN_ALLOW_THREADS
    if (path->fd >= 0) {
        int copy = fcntl(path->fd, F_DUPFD_CLOEXEC, 0);
        folder = copy < 0 ? NULL : fdopendir(copy);
    } else {
        folder = opendir(path->name);
    }
    error = errno;
    Py_END_ALLOW_THREADS
    errno = error;
    return folder;
}

/* NULL at the end, or with errno */
static struct dirent *next_entry(DIR *folder) {
    struct dirent *entry;
    Py_BEGIN_ALLOW_THREADS
    do {
        errno = 0;
        entry = readdir(folder);
    } while (entry != NULL && is_dots(entry->d_name));
    Py_END_ALLOW_THREADS
    return entry;
}

static PyObject *list_names(DIR *folder, posix_path *path) {
    PyObject *list = PyList_New(0);
    while (list != NULL) {
        struct dirent *entry = next_entry(folder);
        if (entry == NULL) {
            if (errno != 0) {
                Py_CLEAR(list);
                posix_path_error(path);
            }
            break;
        }
        PyObject *name = name_of(entry->d_name, path->is_bytes);
        if (name == NULL || PyList_Append(list, name) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(name);
    }
    return list;
}

static PyObject *posix_listdir(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", NULL};
    posix_path path = POSIX_PATH_OR_FD("listdir", "path");
    path.nullable = true;
    path.name = ".";
    if (!pyi_named_arguments(args, kwargs, "|O&:listdir", names, posix_path_converter, &path)) {
        return NULL;
    }
    PyObject *list = NULL;
    if (PySys_Audit("os.listdir", "O", path.object == NULL ? Py_None : path.object) == 0) {
        DIR *folder = open_folder(&path);
        if (folder == NULL) {
            posix_path_error(&path);
        } else {
            if (path.fd >= 0) {
                rewinddir(folder);
            }
            list = list_names(folder, &path);
            closedir(folder);
        }
    }
    posix_path_clear(&path);
    return list;
}

/* ---- DirEntry ------------------------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyObject *name, *path;   /* owned */
    PyObject *stat, *lstat;  /* owned or NULL: not asked yet */
    unsigned char type;
    ino_t inode;
    int dir_fd;
} direntry;

#define ENTRY(op) ((direntry *)(op))

static void entry_dealloc(PyObject *op) {
    Py_XDECREF(ENTRY(op)->name);
    Py_XDECREF(ENTRY(op)->path);
    Py_XDECREF(ENTRY(op)->stat);
    Py_XDECREF(ENTRY(op)->lstat);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *fetch_stat(direntry *self, int flags) {
    PyObject *bytes;
    if (!PyUnicode_FSConverter(self->dir_fd != AT_FDCWD ? self->name : self->path, &bytes)) {
        return NULL;
    }
    struct stat status;
    int result;
    Py_BEGIN_ALLOW_THREADS
    result = fstatat(self->dir_fd, PyBytes_AS_STRING(bytes), &status, flags);
    Py_END_ALLOW_THREADS
    Py_DECREF(bytes);
    if (result < 0) {
        return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, self->path);
    }
    return posix_stat_result(&status);
}

/* borrowed */
static PyObject *entry_lstat(direntry *self) {
    if (self->lstat == NULL) {
        self->lstat = fetch_stat(self, AT_SYMLINK_NOFOLLOW);
    }
    return self->lstat;
}

/* 1, 0, or -1 with an exception */
static int is_link(direntry *self) {
    if (self->type != DT_UNKNOWN) {
        return self->type == DT_LNK;
    }
    PyObject *status = entry_lstat(self);
    return status == NULL ? -1 : S_ISLNK(PyLong_AsLong(PyStructSequence_GetItem(status, 0)));
}

/* borrowed */
static PyObject *entry_status(direntry *self, bool follow) {
    if (!follow) {
        return entry_lstat(self);
    }
    if (self->stat == NULL) {
        int link = is_link(self);
        if (link < 0) {
            return NULL;
        }
        self->stat = link ? fetch_stat(self, 0) : Py_XNewRef(entry_lstat(self));
    }
    return self->stat;
}

static int has_kind(direntry *self, bool follow, mode_t kind) {
    int link = is_link(self);
    if (link < 0) {
        return -1;
    }
    bool ask = self->type == DT_UNKNOWN || (follow && link);
    if (!ask) {
        return link ? false : self->type == (kind == S_IFDIR ? DT_DIR : DT_REG);
    }
    PyObject *status = entry_status(self, follow);
    if (status == NULL) {
        if (PyErr_ExceptionMatches(PyExc_FileNotFoundError)) {
            PyErr_Clear(); /* a link to nothing is no file and no folder */
            return 0;
        }
        return -1;
    }
    return (PyLong_AsLong(PyStructSequence_GetItem(status, 0)) & S_IFMT) == (long)kind;
}

static int follow_arg(PyObject *args, PyObject *kwargs, const char *format) {
    static char *names[] = {"follow_symlinks", NULL};
    int follow = 1;
    return pyi_named_arguments(args, kwargs, format, names, &follow) ? follow : -1;
}

static PyObject *truth(int answer) { return answer < 0 ? NULL : PyBool_FromLong(answer); }

static PyObject *entry_is_dir(PyObject *self, PyObject *args, PyObject *kwargs) {
    int follow = follow_arg(args, kwargs, "|$p:is_dir");
    return follow < 0 ? NULL : truth(has_kind(ENTRY(self), follow, S_IFDIR));
}

static PyObject *entry_is_file(PyObject *self, PyObject *args, PyObject *kwargs) {
    int follow = follow_arg(args, kwargs, "|$p:is_file");
    return follow < 0 ? NULL : truth(has_kind(ENTRY(self), follow, S_IFREG));
}

static PyObject *entry_is_symlink(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return truth(is_link(ENTRY(self)));
}

#if PYI_312
static PyObject *entry_is_junction(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) {
    Py_RETURN_FALSE;
}
#endif

static PyObject *entry_stat(PyObject *self, PyObject *args, PyObject *kwargs) {
    int follow = follow_arg(args, kwargs, "|$p:stat");
    return follow < 0 ? NULL : Py_XNewRef(entry_status(ENTRY(self), follow));
}

static PyObject *entry_inode(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return PyLong_FromUnsignedLongLong(ENTRY(self)->inode);
}

static PyObject *entry_fspath(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return Py_NewRef(ENTRY(self)->path);
}

static PyObject *entry_repr(PyObject *self) {
    return PyUnicode_FromFormat("<DirEntry %R>", ENTRY(self)->name);
}

static PyMethodDef entry_methods[] = {
    {"is_dir", POSIX_KEYWORDS(entry_is_dir),
     PYI_SIGNATURE("is_dir", "($self, /, *, follow_symlinks=True)")},
    {"is_file", POSIX_KEYWORDS(entry_is_file),
     PYI_SIGNATURE("is_file", "($self, /, *, follow_symlinks=True)")},
    {"is_symlink", entry_is_symlink, METH_NOARGS, PYI_SIGNATURE("is_symlink", "($self, /)")},
#if PYI_312
    {"is_junction", entry_is_junction, METH_NOARGS, PYI_SIGNATURE("is_junction", "($self, /)")},
#endif
    {"stat", POSIX_KEYWORDS(entry_stat), PYI_SIGNATURE("stat", "($self, /, *, follow_symlinks=True)")},
    {"inode", entry_inode, METH_NOARGS, PYI_SIGNATURE("inode", "($self, /)")},
    {"__fspath__", entry_fspath, METH_NOARGS, PYI_SIGNATURE("__fspath__", "($self, /)")},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef entry_members[] = {
    {"name", T_OBJECT_EX, offsetof(direntry, name), READONLY, NULL},
    {"path", T_OBJECT_EX, offsetof(direntry, path), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject posix_direntry_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "posix.DirEntry",
    .tp_basicsize = sizeof(direntry),
    .tp_dealloc = entry_dealloc,
    .tp_repr = entry_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = entry_methods,
    .tp_members = entry_members,
    .tp_alloc = PyType_GenericAlloc,
    .tp_free = PyObject_Free,
};
PYI_TYPE(posix_direntry_type);

/* ---- scandir ---------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    posix_path path;
    DIR *folder; /* NULL: closed */
} scandir_iter;

#define SCAN(op) ((scandir_iter *)(op))

static void scan_close(scandir_iter *self) {
    if (self->folder != NULL) {
        if (self->path.fd >= 0) {
            rewinddir(self->folder);
        }
        closedir(self->folder);
        self->folder = NULL;
    }
}

static void scan_finalize(PyObject *op) {
    if (SCAN(op)->folder == NULL) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (PyErr_ResourceWarning(op, 1, "unclosed scandir iterator %R", op) < 0) {
        PyErr_WriteUnraisable(op);
    }
    scan_close(SCAN(op));
    PyErr_Restore(type, value, traceback);
}

static void scan_dealloc(PyObject *op) {
    if (PyObject_CallFinalizerFromDealloc(op) < 0) {
        return;
    }
    scan_close(SCAN(op));
    posix_path_clear(&SCAN(op)->path);
    Py_TYPE(op)->tp_free(op);
}

/* new: folder/name */
static PyObject *join(posix_path *path, const char *name) {
    if (path->fd >= 0) {
        return name_of(name, false);
    }
    size_t n = strlen(path->name);
    const char *slash = n > 0 && path->name[n - 1] != '/' ? "/" : "";
    PyObject *joined = PyBytes_FromFormat("%s%s%s", path->name, slash, name);
    if (joined != NULL && !path->is_bytes) {
        Py_SETREF(joined, PyUnicode_DecodeFSDefaultAndSize(PyBytes_AS_STRING(joined),
                                                           PyBytes_GET_SIZE(joined)));
    }
    return joined;
}

static PyObject *new_entry(scandir_iter *scan, const struct dirent *found) {
    direntry *entry = (direntry *)posix_direntry_type.tp_alloc(&posix_direntry_type, 0);
    if (entry == NULL) {
        return NULL;
    }
    entry->name = name_of(found->d_name, scan->path.is_bytes);
    entry->path = join(&scan->path, found->d_name);
    entry->type = found->d_type;
    entry->inode = found->d_ino;
    entry->dir_fd = scan->path.fd >= 0 ? scan->path.fd : AT_FDCWD;
    if (entry->name == NULL || entry->path == NULL) {
        Py_CLEAR(entry);
    }
    return (PyObject *)entry;
}

static PyObject *scan_next(PyObject *op) {
    scandir_iter *self = SCAN(op);
    if (self->folder == NULL) {
        return NULL;
    }
    struct dirent *found = next_entry(self->folder);
    if (found == NULL) {
        if (errno != 0) {
            posix_path_error(&self->path);
        }
        scan_close(self);
        return NULL;
    }
    return new_entry(self, found);
}

static PyObject *scan_enter(PyObject *self, PyObject *Py_UNUSED(ignored)) { return Py_NewRef(self); }

static PyObject *scan_exit(PyObject *self, PyObject *Py_UNUSED(args)) {
    scan_close(SCAN(self));
    Py_RETURN_NONE;
}

static PyMethodDef scan_methods[] = {
    {"__enter__", scan_enter, METH_NOARGS, NULL},
    {"__exit__", scan_exit, METH_VARARGS, NULL},
    {"close", scan_exit, METH_NOARGS, PYI_SIGNATURE("close", "($module, /, fd)")},
    {NULL, NULL, 0, NULL},
};

PyTypeObject posix_scandir_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "posix.ScandirIterator",
    .tp_basicsize = sizeof(scandir_iter),
    .tp_dealloc = scan_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = scan_next,
    .tp_methods = scan_methods,
    .tp_finalize = scan_finalize,
    .tp_alloc = PyType_GenericAlloc,
    .tp_free = PyObject_Free,
};
PYI_TYPE(posix_scandir_type);

static PyObject *posix_scandir(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", NULL};
    posix_path path = POSIX_PATH_OR_FD("scandir", "path");
    path.nullable = true;
    path.name = ".";
    if (!pyi_named_arguments(args, kwargs, "|O&:scandir", names, posix_path_converter, &path)) {
        return NULL;
    }
    scandir_iter *scan = NULL;
    if (PySys_Audit("os.scandir", "O", path.object == NULL ? Py_None : path.object) == 0) {
        scan = (scandir_iter *)posix_scandir_type.tp_alloc(&posix_scandir_type, 0);
    }
    if (scan == NULL) {
        posix_path_clear(&path);
        return NULL;
    }
    scan->path = path;
    scan->folder = open_folder(&path);
    if (scan->folder == NULL) {
        posix_path_error(&path);
        Py_CLEAR(scan);
    }
    return (PyObject *)scan;
}

/* ---- making and changing ---------------------------------------------------------------------------------------- */

static PyObject *posix_mkdir(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "mode", "dir_fd", NULL};
    posix_path path = POSIX_PATH("mkdir", "path");
    int mode = 0777, dir_fd = AT_FDCWD, result;
    if (!pyi_named_arguments(args, kwargs, "O&|i$O&:mkdir", names, posix_path_converter, &path,
                             &mode, posix_dir_fd_converter, &dir_fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = mkdirat(dir_fd, path.name, (mode_t)mode);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    posix_path_clear(&path);
    return answer;
}

static PyObject *current(bool is_bytes) {
    char *name;
    int error;
    Py_BEGIN_ALLOW_THREADS
    name = getcwd(NULL, 0);
    error = errno;
    Py_END_ALLOW_THREADS
    if (name == NULL) {
        errno = error;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyObject *result = name_of(name, is_bytes);
    free(name);
    return result;
}

static PyObject *posix_getcwd(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    return current(false);
}

static PyObject *posix_getcwdb(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    return current(true);
}

static PyObject *posix_chdir(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", NULL};
    posix_path path = POSIX_PATH_OR_FD("chdir", "path");
    int result;
    if (!pyi_named_arguments(args, kwargs, "O&:chdir", names, posix_path_converter, &path)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = path.fd >= 0 ? fchdir(path.fd) : chdir(path.name);
    Py_END_ALLOW_THREADS
    PyObject *answer = result < 0 ? posix_path_error(&path) : Py_NewRef(Py_None);
    posix_path_clear(&path);
    return answer;
}

PyMethodDef posix_folder_functions[] = {
    {"listdir", POSIX_KEYWORDS(posix_listdir), PYI_SIGNATURE("listdir", "($module, /, path=None)")},
    {"scandir", POSIX_KEYWORDS(posix_scandir), PYI_SIGNATURE("scandir", "($module, /, path=None)")},
    {"mkdir", POSIX_KEYWORDS(posix_mkdir),
     PYI_SIGNATURE("mkdir", "($module, /, path, mode=511, *, dir_fd=None)")},
    {"getcwd", posix_getcwd, METH_NOARGS, PYI_SIGNATURE("getcwd", "($module, /)")},
    {"getcwdb", posix_getcwdb, METH_NOARGS, PYI_SIGNATURE("getcwdb", "($module, /)")},
    {"chdir", POSIX_KEYWORDS(posix_chdir), PYI_SIGNATURE("chdir", "($module, /, path)")},
    {NULL, NULL, 0, NULL},
};
