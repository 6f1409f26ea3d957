/* SPDX-License-Identifier: Apache-2.0 */
/* grp: the groups of the machine's users.
 * Contract   docs.python.org/3/library/grp.html
 */
#include "users.h"
#include "pyi_arguments.h"

#include <grp.h>

static PyStructSequence_Field fields[] = {
    {"gr_name", "group name"},
    {"gr_passwd", "password"},
    {"gr_gid", "group id"},
    {"gr_mem", "group members"},
    {NULL, NULL},
};
static PyStructSequence_Desc desc = {"grp.struct_group", NULL, fields, 4};
static PyTypeObject *entry_type;

/* new: a list of str */
static PyObject *members_of(const struct group *entry) {
    PyObject *list = PyList_New(0);
    for (char **member = entry->gr_mem; list != NULL && member != NULL && *member != NULL; member++) {
        PyObject *name = PyUnicode_DecodeFSDefault(*member);
        if (name == NULL || PyList_Append(list, name) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(name);
    }
    return list;
}

/* new */
static PyObject *to_python(const struct group *entry) {
    PyObject *result = PyStructSequence_New(entry_type);
    if (result == NULL) {
        return NULL;
    }
    PyStructSequence_SetItem(result, 0, users_text(entry->gr_name));
    PyStructSequence_SetItem(result, 1, users_text(entry->gr_passwd));
    PyStructSequence_SetItem(result, 2, pyi_gid_to_python(entry->gr_gid));
    PyStructSequence_SetItem(result, 3, members_of(entry));
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

static int ask_gid(const void *key, void *entry, char *room, size_t size, void **found) {
    return getgrgid_r(*(const gid_t *)key, entry, room, size, (struct group **)found);
}

static int ask_name(const void *key, void *entry, char *room, size_t size, void **found) {
    return getgrnam_r(key, entry, room, size, (struct group **)found);
}

static PyObject *grp_getgrgid(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"id", NULL};
    gid_t gid;
    if (!pyi_named_arguments(args, kwargs, "O&:getgrgid", names, pyi_gid_converter, &gid)) {
        return NULL;
    }
    struct group entry;
    char *room;
    const struct group *found = users_ask(ask_gid, &gid, &entry, &room);
    PyObject *result = found == NULL ? NULL : to_python(found);
    if (found == NULL && !PyErr_Occurred()) {
        PyObject *number = pyi_gid_to_python(gid);
        if (number != NULL) {
            PyErr_Format(PyExc_KeyError, "getgrgid(): gid not found: %S", number);
            Py_DECREF(number);
        }
    }
    PyMem_RawFree(room);
    return result;
}

static PyObject *grp_getgrnam(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"name", NULL};
    PyObject *name;
    if (!pyi_named_arguments(args, kwargs, "U:getgrnam", names, &name)) {
        return NULL;
    }
    PyObject *bytes = users_encode(name);
    if (bytes == NULL) {
        return NULL;
    }
    struct group entry;
    char *room;
    const struct group *found = users_ask(ask_name, PyBytes_AS_STRING(bytes), &entry, &room);
    PyObject *result = found == NULL ? NULL : to_python(found);
    if (found == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_KeyError, "getgrnam(): name not found: %R", name);
    }
    PyMem_RawFree(room);
    Py_DECREF(bytes);
    return result;
}

static PyObject *grp_getgrall(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyObject *list = PyList_New(0);
    const struct group *entry;
    setgrent();
    while (list != NULL && (entry = getgrent()) != NULL) {
        PyObject *item = to_python(entry);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
    }
    endgrent();
    return list;
}

static PyMethodDef functions[] = {
    {"getgrgid", PYI_FASTCALL(grp_getgrgid), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("getgrgid", "($module, /, id)")},
    {"getgrnam", PYI_FASTCALL(grp_getgrnam), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("getgrnam", "($module, /, name)")},
    {"getgrall", grp_getgrall, METH_NOARGS, PYI_SIGNATURE("getgrall", "($module, /)")},
    {0},
};

static int grp_exec(PyObject *module) {
    entry_type = PyStructSequence_NewType(&desc);
    return entry_type == NULL ? -1
                              : PyModule_AddObjectRef(module, "struct_group", (PyObject *)entry_type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, grp_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef grp_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "grp",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *grp_init(void) { return PyModuleDef_Init(&grp_module); }
PYI_MODULE("grp", grp_init);
