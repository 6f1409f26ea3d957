/* SPDX-License-Identifier: Apache-2.0 */
/* pwd: the users of the machine.
 * Contract   docs.python.org/3/library/pwd.html
 */
#include "users.h"

#include <pwd.h>

static PyStructSequence_Field fields[] = {
    {"pw_name", "user name"},     {"pw_passwd", "password"},      {"pw_uid", "user id"},
    {"pw_gid", "group id"},       {"pw_gecos", "real name"},      {"pw_dir", "home directory"},
    {"pw_shell", "shell program"}, {NULL, NULL},
};
static PyStructSequence_Desc desc = {"pwd.struct_passwd", NULL, fields, 7};
static PyTypeObject *entry_type;

/* new */
static PyObject *to_python(const struct passwd *entry) {
    PyObject *result = PyStructSequence_New(entry_type);
    if (result == NULL) {
        return NULL;
    }
    PyStructSequence_SetItem(result, 0, users_text(entry->pw_name));
    PyStructSequence_SetItem(result, 1, users_text(entry->pw_passwd));
    PyStructSequence_SetItem(result, 2, pyi_uid_to_python(entry->pw_uid));
    PyStructSequence_SetItem(result, 3, pyi_gid_to_python(entry->pw_gid));
    PyStructSequence_SetItem(result, 4, users_text(entry->pw_gecos));
    PyStructSequence_SetItem(result, 5, users_text(entry->pw_dir));
    PyStructSequence_SetItem(result, 6, users_text(entry->pw_shell));
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

static int ask_uid(const void *key, void *entry, char *room, size_t size, void **found) {
    return getpwuid_r(*(const uid_t *)key, entry, room, size, (struct passwd **)found);
}

static int ask_name(const void *key, void *entry, char *room, size_t size, void **found) {
    return getpwnam_r(key, entry, room, size, (struct passwd **)found);
}

static PyObject *pwd_getpwuid(PyObject *module, PyObject *op) {
    (void)module;
    uid_t uid;
    if (!pyi_uid_converter(op, &uid)) {
        if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
            PyErr_SetString(PyExc_KeyError, "getpwuid(): uid not found");
        }
        return NULL;
    }
    struct passwd entry;
    char *room;
    const struct passwd *found = users_ask(ask_uid, &uid, &entry, &room);
    PyObject *result = found == NULL ? NULL : to_python(found);
    if (found == NULL && !PyErr_Occurred()) {
        PyObject *number = pyi_uid_to_python(uid);
        if (number != NULL) {
            PyErr_Format(PyExc_KeyError, "getpwuid(): uid not found: %S", number);
            Py_DECREF(number);
        }
    }
    PyMem_RawFree(room);
    return result;
}

static PyObject *pwd_getpwnam(PyObject *module, PyObject *name) {
    (void)module;
    if (!PyUnicode_Check(name)) {
        return PyErr_Format(PyExc_TypeError, "getpwnam() argument must be str, not %.50s",
                            name == Py_None ? "None" : Py_TYPE(name)->tp_name);
    }
    PyObject *bytes = users_encode(name);
    if (bytes == NULL) {
        return NULL;
    }
    struct passwd entry;
    char *room;
    const struct passwd *found = users_ask(ask_name, PyBytes_AS_STRING(bytes), &entry, &room);
    PyObject *result = found == NULL ? NULL : to_python(found);
    if (found == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_KeyError, "getpwnam(): name not found: %R", name);
    }
    PyMem_RawFree(room);
    Py_DECREF(bytes);
    return result;
}

static PyObject *pwd_getpwall(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyObject *list = PyList_New(0);
    const struct passwd *entry;
    setpwent();
    while (list != NULL && (entry = getpwent()) != NULL) {
        PyObject *item = to_python(entry);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
    }
    endpwent();
    return list;
}

static PyMethodDef functions[] = {
    {"getpwuid", pwd_getpwuid, METH_O, PYI_SIGNATURE("getpwuid", "($module, uidobj, /)")},
    {"getpwnam", pwd_getpwnam, METH_O, PYI_SIGNATURE("getpwnam", "($module, name, /)")},
    {"getpwall", pwd_getpwall, METH_NOARGS, PYI_SIGNATURE("getpwall", "($module, /)")},
    {0},
};

static int pwd_exec(PyObject *module) {
    entry_type = PyStructSequence_NewType(&desc);
    return entry_type == NULL
               ? -1
               : PyModule_AddObjectRef(module, "struct_passwd", (PyObject *)entry_type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, pwd_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef pwd_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "pwd",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *pwd_init(void) { return PyModuleDef_Init(&pwd_module); }
PYI_MODULE("pwd", pwd_init);
