/* SPDX-License-Identifier: Apache-2.0 */
/* global_place.c: where a module's dict keeps a global name, so that loops in a module's body store
 * into it without a look-up.
 *
 * Storing in place means that nobody is told of the change. That is right when the dict would tell
 * the hub alone, and the hub this module alone, which knows.
 */
#include "hub.h"
#include "library.h"

#if RT_HAS_WATCHERS

#  define Py_BUILD_CORE 1
#  include <internal/pycore_dict.h>
#  include <internal/pycore_gc.h>
#  undef Py_BUILD_CORE

#  if PY_VERSION_HEX >= 0x030D0000
#    define KEPT_TAG_BITS DICT_WATCHER_AND_MODIFICATION_MASK
#  else
#    define KEPT_TAG_BITS DICT_VERSION_MASK
#  endif
#  define WATCHER_BITS ((1u << DICT_MAX_WATCHERS) - 1)

#  pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* ma_version_tag */

/* NULL where the table is of another kind, or its i-th entry of another name */
static PyObject **place_at(PyDictObject *dict, uint64_t i, PyObject *name) {
    PyDictKeysObject *keys = dict->ma_keys;
    if (dict->ma_values != NULL || keys->dk_kind != DICT_KEYS_UNICODE ||
        i >= (uint64_t)keys->dk_nentries) {
        return NULL;
    }
    PyDictUnicodeEntry *entry = &DK_UNICODE_ENTRIES(keys)[i];
    return entry->me_key == name ? &entry->me_value : NULL;
}

PyObject **rt_global_place(const rt_module_def *module, uint32_t index) {
    const rt_module_state *state = module->state;
    const rt_global_cell *cell = &module->cells[index];
    PyDictObject *dict = (PyDictObject *)state->globals;
    if (cell->epoch == 0 || cell->epoch != state->hub->joined + 1 ||
        (dict->ma_version_tag & WATCHER_BITS) != 1u << state->hub->dict_watcher ||
        !PyObject_GC_IsTracked((PyObject *)dict)) {
        return NULL;
    }
    return place_at(dict, cell->entry, state->names[index]);
}

void rt_global_place_changed(const rt_module_def *module) {
    PyDictObject *dict = (PyDictObject *)module->state->globals;
    PyInterpreterState *interp = PyInterpreterState_Get();
    dict->ma_version_tag = DICT_NEXT_VERSION(interp) | (dict->ma_version_tag & KEPT_TAG_BITS);
}

/* Entries only move towards the front, when the table is made anew. */
void rt_global_place_find(const rt_module_def *module, uint32_t index) {
    const rt_module_state *state = module->state;
    rt_global_cell *cell = &module->cells[index];
    PyDictObject *dict = (PyDictObject *)state->globals;
    rt_hub *hub = state->hub;
    if (state->uncached || cell->entry == RT_NO_ENTRY) {
        return;
    }
    uint32_t n = (uint32_t)dict->ma_keys->dk_nentries;
    uint32_t i = cell->epoch == 0 || cell->entry >= n ? n : cell->entry + 1;
    cell->epoch = 0;
    while (i > 0 && place_at(dict, i - 1, state->names[index]) == NULL) {
        i--;
    }
    if (i == 0) {
        cell->entry = RT_NO_ENTRY; /* under a key that is equal, and not this string */
    } else if (hub->is_alone(hub, (PyObject *)dict)) {
        cell->entry = i - 1;
        cell->epoch = hub->joined + 1;
    }
}

#endif
