/* SPDX-License-Identifier: Apache-2.0 */
/* globals.c: cells for global names, and the constants that are bound together with them.
 *
 * A cell holds what a lookup in the module's dict, then in builtins, would find. On 3.12+ both
 * dicts report their changes and the cell of the name is emptied before the change happens. On
 * 3.11 a cell remembers the version tags of both dicts, and is right as long as they are.
 */
#include "hub.h"
#include "library.h"

/* ---- names to cells ------------------------------------------------------------------------------ */

static uint32_t slot_first(const rt_module_state *state, Py_hash_t hash) {
    return (uint32_t)((uint64_t)hash * 0x9E3779B97F4A7C15u >> 32) & state->slot_mask;
}

static void names_free(PyObject **names, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        Py_XDECREF(names[i]);
    }
    PyMem_RawFree(names);
}

/* New: the interned names of the cells, or NULL with an exception. */
static PyObject **names_new(const rt_module_def *module) {
    PyObject **names = PyMem_RawCalloc(module->n_globals + 1, sizeof(PyObject *));
    if (names == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (uint32_t i = 0; i < module->n_globals; i++) {
        names[i] = PyUnicode_InternFromString(module->global_names[i]);
        if (names[i] == NULL) {
            names_free(names, i);
            return NULL;
        }
    }
    return names;
}

/* Fills the table from name to index; twice as many slots as names keep it sparse. 0 or -1. */
static int slots_fill(const rt_module_def *module) {
    rt_module_state *state = module->state;
    uint32_t size = 4;
    while (size < 2 * module->n_globals) {
        size *= 2;
    }
    state->slots = PyMem_RawCalloc(size, sizeof(uint32_t));
    if (state->slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    state->slot_mask = size - 1;
    for (uint32_t i = 0; i < module->n_globals; i++) {
        uint32_t slot = slot_first(state, PyObject_Hash(state->names[i]));
        while (state->slots[slot] != 0) {
            slot = (slot + 1) & state->slot_mask;
        }
        state->slots[slot] = i + 1;
    }
    return 0;
}

/* Names are made when the first of them is looked up: importing a module runs few of its functions,
 * most often none. Until then all cells are empty. 0, or -1 with an exception. */
static int names_need(const rt_module_def *module) {
    rt_module_state *state = module->state;
    if (rt_likely(state->names != NULL)) {
        return 0;
    }
    state->names = names_new(module);
    if (state->names == NULL) {
        return -1;
    }
    if (slots_fill(module) < 0) {
        names_free(state->names, module->n_globals);
        state->names = NULL;
        return -1;
    }
    return 0;
}

#if RT_HAS_WATCHERS

/* Same text; both are hashed. Dict keys are interned almost always, but need not be. */
static bool same_name(PyObject *name, PyObject *key) {
    return name == key || (!PyUnicode_CHECK_INTERNED(key) && PyUnicode_Compare(name, key) == 0);
}

/* The cell of the name key, or NULL. Safe while an exception is set. */
static rt_global_cell *cell_find(const rt_module_def *module, PyObject *key) {
    const rt_module_state *state = module->state;
    uint32_t slot = slot_first(state, PyObject_Hash(key));
    for (; state->slots[slot] != 0; slot = (slot + 1) & state->slot_mask) {
        uint32_t i = state->slots[slot] - 1;
        if (same_name(state->names[i], key)) {
            return &module->cells[i];
        }
    }
    return NULL;
}

/* ---- invalidation ---------------------------------------------------------------------------------- */

typedef struct {
    rt_dict_listener listener;
    const rt_module_def *module;
    bool is_builtins;
} cell_listener;

static void cells_clear(const rt_module_def *module) {
    for (uint32_t i = 0; i < module->n_globals; i++) {
        module->cells[i].value = NULL;
    }
}

static void on_dict_changed(rt_dict_listener *listener, PyObject *key, int gone) {
    cell_listener *self = (cell_listener *)listener;
    if (self->module->state->names == NULL) {
        /* every cell is empty */
    } else if (key == NULL) {
        cells_clear(self->module);
    } else if (PyUnicode_CheckExact(key)) {
        rt_global_cell *cell = cell_find(self->module, key);
        if (cell != NULL) {
            cell->value = NULL;
        }
    }
    if (gone) {
        /* Functions own their dicts, so none is left that this module's cells could serve. */
        if (!self->is_builtins) {
            self->module->state->globals = NULL;
        }
        PyMem_RawFree(self);
    }
}

static int dict_listen(rt_hub *hub, const rt_module_def *module, PyObject *dict, bool is_builtins) {
    cell_listener *self = PyMem_RawCalloc(1, sizeof(*self));
    if (self == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->listener.changed = on_dict_changed;
    self->module = module;
    self->is_builtins = is_builtins;
    if (hub->listen(hub, dict, &self->listener) < 0) {
        PyMem_RawFree(self);
        return -1;
    }
    return 0;
}

static int dicts_listen(const rt_module_def *module, PyObject *globals, PyObject *builtins) {
    rt_module_state *state = module->state;
    rt_hub *hub = rt_hub_get();
    if (hub == NULL || dict_listen(hub, module, globals, false) < 0) {
        return -1;
    }
    state->hub = hub;
    if (state->builtins == builtins) {
        return 0; /* bound before, to a module dict that is gone */
    }
    return dict_listen(hub, module, builtins, true);
}

#else

static int dicts_listen(const rt_module_def *module, PyObject *globals, PyObject *builtins) {
    (void)module, (void)globals, (void)builtins;
    return 0; /* versions are compared instead */
}

#endif

/* ---- binding ------------------------------------------------------------------------------------------ */

static int consts_bind(const rt_module_def *module) {
    if (module->n_consts == 0 || module->const_values[0] != NULL) {
        return 0;
    }
    PyObject *values = rt_unmarshal(module->consts, module->consts_size);
    if (values == NULL) {
        return -1;
    }
    for (uint32_t i = 0; i < module->n_consts; i++) {
        module->const_values[i] = Py_NewRef(PyTuple_GET_ITEM(values, i));
    }
    Py_DECREF(values);
    return 0;
}

int rt_globals_bind(const rt_module_def *module, PyObject *globals, PyObject *builtins) {
    rt_module_state *state = module->state;
    if (consts_bind(module) < 0) {
        return -1;
    }
    state->uncached = dicts_listen(module, globals, builtins) < 0;
    if (state->uncached) {
        PyErr_Clear();
    }
    state->globals = globals;
    state->builtins = builtins;
    return 0;
}

/* ---- access ---------------------------------------------------------------------------------------- */

/* Borrowed; NULL without an exception when there is no such name. */
static PyObject *name_lookup(const rt_module_state *state, PyObject *name) {
    PyObject *value = PyDict_GetItemWithError(state->globals, name);
    if (value == NULL && !PyErr_Occurred()) {
        value = PyDict_GetItemWithError(state->builtins, name);
    }
    return value;
}

static void cell_fill(const rt_module_def *module, uint32_t index, PyObject *value) {
    const rt_module_state *state = module->state;
    rt_global_cell *cell = &module->cells[index];
    if (!state->uncached) {
        cell->value = value;
#if !RT_HAS_WATCHERS
        cell->version[0] = rt_dict_version(state->globals);
        cell->version[1] = rt_dict_version(state->builtins);
#endif
    }
}

PyObject *rt_load_global_slow(const rt_module_def *module, uint32_t index) {
    const rt_module_state *state = module->state;
    if (names_need(module) < 0) {
        return NULL;
    }
    PyObject *value = name_lookup(state, state->names[index]);
    if (value == NULL) {
        if (!PyErr_Occurred()) {
            rt_raise_name_error(state->names[index]);
        }
        return NULL;
    }
    cell_fill(module, index, value);
    return Py_NewRef(value);
}

PyObject *rt_load_global_cold(const rt_module_def *module, uint32_t index) {
    return rt_load_global(module, index);
}

#if RT_HAS_WATCHERS

static bool store_in_place(const rt_module_def *module, uint32_t index, PyObject *value) {
    PyObject **place = rt_global_place(module, index);
    if (place == NULL) {
        return false;
    }
    PyObject *old = *place;
    *place = module->cells[index].value = Py_NewRef(value);
    rt_global_place_changed(module);
    Py_DECREF(old);
    return true;
}

static void place_find(const rt_module_def *module, uint32_t index) {
    rt_global_place_find(module, index);
}

#else

static bool store_in_place(const rt_module_def *module, uint32_t index, PyObject *value) {
    (void)module, (void)index, (void)value;
    return false;
}

static void place_find(const rt_module_def *module, uint32_t index) { (void)module, (void)index; }

#endif

int32_t rt_store_global(const rt_module_def *module, uint32_t index, PyObject *value) {
    const rt_module_state *state = module->state;
    if (store_in_place(module, index, value)) {
        return 0;
    }
    if (names_need(module) < 0) {
        return -1;
    }
    /* Held, so that no destructor changes the name again before the cell is filled. */
    PyObject *old = Py_XNewRef(rt_peek_global(module, index));
    int32_t status = PyDict_SetItem(state->globals, state->names[index], value);
    if (status == 0) {
        place_find(module, index);
    }
    if (old != NULL) {
        if (status == 0) {
            cell_fill(module, index, value);
        }
        Py_DECREF(old);
    }
    return status;
}

int32_t rt_delete_global(const rt_module_def *module, uint32_t index) {
    const rt_module_state *state = module->state;
    if (names_need(module) < 0) {
        return -1;
    }
    PyObject *name = state->names[index];
    if (PyDict_DelItem(state->globals, name) == 0) {
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
        rt_raise_name_error(name);
    }
    return -1;
}
