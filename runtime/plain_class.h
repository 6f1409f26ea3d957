/* SPDX-License-Identifier: Apache-2.0 */
/* plain_class.h: classes written in Python whose instances begin and end as those of most classes do.
 *
 * What has to be asked of a class before an instance can be made or released in few steps is asked once,
 * and holds for a version of it: it has a new one once anything of it or its bases changes. Of its metaclass that
 * does not tell. Instances that ended are kept, with their array of values, for others of the same size.
 */
#ifndef AOT_PLAIN_CLASS_H
#define AOT_PLAIN_CLASS_H

#include "spare_memory.h"

typedef struct {
    uint32_t version;  /* tp_version_tag of the class; 0: nothing is known here */
    bool ends_plainly; /* what an instance holds are variables and an array of values, and it has no finalizer */
    bool in_array;     /* instances have an array of values */
    uint16_t words;    /* of an instance behind its head: variables of `__slots__`, weak references */
    rt_spare_list *spares; /* a row, by the length of the array; NULL: none are kept */
    PyObject *init; /* borrowed from the class: the function that initializes what object.__new__ made;
                       NULL when that is not all */
} rt_plain_class;

#define RT_PLAIN_CLASSES 128
RT_DATA rt_plain_class rt_plain_classes[RT_PLAIN_CLASSES];

/* The tp_dealloc of all classes written in Python; NULL before the first of them was asked about. */
RT_DATA destructor rt_python_dealloc;

RT_COLD rt_plain_class *rt_plain_class_slow(PyTypeObject *type);

/* borrowed until other code runs; NULL when the class has no version */
static inline rt_plain_class *rt_plain_class_of(PyTypeObject *type) {
    uint32_t version = type->tp_version_tag;
    rt_plain_class *known = &rt_plain_classes[version % RT_PLAIN_CLASSES];
    return rt_likely(known->version == version && version != 0) ? known : rt_plain_class_slow(type);
}

/* new; what tp_new of object makes. known: of the class */
RT_API PyObject *rt_new_instance(rt_plain_class *known, PyTypeObject *type);
/* The end of an instance of a class written in Python; false if it is to end as usual. */
RT_API bool rt_end_instance(PyObject *op);

#endif /* AOT_PLAIN_CLASS_H */
