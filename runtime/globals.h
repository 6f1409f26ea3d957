/* SPDX-License-Identifier: Apache-2.0 */
/* globals.h: reading a global name through its cell (object-model §5). */
#ifndef AOT_GLOBALS_H
#define AOT_GLOBALS_H

#if !RT_HAS_WATCHERS
RT_INLINE uint64_t rt_dict_version(PyObject *dict) { return ((PyDictObject *)dict)->ma_version_tag; }
#endif

RT_INLINE PyObject *rt_peek_global(const rt_module_def *module, uint32_t index) {
    const rt_global_cell *cell = &module->cells[index];
#if !RT_HAS_WATCHERS
    const rt_module_state *state = module->state;
    if (cell->version[0] != rt_dict_version(state->globals) ||
        cell->version[1] != rt_dict_version(state->builtins)) {
        return NULL;
    }
#endif
    return cell->value;
}

/* new; NULL without an exception when it has to be looked up */
RT_INLINE PyObject *rt_known_global(const rt_module_def *module, uint32_t index) {
    return Py_XNewRef(rt_peek_global(module, index));
}

RT_INLINE PyObject *rt_load_global(const rt_module_def *module, uint32_t index) {
    PyObject *value = rt_known_global(module, index);
    return rt_likely(value != NULL) ? value : rt_load_global_slow(module, index);
}

#endif
