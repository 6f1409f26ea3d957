/* SPDX-License-Identifier: Apache-2.0 */
/* constants: operations whose operands are constants are done by the compiler.
 *
 * Limits keep the code object small when the source is: 2 ** 10 ** 9 is left to run time.
 */
#include "fold.h"

enum {
    MAX_INT_BITS = 128,
    MAX_COLLECTION = 256, /* items of a repeated tuple */
    MAX_TEXT = 4096,      /* of a repeated str or bytes */
    MAX_ITEMS = 1024,     /* in all depths of a repeated tuple */
};

bool pyi_fold_to(pyi_folder *f, expr_ty e, PyObject *value) {
    if (value == NULL) {
        if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
            return false;
        }
        PyErr_Clear();
        return true;
    }
    if (_PyArena_AddPyObject(f->arena, value) < 0) {
        Py_DECREF(value);
        return false;
    }
    e->kind = Constant_kind;
    e->v.Constant.kind = NULL;
    e->v.Constant.value = value;
    return true;
}

/* ---- unary ----------------------------------------------------------------------------------- */

static PyObject *invert_truth(PyObject *value) {
    int truth = PyObject_IsTrue(value);
    return truth < 0 ? NULL : PyBool_FromLong(!truth);
}

/* `not a in b` is `a not in b`. */
static void fold_not(expr_ty e, expr_ty comparison) {
    static const cmpop_ty opposite[] = {[In] = NotIn, [NotIn] = In, [Is] = IsNot, [IsNot] = Is};
    asdl_int_seq *ops = comparison->v.Compare.ops;
    cmpop_ty op = asdl_seq_GET(ops, 0);
    if (asdl_seq_LEN(ops) == 1 && (op == In || op == NotIn || op == Is || op == IsNot)) {
        asdl_seq_SET(ops, 0, opposite[op]);
        *e = *comparison;
    }
}

bool pyi_fold_unary(pyi_folder *f, expr_ty e) {
    expr_ty operand = e->v.UnaryOp.operand;
    if (operand->kind != Constant_kind) {
        if (e->v.UnaryOp.op == Not && operand->kind == Compare_kind) {
            fold_not(e, operand);
        }
        return true;
    }
    static PyObject *(*const operations[])(PyObject *) = {
        [Invert] = PyNumber_Invert,
        [Not] = invert_truth,
        [UAdd] = PyNumber_Positive,
        [USub] = PyNumber_Negative,
    };
    return pyi_fold_to(f, e, operations[e->v.UnaryOp.op](operand->v.Constant.value));
}

/* ---- limits ---------------------------------------------------------------------------------- */

static bool is_zero(PyObject *number) { return _PyLong_NumBits(number) == 0; }

/* What of the limit is left after a constant and all in it; negative: it is too much. */
static Py_ssize_t count_items(PyObject *value, Py_ssize_t left) {
    if (PyTuple_Check(value)) {
        left -= PyTuple_GET_SIZE(value);
        for (Py_ssize_t i = 0; left >= 0 && i < PyTuple_GET_SIZE(value); i++) {
            left = count_items(PyTuple_GET_ITEM(value, i), left);
        }
    }
    else if (PyFrozenSet_Check(value)) {
        left -= PySet_GET_SIZE(value);
    }
    return left;
}

/* Whether so many times the sequence are too much; times must be an int. */
static bool repeats_too_much(PyObject *times, PyObject *sequence) {
    bool is_tuple = PyTuple_Check(sequence);
    Py_ssize_t size = PyObject_Size(sequence);
    if (size <= 0) {
        return false;
    }
    long n = PyLong_AsLong(times);
    if (n < 0 || n > (is_tuple ? MAX_COLLECTION : MAX_TEXT) / size) {
        PyErr_Clear();
        return true;
    }
    return is_tuple && n > 0 && count_items(sequence, MAX_ITEMS / n) < 0;
}

static bool is_sequence(PyObject *value) {
    return PyTuple_Check(value) || PyUnicode_Check(value) || PyBytes_Check(value);
}

static bool multiplies_too_much(PyObject *left, PyObject *right) {
    if (PyLong_Check(left) && PyLong_Check(right)) {
        return !is_zero(left) && !is_zero(right) &&
               _PyLong_NumBits(left) + _PyLong_NumBits(right) > MAX_INT_BITS;
    }
    if (PyLong_Check(left) && is_sequence(right)) {
        return repeats_too_much(left, right);
    }
    return PyLong_Check(right) && is_sequence(left) && repeats_too_much(right, left);
}

/* The value of an int as a size; SIZE_MAX when it does not fit. */
static size_t size_of(PyObject *number) {
    size_t size = PyLong_AsSize_t(number);
    if (size == (size_t)-1) {
        PyErr_Clear();
    }
    return size;
}

