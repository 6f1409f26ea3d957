/* SPDX-License-Identifier: Apache-2.0 */
/* _stat: what the numbers in a file's mode mean; the module stat takes all of it over.
 * Contract   docs.python.org/3/library/stat.html
 */
#include "constants.h"

#include <sys/stat.h>

/* ---- the argument ---------------------------------------------------------------------------------------- */

/* 0 or -1 */
static int take_mode(PyObject *op, mode_t *to) {
    if (!PyLong_Check(op)) {
        PyErr_SetString(PyExc_TypeError, "an integer is required");
        return -1;
    }
    unsigned long mode = PyLong_AsUnsignedLong(op);
    if (mode == (unsigned long)-1 && PyErr_Occurred()) {
        if (_PyLong_Sign(op) < 0) {
            PyErr_SetString(PyExc_OverflowError, "can't convert negative value to unsigned int");
        } else {
            PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C unsigned long");
        }
        return -1;
    }
    *to = (mode_t)mode;
    if (*to != mode) {
        PyErr_SetString(PyExc_OverflowError, "mode out of range");
        return -1;
    }
    return 0;
}

/* ---- kinds of files --------------------------------------------------------------------------------------- */

#define IS_KIND(name, test)                                                                        \
    static PyObject *stat_##name(PyObject *module, PyObject *op) {                                 \
        (void)module;                                                                              \
        mode_t mode;                                                                               \
        return take_mode(op, &mode) < 0 ? NULL : PyBool_FromLong(test);                            \
    }

IS_KIND(S_ISDIR, S_ISDIR(mode))
IS_KIND(S_ISCHR, S_ISCHR(mode))
IS_KIND(S_ISBLK, S_ISBLK(mode))
IS_KIND(S_ISREG, S_ISREG(mode))
IS_KIND(S_ISFIFO, S_ISFIFO(mode))
IS_KIND(S_ISLNK, S_ISLNK(mode))
IS_KIND(S_ISSOCK, S_ISSOCK(mode))
/* Other systems have these. */
IS_KIND(S_ISDOOR, 0)
IS_KIND(S_ISPORT, 0)
IS_KIND(S_ISWHT, 0)

static PyObject *stat_S_IMODE(PyObject *module, PyObject *op) {
    (void)module;
    mode_t mode;
    return take_mode(op, &mode) < 0 ? NULL : PyLong_FromUnsignedLong(mode & 07777);
}

static PyObject *stat_S_IFMT(PyObject *module, PyObject *op) {
    (void)module;
    mode_t mode;
    return take_mode(op, &mode) < 0 ? NULL : PyLong_FromUnsignedLong(mode & S_IFMT);
}

/* ---- as text ----------------------------------------------------------------------------------------------- */

static char letter_of_kind(mode_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG:
        return '-';
    case S_IFDIR:
        return 'd';
    case S_IFLNK:
        return 'l';
    case S_IFBLK:
        return 'b';
    case S_IFCHR:
        return 'c';
    case S_IFIFO:
        return 'p';
    case S_IFSOCK:
        return 's';
    default:
        return '?';
    }
}

/* The letters of one of the three groups; *special* stands for its bit (set-uid, set-gid, sticky). */
static void write_group(char *to, mode_t bits, bool is_special, char special) {
    to[0] = bits & 4 ? 'r' : '-';
    to[1] = bits & 2 ? 'w' : '-';
    if (is_special) {
        to[2] = bits & 1 ? special : (char)(special - 'a' + 'A');
    } else {
        to[2] = bits & 1 ? 'x' : '-';
    }
}

static PyObject *stat_filemode(PyObject *module, PyObject *op) {
    (void)module;
    mode_t mode;
    if (take_mode(op, &mode) < 0) {
        return NULL;
    }
    char text[10] = {letter_of_kind(mode)};
    write_group(text + 1, mode >> 6, mode & S_ISUID, 's');
    write_group(text + 4, mode >> 3, mode & S_ISGID, 's');
    write_group(text + 7, mode, mode & S_ISVTX, 't');
    return PyUnicode_FromStringAndSize(text, sizeof(text));
}

/* ---- the module -------------------------------------------------------------------------------------------- */

