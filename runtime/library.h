/* SPDX-License-Identifier: Apache-2.0 */
/* library.h: what the files of runtime/ share and generated code does not see. */
#ifndef AOT_LIBRARY_H
#define AOT_LIBRARY_H

#include "rt.h"

/* what this shared library holds, the same for every interpreter */
RT_DATA const rt_package_def *rt_package;

/* This shared library in one interpreter, set up by the import of its first module there. Nothing
 * of it is seen by another interpreter, which may end earlier or run at the same time. */
typedef struct {
    bool is_main;         /* the main interpreter's, the only one with native entries */
    bool native;          /* false: not the main one, AOT_DISABLE, or no watcher to be had */
    PyObject *path;       /* owned, str: of this library */
    PyObject *folder;     /* owned, str: of path */
    PyObject *call, *run; /* owned: importlib's way to call what runs a module's code, and that */
} rt_library;

/* loader.py and loader_rest.py, marshalled; defined by a generated object */
RT_DATA const unsigned char rt_loader_code[], rt_loader_rest_code[];
RT_DATA const size_t rt_loader_code_size, rt_loader_rest_code_size;

/* eval_breaker.c: owned; a Python function that does nothing */
RT_DATA PyObject *rt_breathe;

/* attach.c */
RT_API int rt_attach_init(void); /* 0; -1 with an exception: nothing can be native */
/* Gives every code object of the tree below code its file name, and those with a native entry the
 * link by which functions made of them find it. 0 or -1. */
RT_API int rt_attach_tree(const rt_module_def *module, PyCodeObject *code, PyObject *filename,
                          bool native);

/* globals.c: binds the module's cells and constants to this pair of dicts. 0 or -1. */
RT_API int rt_globals_bind(const rt_module_def *module, PyObject *globals, PyObject *builtins);

/* module.c: new; the code object of a module of this library, ready to run */
RT_API PyObject *rt_module_code(const rt_library *library, const rt_module_def *module);

/* attach.c, prologue_311.c: the native body of a module or class that this code object has, NULL
 * when it has none */
RT_API const rt_function_def *rt_body_of(PyObject *code, const rt_module_def **module);

#if RT_HAS_WATCHERS
/* global_place.c: where the module's dict has the value of a global name, if a store there need not
 * be told to anybody; else NULL */
RT_API PyObject **rt_global_place(const rt_module_def *module, uint32_t index);
/* after such a store */
RT_API void rt_global_place_changed(const rt_module_def *module);
/* after a store by way of the dict */
RT_API void rt_global_place_find(const rt_module_def *module, uint32_t index);
#endif

/* body.c: new; runs a module's code in its dict, as PyEval_EvalCode does */
RT_API PyObject *rt_module_run(PyObject *code, PyObject *dict);
/* The native body of the function that a class statement makes, NULL when it is to be bytecode. */
RT_API rt_body rt_body_serving(PyFunctionObject *func);
/* new; runs it, or its bytecode if somebody traces by now, with that mapping for locals */
RT_API PyObject *rt_body_run(PyFunctionObject *func, PyObject *locals, rt_body body);

/* name_error.c: no such global name; a free variable without a value */
RT_COLD void rt_raise_name_error(PyObject *name);
RT_COLD void rt_raise_unbound_free(PyObject *name);

/* unmarshal.c: new; what the marshalled bytes of this library mean */
RT_API PyObject *rt_unmarshal(const uint8_t *data, uint64_t size);

#endif
