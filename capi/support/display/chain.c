/* SPDX-License-Identifier: Apache-2.0 */
/* chain: an exception after its causes and contexts, and groups as boxes around their exceptions.
 *
 *     + Exception Group Traceback (most recent call last):
 *     | ExceptionGroup: text (2 sub-exceptions)
 *     +-+---------------- 1 ----------------
 *       | ValueError: 1
 *       +---------------- 2 ----------------
 *       | TypeError: 2
 *       +------------------------------------
 */
#include "display.h"

#include "../../types/traceback/print.h"

enum { WIDEST = 15, DEEPEST = 10 };

/* ---- groups -------------------------------------------------------------------------------------------------- */

static int put_indent(const pyi_display *out) {
    for (int i = 0; i < out->depth; i++) {
        if (PyFile_WriteString("  ", out->file) < 0) {
            return -1;
        }
    }
    return 0;
}

static int put_rule(const pyi_display *out, bool first, Py_ssize_t number) {
    char line[80];
    if (number > WIDEST) {
        snprintf(line, sizeof(line), "%s+---------------- ... ----------------\n",
                 first ? "+-" : "  ");
    } else {
        snprintf(line, sizeof(line), "%s+---------------- %zd ----------------\n",
                 first ? "+-" : "  ", number);
    }
    return put_indent(out) < 0 ? -1 : PyFile_WriteString(line, out->file);
}

static int put_remaining(const pyi_display *out, Py_ssize_t n) {
    char line[80];
    snprintf(line, sizeof(line), "and %zd more exception%s", n, n > 1 ? "s" : "");
    return pyi_display_line(out, line);
}

static int put_members(pyi_display *out, PyObject *members) {
    Py_ssize_t n = PyTuple_GET_SIZE(members), shown = n > WIDEST ? WIDEST + 1 : n;
    out->needs_close = false;
    for (Py_ssize_t i = 0; i < shown; i++) {
        bool last = i == shown - 1;
        if (last) {
            out->needs_close = true;
        }
        if (put_rule(out, i == 0, i + 1) < 0) {
            return -1;
        }
        out->depth++;
        int status = i < WIDEST ? pyi_display_chain(out, PyTuple_GET_ITEM(members, i))
                                : put_remaining(out, n - WIDEST);
        if (status == 0 && last && out->needs_close) {
            status = put_indent(out) < 0
                         ? -1
                         : PyFile_WriteString("+------------------------------------\n", out->file);
            out->needs_close = false;
        }
        out->depth--;
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int put_group(pyi_display *out, PyObject *group) {
    if (out->depth > DEEPEST) {
        return pyi_display_line(out, "... (max_group_depth is 10)");
    }
    bool outermost = out->depth == 0;
    if (outermost) {
        out->depth++;
    }
    PyObject *traceback = ((PyBaseExceptionObject *)group)->traceback;
    int status = 0;
    if (traceback != NULL && traceback != Py_None) {
        status = pyi_traceback_print(traceback, 2 * out->depth, "| ", outermost ? "+ " : "| ",
                                     "Exception Group Traceback (most recent call last):\n",
                                     out->file);
    }
    if (status == 0) {
        status = pyi_display_message(out, group);
    }
    if (status == 0) {
        PyObject *members = Py_NewRef(((PyBaseExceptionGroupObject *)group)->excs);
        status = put_members(out, members);
        Py_DECREF(members);
    }
    if (outermost) {
        out->depth--;
    }
    return status;
}

/* ---- chains ------------------------------------------------------------------------------------------------------ */

/* 1: it was not shown before; 0; -1 */
static int first_seen(const pyi_display *out, PyObject *exception) {
    PyObject *address = out->seen == NULL ? NULL : PyLong_FromVoidPtr(exception);
    int found = address == NULL ? -1 : PySet_Contains(out->seen, address);
    if (found == 0 && PySet_Add(out->seen, address) < 0) {
        found = -1;
    }
    Py_XDECREF(address);
    return found < 0 ? -1 : !found;
}

/* borrowed: what the exception came from, NULL for nothing that is to be shown */
static PyObject *origin_of(PyObject *exception) {
    PyBaseExceptionObject *self = (PyBaseExceptionObject *)exception;
    return self->cause != NULL         ? self->cause
           : !self->suppress_context ? self->context
                                     : NULL;
}

/* new list: the exception, what it came from, what that came from … */
static PyObject *collect(const pyi_display *out, PyObject *exception) {
    PyObject *chain = PyList_New(0);
    int status = chain == NULL ? -1 : first_seen(out, exception) < 0 ? -1 : 1;
    while (status == 1) {
        status = PyList_Append(chain, exception) < 0 ? -1 : 1;
        exception = origin_of(exception);
        if (status == 1) {
            status = exception == NULL ? 0 : first_seen(out, exception);
        }
    }
    if (status < 0) {
        Py_CLEAR(chain);
    }
    return chain;
}

static int put_link(const pyi_display *out, PyObject *exception) {
    const char *text = ((PyBaseExceptionObject *)exception)->cause != NULL
                           ? "The above exception was the direct cause of the following exception:"
                           : "During handling of the above exception, another exception occurred:";
    return pyi_display_line(out, "") < 0 || pyi_display_line(out, text) < 0
               ? -1
               : pyi_display_line(out, "");
}

int pyi_display_chain(pyi_display *out, PyObject *exception) {
    PyObject *chain = collect(out, exception);
    if (chain == NULL) {
        PyErr_Clear(); /* then at least the one */
        chain = PyList_New(0);
        if (chain == NULL || PyList_Append(chain, exception) < 0) {
            Py_XDECREF(chain);
            return -1;
        }
    }
    int status = Py_EnterRecursiveCall(" in print_exception_recursive") ? -1 : 0;
    bool entered = status == 0;
    for (Py_ssize_t i = PyList_GET_SIZE(chain) - 1; i >= 0 && status == 0; i--) {
        PyObject *item = PyList_GET_ITEM(chain, i);
        bool is_group = PyObject_TypeCheck(item, (PyTypeObject *)PyExc_BaseExceptionGroup);
        status = is_group ? put_group(out, item) : pyi_display_one(out, item);
        if (status == 0 && i > 0) {
            status = put_link(out, PyList_GET_ITEM(chain, i - 1));
        }
    }
    if (entered) {
        Py_LeaveRecursiveCall();
    }
    Py_DECREF(chain);
    return status;
}
