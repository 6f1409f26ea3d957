/* SPDX-License-Identifier: Apache-2.0 */
/* module_body.c: runs the body of a module.
 *
 * The interpreter runs code objects without a look at their native bodies, so whoever runs a module
 * asks here. On 3.11 the prologue in the code object leads to the native body by itself.
 */
#include "attach.h"
#include "library.h"

#if RT_HAS_WATCHERS

/* new; the frame is as the interpreter's for such code: its locals are the module's dict */
static PyObject *body_call(PyFunctionObject *func, PyObject *dict, rt_body body) {
    PyThreadState *ts = PyThreadState_Get();
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    int32_t n = code->co_nlocalsplus;
    _Alignas(16) char memory[RT_FRAME_HEADER_MAX + (size_t)(n + 4) * sizeof(PyObject *)];
    struct _PyInterpreterFrame *frame = rt_frame_lay(memory, func, code, n);
    frame->f_locals = Py_NewRef(dict);
    rt_clear_locals(frame->localsplus, 0, n);
    return rt_call_frame(ts, frame, body, n);
}

PyObject *rt_module_run(PyObject *code, PyObject *dict) {
    const rt_module_def *module = NULL;
    const rt_function_def *def = rt_body_of(code, &module);
    if (def == NULL || !rt_quiet(PyThreadState_Get(), (PyCodeObject *)code)) {
        return PyEval_EvalCode(code, dict, dict);
    }
    PyFunctionObject *func = (PyFunctionObject *)PyFunction_New(code, dict);
    if (func == NULL) {
        return NULL;
    }
    PyObject *result = rt_module_serves(module, func->func_globals, func->func_builtins)
                           ? body_call(func, dict, def->body)
                           : PyEval_EvalCode(code, dict, dict);
    Py_DECREF(func);
    return result;
}

#else

PyObject *rt_module_run(PyObject *code, PyObject *dict) {
    return PyEval_EvalCode(code, dict, dict);
}

#endif
