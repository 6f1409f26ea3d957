/* SPDX-License-Identifier: Apache-2.0 */
/* ops_compare.c: comparison, truth, membership.
 *
 * `==` on objects is PyObject_RichCompare, never its Bool variant: that one takes identity for
 * equality, which is wrong for nan.
 */
#include "attr.h"
#include "long_digits.h"

/* ---- comparison of exact ints, floats and strs -------------------------------------------------- */

#define UNDECIDED 2

#define DECIDE(relation)                                                                           \
    switch (relation) {                                                                            \
    case Py_EQ: return a == b;                                                                     \
    case Py_NE: return a != b;                                                                     \
    case Py_LT: return a < b;                                                                      \
    case Py_LE: return a <= b;                                                                     \
    case Py_GT: return a > b;                                                                      \
    default: return a >= b;                                                                        \
    }

static inline int32_t compare_ints(int64_t a, int64_t b, int relation) { DECIDE(relation) }
static inline int32_t compare_doubles(double a, double b, int relation) { DECIDE(relation) }

static bool equal_strs(PyObject *left, PyObject *right) {
    if (left == right) {
        return true;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(left);
    int kind = PyUnicode_KIND(left);
    if (length != PyUnicode_GET_LENGTH(right) || kind != (int)PyUnicode_KIND(right)) {
        return false;
    }
    /* Both end in a zero, so that there is a first byte. */
    const char *a = PyUnicode_DATA(left), *b = PyUnicode_DATA(right);
    return *a == *b && memcmp(a, b, (size_t)(length * kind)) == 0;
}

static inline bool is_byte_str(PyObject *op) {
    return rt_is_plain_str(op) && PyUnicode_KIND(op) == PyUnicode_1BYTE_KIND;
}

/* Less than 0, 0, or more, as left comes before right or not; both have one byte per character. */
static int order_byte_strs(PyObject *left, PyObject *right) {
    const Py_UCS1 *a = PyUnicode_1BYTE_DATA(left), *b = PyUnicode_1BYTE_DATA(right);
    if (*a != *b) {
        return *a < *b ? -1 : 1; /* the zero behind an empty one counts as a character: it is least */
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(left), m = PyUnicode_GET_LENGTH(right);
    int order = memcmp(a, b, (size_t)(n < m ? n : m));
    return order != 0 ? order : n < m ? -1 : n > m;
}

/* steals op, NULL for an exception */
static int32_t take_truth(PyObject *op) {
    if (op == NULL) {
        return -1;
    }
    int32_t truth = rt_truth(op);
    Py_DECREF(op);
    return truth;
}

/* Whether instances are equal to nothing but themselves, unless the others know better. */
static inline bool compares_identity(PyTypeObject *type) {
    return type->tp_richcompare == PyBaseObject_Type.tp_richcompare;
}

/* Of exact ints, one of which has more than one digit. */
static __attribute__((noinline)) int32_t compare_long_ints(PyObject *left, PyObject *right,
                                                           int relation) {
    PyObject *ops[] = {left, right};
    int64_t values[2];
    for (int i = 0; i < 2; i++) {
        if (rt_long_is_compact(ops[i])) {
            values[i] = rt_long_compact_value(ops[i]);
        } else if (!rt_long_read_two(ops[i], &values[i])) {
            return UNDECIDED;
        }
    }
    return compare_ints(values[0], values[1], relation);
}

/* As compare_common, for operands that are not both small ints. */
static __attribute__((noinline)) int32_t compare_others(PyObject *left, PyObject *right,
                                                        int relation) {
    PyTypeObject *type = Py_TYPE(left);
    if (type == &PyLong_Type && Py_IS_TYPE(right, type)) {
        return compare_long_ints(left, right, relation);
    } else if (type == &PyFloat_Type) {
        if (Py_IS_TYPE(right, type)) {
            return compare_doubles(PyFloat_AS_DOUBLE(left), PyFloat_AS_DOUBLE(right), relation);
        }
        if (PyLong_CheckExact(right) && rt_long_is_compact(right)) {
            return compare_doubles(PyFloat_AS_DOUBLE(left), (double)rt_long_compact_value(right),
                                   relation);
        }
    } else if ((relation == Py_EQ || relation == Py_NE) && rt_is_plain_str(left) &&
               rt_is_plain_str(right)) {
        return equal_strs(left, right) == (relation == Py_EQ);
    } else if (is_byte_str(left) && is_byte_str(right)) {
        return compare_ints(order_byte_strs(left, right), 0, relation);
    }
    return UNDECIDED;
}

/* 1 or 0 where the types are exact and common, else UNDECIDED */
static inline int32_t compare_common(PyObject *left, PyObject *right, int relation) {
    if (PyLong_CheckExact(left) && PyLong_CheckExact(right) && rt_long_is_compact(left) &&
        rt_long_is_compact(right)) {
        return compare_ints(rt_long_compact_value(left), rt_long_compact_value(right), relation);
    }
    return compare_others(left, right, relation);
}

/* The same where both leave `==` to object. Not in line: ints, floats and strs would pay for it. */
static __attribute__((noinline)) int32_t compare_identities(PyObject *left, PyObject *right,
                                                            int relation) {
    bool decides = (relation == Py_EQ || relation == Py_NE) && compares_identity(Py_TYPE(left)) &&
                   compares_identity(Py_TYPE(right));
    return decides ? (left == right) == (relation == Py_EQ) : UNDECIDED;
}

/* The same; -1 with an exception, never UNDECIDED */
static __attribute__((noinline)) int32_t test_slow(PyObject *left, PyObject *right, int relation) {
    int32_t truth = compare_identities(left, right, relation);
    return truth != UNDECIDED ? truth : take_truth(rt_relate(left, right, relation));
}

#define RELATION(name, relation)                                                                   \
    PyObject *rt_compare_##name(PyObject *left, PyObject *right) {                                 \
        int32_t truth = compare_common(left, right, relation);                                       \
        return rt_likely(truth != UNDECIDED) ? PyBool_FromLong(truth)                              \
                                             : rt_relate(left, right, relation);                   \
    }                                                                                              \
    int32_t rt_test_##name(PyObject *left, PyObject *right) {                                      \
        int32_t truth = compare_common(left, right, relation);                                       \
        return rt_likely(truth != UNDECIDED) ? truth : test_slow(left, right, relation);           \
    }                                                                                              \
    int32_t rt_peek_##name(PyObject *left, PyObject *right) {                                      \
        int32_t truth = compare_common(left, right, relation);                                       \
        if (rt_unlikely(truth == UNDECIDED)) {                                                     \
            truth = compare_identities(left, right, relation);                                     \
        }                                                                                          \
        return truth != UNDECIDED ? truth : -1;                                                    \
    }

