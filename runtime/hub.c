/* SPDX-License-Identifier: Apache-2.0 */
/* hub.c: makes the shared registration, and passes on what the interpreter reports. */
#include "hub.h"

#if RT_HAS_WATCHERS

/* ---- dicts and who listens to them ------------------------------------------------------------ */

typedef struct dict_entry {
    struct dict_entry *next;
    PyObject *dict; /* borrowed: it reports its own end */
    rt_dict_listener *listeners;
} dict_entry;

enum { BUCKETS = 1024 }; /* a few entries each even with thousands of modules */

static rt_hub *own_hub; /* the one this library made, NULL when another did */

static dict_entry **bucket_of(rt_hub *hub, PyObject *dict) {
    size_t hash = ((uintptr_t)dict >> 4) * 0x9E3779B97F4A7C15u;
    return (dict_entry **)hub->dicts + (hash >> 32) % BUCKETS;
}

/* Where the pointer to the entry of dict is, or to the NULL that ends its bucket. */
static dict_entry **entry_place(rt_hub *hub, PyObject *dict) {
    dict_entry **place = bucket_of(hub, dict);
    while (*place != NULL && (*place)->dict != dict) {
        place = &(*place)->next;
    }
    return place;
}

static dict_entry *entry_new(rt_hub *hub, PyObject *dict) {
    dict_entry *entry = PyMem_RawCalloc(1, sizeof(*entry));
    if (entry == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    if (PyDict_Watch(hub->dict_watcher, dict) < 0) {
        PyMem_RawFree(entry);
        return NULL;
    }
    entry->dict = dict;
    return entry;
}

static int hub_listen(rt_hub *hub, PyObject *dict, rt_dict_listener *listener) {
    if (hub->dict_watcher < 0) {
        PyErr_SetString(PyExc_RuntimeError, "no more dict watcher IDs available");
        return -1;
    }
    dict_entry **place = entry_place(hub, dict);
    if (*place == NULL) {
        *place = entry_new(hub, dict);
        if (*place == NULL) {
            return -1;
        }
    }
    hub->joined += (*place)->listeners != NULL;
    listener->next = (*place)->listeners;
    (*place)->listeners = listener;
    return 0;
}

static bool hub_is_alone(rt_hub *hub, PyObject *dict) {
    const dict_entry *entry = *entry_place(hub, dict);
    return entry != NULL && entry->listeners != NULL && entry->listeners->next == NULL;
}

/* The address may belong to another dict soon. */
static void entry_forget(dict_entry **place) {
    dict_entry *entry = *place;
    *place = entry->next;
    rt_dict_listener *listener = entry->listeners;
    PyMem_RawFree(entry);
    while (listener != NULL) {
        rt_dict_listener *next = listener->next;
        listener->changed(listener, NULL, 1);
        listener = next;
    }
}

/* ---- what the interpreter calls ---------------------------------------------------------------- */

static int on_dict(PyDict_WatchEvent event, PyObject *dict, PyObject *key, PyObject *value) {
    (void)value;
    dict_entry **place = entry_place(own_hub, dict);
    if (*place == NULL) {
        return 0;
    }
    if (event == PyDict_EVENT_DEALLOCATED) {
        entry_forget(place);
        return 0;
    }
    bool one = event == PyDict_EVENT_ADDED || event == PyDict_EVENT_MODIFIED ||
               event == PyDict_EVENT_DELETED;
    rt_dict_listener *listener = (*place)->listeners;
    for (; listener != NULL; listener = listener->next) {
        listener->changed(listener, one ? key : NULL, 0);
    }
    return 0;
}

static int on_function(PyFunction_WatchEvent event, PyFunctionObject *func, PyObject *value) {
    (void)value;
    if (event != PyFunction_EVENT_CREATE && event != PyFunction_EVENT_MODIFY_CODE) {
        return 0;
    }
    rt_code_link *link = NULL;
    if (PyUnstable_Code_GetExtra(func->func_code, own_hub->extra_index, (void **)&link) < 0) {
        PyErr_Clear();
    }
    if (link != NULL) {
        (event == PyFunction_EVENT_CREATE ? link->created : link->recoded)(link, func);
    }
    return 0;
}

/* 0, or -1 with an exception */
static int hub_watch(rt_hub *hub) {
    own_hub = hub;
    hub->dicts = PyMem_RawCalloc(BUCKETS, sizeof(dict_entry *));
    if (hub->dicts == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    hub->listen = hub_listen;
    hub->is_alone = hub_is_alone;
    hub->function_watcher = PyFunction_AddWatcher(on_function);
    if (hub->function_watcher < 0) {
        return -1;
    }
    hub->dict_watcher = PyDict_AddWatcher(on_dict);
    if (hub->dict_watcher < 0) {
        PyErr_Clear(); /* global names are then looked up each time */
    }
    return 0;
}

#else

static int hub_watch(rt_hub *hub) {
    hub->function_watcher = hub->dict_watcher = -1;
    return 0;
}

#endif

/* ---- making and finding it ---------------------------------------------------------------------- */

static void hub_free(rt_hub *hub) {
    PyMem_RawFree(hub->dicts);
    PyMem_RawFree(hub);
}

/* Programs without generators of their own do without. */
static void hub_resume_links(rt_hub *hub) {
    static bool done;
    if (!done) {
        done = true;
        if (rt_resume_install(hub->extra_index) < 0) {
            PyErr_Clear(); /* generators then stay in bytecode */
        }
    }
}

static rt_hub *hub_new(void) {
    rt_hub *hub = PyMem_RawCalloc(1, sizeof(*hub));
    if (hub == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    hub->size = sizeof(*hub);
    hub->extra_index = rt_request_code_extra_index(NULL);
    if (hub->extra_index < 0) {
        PyErr_SetString(PyExc_RuntimeError, "no more co_extra indexes available");
    }
    if (hub->extra_index < 0 || hub_watch(hub) < 0) {
        hub_free(hub);
        return NULL;
    }
    hub->resume_links = hub_resume_links;
    return hub;
}

static int hub_publish(PyObject *shared, rt_hub *hub) {
    PyObject *capsule = PyCapsule_New(hub, RT_HUB_NAME, NULL);
    if (capsule == NULL) {
        return -1;
    }
    int status = PyDict_SetItemString(shared, RT_HUB_NAME, capsule);
    Py_DECREF(capsule);
    return status;
}

/* Watchers cannot be withdrawn safely while another thread may be in them, so a hub lives for ever,
 * like the library that made it. */
rt_hub *rt_hub_get(void) {
    PyObject *shared = PyInterpreterState_GetDict(PyInterpreterState_Get());
    if (shared == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "this interpreter has no dictionary");
        return NULL;
    }
    PyObject *capsule = PyDict_GetItemString(shared, RT_HUB_NAME);
    if (capsule != NULL) {
        return PyCapsule_GetPointer(capsule, RT_HUB_NAME);
    }
    rt_hub *hub = hub_new();
    return hub != NULL && hub_publish(shared, hub) == 0 ? hub : NULL;
}
