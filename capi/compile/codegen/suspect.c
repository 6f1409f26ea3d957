/* SPDX-License-Identifier: Apache-2.0 */
/* suspect.c: SyntaxWarnings about operations on literals that cannot be meant. */
#include "codegen.h"

/* borrowed: the type of what an expression yields, NULL when it is not obvious */
static PyTypeObject *
obvious_type(expr_ty e)
{
    switch (e->kind) {
    case Tuple_kind:
        return &PyTuple_Type;
    case List_kind:
    case ListComp_kind:
        return &PyList_Type;
    case Dict_kind:
    case DictComp_kind:
        return &PyDict_Type;
    case Set_kind:
    case SetComp_kind:
        return &PySet_Type;
    case GeneratorExp_kind:
        return &PyGen_Type;
    case Lambda_kind:
        return &PyFunction_Type;
    case JoinedStr_kind:
    case FormattedValue_kind:
        return &PyUnicode_Type;
    case Constant_kind:
        return Py_TYPE(e->v.Constant.value);
    default:
        return NULL;
    }
}

/* May `is` compare this? Of constants only those that exist once. */
static bool
has_identity(expr_ty e)
{
    if (e->kind != Constant_kind) {
        return true;
    }
    PyObject *value = e->v.Constant.value;
    return value == Py_None || value == Py_False || value == Py_True || value == Py_Ellipsis;
}

static int
warn_is(pyi_codegen *c, expr_ty compare, cmpop_ty op, expr_ty literal)
{
#if PYI_312
    const char *type = obvious_type(literal)->tp_name;
    if (op == Is) {
        return pyi_cg_warn(c, AT(compare), "\"is\" with '%.200s' literal. Did you mean \"==\"?",
                           type);
    }
    return pyi_cg_warn(c, AT(compare), "\"is not\" with '%.200s' literal. Did you mean \"!=\"?",
                       type);
#else
    (void)literal;
    if (op == Is) {
        return pyi_cg_warn(c, AT(compare), "\"is\" with a literal. Did you mean \"==\"?");
    }
    return pyi_cg_warn(c, AT(compare), "\"is not\" with a literal. Did you mean \"!=\"?");
#endif
}

int
pyi_cg_suspect_compare(pyi_codegen *c, expr_ty e)
{
    expr_ty left = e->v.Compare.left;
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(e->v.Compare.ops); i++) {
        cmpop_ty op = (cmpop_ty)asdl_seq_GET(e->v.Compare.ops, i);
        expr_ty right = asdl_seq_GET(e->v.Compare.comparators, i);
        if ((op == Is || op == IsNot) && !(has_identity(left) && has_identity(right))) {
            return warn_is(c, e, op, has_identity(left) ? right : left);
        }
        left = right;
    }
    return 0;
}

int
pyi_cg_suspect_callee(pyi_codegen *c, expr_ty e)
{
    switch (e->kind) {
    case Constant_kind:
    case Tuple_kind:
    case List_kind:
    case ListComp_kind:
    case Dict_kind:
    case DictComp_kind:
    case Set_kind:
    case SetComp_kind:
    case GeneratorExp_kind:
    case JoinedStr_kind:
    case FormattedValue_kind:
        return pyi_cg_warn(c, pyi_cg_here(c, AT(e)),
                           "'%.200s' object is not callable; perhaps you missed a comma?",
                           obvious_type(e)->tp_name);
    default:
        return 0;
    }
}

static bool
is_subscriptable(expr_ty e)
{
    switch (e->kind) {
    case Constant_kind: {
        PyObject *value = e->v.Constant.value;
        return !(value == Py_None || value == Py_Ellipsis || PyLong_Check(value) ||
                 PyFloat_Check(value) || PyComplex_Check(value) || PyAnySet_Check(value));
    }
    case Set_kind:
    case SetComp_kind:
    case GeneratorExp_kind:
    case Lambda_kind:
        return false;
    default:
        return true;
    }
}

static bool
is_sequence(expr_ty e)
{
    switch (e->kind) {
    case Constant_kind: {
        PyObject *value = e->v.Constant.value;
        return PyUnicode_Check(value) || PyBytes_Check(value) || PyTuple_Check(value);
    }
    case Tuple_kind:
    case List_kind:
    case ListComp_kind:
    case JoinedStr_kind:
    case FormattedValue_kind:
        return true;
    default:
        return false;
    }
}

int
pyi_cg_suspect_subscript(pyi_codegen *c, expr_ty value, expr_ty index)
{
    if (!is_subscriptable(value)) {
        TRY(pyi_cg_warn(c, pyi_cg_here(c, AT(value)),
                        "'%.200s' object is not subscriptable; perhaps you missed a comma?",
                        obvious_type(value)->tp_name));
    }
    PyTypeObject *index_type = obvious_type(index);
    if (index_type == NULL || PyType_FastSubclass(index_type, Py_TPFLAGS_LONG_SUBCLASS) ||
        index_type == &PySlice_Type || !is_sequence(value)) {
        return 0;
    }
    return pyi_cg_warn(c, pyi_cg_here(c, AT(value)),
                       "%.200s indices must be integers or slices, not %.200s; "
                       "perhaps you missed a comma?",
                       obvious_type(value)->tp_name, index_type->tp_name);
}
