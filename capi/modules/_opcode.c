/* SPDX-License-Identifier: Apache-2.0 */
/* _opcode: what the instructions of the bytecode are, for opcode and dis. */
#include "pyi.h"
#include "pyi_arguments.h"

#include <compile.h>
#include <opcode.h>
#if PYI_313
#  include "internal/pycore_opcode_metadata.h"
#endif

/* ---- effects on the stack ------------------------------------------------------------------------ */

/* 1, 0, -1 for None; -2 with an exception */
static int jump_from(PyObject *jump) {
    if (jump == Py_None || jump == Py_True || jump == Py_False) {
        return jump == Py_None ? -1 : jump == Py_True;
    }
    PyErr_SetString(PyExc_ValueError, "stack_effect: jump must be False, True or None");
    return -2;
}

static PyObject *opcode_stack_effect(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"", "", "jump", NULL};
    int opcode;
    PyObject *oparg = Py_None, *jump = Py_None;
    if (!pyi_named_arguments(args, kwargs, "i|O$O:stack_effect", keywords, &opcode, &oparg, &jump)) {
        return NULL;
    }
#if !PYI_313
    if (HAS_ARG(opcode) != (oparg != Py_None)) {
        PyErr_SetString(PyExc_ValueError, oparg == Py_None
                                              ? "stack_effect: opcode requires oparg but oparg was not specified"
                                              : "stack_effect: opcode does not permit oparg but oparg was specified");
        return NULL;
    }
#endif
    int number = oparg == Py_None ? 0 : (int)PyLong_AsLong(oparg);
    if (number == -1 && PyErr_Occurred()) {
        return NULL;
    }
    int jumps = jump_from(jump);
    if (jumps == -2) {
        return NULL;
    }
    int effect = PyCompile_OpcodeStackEffectWithJump(opcode, number, jumps);
    if (effect == PY_INVALID_STACK_EFFECT) {
        PyErr_SetString(PyExc_ValueError, "invalid opcode or oparg");
        return NULL;
    }
    return PyLong_FromLong(effect);
}

/* Nothing is counted. */
static PyObject *opcode_get_specialization_stats(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(arg)) {
    Py_RETURN_NONE;
}

/* ---- properties ------------------------------------------------------------------------------------- */

#if PYI_313

static PyObject *test(PyObject *args, PyObject *kwargs, const char *format, int flags) {
    static char *keywords[] = {"opcode", NULL};
    int opcode;
    if (!pyi_named_arguments(args, kwargs, format, keywords, &opcode)) {
        return NULL;
    }
    return PyBool_FromLong(IS_VALID_OPCODE(opcode) &&
                           (flags == 0 || (_PyOpcode_opcode_metadata[opcode].flags & flags) != 0));
}

#  define PROPERTY(name, flags)                                                                          \
      static PyObject *opcode_##name(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {   \
          return test(args, kwargs, "i:" #name, flags);                                                \
      }
PROPERTY(is_valid, 0)
PROPERTY(has_arg, HAS_ARG_FLAG)
PROPERTY(has_const, HAS_CONST_FLAG)
PROPERTY(has_name, HAS_NAME_FLAG)
PROPERTY(has_jump, HAS_JUMP_FLAG)
PROPERTY(has_free, HAS_FREE_FLAG)
PROPERTY(has_local, HAS_LOCAL_FLAG)

static PyObject *opcode_has_exc(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"opcode", NULL};
    int opcode;
    if (!pyi_named_arguments(args, kwargs, "i:has_exc", keywords, &opcode)) {
        return NULL;
    }
    return PyBool_FromLong(opcode == SETUP_FINALLY || opcode == SETUP_WITH || opcode == SETUP_CLEANUP);
}

static PyObject *opcode_get_executor(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"code", "offset", NULL};
    PyObject *code;
    int offset;
    if (!pyi_named_arguments(args, kwargs, "Oi:get_executor", keywords, &code, &offset)) {
        return NULL;
    }
    if (!PyCode_Check(code)) {
        PyErr_Format(PyExc_TypeError, "expected a code object, not '%.100s'", _PyType_Name(Py_TYPE(code)));
    } else {
        PyErr_SetString(PyExc_RuntimeError, "Executors are not available in this build");
    }
    return NULL;
}

