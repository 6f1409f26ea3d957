/* SPDX-License-Identifier: Apache-2.0 */
/* eval: entering the interpreter, and asking what it is executing.
 * Contract   docs.python.org/3/c-api/veryhigh.html, docs.python.org/3/c-api/reflection.html
 */
#include "pyi_frame.h"

#include "internal/pycore_abstract.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_long.h"

/* ---- calls of functions ------------------------------------------------------------------------------ */

/* new; owns nothing of its arguments */
PyObject *_PyEval_Vector(PyThreadState *ts, PyFunctionObject *func, PyObject *locals,
                         PyObject *const *args, size_t nargs, PyObject *kwnames) {
    size_t n = nargs + (kwnames == NULL ? 0 : (size_t)PyTuple_GET_SIZE(kwnames));
    Py_INCREF(func);
    Py_XINCREF(locals);
    for (size_t i = 0; i < n; i++) {
        Py_INCREF(args[i]);
    }
    pyi_frame *frame =
        pyi_frame_push_call(ts, func, locals, args, (Py_ssize_t)nargs, kwnames);
    return frame == NULL ? NULL : _PyEval_EvalFrame(ts, frame, 0);
}

#if PYI_313
pyi_frame *_PyEvalFramePushAndInit(PyThreadState *ts, PyFunctionObject *func, PyObject *locals,
                                   PyObject *const *args, size_t nargs, PyObject *kwnames) {
    return pyi_frame_push_call(ts, func, locals, args, (Py_ssize_t)nargs, kwnames);
}

void _PyEval_FrameClearAndPop(PyThreadState *ts, pyi_frame *frame) { pyi_frame_pop(ts, frame); }
#endif

/* ---- code objects ---------------------------------------------------------------------------------------- */

static PyFunctionObject *function_for(PyThreadState *ts, PyObject *code, PyObject *globals,
                                      PyObject *defaults, PyObject *kwdefaults,
                                      PyObject *closure) {
    PyObject *builtins = _PyEval_BuiltinsFromGlobals(ts, globals); /* borrowed */
    if (builtins == NULL) {
        return NULL;
    }
    PyFrameConstructor constructor = {
        .fc_globals = globals,
        .fc_builtins = builtins,
        .fc_name = ((PyCodeObject *)code)->co_name,
        .fc_qualname = ((PyCodeObject *)code)->co_name,
        .fc_code = code,
        .fc_defaults = defaults,
        .fc_kwdefaults = kwdefaults,
        .fc_closure = closure,
    };
    return _PyFunction_FromConstructor(&constructor);
}

/* new; locals may be NULL: the globals */
PyObject *PyEval_EvalCode(PyObject *code, PyObject *globals, PyObject *locals) {
    PyThreadState *ts = PyThreadState_Get();
    PyFunctionObject *func = function_for(ts, code, globals, NULL, NULL, NULL);
    if (func == NULL) {
        return NULL;
    }
    PyObject *result =
        _PyEval_Vector(ts, func, locals == NULL ? globals : locals, NULL, 0, NULL);
    Py_DECREF(func);
    return result;
}

/* new: the positional arguments and the values of keywords in one array, PyMem_Free */
static PyObject **join_arguments(PyObject *const *args, int nargs, PyObject *const *keywords,
                                 int nkw, PyObject **kwnames) {
    *kwnames = PyTuple_New(nkw);
    PyObject **all = *kwnames == NULL
                         ? NULL
                         : PyMem_Malloc((size_t)(nargs + nkw + 1) * sizeof(*all));
    if (all == NULL) {
        Py_CLEAR(*kwnames);
        return (PyObject **)PyErr_NoMemory();
    }
    for (int i = 0; i < nargs; i++) {
        all[i] = args[i];
    }
    for (int i = 0; i < nkw; i++) {
        PyTuple_SET_ITEM(*kwnames, i, Py_NewRef(keywords[2 * i]));
        all[nargs + i] = keywords[2 * i + 1];
    }
    return all;
}

