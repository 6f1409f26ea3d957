/* SPDX-License-Identifier: Apache-2.0 */
/* sys.h: the module sys, whose functions and values are in the files of this folder.
 */
#ifndef PYI_SYS_H
#define PYI_SYS_H

#include "pyi.h"

/* Each adds its part to the module; 0 or -1. */
PYI_HIDDEN int pyi_sys_add_about(PyObject *module);    /* what this interpreter is */
PYI_HIDDEN int pyi_sys_add_names(PyObject *module);    /* which modules there are */
PYI_HIDDEN int pyi_sys_add_program(PyObject *module);  /* argv, paths, flags */
PYI_HIDDEN int pyi_sys_add_objects(PyObject *module);  /* about single objects */
PYI_HIDDEN int pyi_sys_add_settings(PyObject *module); /* limits and switches */
PYI_HIDDEN int pyi_sys_add_frames(PyObject *module);   /* frames and exceptions of threads */
PYI_HIDDEN int pyi_sys_add_hooks(PyObject *module);    /* excepthook and the others */
PYI_HIDDEN int pyi_sys_add_trace(PyObject *module);    /* settrace and setprofile */
#if PYI_312
PYI_HIDDEN int pyi_sys_add_monitoring(PyObject *module);
#endif

/* 0 or -1; steals the value, which may be NULL with an exception */
PYI_HIDDEN int pyi_sys_set(PyObject *module, const char *name, PyObject *value);
/* Readies the type of a structure that programs cannot make instances of; 0 or -1. */
PYI_HIDDEN int pyi_sys_structure(PyTypeObject *type, PyStructSequence_Desc *description);

#endif /* PYI_SYS_H */
