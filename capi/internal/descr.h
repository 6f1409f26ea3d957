/* SPDX-License-Identifier: Apache-2.0 */
/* descr.h: what types need of the built-in descriptors beyond the C API. */
#ifndef PYI_DESCR_H
#define PYI_DESCR_H

#include "pyi.h"

/* new: `__new__` of a type with a tp_new of its own, as a built-in function */
PYI_HIDDEN PyObject *pyi_new_wrapper(PyTypeObject *type);
/* whether a built-in function is one of those */
PYI_HIDDEN bool pyi_is_new_wrapper(PyObject *function);

/* New: a PyMethodDef called by the conventions of its flags. *function* is named in messages. */
PYI_HIDDEN PyObject *pyi_call_method_def(PyMethodDef *method, PyObject *function, PyObject *self,
                                         PyTypeObject *defining, PyObject *const *args,
                                         Py_ssize_t n, PyObject *kwnames);

/* ---- signatures in docs ("name(parameters)\n--\n\ntext"; both may answer NULL) -------------------- */

/* the text behind the signature */
PYI_HIDDEN const char *pyi_doc_text(const char *name, const char *doc);
/* new: __doc__ of something whose doc may begin with a signature: str or None */
PYI_HIDDEN PyObject *pyi_doc_object(const char *name, const char *doc);
/* new: __text_signature__: str or None */
PYI_HIDDEN PyObject *pyi_doc_signature(const char *name, const char *doc);

#endif /* PYI_DESCR_H */