/* new */
PyObject *PyEval_EvalCodeEx(PyObject *code, PyObject *globals, PyObject *locals,
                            PyObject *const *args, int argc, PyObject *const *kwds, int kwdc,
                            PyObject *const *defs, int defc, PyObject *kwdefs,
                            PyObject *closure) {
    PyThreadState *ts = PyThreadState_Get();
    PyObject *defaults = PyTuple_New(defc), *kwnames = NULL, *result = NULL;
    if (defaults == NULL) {
        return NULL;
    }
    for (int i = 0; i < defc; i++) {
        PyTuple_SET_ITEM(defaults, i, Py_NewRef(defs[i]));
    }
    PyFunctionObject *func = function_for(ts, code, globals, defaults, kwdefs, closure);
    PyObject **all = func == NULL ? NULL : join_arguments(args, argc, kwds, kwdc, &kwnames);
    if (all != NULL) {
        result = _PyEval_Vector(ts, func, locals == NULL ? globals : locals, all, (size_t)argc,
                                kwdc == 0 ? NULL : kwnames);
        PyMem_Free(all);
    }
    Py_XDECREF(kwnames);
    Py_XDECREF(func);
    Py_DECREF(defaults);
    return result;
}

PyObject *PyEval_EvalFrame(PyFrameObject *self) { return PyEval_EvalFrameEx(self, 0); }

PyObject *PyEval_EvalFrameEx(PyFrameObject *self, int throwflag) {
    return _PyEval_EvalFrame(PyThreadState_Get(), self->f_frame, throwflag);
}

/* ---- what is executing -------------------------------------------------------------------------------------- */

static pyi_frame *running(PyThreadState *ts) { return pyi_frame_complete(PYI_CURRENT_FRAME(ts)); }

struct _PyInterpreterFrame *_PyEval_GetFrame(void) { return running(PyThreadState_Get()); }

/* borrowed */
PyFrameObject *PyEval_GetFrame(void) {
    pyi_frame *frame = running(PyThreadState_Get());
    PyFrameObject *object = frame == NULL ? NULL : _PyFrame_GetFrameObject(frame);
    if (frame != NULL && object == NULL) {
        PyErr_Clear();
    }
    return object;
}

/* new; NULL without an exception */
PyFrameObject *PyThreadState_GetFrame(PyThreadState *ts) {
    pyi_frame *frame = running(ts);
    PyFrameObject *object = frame == NULL ? NULL : _PyFrame_GetFrameObject(frame);
    if (frame != NULL && object == NULL) {
        PyErr_Clear();
    }
    return (PyFrameObject *)Py_XNewRef(object);
}

/* borrowed */
PyObject *_PyEval_GetBuiltins(PyThreadState *ts) {
    pyi_frame *frame = running(ts);
    return frame != NULL ? frame->f_builtins : ts->interp->builtins;
}

PyObject *PyEval_GetBuiltins(void) { return _PyEval_GetBuiltins(PyThreadState_Get()); }

/* borrowed; NULL without an exception */
PyObject *PyEval_GetGlobals(void) {
    pyi_frame *frame = running(PyThreadState_Get());
    return frame == NULL ? NULL : frame->f_globals;
}

/* new: a builtin by its name; AttributeError when it is gone */
PyObject *_PyEval_GetBuiltin(PyObject *name) {
    PyObject *builtins = PyEval_GetBuiltins();
    PyObject *value = PyObject_GetItem(builtins, name);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_SetObject(PyExc_AttributeError, name);
    }
    return value;
}

PyObject *_PyEval_GetBuiltinId(_Py_Identifier *name) {
    PyObject *op = _PyUnicode_FromId(name); /* borrowed */
    return op == NULL ? NULL : _PyEval_GetBuiltin(op);
}

/* Adds the `from __future__` flags of the running code. 1 when any flag is set. */
int PyEval_MergeCompilerFlags(PyCompilerFlags *flags) {
    pyi_frame *frame = running(PyThreadState_Get());
    if (frame != NULL) {
        flags->cf_flags |= pyi_frame_code(frame)->co_flags & PyCF_MASK;
    }
    return flags->cf_flags != 0;
}

const char *PyEval_GetFuncName(PyObject *func) {
    if (PyMethod_Check(func)) {
        return PyEval_GetFuncName(PyMethod_GET_FUNCTION(func));
    }
    if (PyFunction_Check(func)) {
        return PyUnicode_AsUTF8(((PyFunctionObject *)func)->func_name);
    }
    if (PyCFunction_Check(func)) {
        return ((PyCFunctionObject *)func)->m_ml->ml_name;
    }
    return Py_TYPE(func)->tp_name;
}

const char *PyEval_GetFuncDesc(PyObject *func) {
    bool callable = PyMethod_Check(func) || PyFunction_Check(func) || PyCFunction_Check(func);
    return callable ? "()" : " object";
}

/* ---- hooks of coroutines ------------------------------------------------------------------------------------- */

