/* SPDX-License-Identifier: Apache-2.0 */
/* user_ids: users and groups by their numbers, of which -1 is nobody. */
#include "user_ids.h"

#include <limits.h>

_Static_assert(sizeof(uid_t) == 4 && sizeof(gid_t) == 4, "numbers of users have 32 bits here");

static int complain(const char *what, const char *how) {
    PyErr_Format(PyExc_OverflowError, "%s is %s", what, how);
    return 0;
}

static int convert(PyObject *op, uint32_t *to, const char *what) {
    PyObject *index = PyIndex_Check(op) ? PyNumber_Index(op) : NULL;
    if (index == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "%s should be integer, not %.200s", what,
                         Py_TYPE(op)->tp_name);
        }
        return 0;
    }
    int overflow;
    long number = PyLong_AsLongAndOverflow(index, &overflow);
    Py_DECREF(index);
    if (number == -1 && !overflow && PyErr_Occurred()) {
        return 0;
    }
    if (overflow > 0) {
        return complain(what, "greater than maximum");
    }
    if (overflow < 0 || number < -1 || number > UINT32_MAX) {
        return complain(what, "less than minimum"); /* CPython's words for both */
    }
    *to = (uint32_t)number;
    return 1;
}

int pyi_uid_converter(PyObject *op, void *uid) { return convert(op, uid, "uid"); }
int pyi_gid_converter(PyObject *op, void *gid) { return convert(op, gid, "gid"); }

PyObject *pyi_uid_to_python(uid_t uid) {
    return uid == (uid_t)-1 ? PyLong_FromLong(-1) : PyLong_FromUnsignedLong(uid);
}

PyObject *pyi_gid_to_python(gid_t gid) {
    return gid == (gid_t)-1 ? PyLong_FromLong(-1) : PyLong_FromUnsignedLong(gid);
}