RELATION(eq, Py_EQ)
RELATION(ne, Py_NE)
RELATION(lt, Py_LT)
RELATION(le, Py_LE)
RELATION(gt, Py_GT)
RELATION(ge, Py_GE)

/* ---- truth -------------------------------------------------------------------------------------- */

int32_t rt_truth_slow(PyObject *op) {
    if (op == Py_None) {
        return 0;
    }
    PyTypeObject *type = Py_TYPE(op);
    if (type == &PyLong_Type) {
        return !(rt_long_is_compact(op) && rt_long_compact_value(op) == 0);
    }
    if (type == &PyList_Type || type == &PyTuple_Type) {
        return Py_SIZE(op) != 0;
    }
    if (type == &PyDict_Type) {
        return PyDict_GET_SIZE(op) != 0;
    }
    if (rt_is_plain_str(op)) {
        return PyUnicode_GET_LENGTH(op) != 0;
    }
    return PyObject_IsTrue(op);
}

int32_t rt_peek_truth(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    bool known = type == &PyBool_Type || op == Py_None || type == &PyLong_Type ||
                 type == &PyList_Type || type == &PyTuple_Type || type == &PyDict_Type ||
                 rt_is_plain_str(op);
    return known ? rt_truth(op) : -1;
}

/* ---- membership --------------------------------------------------------------------------------- */

/* Both are strs of one byte per character, and the item is one of those. */
static inline bool is_byte_search(PyObject *container, PyObject *item) {
    return rt_is_plain_str(container) && rt_is_plain_str(item) && PyUnicode_GET_LENGTH(item) == 1 &&
           PyUnicode_KIND(item) == PyUnicode_1BYTE_KIND &&
           PyUnicode_KIND(container) == PyUnicode_1BYTE_KIND;
}

/* Whether an item of a container equals another that is of another type: 1, 0, or -1 */
static __attribute__((noinline)) int32_t equals_other(PyObject *item, PyObject *wanted) {
    Py_INCREF(item); /* comparing may change the list */
    int32_t equal = PyObject_RichCompareBool(item, wanted, Py_EQ);
    Py_DECREF(item);
    return equal;
}

/* items: of an exact list or tuple. Whether that has a small int, or a str. */
#define IS_AMONG(container, wanted, item, equal)                                                   \
    for (Py_ssize_t i = 0; i < Py_SIZE(container); i++) {                                          \
        PyObject *item = PySequence_Fast_ITEMS(container)[i];                                      \
        if (item == wanted) {                                                                      \
            return 1;                                                                              \
        }                                                                                          \
        int32_t found =                                                                            \
            rt_likely(Py_IS_TYPE(item, Py_TYPE(wanted))) ? (equal) : equals_other(item, wanted);   \
        if (found != 0) {                                                                          \
            return found;                                                                          \
        }                                                                                          \
    }                                                                                              \
    return 0;

static int32_t is_int_among(PyObject *container, PyObject *wanted) {
    int64_t value = rt_long_compact_value(wanted);
    IS_AMONG(container, wanted, item,
             rt_long_is_compact(item) && rt_long_compact_value(item) == value)
}

static int32_t is_str_among(PyObject *container, PyObject *wanted) {
    IS_AMONG(container, wanted, item, equal_strs(item, wanted))
}

int32_t rt_contains(PyObject *container, PyObject *item) {
    PyTypeObject *type = Py_TYPE(container);
    if (type == &PyList_Type || type == &PyTuple_Type) {
        if (PyLong_CheckExact(item) && rt_long_is_compact(item)) {
            return is_int_among(container, item);
        }
        if (rt_is_plain_str(item)) {
            return is_str_among(container, item);
        }
    }
    if (type == &PyDict_Type) {
        return PyDict_Contains(container, item);
    }
    if (is_byte_search(container, item)) {
        return memchr(PyUnicode_1BYTE_DATA(container), PyUnicode_1BYTE_DATA(item)[0],
                      (size_t)PyUnicode_GET_LENGTH(container)) != NULL;
    }
    /* A set takes an unhashable item for the frozenset that equals it; these are none. */
    if (type == &PySet_Type && (PyLong_CheckExact(item) || PyUnicode_CheckExact(item))) {
        return PySet_Contains(container, item);
    }
    return PySequence_Contains(container, item);
}
