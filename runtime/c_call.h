/* SPDX-License-Identifier: Apache-2.0 */
/* c_call.h: functions and methods that are written in C, called by what they are made of. */
#ifndef AOT_C_CALL_H
#define AOT_C_CALL_H

#include "ops.h"

/* NULL: what callable gave, which is an error in itself where no exception is set. */
RT_COLD PyObject *rt_call_failed(PyObject *callable);

/* new; *fits: these arguments can be passed so, else nothing was called */
static inline PyObject *rt_call_method_def(PyMethodDef *def, PyObject *self, PyObject *const *args,
                                           Py_ssize_t nargs, PyObject *kwnames, bool *fits) {
    int convention = def->ml_flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST);
    *fits = true;
    if (convention == (METH_FASTCALL | METH_KEYWORDS)) {
        _PyCFunctionFastWithKeywords function =
            (_PyCFunctionFastWithKeywords)(void (*)(void))def->ml_meth;
        return function(self, args, nargs, kwnames);
    }
    if (kwnames == NULL) {
        if (convention == METH_FASTCALL) {
            _PyCFunctionFast function = (_PyCFunctionFast)(void (*)(void))def->ml_meth;
            return function(self, args, nargs);
        }
        if (convention == METH_O && nargs == 1) {
            return def->ml_meth(self, args[0]);
        }
        if (convention == METH_NOARGS && nargs == 0) {
            return def->ml_meth(self, NULL);
        }
    }
    *fits = false;
    return NULL;
}

#endif /* AOT_C_CALL_H */
