/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and items whose comparison changes the container that is at work: errors perhaps, crashes never. What
 * exactly happens then is CPython's secret, so only that all ends well is printed. */
#include "containers.h"

static PyObject *victim; /* borrowed: what comparisons change */
static int depth;

typedef struct {
    PyObject_HEAD
    long value;
} evil;

static PyTypeObject evil_type;

static PyObject *evil_new(long value) {
    evil *self = PyObject_New(evil, &evil_type);
    self->value = value;
    return (PyObject *)self;
}

static void harm(void) {
    if (victim == NULL || depth > 0 || random_below(6) > 0) {
        return;
    }
    depth++;
    PyObject *key = evil_new((long)random_below(12));
    unsigned long what = random_below(4);
    if (PyDict_Check(victim)) {
        if (what == 0) {
            PyDict_Clear(victim);
        } else if (what == 1) {
            PyDict_SetItem(victim, key, key);
        } else if (what == 2) {
            Py_XDECREF(call(victim, "popitem", NULL));
        } else {
            PyDict_DelItem(victim, key);
        }
    } else if (what == 0) {
        Py_XDECREF(call(victim, "clear", NULL));
    } else if (what == 1) {
        Py_XDECREF(call(victim, PyList_Check(victim) ? "append" : "add", args1(Py_NewRef(key))));
    } else {
        Py_XDECREF(call(victim, "pop", NULL));
    }
    PyErr_Clear();
    Py_DECREF(key);
    depth--;
}

static Py_hash_t evil_hash(PyObject *self) { return ((evil *)self)->value % 3; }

static PyObject *evil_compare(PyObject *self, PyObject *other, int op) {
    harm();
    if (!Py_IS_TYPE(other, &evil_type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_RETURN_RICHCOMPARE(((evil *)self)->value, ((evil *)other)->value, op);
}

static PyObject *evil_repr(PyObject *self) {
    harm();
    return PyUnicode_FromFormat("E%d", (int)((evil *)self)->value);
}

static PyTypeObject evil_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "evil",
    .tp_basicsize = sizeof(evil),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_hash = evil_hash,
    .tp_richcompare = evil_compare,
    .tp_repr = evil_repr,
};

/* steals op */
static void forget(PyObject *op) {
    Py_XDECREF(op);
    PyErr_Clear();
}

static void one_step(PyObject *key) {
    if (PyDict_Check(victim)) {
        switch (random_below(5)) {
        case 0:
            PyDict_GetItemWithError(victim, key);
            break;
        case 1:
            PyDict_SetItem(victim, key, Py_None);
            break;
        case 2:
            PyDict_DelItem(victim, key);
            break;
        case 3:
            forget(PyObject_Repr(victim));
            break;
        default:
            PyDict_SetDefault(victim, key, key);
        }
    } else if (PyList_Check(victim)) {
        switch (random_below(5)) {
        case 0:
            PyList_Sort(victim);
            break;
        case 1:
            PySequence_Contains(victim, key);
            break;
        case 2:
            forget(call(victim, "remove", args1(Py_NewRef(key))));
            break;
        case 3:
            forget(PyObject_Repr(victim));
            break;
        default:
            forget(call(victim, "extend", args1(list_of(3, evil_new(1), evil_new(2), evil_new(3)))));
        }
    } else {
        const char *names[] = {"add", "discard", "remove", "__contains__"};
        forget(call(victim, names[random_below(4)], args1(Py_NewRef(key))));
    }
    PyErr_Clear();
}

static void run(void) {
    PyType_Ready(&evil_type);
    PyTypeObject *types[] = {&PyDict_Type, &PyList_Type, &PySet_Type};
    for (int i = 0; i < 3; i++) {
        PyObject *op = PyObject_CallNoArgs((PyObject *)types[i]);
        victim = op;
        for (int k = 0; k < 3000; k++) {
            PyObject *key = evil_new((long)random_below(12));
            one_step(key);
            Py_DECREF(key);
        }
        victim = NULL;
        printf("%s is alive\n", types[i]->tp_name);
        Py_DECREF(op);
    }
}