#define KIND(name, what)                                                                           \
    {#name, stat_##name, METH_O, #name "(mode) -> bool\n\nReturn True if mode is from " what "."}

static PyMethodDef functions[] = {
    KIND(S_ISDIR, "a directory"),
    KIND(S_ISCHR, "a character special device file"),
    KIND(S_ISBLK, "a block special device file"),
    KIND(S_ISREG, "a regular file"),
    KIND(S_ISFIFO, "a FIFO (named pipe)"),
    KIND(S_ISLNK, "a symbolic link"),
    KIND(S_ISSOCK, "a socket"),
    KIND(S_ISDOOR, "a door"),
    KIND(S_ISPORT, "an event port"),
    KIND(S_ISWHT, "a whiteout"),
    {"S_IMODE", stat_S_IMODE, METH_O,
     "Return the portion of the file's mode that can be set by os.chmod()."},
    {"S_IFMT", stat_S_IFMT, METH_O,
     "Return the portion of the file's mode that describes the file type."},
    {"filemode", stat_filemode, METH_O, "Convert a file's mode to a string of the form '-rwxrwxrwx'"},
    {0},
};

static const pyi_constant constants[] = {
    PYI_CONSTANT(S_IFDIR),
    PYI_CONSTANT(S_IFCHR),
    PYI_CONSTANT(S_IFBLK),
    PYI_CONSTANT(S_IFREG),
    PYI_CONSTANT(S_IFIFO),
    PYI_CONSTANT(S_IFLNK),
    PYI_CONSTANT(S_IFSOCK),
    {"S_IFDOOR", 0},
    {"S_IFPORT", 0},
    {"S_IFWHT", 0},
    PYI_CONSTANT(S_ISUID),
    PYI_CONSTANT(S_ISGID),
    PYI_CONSTANT(S_ISVTX),
    {"S_ENFMT", S_ISGID},
    {"S_IREAD", S_IRUSR},
    {"S_IWRITE", S_IWUSR},
    {"S_IEXEC", S_IXUSR},
    PYI_CONSTANT(S_IRWXU),
    PYI_CONSTANT(S_IRUSR),
    PYI_CONSTANT(S_IWUSR),
    PYI_CONSTANT(S_IXUSR),
    PYI_CONSTANT(S_IRWXG),
    PYI_CONSTANT(S_IRGRP),
    PYI_CONSTANT(S_IWGRP),
    PYI_CONSTANT(S_IXGRP),
    PYI_CONSTANT(S_IRWXO),
    PYI_CONSTANT(S_IROTH),
    PYI_CONSTANT(S_IWOTH),
    PYI_CONSTANT(S_IXOTH),
    /* flags of other systems' files, whose numbers are the same everywhere */
    {"UF_NODUMP", 0x1},
    {"UF_IMMUTABLE", 0x2},
    {"UF_APPEND", 0x4},
    {"UF_OPAQUE", 0x8},
    {"UF_NOUNLINK", 0x10},
    {"UF_COMPRESSED", 0x20},
    {"UF_HIDDEN", 0x8000},
    {"SF_ARCHIVED", 0x10000},
    {"SF_IMMUTABLE", 0x20000},
    {"SF_APPEND", 0x40000},
    {"SF_NOUNLINK", 0x100000},
    {"SF_SNAPSHOT", 0x200000},
#if PYI_313
    {"UF_SETTABLE", 0xFFFF},
    {"UF_TRACKED", 0x40},
    {"UF_DATAVAULT", 0x80},
    {"SF_SETTABLE", 0xFFFF0000},
    {"SF_FIRMLINK", 0x800000},
    {"SF_DATALESS", 0x40000000},
#endif
    /* places in what os.stat() returns */
    {"ST_MODE", 0},
    {"ST_INO", 1},
    {"ST_DEV", 2},
    {"ST_NLINK", 3},
    {"ST_UID", 4},
    {"ST_GID", 5},
    {"ST_SIZE", 6},
    {"ST_ATIME", 7},
    {"ST_MTIME", 8},
    {"ST_CTIME", 9},
};

static int fill(PyObject *module) {
    return pyi_add_constants(module, constants, Py_ARRAY_LENGTH(constants));
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef stat_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_stat",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *stat_init(void) { return PyModuleDef_Init(&stat_module); }
PYI_MODULE("_stat", stat_init);
