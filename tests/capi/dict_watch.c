/* SPDX-License-Identifier: Apache-2.0 */
/* The version of a dict, and who is told of its changes (since 3.12). */
#include "containers.h"

static uint64_t version_of(PyObject *dict) { return ((PyDictObject *)dict)->ma_version_tag; }

/* whether the version is another one than before */
static void changed(const char *label, PyObject *dict, uint64_t *before) {
    uint64_t now = version_of(dict);
    printf("%s: %s\n", label, now == *before ? "same version" : "new version");
    *before = now;
}

static void versions(void) {
    PyObject *dict = PyDict_New();
    PyObject *key = str("k");
    PyObject *value = num(1000);
    uint64_t before = version_of(dict);
    PyDict_SetItem(dict, key, value);
    changed("add", dict, &before);
    PyDict_SetItem(dict, key, value);
    changed("the same value", dict, &before);
    PyDict_SetItem(dict, key, Py_None);
    changed("another value", dict, &before);
    PyDict_GetItem(dict, key);
    changed("look", dict, &before);
    PyDict_SetDefault(dict, key, value);
    changed("setdefault there", dict, &before);
    PyObject *other = PyDict_Copy(dict);
    changed("copy", dict, &before);
    PyDict_Update(dict, other);
    changed("update with the same", dict, &before);
    Py_XDECREF(call(dict, "popitem", NULL));
    changed("popitem", dict, &before);
    PyDict_Update(dict, other);
    changed("update", dict, &before);
    PyDict_DelItem(dict, key);
    changed("delete", dict, &before);
    PyDict_Clear(dict);
    changed("clear", dict, &before);
    PyDict_Clear(dict);
    changed("clear again", dict, &before);
    Py_DECREF(other);
    Py_DECREF(value);
    Py_DECREF(key);
    Py_DECREF(dict);
}

#if PY_VERSION_HEX >= 0x030C0000
static int calls;

static int on_event(PyDict_WatchEvent event, PyObject *dict, PyObject *key, PyObject *value) {
    static const char *const names[] = {"added",  "modified", "deleted",
                                        "cloned", "cleared",  "deallocated"};
    printf("%s, %zd in it\n", names[event], PyDict_Size(dict));
    if (key != NULL) {
        show("  key", Py_NewRef(key));
    }
    if (value != NULL) {
        show("  value", Py_NewRef(value));
    }
    calls++;
    return 0;
}

static void watching(void) {
    PyObject *dict = PyDict_New();
    PyObject *other = PyDict_New();
    PyObject *key = str("k");
    PyObject *list = PyList_New(0);
    int id = PyDict_AddWatcher(on_event);
    show_int("AddWatcher", id >= 0);
    show_int("Watch", PyDict_Watch(id, dict));
    show_int("Watch a list", PyDict_Watch(id, list));
    show_int("no such watcher", PyDict_Watch(7, dict));
    show_int("no such number", PyDict_Watch(99, dict));
    PyDict_SetItem(dict, key, Py_None);
    PyDict_SetItem(dict, key, Py_None);
    PyDict_SetItem(dict, key, Py_True);
    PyDict_SetDefault(dict, key, Py_False);
    PyDict_SetItemString(dict, "l", list);
    PyDict_DelItem(dict, key);
    Py_XDECREF(call(dict, "popitem", NULL));
    PyDict_SetItem(other, key, key);
    PyDict_Update(dict, other);
    PyDict_Update(dict, other);
    Py_DECREF(PyDict_Copy(dict));
    PyDict_Clear(dict);
    PyDict_Update(dict, other);
    show_int("Unwatch", PyDict_Unwatch(id, dict));
    PyDict_SetItem(dict, key, list);
    show_int("calls", calls);
    show_int("Watch", PyDict_Watch(id, dict));
    Py_DECREF(dict);
    show_int("ClearWatcher", PyDict_ClearWatcher(id));
    show_int("ClearWatcher again", PyDict_ClearWatcher(id) < 0);
    PyErr_Clear();
    show_int("calls", calls);
    Py_DECREF(list);
    Py_DECREF(key);
    Py_DECREF(other);
}
#else
static void watching(void) {}
#endif

static void run(void) {
    versions();
    watching();
}
