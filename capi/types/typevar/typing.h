/* SPDX-License-Identifier: Apache-2.0 */
/* typing.h: what the type parameters (3.12+) share.
 *
 * The types are made when they are first needed: by `def f[T]`, by `type X = ...`, or by the module
 * _typing. Much of what they do is asked of the module typing, which is written in Python.
 */
#ifndef TYPING_H
#define TYPING_H

#include "pyi_frame.h"

#if PYI_312

#  include "internal/pycore_interp.h"
#  include "internal/pycore_object.h"
#  include "internal/pycore_typevarobject.h"
#  include "internal/pycore_unionobject.h"
#  include <structmember.h>

/* borrowed: one of the types, made now if need be; NULL with an exception */
typedef enum {
    TYPE_TYPEVAR,
    TYPE_PARAMSPEC,
    TYPE_PARAMSPEC_ARGS,
    TYPE_PARAMSPEC_KWARGS,
    TYPE_TYPEVARTUPLE,
    TYPE_GENERIC,
} pyi_typing_type;
PYI_HIDDEN PyTypeObject *pyi_typing_get(pyi_typing_type which);

extern PYI_HIDDEN PyType_Spec pyi_typevar_spec, pyi_paramspec_spec, pyi_paramspec_args_spec,
    pyi_paramspec_kwargs_spec, pyi_typevartuple_spec, pyi_generic_spec;

/* common.c; new references */
PYI_HIDDEN PyObject *pyi_typing_call(const char *name, PyObject *const *args, size_t nargs);
PYI_HIDDEN PyObject *pyi_typing_or(PyObject *left, PyObject *right);
PYI_HIDDEN PyObject *pyi_typing_check_type(PyObject *op, const char *message);
PYI_HIDDEN PyObject *pyi_typing_unpack(PyObject *op);            /* typing.Unpack[op] */
PYI_HIDDEN PyObject *pyi_typing_unpack_tuples(PyObject *params); /* the same for those in a tuple */
PYI_HIDDEN PyObject *pyi_typing_no_subclass(PyObject *self);
PYI_HIDDEN PyObject *pyi_typing_variance_repr(PyObject *name, bool infer, bool co, bool contra);
PYI_HIDDEN int pyi_typing_check_variance(bool infer, bool co, bool contra);
/* Sets `__module__` to the module of the Python function that called. */
PYI_HIDDEN int pyi_typing_set_module(PyObject *op);
PYI_HIDDEN PyObject *pyi_typing_caller_module(void);

static inline int pyi_typing_visit_dict(PyObject *self, visitproc visit, void *arg) {
#  if PYI_313
    return PyObject_VisitManagedDict(self, visit, arg);
#  else
    return _PyObject_VisitManagedDict(self, visit, arg);
#  endif
}
static inline void pyi_typing_clear_dict(PyObject *self) {
#  if PYI_313
    PyObject_ClearManagedDict(self);
#  else
    _PyObject_ClearManagedDict(self);
#  endif
}

/* A default value (3.13): given, or computed when it is asked for. */
typedef struct {
    PyObject *value;    /* owned, or NULL */
    PyObject *evaluate; /* owned function, or NULL */
} pyi_typing_default;

#  if PYI_313
PYI_HIDDEN PyObject *pyi_typing_get_default(pyi_typing_default *self); /* new */
PYI_HIDDEN bool pyi_typing_has_default(const pyi_typing_default *self);
PYI_HIDDEN void pyi_typevar_set_default(PyObject *self, PyObject *evaluate);
PYI_HIDDEN void pyi_paramspec_set_default(PyObject *self, PyObject *evaluate);
PYI_HIDDEN void pyi_typevartuple_set_default(PyObject *self, PyObject *evaluate);
#  endif

/* parsing: the keywords of a constructor, matched by name */
typedef struct {
    const char *name;
    PyObject *value; /* borrowed; as it is when not given */
} pyi_typing_keyword;
PYI_HIDDEN int pyi_typing_parse(const char *function, PyObject *kwargs, pyi_typing_keyword *keywords,
                                size_t n);
/* borrowed: the argument `name`, a str; NULL with an exception */
PYI_HIDDEN PyObject *pyi_typing_parse_name(const char *function, PyObject *args,
                                           PyObject *keyword);

/* The keywords of methods that 3.12 lets be given by name. */
#  if PYI_313
#    define PYI_TYPING_SELF_SLASH(parameters) "($self, " parameters ", /)"
#  else
#    define PYI_TYPING_SELF_SLASH(parameters) "($self, /, " parameters ")"
#  endif

#endif /* PYI_312 */
#endif /* TYPING_H */
