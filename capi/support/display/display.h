/* SPDX-License-Identifier: Apache-2.0 */
/* display.h: an exception as text, with all that it is linked to.
 */
#ifndef PYI_DISPLAY_H
#define PYI_DISPLAY_H

#include "pyi.h"

/* where the text goes to; inside of exception groups each line has a margin */
typedef struct {
    PyObject *file;
    int depth;       /* groups around this */
    bool needs_close; /* the last member of a group closes its box, unless a group in it did */
    PyObject *seen;  /* set of addresses: of a ring of exceptions each is shown once; NULL without memory */
} pyi_display;

/* ---- all return 0, or -1 with an exception ------------------------------------------------------------------- */

/* spaces and margin of a line that begins */
PYI_HIDDEN int pyi_display_margin(const pyi_display *out);
/* a line of ASCII, with its end */
PYI_HIDDEN int pyi_display_line(const pyi_display *out, const char *line);
/* text that may have several lines, without the end of the last; steals, NULL is passed on as -1 */
PYI_HIDDEN int pyi_display_text(const pyi_display *out, PyObject *text);

/* the exception alone: traceback, message and notes */
PYI_HIDDEN int pyi_display_one(const pyi_display *out, PyObject *exception);
/* the exception after those it came from */
PYI_HIDDEN int pyi_display_chain(pyi_display *out, PyObject *exception);
/* message and notes of an exception */
PYI_HIDDEN int pyi_display_message(const pyi_display *out, PyObject *exception);

/* `File "x", line 3` and the text of a SyntaxError. *message is the new str to show instead of its own, or NULL */
PYI_HIDDEN int pyi_display_syntax(const pyi_display *out, PyObject *exception, PyObject **message);

/* New: `. Did you mean: 'x'?`, or NULL without an exception when there is nothing to suggest. */
PYI_HIDDEN PyObject *pyi_suggest(PyObject *exception);
/* new: of the str in a list that nearest to a name; NULL without an exception when none is near */
PYI_HIDDEN PyObject *pyi_suggest_from(PyObject *list, PyObject *name);

#endif /* PYI_DISPLAY_H */