int _PyEval_SetCoroutineOriginTrackingDepth(int depth) {
    if (depth < 0) {
        PyErr_SetString(PyExc_ValueError, "depth must be >= 0");
        return -1;
    }
    PyThreadState_Get()->coroutine_origin_tracking_depth = depth;
    return 0;
}

int _PyEval_GetCoroutineOriginTrackingDepth(void) {
    return PyThreadState_Get()->coroutine_origin_tracking_depth;
}

int _PyEval_SetAsyncGenFirstiter(PyObject *hook) {
    if (PySys_Audit("sys.set_asyncgen_hook_firstiter", NULL) < 0) {
        return -1;
    }
    Py_XINCREF(hook);
    Py_XSETREF(PyThreadState_Get()->async_gen_firstiter, hook);
    return 0;
}

int _PyEval_SetAsyncGenFinalizer(PyObject *hook) {
    if (PySys_Audit("sys.set_asyncgen_hook_finalizer", NULL) < 0) {
        return -1;
    }
    Py_XINCREF(hook);
    Py_XSETREF(PyThreadState_Get()->async_gen_finalizer, hook);
    return 0;
}

/* borrowed, or NULL */
PyObject *_PyEval_GetAsyncGenFirstiter(void) { return PyThreadState_Get()->async_gen_firstiter; }
PyObject *_PyEval_GetAsyncGenFinalizer(void) { return PyThreadState_Get()->async_gen_finalizer; }

/* ---- slices ----------------------------------------------------------------------------------------------------- */

static int slice_index(PyObject *op, Py_ssize_t *index, const char *message) {
    if (!_PyIndex_Check(op)) {
        PyErr_SetString(PyExc_TypeError, message);
        return 0;
    }
    Py_ssize_t value = PyNumber_AsSsize_t(op, NULL);
    if (value == -1 && PyErr_Occurred()) {
        return 0;
    }
    *index = value;
    return 1;
}

/* 1 and *index changed, unless op is None; 0 with an exception */
int _PyEval_SliceIndex(PyObject *op, Py_ssize_t *index) {
    static const char message[] =
        "slice indices must be integers or None or have an __index__ method";
    return op == Py_None ? 1 : slice_index(op, index, message);
}

int _PyEval_SliceIndexNotNone(PyObject *op, Py_ssize_t *index) {
    return slice_index(op, index, "slice indices must be integers or have an __index__ method");
}

/* ---- old ways to call ---------------------------------------------------------------------------------------------- */

/* new; args may be NULL or a tuple, kwargs NULL or a dict */
PyAPI_FUNC(PyObject *) PyEval_CallObjectWithKeywords(PyObject *callable, PyObject *args, PyObject *kwargs) {
    if (args != NULL && !PyTuple_Check(args)) {
        PyErr_SetString(PyExc_TypeError, "argument list must be a tuple");
        return NULL;
    }
    if (kwargs != NULL && !PyDict_Check(kwargs)) {
        PyErr_SetString(PyExc_TypeError, "keyword list must be a dictionary");
        return NULL;
    }
    if (args != NULL) {
        return PyObject_Call(callable, args, kwargs);
    }
    PyObject *nothing = PyTuple_New(0);
    PyObject *result = nothing == NULL ? NULL : PyObject_Call(callable, nothing, kwargs);
    Py_XDECREF(nothing);
    return result;
}

/* new: args as Py_VaBuildValue makes them, in a tuple */
static PyObject *build_arguments(const char *format, va_list arguments) {
    PyObject *value = Py_VaBuildValue(format, arguments);
    if (value == NULL || PyTuple_Check(value)) {
        return value;
    }
    PyObject *args = PyTuple_Pack(1, value);
    Py_DECREF(value);
    return args;
}

PyAPI_FUNC(PyObject *) PyEval_CallFunction(PyObject *callable, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    PyObject *args = build_arguments(format, arguments);
    va_end(arguments);
    PyObject *result = args == NULL ? NULL : PyObject_Call(callable, args, NULL);
    Py_XDECREF(args);
    return result;
}

PyAPI_FUNC(PyObject *) PyEval_CallMethod(PyObject *op, const char *name, const char *format, ...) {
    PyObject *method = PyObject_GetAttrString(op, name);
    if (method == NULL) {
        return NULL;
    }
    va_list arguments;
    va_start(arguments, format);
    PyObject *args = build_arguments(format, arguments);
    va_end(arguments);
    PyObject *result = args == NULL ? NULL : PyObject_Call(method, args, NULL);
    Py_XDECREF(args);
    Py_DECREF(method);
    return result;
}
