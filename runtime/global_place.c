/* SPDX-License-Identifier: Apache-2.0 */
/* global_place.c: where a module's dict keeps a global name, so that loops in a module's body store
 * into it without a look-up.
 *
 * Storing in place means that nobody is told of the change. That is right when the dict would tell
 * the hub alone, and the hub this module alone, which knows.
 */
#include "dict_place.h"
#include "hub.h"
#include "library.h"

#if RT_HAS_WATCHERS

PyObject **rt_global_place(const rt_module_def *module, uint32_t index) {
    const rt_module_state *state = module->state;
    const rt_global_cell *cell = &module->cells[index];
    PyDictObject *dict = (PyDictObject *)state->globals;
    if (cell->epoch == 0 || cell->epoch != state->hub->joined + 1 ||
        (dict->ma_version_tag & RT_WATCHER_BITS) != 1u << state->hub->dict_watcher ||
        !PyObject_GC_IsTracked((PyObject *)dict)) {
        return NULL;
    }
    return rt_dict_entry((PyObject *)dict, state->names[index], cell->entry);
}

void rt_global_place_changed(const rt_module_def *module) {
    rt_dict_changed(module->state->globals);
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
    while (i > 0 && rt_dict_entry((PyObject *)dict, state->names[index], i - 1) == NULL) {
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
