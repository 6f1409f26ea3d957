/* SPDX-License-Identifier: Apache-2.0 */
/* frame.h: what the files of the frame type share. */
#ifndef FRAME_H
#define FRAME_H

#include "pyi_frame.h"

#include "internal/pycore_interp.h"

/* borrowed: the value of a variable of a frame, out of its cell; NULL when it has none */
PYI_HIDDEN PyObject *pyi_frame_variable(pyi_frame *frame, int i);
/* Whether a variable is one that only an inlined comprehension sees. */
PYI_HIDDEN bool pyi_frame_variable_hidden(PyCodeObject *code, int i);

/* jump.c: what assigning f_lineno does */
PYI_HIDDEN int pyi_frame_jump(PyFrameObject *self, int line);

#if PYI_313
PYI_HIDDEN PyObject *pyi_frame_locals_proxy(PyFrameObject *frame); /* new */
#endif

#endif /* FRAME_H */
