/* SPDX-License-Identifier: Apache-2.0 */
/* plain_class.c: instances of classes written in Python, in few steps (plain_class.h). */
#include "plain_class.h"

#include "attr.h"
#include "ops.h"

/* ---- what is known of a class ---------------------------------------------------------------------- */

rt_plain_class rt_plain_classes[RT_PLAIN_CLASSES];
destructor rt_python_dealloc;
static vectorcallfunc python_vectorcall; /* likewise; in CPython there is none */

/* borrowed; the __init__ to be called for a new instance, NULL when the class is not that plain */
static PyObject *find_init(PyTypeObject *type) {
    static PyObject *init_name;
    if (type->tp_new != PyBaseObject_Type.tp_new || type->tp_vectorcall != python_vectorcall ||
        !PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        return NULL;
    }
    if (rt_intern(&init_name, "__init__") == NULL) {
        PyErr_Clear();
        return NULL;
    }
    PyObject *init = _PyType_Lookup(type, init_name);
    return init != NULL && PyFunction_Check(init) ? init : NULL;
}

/* A class tells, which is gone again. */
static void look_at_example(void) {
    PyObject *example = PyObject_CallFunction((PyObject *)&PyType_Type, "s(){}", "_");
    if (example == NULL) {
        PyErr_Clear();
        return;
    }
    rt_python_dealloc = ((PyTypeObject *)example)->tp_dealloc;
    python_vectorcall = ((PyTypeObject *)example)->tp_vectorcall;
    Py_DECREF(example);
}

/* How many variables of `__slots__` instances have; -1 if one of the classes was not written in Python. */
static Py_ssize_t count_slots(PyTypeObject *type) {
    Py_ssize_t n = 0;
    for (; type != &PyBaseObject_Type; type = type->tp_base) {
        PyObject *slots = ((PyHeapTypeObject *)type)->ht_slots;
        if (type->tp_dealloc != rt_python_dealloc || !PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) ||
            Py_SIZE(type) != (slots == NULL ? 0 : PyTuple_GET_SIZE(slots))) {
            return -1;
        }
        n += Py_SIZE(type);
    }
    return n;
}

static bool ends_plainly(PyTypeObject *type, Py_ssize_t words) {
    bool in_array = PyType_HasFeature(type, Py_TPFLAGS_MANAGED_DICT);
    return words <= UINT16_MAX && type->tp_itemsize == 0 &&
           type->tp_basicsize == (Py_ssize_t)(sizeof(PyObject) + (size_t)words * sizeof(PyObject *)) &&
           type->tp_finalize == NULL && type->tp_del == NULL && type->tp_free == PyObject_GC_Del &&
           type->tp_alloc == PyType_GenericAlloc && PyType_HasFeature(type, Py_TPFLAGS_HAVE_GC) &&
           (in_array ? rt_has_shared_keys(type) : type->tp_dictoffset == 0);
}

/* ---- memory of instances that ended ---------------------------------------------------------------- */

/* Few instances are larger. */
enum { SPARE_WORDS = 8, SPARE_VALUES = 16 };
static rt_spare_list spares[2][SPARE_WORDS][SPARE_VALUES + 1];

static void free_spares(rt_spare_list *kept, size_t before, bool in_array) {
    PyObject *op;
    while ((op = rt_drop_spare(kept)) != NULL) {
        if (in_array) {
            rt_values_free(op);
        }
        PyObject_Free((char *)op - before);
    }
}

void rt_free_spare_instances(void) {
    for (int has_dict_word = 0; has_dict_word < 2; has_dict_word++) {
        size_t before = sizeof(PyGC_Head) + (has_dict_word ? 2 * sizeof(PyObject *) : 0);
        for (int words = 0; words < SPARE_WORDS; words++) {
            for (int length = 0; length <= SPARE_VALUES; length++) {
                free_spares(&spares[has_dict_word][words][length], before, length != 0);
            }
        }
    }
}

/* borrowed; the row of those that instances of a class can come from and go to, NULL when they do not */
static rt_spare_list *find_spares(PyTypeObject *type, Py_ssize_t words) {
    bool has_dict_word = _PyType_PreHeaderSize(type) > sizeof(PyGC_Head);
    return words < SPARE_WORDS ? spares[has_dict_word][words] : NULL;
}

/* ---- classes ---------------------------------------------------------------------------------------- */

