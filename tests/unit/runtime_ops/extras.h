/* SPDX-License-Identifier: Apache-2.0 */
/* extras.h: what the generated wrappers of primitives share with extras.c. */
#include "inline_any.h"
#include "ops.h"
#include "ops_generator.h"
#include "ops_patterns.h"

#define MAX_SLOTS 64

extern PyMethodDef wrapped_methods[];

/* A list of variables as C sees it: owned references, NULL for EMPTY. */
void fill_slots(PyObject **slots, PyObject *list);
void empty_slots(PyObject **slots, PyObject *list);
bool check_count(Py_ssize_t given, Py_ssize_t expected);
PyObject *take_int(rt_int v); /* steals */
struct _PyInterpreterFrame *current_frame(void);