/* ---- operands ----------------------------------------------------------------------------------------- */

static const char *const intrinsics_1[] = {
    "INTRINSIC_1_INVALID",           "INTRINSIC_PRINT",          "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR", "INTRINSIC_ASYNC_GEN_WRAP", "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",       "INTRINSIC_TYPEVAR",        "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",        "INTRINSIC_SUBSCRIPT_GENERIC", "INTRINSIC_TYPEALIAS",
};
static const char *const intrinsics_2[] = {
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
};
/* of BINARY_OP; each again with INPLACE_ and = */
static const char *const operators[][2] = {
    {"ADD", "+"},       {"AND", "&"}, {"FLOOR_DIVIDE", "//"}, {"LSHIFT", "<<"}, {"MATRIX_MULTIPLY", "@"},
    {"MULTIPLY", "*"},  {"REMAINDER", "%"}, {"OR", "|"},      {"POWER", "**"},  {"RSHIFT", ">>"},
    {"SUBTRACT", "-"},  {"TRUE_DIVIDE", "/"}, {"XOR", "^"},
};

static PyObject *list_names(const char *const *names, size_t n) {
    PyObject *list = PyList_New((Py_ssize_t)n);
    for (size_t i = 0; list != NULL && i < n; i++) {
        PyObject *name = PyUnicode_FromString(names[i]);
        if (name == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, (Py_ssize_t)i, name);
        }
    }
    return list;
}

static PyObject *opcode_get_intrinsic1_descs(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(arg)) {
    return list_names(intrinsics_1, Py_ARRAY_LENGTH(intrinsics_1));
}

static PyObject *opcode_get_intrinsic2_descs(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(arg)) {
    return list_names(intrinsics_2, Py_ARRAY_LENGTH(intrinsics_2));
}

static PyObject *opcode_get_nb_ops(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(arg)) {
    Py_ssize_t n = (Py_ssize_t)Py_ARRAY_LENGTH(operators);
    PyObject *list = PyList_New(2 * n);
    for (Py_ssize_t i = 0; list != NULL && i < 2 * n; i++) {
        const char *const *row = operators[i % n];
        PyObject *pair = Py_BuildValue("(NN)", PyUnicode_FromFormat("NB_%s%s", i < n ? "" : "INPLACE_", row[0]),
                                       PyUnicode_FromFormat("%s%s", row[1], i < n ? "" : "="));
        if (pair == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, pair);
        }
    }
    return list;
}

#endif

/* ---- module --------------------------------------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"stack_effect", PYI_FASTCALL(opcode_stack_effect), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("stack_effect", "($module, opcode, oparg=None, /, *, jump=None)")},
    {"get_specialization_stats", opcode_get_specialization_stats, METH_NOARGS,
     PYI_SIGNATURE("get_specialization_stats", "($module, /)")},
#if PYI_313
#  define ROW(name)                                                                            \
      {#name, PYI_FASTCALL(opcode_##name), METH_VARARGS | METH_KEYWORDS,                       \
       PYI_SIGNATURE(#name, "($module, /, opcode)")}
    ROW(is_valid),
    ROW(has_arg),
    ROW(has_const),
    ROW(has_name),
    ROW(has_jump),
    ROW(has_free),
    ROW(has_local),
    ROW(has_exc),
    {"get_nb_ops", opcode_get_nb_ops, METH_NOARGS, PYI_SIGNATURE("get_nb_ops", "($module, /)")},
    {"get_intrinsic1_descs", opcode_get_intrinsic1_descs, METH_NOARGS,
     PYI_SIGNATURE("get_intrinsic1_descs", "($module, /)")},
    {"get_intrinsic2_descs", opcode_get_intrinsic2_descs, METH_NOARGS,
     PYI_SIGNATURE("get_intrinsic2_descs", "($module, /)")},
    {"get_executor", PYI_FASTCALL(opcode_get_executor), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("get_executor", "($module, /, code, offset)")},
#endif
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module) {
#if PYI_313
    return PyModule_AddIntConstant(module, "ENABLE_SPECIALIZATION", 1);
#else
    (void)module;
    return 0;
#endif
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_opcode",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *opcode_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_opcode", opcode_init);
