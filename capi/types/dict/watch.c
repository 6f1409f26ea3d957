/* SPDX-License-Identifier: Apache-2.0 */
/* dict/watch: who wants to know of changes of a dict.
 * Layout     bit i of ma_version_tag: watcher i of the interpreter watches this dict
 * Contract   docs.python.org/3/c-api/dict.html#c.PyDict_AddWatcher
 */
#include "table.h"

#if PYI_312

#define FIRST_WATCHER (PYI_313 ? 2 : 0) /* CPython's optimizer has the first two of 3.13 */

/* An exception and false when there is no such watcher. */
static bool check_watcher(PyInterpreterState *interp, int id) {
    if (id < 0 || id >= DICT_MAX_WATCHERS) {
        PyErr_Format(PyExc_ValueError, "Invalid dict watcher ID %d", id);
        return false;
    }
    if (interp->dict_state.watchers[id] == NULL) {
        PyErr_Format(PyExc_ValueError, "No dict watcher set for ID %d", id);
        return false;
    }
    return true;
}

static bool check_watched(PyObject *dict, const char *verb) {
    if (PyDict_Check(dict)) {
        return true;
    }
    PyErr_Format(PyExc_ValueError, "Cannot %s non-dictionary", verb);
    return false;
}

/* an id, or -1 with RuntimeError */
int PyDict_AddWatcher(PyDict_WatchCallback callback) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    for (int i = FIRST_WATCHER; i < DICT_MAX_WATCHERS; i++) {
        if (interp->dict_state.watchers[i] == NULL) {
            interp->dict_state.watchers[i] = callback;
            return i;
        }
    }
    PyErr_SetString(PyExc_RuntimeError, "no more dict watcher IDs available");
    return -1;
}

int PyDict_ClearWatcher(int id) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (!check_watcher(interp, id)) {
        return -1;
    }
    interp->dict_state.watchers[id] = NULL;
    return 0;
}

int PyDict_Watch(int id, PyObject *dict) {
    if (!check_watched(dict, "watch") || !check_watcher(_PyInterpreterState_GET(), id)) {
        return -1;
    }
    ((PyDictObject *)dict)->ma_version_tag |= (uint64_t)1 << id;
    return 0;
}

int PyDict_Unwatch(int id, PyObject *dict) {
    if (!check_watched(dict, "watch") || !check_watcher(_PyInterpreterState_GET(), id)) {
        return -1;
    }
    ((PyDictObject *)dict)->ma_version_tag &= ~((uint64_t)1 << id);
    return 0;
}

static const char *event_name(PyDict_WatchEvent event) {
    static const char *const names[] = {"ADDED",  "MODIFIED", "DELETED",
                                        "CLONED", "CLEARED",  "DEALLOCATED"};
    return names[event];
}

static void report(PyDict_WatchEvent event, PyDictObject *mp) {
#if PYI_313
    PyErr_FormatUnraisable("Exception ignored in %s watcher callback for <dict at %p>",
                           event_name(event), mp);
#else
    /* 3.12 knows no way to say a text: it prints the object, and makes one from the text. */
    PyObject *context =
        PyUnicode_FromFormat("%s watcher callback for <dict at %p>", event_name(event), mp);
    if (context == NULL) {
        context = Py_NewRef(Py_None);
    }
    PyErr_WriteUnraisable(context);
    Py_DECREF(context);
#endif
}

/* Calls those whose bits are set; what they raise is reported. An exception that is set stays. */
void _PyDict_SendEvent(int bits, PyDict_WatchEvent event, PyDictObject *mp, PyObject *key,
                       PyObject *value) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    for (int i = 0; i < DICT_MAX_WATCHERS; i++, bits >>= 1) {
        PyDict_WatchCallback callback = interp->dict_state.watchers[i];
        if ((bits & 1) && callback != NULL) {
            PyObject *raised = PyErr_GetRaisedException();
            if (callback(event, (PyObject *)mp, key, value) < 0) {
                report(event, mp);
            }
            PyErr_SetRaisedException(raised);
        }
    }
}

#endif