static bool raises_too_much(PyObject *base, PyObject *exponent) {
    if (!PyLong_Check(base) || !PyLong_Check(exponent) || is_zero(base) || is_zero(exponent) ||
        _PyLong_Sign(exponent) < 0) {
        return false;
    }
    return _PyLong_NumBits(base) > MAX_INT_BITS / size_of(exponent);
}

static bool shifts_too_much(PyObject *number, PyObject *count) {
    if (!PyLong_Check(number) || !PyLong_Check(count) || is_zero(number) || is_zero(count)) {
        return false;
    }
    size_t bits = size_of(count);
    return bits > MAX_INT_BITS || _PyLong_NumBits(number) > MAX_INT_BITS - bits;
}

/* ---- binary ---------------------------------------------------------------------------------- */

static PyObject *power(PyObject *left, PyObject *right) {
    return PyNumber_Power(left, right, Py_None);
}

static bool is_too_much(operator_ty op, PyObject *left, PyObject *right) {
    switch (op) {
    case Mult:
        return multiplies_too_much(left, right);
    case Pow:
        return raises_too_much(left, right);
    case LShift:
        return shifts_too_much(left, right);
    case Mod: /* text is formatted at run time */
        return PyUnicode_Check(left) || PyBytes_Check(left);
    default:
        return false;
    }
}

bool pyi_fold_binary(pyi_folder *f, expr_ty e) {
    static PyObject *(*const operations[])(PyObject *, PyObject *) = {
        [Add] = PyNumber_Add,           [Sub] = PyNumber_Subtract,
        [Mult] = PyNumber_Multiply,     [MatMult] = NULL,
        [Div] = PyNumber_TrueDivide,    [Mod] = PyNumber_Remainder,
        [Pow] = power,                  [LShift] = PyNumber_Lshift,
        [RShift] = PyNumber_Rshift,     [BitOr] = PyNumber_Or,
        [BitXor] = PyNumber_Xor,        [BitAnd] = PyNumber_And,
        [FloorDiv] = PyNumber_FloorDivide,
    };
    expr_ty left = e->v.BinOp.left, right = e->v.BinOp.right;
    operator_ty op = e->v.BinOp.op;
    if (left->kind != Constant_kind) {
        return true;
    }
    PyObject *value = left->v.Constant.value;
    if (op == Mod && right->kind == Tuple_kind && PyUnicode_Check(value) &&
        !pyi_has_starred(right->v.Tuple.elts)) {
        return pyi_fold_format(f, e, value, right->v.Tuple.elts);
    }
    if (right->kind != Constant_kind || operations[op] == NULL ||
        is_too_much(op, value, right->v.Constant.value)) {
        return true;
    }
    return pyi_fold_to(f, e, operations[op](value, right->v.Constant.value));
}

/* ---- tuples and subscripts ------------------------------------------------------------------- */

bool pyi_fold_subscript(pyi_folder *f, expr_ty e) {
    expr_ty value = e->v.Subscript.value, index = e->v.Subscript.slice;
    if (e->v.Subscript.ctx != Load || value->kind != Constant_kind ||
        index->kind != Constant_kind) {
        return true;
    }
    return pyi_fold_to(f, e, PyObject_GetItem(value->v.Constant.value, index->v.Constant.value));
}

static bool are_constants(asdl_expr_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (asdl_seq_GET(seq, i)->kind != Constant_kind) {
            return false;
        }
    }
    return true;
}

/* new */
static PyObject *make_tuple(asdl_expr_seq *seq) {
    PyObject *result = PyTuple_New(asdl_seq_LEN(seq));
    for (Py_ssize_t i = 0; result != NULL && i < asdl_seq_LEN(seq); i++) {
        PyTuple_SET_ITEM(result, i, Py_NewRef(asdl_seq_GET(seq, i)->v.Constant.value));
    }
    return result;
}

bool pyi_fold_tuple(pyi_folder *f, expr_ty e) {
    asdl_expr_seq *items = e->v.Tuple.elts;
    return e->v.Tuple.ctx != Load || !are_constants(items) || pyi_fold_to(f, e, make_tuple(items));
}

static bool fold_set(pyi_folder *f, expr_ty e) {
    if (!are_constants(e->v.Set.elts)) {
        return true;
    }
    PyObject *items = make_tuple(e->v.Set.elts);
    PyObject *set = items == NULL ? NULL : PyFrozenSet_New(items);
    Py_XDECREF(items);
    return pyi_fold_to(f, e, set);
}

bool pyi_fold_iterable(pyi_folder *f, expr_ty e) {
    if (e->kind == Set_kind) {
        return fold_set(f, e);
    }
    if (e->kind != List_kind || pyi_has_starred(e->v.List.elts)) {
        return true;
    }
    asdl_expr_seq *items = e->v.List.elts;
    expr_context_ty context = e->v.List.ctx;
    e->kind = Tuple_kind;
    e->v.Tuple.elts = items;
    e->v.Tuple.ctx = context;
    return pyi_fold_tuple(f, e);
}
