/* SPDX-License-Identifier: Apache-2.0 */
/* _ast: the classes of the tree, and the flags of compile() that are about trees.
 * Contract   Lib/ast.py imports all of it
 */
#include "table.h"

static int add_classes(PyObject *module) {
    for (size_t t = 0; t < PYI_TREE_COUNT; t++) {
        const pyi_tree_type *type = &pyi_tree_types[t];
        if (PyModule_AddObjectRef(module, type->name, type->cls) < 0) {
            return -1;
        }
        if (type->shape == PYI_SHAPE_PRODUCT) {
            continue;
        }
        for (Py_ssize_t i = 0; i < type->node_count; i++) {
            const pyi_tree_node *node = &type->nodes[i];
            if (PyModule_AddObjectRef(module, node->name, node->cls) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int ast_exec(PyObject *module) {
    if (pyi_tree_make_classes() < 0 || PyModule_AddObjectRef(module, "AST", pyi_tree_base) < 0 ||
        PyModule_AddIntMacro(module, PyCF_ALLOW_TOP_LEVEL_AWAIT) < 0 ||
        PyModule_AddIntMacro(module, PyCF_ONLY_AST) < 0 ||
        PyModule_AddIntMacro(module, PyCF_TYPE_COMMENTS) < 0) {
        return -1;
    }
#if PYI_313
    if (PyModule_AddIntMacro(module, PyCF_OPTIMIZED_AST) < 0) {
        return -1;
    }
#endif
    return add_classes(module);
}

static PyModuleDef_Slot ast_slots[] = {
    {Py_mod_exec, ast_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef ast_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_ast",
    .m_slots = ast_slots,
};

PyMODINIT_FUNC PyInit__ast(void) { return PyModuleDef_Init(&ast_module); }
PYI_MODULE("_ast", PyInit__ast);
