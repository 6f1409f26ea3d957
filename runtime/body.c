/* SPDX-License-Identifier: Apache-2.0 */
/* body.c: runs the bodies of modules and classes.
 *
 * They are run as the interpreter would, in a frame whose locals are a mapping: the module's dict,
 * or the namespace that a class is made of. The interpreter itself runs code objects without a look
 * at their native bodies (on 3.11 it is led there by the prologue), so whoever runs one asks here.
 */
#include "attach.h"
#include "library.h"

/* new; as the interpreter runs such code */
static PyObject *run_bytecode(PyFunctionObject *func, PyObject *locals) {
    return PyEval_EvalCodeEx(func->func_code, func->func_globals, locals, NULL, 0, NULL, 0, NULL, 0,
                             NULL, func->func_closure);
}

PyObject *rt_body_run(PyFunctionObject *func, PyObject *locals, rt_body body) {
    PyThreadState *ts = PyThreadState_Get();
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    if (rt_unlikely(!rt_quiet(ts, code))) {
        return run_bytecode(func, locals);
    }
    int32_t n = code->co_nlocalsplus;
    _Alignas(16) char memory[RT_FRAME_HEADER_MAX + (size_t)(n + 4) * sizeof(PyObject *)];
    struct _PyInterpreterFrame *frame = rt_frame_lay(memory, func, code, n);
    frame->f_locals = Py_NewRef(locals);
    rt_clear_locals(frame->localsplus, 0, n);
    return rt_call_frame(ts, frame, body, n);
}

rt_body rt_body_serving(PyFunctionObject *func) {
    const rt_module_def *module = NULL;
    const rt_function_def *def = rt_body_of(func->func_code, &module);
    if (def == NULL || !rt_quiet(PyThreadState_Get(), (PyCodeObject *)func->func_code) ||
        !rt_module_serves(module, func->func_globals, func->func_builtins)) {
        return NULL;
    }
    return def->body;
}

PyObject *rt_module_run(PyObject *code, PyObject *dict) {
    const rt_module_def *module = NULL;
    if (rt_body_of(code, &module) == NULL) {
        return PyEval_EvalCode(code, dict, dict);
    }
    PyFunctionObject *func = (PyFunctionObject *)PyFunction_New(code, dict);
    if (func == NULL) {
        return NULL;
    }
    rt_body body = rt_body_serving(func);
    PyObject *result =
        body == NULL ? PyEval_EvalCode(code, dict, dict) : rt_body_run(func, dict, body);
    Py_DECREF(func);
    return result;
}
