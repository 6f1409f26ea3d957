/* SPDX-License-Identifier: Apache-2.0 */
/* ops_inherited.c: see inherited.h. What was found out about classes is remembered. */
#include "inherited.h"

#include "attr.h"

/* What the class with that version tag inherits. One that changes, or a base of which does, gets another tag,
 * and one that is gone has none of its tags come back. */
typedef struct {
    uint32_t version; /* 0: none */
    bool reads, writes;
} known_class;

enum { KNOWN_CLASSES = 64 };
static known_class known_classes[KNOWN_CLASSES];

static PyTypeObject *base_of(PyTypeObject *type) {
    return PyType_HasFeature(type, Py_TPFLAGS_DICT_SUBCLASS) ? &PyDict_Type : &PyList_Type;
}

static bool inherits(PyTypeObject *type, PyObject *name) {
    return _PyType_Lookup(type, name) == _PyType_Lookup(base_of(type), name);
}

/* NULL when nothing can be said of the class. */
static __attribute__((noinline)) known_class *look(PyTypeObject *type) {
    static PyObject *read_name, *write_name;
    if (!rt_intern(&read_name, "__getitem__") || !rt_intern(&write_name, "__setitem__")) {
        PyErr_Clear();
        return NULL;
    }
    uint32_t version = rt_class_version(type, read_name);
    if (version == 0) {
        return NULL;
    }
    known_class *known = &known_classes[version % KNOWN_CLASSES];
    *known = (known_class){version, inherits(type, read_name), inherits(type, write_name)};
    return known;
}

static inline known_class *find(PyTypeObject *type) {
    uint32_t version = type->tp_version_tag;
    known_class *known = &known_classes[version % KNOWN_CLASSES];
    return rt_likely(version != 0 && known->version == version) ? known : look(type);
}

PyObject *rt_get_inherited_item(PyObject *container, PyObject *key) {
    PyTypeObject *type = Py_TYPE(container);
    const known_class *known = find(type);
    return known != NULL && known->reads
               ? base_of(type)->tp_as_mapping->mp_subscript(container, key)
               : PyObject_GetItem(container, key);
}

int32_t rt_set_inherited_item(PyObject *container, PyObject *key, PyObject *value) {
    PyTypeObject *type = Py_TYPE(container);
    const known_class *known = find(type);
    return known != NULL && known->writes
               ? base_of(type)->tp_as_mapping->mp_ass_subscript(container, key, value)
               : PyObject_SetItem(container, key, value);
}
