/* SPDX-License-Identifier: Apache-2.0 */
/* ops_isinstance.c: isinstance, with what was found out about classes remembered. */
#include "attr.h"

/* Whether instances of the class with that version tag are instances of classinfo. A class whose bases or
 * `__class__` change gets another tag, and one that is gone has none of its tags come back. */
typedef struct {
    PyObject *classinfo; /* compared, never used: it may be gone */
    unsigned int version;
    int32_t answer;
} verdict;

enum { VERDICTS = 128 };
static verdict verdicts[VERDICTS];

static inline verdict *place_of(unsigned int version, PyObject *classinfo) {
    return &verdicts[(version ^ (uintptr_t)classinfo >> 4) % VERDICTS];
}

/* "__class__", borrowed; NULL when there is no memory for it */
static PyObject *class_name(void) {
    static PyObject *name;
    PyObject *interned = rt_intern(&name, "__class__");
    if (interned == NULL) {
        PyErr_Clear();
    }
    return interned;
}

/* Whether `__class__` of instances can be nothing but their type. */
static bool has_plain_class(PyTypeObject *type, PyObject *name) {
    /* object's own is a data descriptor, so an instance cannot hide it */
    return type->tp_getattro == PyObject_GenericGetAttr &&
           _PyType_Lookup(type, name) == _PyType_Lookup(&PyBaseObject_Type, name);
}

/* 1, 0, -1; classinfo is of exact type `type`: it has no say of its own */
static __attribute__((noinline)) int32_t decide(PyObject *op, PyObject *classinfo) {
    PyTypeObject *type = Py_TYPE(op);
    PyObject *name = class_name();
    int32_t answer = PyType_IsSubtype(type, (PyTypeObject *)classinfo);
    if (name == NULL || (answer == 0 && !has_plain_class(type, name))) {
        return PyObject_IsInstance(op, classinfo);
    }
    unsigned int version = rt_class_version(type, name);
    if (version != 0) {
        *place_of(version, classinfo) = (verdict){classinfo, version, answer};
    }
    return answer;
}

/* 1, 0, -1 */
static inline int32_t is_instance_of(PyObject *op, PyObject *classinfo) {
    if (rt_unlikely(!Py_IS_TYPE(classinfo, &PyType_Type))) {
        return PyObject_IsInstance(op, classinfo);
    }
    PyTypeObject *type = Py_TYPE(op);
    if (type == (PyTypeObject *)classinfo) {
        return 1;
    }
    unsigned int version = type->tp_version_tag;
    const verdict *known = place_of(version, classinfo);
    if (rt_likely(known->version == version && known->classinfo == classinfo)) {
        return known->answer;
    }
    return decide(op, classinfo);
}

int32_t rt_isinstance(PyObject *op, PyObject *classinfo) {
    return rt_likely(!PyTuple_CheckExact(classinfo))
               ? is_instance_of(op, classinfo)
               : rt_isinstance_of_any(op, &PyTuple_GET_ITEM(classinfo, 0), PyTuple_GET_SIZE(classinfo));
}

int32_t rt_isinstance_of_any(PyObject *op, PyObject *const *classes, Py_ssize_t count) {
    int32_t found = 0;
    for (Py_ssize_t i = 0; found == 0 && i < count; i++) {
        found = is_instance_of(op, classes[i]);
    }
    return found;
}

/* ---- calls of what is most likely isinstance ------------------------------------------------------ */

static PyMethodDef *known_isinstance;

/* new; -1 stands for an exception */
static inline PyObject *as_bool(int32_t found) {
    return found < 0 ? NULL : Py_NewRef(found ? Py_True : Py_False);
}

static PyObject *call_other(PyObject *callee, PyObject *op, PyObject *classinfo) {
    PyObject *args[] = {NULL, op, classinfo};
    return rt_call(PyThreadState_Get(), callee, &args[1], 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

PyObject *rt_call_isinstance(PyObject *callee, PyObject *op, PyObject *classinfo) {
    if (rt_likely(rt_is_builtin(callee, "isinstance", &known_isinstance))) {
        return as_bool(rt_isinstance(op, classinfo));
    }
    return call_other(callee, op, classinfo);
}

PyObject *rt_call_isinstance_of_any(PyObject *callee, PyObject *op, PyObject *const *classes,
                                    Py_ssize_t count) {
    if (rt_likely(rt_is_builtin(callee, "isinstance", &known_isinstance))) {
        return as_bool(rt_isinstance_of_any(op, classes, count));
    }
    PyObject *classinfo = rt_new_tuple(classes, count);
    PyObject *result = classinfo == NULL ? NULL : call_other(callee, op, classinfo);
    Py_XDECREF(classinfo);
    return result;
}
