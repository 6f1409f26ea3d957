/* SPDX-License-Identifier: Apache-2.0 */
/* ops_operator.c: operators and comparisons that classes define in Python, as a call of the method.
 *
 * The protocol goes through the slot of the class, which looks the method up and calls it by way of its entry.
 * Where nobody else can have a say, the method alone decides.
 */
#include "native_call.h"
#include "ops.h"

static const struct {
    const char *method, *text;
} operators[RT_OPERATORS] = {
    [RT_ADD] = {"__add__", "+"},
    [RT_SUBTRACT] = {"__sub__", "-"},
    [RT_MULTIPLY] = {"__mul__", "*"},
    [RT_TRUE_DIVIDE] = {"__truediv__", "/"},
    [RT_FLOOR_DIVIDE] = {"__floordiv__", "//"},
    [RT_REMAINDER] = {"__mod__", "%"},
    [RT_MATRIX_MULTIPLY] = {"__matmul__", "@"},
    [RT_LSHIFT] = {"__lshift__", "<<"},
    [RT_RSHIFT] = {"__rshift__", ">>"},
    [RT_AND] = {"__and__", "&"},
    [RT_OR] = {"__or__", "|"},
    [RT_XOR] = {"__xor__", "^"},
    [RT_RELATION + Py_LT] = {"__lt__", "<"},
    [RT_RELATION + Py_LE] = {"__le__", "<="},
    [RT_RELATION + Py_EQ] = {"__eq__", "=="},
    [RT_RELATION + Py_NE] = {"__ne__", "!="},
    [RT_RELATION + Py_GT] = {"__gt__", ">"},
    [RT_RELATION + Py_GE] = {"__ge__", ">="},
};

/* Methods by the version tag of the class, which has a new one once anything of it or its bases changes. */
#define KNOWN 128
static struct {
    uint32_t version;
    rt_operator op;
    PyObject *function; /* borrowed from the class; NULL: it has none written in Python */
} known_operators[KNOWN];

/* borrowed, or NULL */
static PyObject *find_operator(PyTypeObject *type, rt_operator op) {
    uint32_t version = type->tp_version_tag, place = (version * RT_OPERATORS + op) % KNOWN;
    if (rt_likely(version != 0 && known_operators[place].version == version &&
                  known_operators[place].op == op)) {
        return known_operators[place].function;
    }
    static PyObject *names[RT_OPERATORS];
    if (rt_intern(&names[op], operators[op].method) == NULL) {
        PyErr_Clear();
        return NULL;
    }
    PyObject *found = _PyType_Lookup(type, names[op]);
    PyObject *function = found != NULL && PyFunction_Check(found) ? found : NULL;
    version = type->tp_version_tag; /* the look-up gives one */
    if (version != 0) {
        place = (version * RT_OPERATORS + op) % KNOWN;
        known_operators[place].version = version;
        known_operators[place].op = op;
        known_operators[place].function = function;
    }
    return function;
}

/* Whether the class of left decides alone: that of right is the same, or a number's that knows none but numbers,
 * and no sequence, to which + and * mean something as well. */
static inline bool decides_alone(PyObject *left, PyObject *right) {
    PyTypeObject *type = Py_TYPE(left);
    if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) || type->tp_as_sequence == NULL ||
        type->tp_as_sequence->sq_concat != NULL || type->tp_as_sequence->sq_repeat != NULL) {
        return false;
    }
    return Py_IS_TYPE(right, type) || ((PyFloat_CheckExact(right) || PyLong_CheckExact(right)) &&
                                       !PyFloat_Check(left) && !PyLong_Check(left));
}

static PyObject *fail_unsupported(PyObject *left, PyObject *right, rt_operator op) {
    return PyErr_Format(PyExc_TypeError,
                        "unsupported operand type(s) for %s: '%.100s' and '%.100s'",
                        operators[op].text, Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name);
}

/* new, or Py_NotImplemented, or NULL */
static PyObject *call_operator(PyObject *function, PyObject *left, PyObject *right) {
    PyObject *args[] = {NULL, left, right};
    return rt_call_function(PyThreadState_Get(), function, &args[1],
                            2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

PyObject *rt_operate(PyObject *left, PyObject *right, rt_operator op, binaryfunc protocol) {
    PyObject *function = decides_alone(left, right) ? find_operator(Py_TYPE(left), op) : NULL;
    if (function == NULL) {
        return protocol(left, right);
    }
    PyObject *result = call_operator(function, left, right);
    if (rt_unlikely(result == Py_NotImplemented)) {
        Py_DECREF(result);
        return fail_unsupported(left, right, op);
    }
    return result;
}

/* ---- comparisons ----------------------------------------------------------------------------------- */

/* The method of left does not know; that of right, whose class is the same, is asked the other way round. */
static PyObject *relate_reflected(PyObject *left, PyObject *right, int relation) {
    static const int reflected[] = {Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE};
    richcmpfunc compare = Py_TYPE(right)->tp_richcompare;
    if (compare != NULL) {
        PyObject *result = compare(right, left, reflected[relation]);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    if (relation == Py_EQ || relation == Py_NE) {
        return PyBool_FromLong((left == right) == (relation == Py_EQ));
    }
    return PyErr_Format(PyExc_TypeError,
                        "'%s' not supported between instances of '%.100s' and '%.100s'",
                        operators[RT_RELATION + relation].text, Py_TYPE(left)->tp_name,
                        Py_TYPE(right)->tp_name);
}

PyObject *rt_relate(PyObject *left, PyObject *right, int relation) {
    PyTypeObject *type = Py_TYPE(left);
    bool alike = Py_IS_TYPE(right, type) && PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE);
    PyObject *function = alike ? find_operator(type, RT_RELATION + (rt_operator)relation) : NULL;
    if (function == NULL) {
        return PyObject_RichCompare(left, right, relation);
    }
    PyObject *result = call_operator(function, left, right);
    if (rt_unlikely(result == Py_NotImplemented)) {
        Py_DECREF(result);
        return relate_reflected(left, right, relation);
    }
    return result;
}
