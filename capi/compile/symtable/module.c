/* SPDX-License-Identifier: Apache-2.0 */
/* _symtable: the tables of a text, for Lib/symtable.py.
 * Contract   the names that Lib/symtable.py imports
 */
#include "tables.h"

#include "internal/pycore_parser.h"
#include "internal/pycore_pyarena.h"
#if PYI_313
#  include "internal/pycore_pythonrun.h"
#endif

/* ---- symtable() ------------------------------------------------------------------------------ */

static struct symtable *build(mod_ty mod, PyObject *filename, PyCompilerFlags *flags) {
#if PYI_312
    pyi_future future;
    if (!_PyFuture_FromAST(mod, filename, &future)) {
        return NULL;
    }
    future.ff_features |= flags->cf_flags;
    return _PySymtable_Build(mod, filename, &future);
#else
    PyFutureFeatures *future = _PyFuture_FromAST(mod, filename);
    if (future == NULL) {
        return NULL;
    }
    future->ff_features |= flags->cf_flags;
    struct symtable *st = _PySymtable_Build(mod, filename, future);
    PyObject_Free(future);
    return st;
#endif
}

/* owned; NULL with an exception */
struct symtable *_Py_SymtableStringObjectFlags(const char *text, PyObject *filename, int start,
                                               PyCompilerFlags *flags) {
    PyArena *arena = _PyArena_New();
    if (arena == NULL) {
        return NULL;
    }
    mod_ty mod = _PyParser_ASTFromString(text, filename, start, flags, arena);
    struct symtable *st = mod == NULL ? NULL : build(mod, filename, flags);
    _PyArena_Free(arena);
    return st;
}

/* -1 with an exception */
static int find_start(const char *mode) {
    static const struct {
        const char *name;
        int start;
    } modes[] = {
        {"exec", Py_file_input}, {"eval", Py_eval_input}, {"single", Py_single_input}};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(modes); i++) {
        if (strcmp(mode, modes[i].name) == 0) {
            return modes[i].start;
        }
    }
    PyErr_SetString(PyExc_ValueError, "symtable() arg 3 must be 'exec' or 'eval' or 'single'");
    return -1;
}

/* new: the entry of the module, and with it the others */
static PyObject *build_from_text(PyObject *source, PyObject *filename, const char *mode) {
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    flags.cf_flags = PyCF_SOURCE_IS_UTF8;
    PyObject *copy = NULL;
    const char *text = _Py_SourceAsString(source, "symtable", "string or bytes", &flags, &copy);
    int start = text == NULL ? -1 : find_start(mode);
    struct symtable *st =
        start < 0 ? NULL : _Py_SymtableStringObjectFlags(text, filename, start, &flags);
    Py_XDECREF(copy);
    if (st == NULL) {
        return NULL;
    }
    PyObject *top = Py_NewRef(st->st_top);
    _PySymtable_Free(st);
    return top;
}

static PyObject *symtable_symtable(PyObject *Py_UNUSED(module), PyObject *const *args,
                                   Py_ssize_t n) {
    if (!_PyArg_CheckPositional("symtable", n, 3, 3)) {
        return NULL;
    }
    PyObject *filename;
    if (!PyUnicode_FSDecoder(args[1], &filename)) {
        return NULL;
    }
    PyObject *top = NULL;
    if (!PyUnicode_Check(args[2])) {
        PyErr_Format(PyExc_TypeError, "symtable() argument 3 must be str, not %.50s",
                     args[2] == Py_None ? "None" : Py_TYPE(args[2])->tp_name);
    }
    else {
        Py_ssize_t size;
        const char *mode = PyUnicode_AsUTF8AndSize(args[2], &size);
        if (mode != NULL && strlen(mode) != (size_t)size) {
            PyErr_SetString(PyExc_ValueError, "embedded null character");
        }
        else if (mode != NULL) {
            top = build_from_text(args[0], filename, mode);
        }
    }
    Py_DECREF(filename);
    return top;
}

/* ---- module ---------------------------------------------------------------------------------- */

#define CONSTANT(name) {#name, name}
static const struct {
    const char *name;
    long value;
} constants[] = {
    CONSTANT(USE),
    CONSTANT(DEF_GLOBAL),
    CONSTANT(DEF_NONLOCAL),
    CONSTANT(DEF_LOCAL),
    CONSTANT(DEF_PARAM),
    CONSTANT(DEF_FREE),
    CONSTANT(DEF_FREE_CLASS),
    CONSTANT(DEF_IMPORT),
    CONSTANT(DEF_BOUND),
    CONSTANT(DEF_ANNOT),
    {"TYPE_FUNCTION", FunctionBlock},
    {"TYPE_CLASS", ClassBlock},
    {"TYPE_MODULE", ModuleBlock},
#if PYI_312
    {"TYPE_ANNOTATION", AnnotationBlock},
    {"TYPE_TYPE_ALIAS", TypeAliasBlock},
#endif
#if PYI_313
    {"TYPE_TYPE_PARAMETERS", TypeParametersBlock},
    {"TYPE_TYPE_VARIABLE", TypeVariableBlock},
#elif PYI_312
    {"TYPE_TYPE_VAR_BOUND", TypeVarBoundBlock},
    {"TYPE_TYPE_PARAM", TypeParamBlock},
#endif
    CONSTANT(LOCAL),
    CONSTANT(GLOBAL_EXPLICIT),
    CONSTANT(GLOBAL_IMPLICIT),
    CONSTANT(FREE),
    CONSTANT(CELL),
    {"SCOPE_OFF", SCOPE_OFFSET},
    CONSTANT(SCOPE_MASK),
};

static int module_exec(PyObject *module) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(constants); i++) {
        if (PyModule_AddIntConstant(module, constants[i].name, constants[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyMethodDef module_methods[] = {
    {"symtable", PYI_FASTCALL(symtable_symtable), METH_FASTCALL,
     PYI_SIGNATURE("symtable", "($module, source, filename, startstr, /)")},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_symtable",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__symtable(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("_symtable", PyInit__symtable);
