/* SPDX-License-Identifier: Apache-2.0 */
/* type.h: shared by the files of core/ that make types and look things up in them. */
#ifndef PYI_TYPE_H
#define PYI_TYPE_H

#include "pyi.h"

/* The dict of a static type is made when it is first needed. 0 or -1. */
PYI_HIDDEN int pyi_type_ensure_dict(PyTypeObject *type);
PYI_HIDDEN int pyi_type_fill_dict(PyTypeObject *type);
/* calls visit for each type that is linked in; stops at what is not 0 */
PYI_HIDDEN int pyi_type_each_linked(int (*visit)(PyTypeObject *, void *), void *arg);
/* All types that are linked in get their inherited slots; before the first object is made. */
PYI_HIDDEN void pyi_types_init(void);
/* The ints that are shared. */
PYI_HIDDEN void pyi_ints_init(void);

/* AttributeError gets `name` and `obj`, unless it has them or another exception is set. */
PYI_HIDDEN void pyi_attr_blame(PyObject *op, PyObject *name);

/* ---- slots (type/slots.c) ------------------------------------------------------------------------ */

/* Fills the slots of a heap type from the special methods in its dict and its bases. */
PYI_HIDDEN int pyi_type_fix_slots(PyTypeObject *type);
/* The same for one name that was just assigned or deleted, in the type and its subclasses. */
PYI_HIDDEN int pyi_type_update_slot(PyTypeObject *type, PyObject *name);
/* A set of slots: bit i is row i of the table in type/slots.c. */
typedef struct {
    uint64_t bits[2];
} pyi_slot_set;
/* the slots that a static type defines itself; before it inherits others */
PYI_HIDDEN pyi_slot_set pyi_type_own_slots(PyTypeObject *type);
/* Adds `__add__` and the like to the dict of a static type for those slots. */
PYI_HIDDEN int pyi_type_add_slot_wrappers(PyTypeObject *type, const pyi_slot_set *own);

/* ---- mro, inheritance -------------------------------------------------------------------------------- */

PYI_HIDDEN int pyi_type_set_mro(PyTypeObject *type);          /* computes and stores it */
/* new: what type.mro() answers, a tuple or list */
PYI_HIDDEN PyObject *pyi_type_compute_mro(PyTypeObject *type);
/* borrowed: the nearest base, or the type itself, that added something to the layout of instances */
PYI_HIDDEN PyTypeObject *pyi_type_solid_base(PyTypeObject *type);
PYI_HIDDEN void pyi_type_inherit(PyTypeObject *type);         /* slots and flags along the mro */
PYI_HIDDEN void pyi_type_inherit_special(PyTypeObject *type, PyTypeObject *base);
PYI_HIDDEN PyTypeObject *pyi_type_best_base(PyObject *bases); /* borrowed */
PYI_HIDDEN int pyi_type_add_subclass(PyTypeObject *base, PyTypeObject *type);
PYI_HIDDEN void pyi_type_remove_subclass(PyTypeObject *base, PyTypeObject *type);
/* calls visit for each living direct subclass; stops at what is not 0 */
PYI_HIDDEN int pyi_type_each_subclass(PyTypeObject *type, int (*visit)(PyTypeObject *, void *),
                                      void *arg);

/* borrowed: never NULL once the type is ready */
static inline PyObject *pyi_type_mro(PyTypeObject *type) { return type->tp_mro; }

#endif /* PYI_TYPE_H */
