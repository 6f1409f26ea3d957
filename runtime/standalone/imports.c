/* SPDX-License-Identifier: Apache-2.0 */
/* imports.c: the table of Python modules, as the library's imports see it (capi/internal/pyi_linked.h). */
#include "program.h"
#include "start.h"

#include "../../capi/internal/pyi_linked.h"

static void describe(const rt_program_module *row, pyi_linked_module *found) {
    *found = (pyi_linked_module){
        .name = row->module->name,
        .file = row->module->source,
        .is_package = row->module->is_package != 0,
        .text = row->text,
        .text_size = row->text_size,
        .handle = row->module,
    };
}

static void module_at(size_t index, pyi_linked_module *found) {
    describe(&aot_program.modules[index], found);
}

static bool find(const char *name, pyi_linked_module *found) {
    const rt_program_module *row = rt_program_find(name);
    if (row != NULL) {
        describe(row, found);
    }
    return row != NULL;
}

static PyObject *code_of(const pyi_linked_module *found) { return rt_program_code(found->handle); }

/* new */
static PyObject *run(const pyi_linked_module *found, PyObject *dict) {
    PyObject *code = rt_program_code(found->handle);
    PyObject *result = code == NULL ? NULL : rt_module_run(code, dict);
    Py_XDECREF(code);
    return result;
}

int rt_import_builtin(const char *name) {
    static pyi_linked_world world = {.at = module_at, .find = find, .code = code_of, .run = run};
    world.count = aot_program.n_modules;
    world.main_name = aot_program.main_name;
    world.data = aot_program.data;
    world.data_count = aot_program.n_data;
    pyi_linked = &world;
    PyObject *module = pyi_import_builtin(name);
    Py_XDECREF(module);
    return module == NULL ? -1 : 0;
}
