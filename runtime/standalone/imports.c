/* SPDX-License-Identifier: Apache-2.0 */
/* imports.c: the table of Python modules, as the library's imports see it (capi/internal/pyi_linked.h). */
#include "program.h"
#include "start.h"

#include "../../capi/internal/pyi_linked.h"

#include <string.h>

/* capi/internal/pyi_frame.h, which needs CPython's internal headers */
PYI_HIDDEN extern PyObject *(*pyi_source_line_hook)(PyObject *filename, int lineno);

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

/* The row of the file that code objects name, if the program has its text. */
static const rt_program_module *row_with_text(const char *file) {
    for (size_t i = 0; i < aot_program.n_modules; i++) {
        const rt_program_module *row = &aot_program.modules[i];
        if (row->text != NULL && strcmp(row->module->source, file) == 0) {
            return row;
        }
    }
    return NULL;
}

/* new: a line of a module of the program's own, for tracebacks; NULL without an error when it has none */
static PyObject *source_line(PyObject *filename, int lineno) {
    const char *file = PyUnicode_AsUTF8(filename);
    const rt_program_module *row = file == NULL ? NULL : row_with_text(file);
    const char *line = row == NULL ? NULL : row->text, *end = NULL;
    for (int i = 1; line != NULL; i++) {
        size_t left = row->text_size - (size_t)(line - row->text);
        end = memchr(line, '\n', left);
        if (i == lineno) {
            end = end == NULL ? line + left : end;
            break;
        }
        line = end == NULL ? NULL : end + 1;
    }
    PyObject *text = line == NULL ? NULL : PyUnicode_DecodeUTF8(line, end - line, "replace");
    if (text == NULL) {
        PyErr_Clear();
    }
    return text;
}

int rt_import_builtin(const char *name) {
    static pyi_linked_world world = {.at = module_at, .find = find, .code = code_of, .run = run};
    world.count = aot_program.n_modules;
    world.main_name = aot_program.main_name;
    world.data = aot_program.data;
    world.data_count = aot_program.n_data;
    pyi_linked = &world;
    pyi_source_line_hook = source_line;
    PyObject *module = pyi_import_builtin(name);
    Py_XDECREF(module);
    return module == NULL ? -1 : 0;
}