rt_plain_class *rt_plain_class_slow(PyTypeObject *type) {
    if (rt_python_dealloc == NULL) {
        look_at_example();
        rt_free_spares_with_others();
    }
    PyObject *init = find_init(type);
    uint32_t version = type->tp_version_tag; /* the look-up gives it one */
    if (version == 0) {
        return NULL;
    }
    rt_plain_class *known = &rt_plain_classes[version % RT_PLAIN_CLASSES];
    Py_ssize_t slots = count_slots(type), words = slots + (type->tp_weaklistoffset > 0);
    /* Executables make the shared keys with the first instance: then it has to be asked again. */
    bool is_early = PyType_HasFeature(type, Py_TPFLAGS_MANAGED_DICT) && !rt_has_shared_keys(type);
    known->version = is_early ? 0 : version;
    known->init = init;
    known->ends_plainly = RT_SPARES && slots >= 0 && ends_plainly(type, words);
    bool is_abstract = PyType_HasFeature(type, Py_TPFLAGS_IS_ABSTRACT); /* tp_new refuses it */
    known->spares = known->ends_plainly && !is_abstract ? find_spares(type, words) : NULL;
    known->in_array = PyType_HasFeature(type, Py_TPFLAGS_MANAGED_DICT);
    known->words = (uint16_t)words;
    return known;
}

/* ---- beginnings ------------------------------------------------------------------------------------ */

/* borrowed; those of the size of the next instance, NULL when none are kept. All names that were ever
 * given a place have one in every array. At first each instance leaves room for one name less in those after it. */
static rt_spare_list *spares_of(rt_plain_class *known, PyTypeObject *type) {
    if (known->spares == NULL || !known->in_array) {
        return known->spares;
    }
    PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
    Py_ssize_t length = keys->dk_nentries + keys->dk_usable;
    return keys->dk_usable > 1 || length > SPARE_VALUES ? NULL : &known->spares[length];
}

/* new; refuses abstract classes, and makes the array of values: tp_alloc alone would not */
static PyObject *make_as_usual(PyTypeObject *type) {
    static PyObject *no_arguments;
    if (no_arguments == NULL && (no_arguments = PyTuple_New(0)) == NULL) {
        return NULL;
    }
    return type->tp_new(type, no_arguments, NULL);
}

PyObject *rt_new_instance(rt_plain_class *known, PyTypeObject *type) {
    rt_spare_list *from = spares_of(known, type);
    PyObject *op = from == NULL ? NULL : rt_take_spare(from);
    if (op == NULL) {
        return make_as_usual(type);
    }
    Py_SET_TYPE(op, (PyTypeObject *)Py_NewRef((PyObject *)type));
    rt_track(op);
    return op;
}

/* ---- ends ------------------------------------------------------------------------------------------ */

/* Instances that hold each other end one in the other. Deeper ones are left to the interpreter, which knows how to
 * go on without recursion. Other threads may be at it meanwhile: then it is left to the interpreter too soon. */
enum { DEEPEST = 40 };

static void release(PyObject **values, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *value = values[i];
        if (value != NULL) {
            values[i] = NULL;
            rt_decref(value);
        }
    }
}

/* The memory of an instance that released what it held. */
static void keep_memory(PyObject *op, rt_spare_list *to, bool in_array) {
    if (to != NULL && rt_keep_spare(to, op)) {
        return;
    }
    if (in_array) {
        rt_values_free(op);
    }
    PyObject_GC_Del(op);
}

/* borrowed; the array of values. *plainly: it holds what there is to release */
static PyObject **values_at_end(PyObject *op, PyTypeObject *type, rt_plain_class *known, bool *plainly) {
    Py_ssize_t weak = type->tp_weaklistoffset;
    PyObject **values = known->in_array ? rt_writable_values(op) : NULL;
    *plainly = (weak == 0 || *(PyObject **)((char *)op + weak) == NULL) &&
               (values != NULL || !known->in_array) && _PyObject_GC_IS_TRACKED(op);
    return values;
}

bool rt_end_instance(PyObject *op) {
    static uint32_t depth;
    PyTypeObject *type = Py_TYPE(op);
    rt_plain_class *known = type->tp_version_tag == 0 ? NULL : rt_plain_class_of(type);
    if (known == NULL || !known->ends_plainly || depth >= DEEPEST) {
        return false;
    }
    bool plainly;
    PyObject **values = values_at_end(op, type, known, &plainly);
    if (!plainly) {
        return false;
    }
    rt_plain_class at_end = *known; /* another class may take its place */
    _PyObject_GC_UNTRACK(op);
    depth++;
    release((PyObject **)(op + 1), at_end.words);
    if (at_end.in_array) {
        release(values, (Py_ssize_t)rt_count_shared_keys(type));
        rt_values_emptied(op);
    }
    depth--;
    keep_memory(op, spares_of(&at_end, type), at_end.in_array);
    Py_DECREF(type);
    return true;
}
