/* SPDX-License-Identifier: Apache-2.0 */
/* intrinsics.c: what CALL_INTRINSIC_1 and CALL_INTRINSIC_2 do (3.12+). */
#include "vm.h"

#if PYI_312
#  include "internal/pycore_intrinsics.h"
#  include "internal/pycore_typevarobject.h"
#endif

/* what an interactive session does with the value of an expression */
PyObject *vm_print_expr(PyObject *value) {
    PyObject *hook = PySys_GetObject("displayhook");
    if (hook == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "lost sys.displayhook");
        return NULL;
    }
    return PyObject_CallOneArg(hook, value);
}

#if PYI_312

/* new; value is borrowed */
PyObject *vm_intrinsic_1(PyThreadState *ts, pyi_frame *frame, int which, PyObject *value) {
    switch (which) {
    case INTRINSIC_PRINT: return vm_print_expr(value);
    case INTRINSIC_IMPORT_STAR:
        return vm_import_star(frame, value) < 0 ? NULL : Py_NewRef(Py_None);
    case INTRINSIC_STOPITERATION_ERROR: return vm_stop_iteration_error(ts, value);
    case INTRINSIC_ASYNC_GEN_WRAP: return _PyAsyncGenValueWrapperNew(ts, value);
    case INTRINSIC_UNARY_POSITIVE: return PyNumber_Positive(value);
    case INTRINSIC_LIST_TO_TUPLE: return PyList_AsTuple(value);
    case INTRINSIC_TYPEVAR: return _Py_make_typevar(value, NULL, NULL);
    case INTRINSIC_PARAMSPEC: return _Py_make_paramspec(ts, value);
    case INTRINSIC_TYPEVARTUPLE: return _Py_make_typevartuple(ts, value);
    case INTRINSIC_SUBSCRIPT_GENERIC: return _Py_subscript_generic(ts, value);
    case INTRINSIC_TYPEALIAS: return _Py_make_typealias(ts, value);
    }
    PyErr_SetString(PyExc_SystemError, "invalid intrinsic function");
    return NULL;
}

/* new; both are borrowed */
PyObject *vm_intrinsic_2(PyThreadState *ts, int which, PyObject *first, PyObject *second) {
    switch (which) {
    case INTRINSIC_PREP_RERAISE_STAR: return _PyExc_PrepReraiseStar(first, second);
    case INTRINSIC_TYPEVAR_WITH_BOUND: return _Py_make_typevar(first, second, NULL);
    case INTRINSIC_TYPEVAR_WITH_CONSTRAINTS: return _Py_make_typevar(first, NULL, second);
    case INTRINSIC_SET_FUNCTION_TYPE_PARAMS:
        return _Py_set_function_type_params(ts, first, second);
#  if PYI_313
    case INTRINSIC_SET_TYPEPARAM_DEFAULT: return _Py_set_typeparam_default(ts, first, second);
#  endif
    }
    PyErr_SetString(PyExc_SystemError, "invalid intrinsic function");
    return NULL;
}

#endif
