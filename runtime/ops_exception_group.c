/* SPDX-License-Identifier: Apache-2.0 */
/* ops_exception_group.c: except*.
 *
 * What a `try` raised is split clause by clause: each takes its part, which is the exception handled
 * while the clause runs, and leaves the rest to the following ones. What the clauses raised and what
 * none of them took is put together at the end. CPython exports no function for either in all of
 * its versions.
 */
#include "ops.h"

#define GROUP(op) ((PyBaseExceptionGroupObject *)(op))

static bool is_group(PyObject *op) {
    return PyObject_TypeCheck(op, (PyTypeObject *)PyExc_BaseExceptionGroup);
}

/* new: a group without a message; borrows */
static PyObject *new_group(PyObject *exceptions) {
    return PyObject_CallFunction(PyExc_BaseExceptionGroup, "sO", "", exceptions);
}

/* ---- splitting ------------------------------------------------------------------------------------ */

/* -1 with TypeError when a group is among what is to be caught */
static int refuse_groups(PyObject *classinfo) {
    int found = 0;
    if (!PyTuple_Check(classinfo)) {
        found = PyObject_IsSubclass(classinfo, PyExc_BaseExceptionGroup);
    } else {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(classinfo) && found == 0; i++) {
            found = PyObject_IsSubclass(PyTuple_GET_ITEM(classinfo, i), PyExc_BaseExceptionGroup);
        }
    }
    if (found > 0) {
        PyErr_SetString(PyExc_TypeError, "catching ExceptionGroup with except* is not allowed. "
                                         "Use except instead.");
    }
    return found == 0 ? 0 : -1;
}

/* Later releases (3.12.9, 3.13.2) let the traceback of a group around a plain exception begin in the
 * function that catches it. */
static int add_traceback(PyThreadState *ts, PyObject *group) {
#if PY_VERSION_HEX >= 0x030C0000
    if (Py_Version < (Py_Version < 0x030D0000 ? 0x030C09F0 : 0x030D02F0)) {
        return 0;
    }
    PyFrameObject *frame = PyThreadState_GetFrame(ts);
    if (frame == NULL) {
        return 0;
    }
    PyErr_SetRaisedException(Py_NewRef(group));
    int status = PyTraceBack_Here(frame);
    Py_DECREF(frame);
    PyObject *raised = PyErr_GetRaisedException();
    if (status < 0) {
        PyErr_SetRaisedException(raised);
        return -1;
    }
    Py_XDECREF(raised);
#else
    (void)ts, (void)group;
#endif
    return 0;
}

/* new: a plain exception as a clause sees it, the only one of a group */
static PyObject *wrap(PyThreadState *ts, PyObject *exception) {
    PyObject *exceptions = PyTuple_Pack(1, exception);
    PyObject *group = exceptions == NULL ? NULL : new_group(exceptions);
    Py_XDECREF(exceptions);
    if (group != NULL && add_traceback(ts, group) < 0) {
        Py_CLEAR(group);
    }
    return group;
}

/* Both parts are new; None for nothing. The method may be the program's own. */
static int split(PyObject *group, PyObject *classinfo, PyObject **match, PyObject **rest) {
    PyObject *parts = PyObject_CallMethod(group, "split", "(O)", classinfo);
    if (parts == NULL) {
        return -1;
    }
    int status = -1;
    if (!PyTuple_CheckExact(parts)) {
        PyErr_Format(PyExc_TypeError, "%.200s.split must return a tuple, not %.200s",
                     Py_TYPE(group)->tp_name, Py_TYPE(parts)->tp_name);
    } else if (PyTuple_GET_SIZE(parts) < 2) { /* releases before 3.13.2 do not look */
        PyErr_Format(PyExc_TypeError, "%.200s.split must return a 2-tuple, got tuple of size %zd",
                     Py_TYPE(group)->tp_name, PyTuple_GET_SIZE(parts));
    } else {
        *match = Py_NewRef(PyTuple_GET_ITEM(parts, 0));
        *rest = Py_NewRef(PyTuple_GET_ITEM(parts, 1));
        status = 0;
    }
    Py_DECREF(parts);
    return status;
}

/* Both parts are new; None for nothing. */
static int take_part(PyThreadState *ts, PyObject *exception, PyObject *classinfo, PyObject **match,
                     PyObject **rest) {
    if (exception != Py_None && PyErr_GivenExceptionMatches(exception, classinfo)) {
        *match = is_group(exception) ? Py_NewRef(exception) : wrap(ts, exception);
        *rest = Py_NewRef(Py_None);
        if (*match == NULL) {
            Py_CLEAR(*rest);
            return -1;
        }
        return 0;
    }
    if (exception != Py_None && is_group(exception)) {
        return split(exception, classinfo, match, rest);
    }
    *match = Py_NewRef(Py_None);
    *rest = Py_NewRef(exception);
    return 0;
}

int32_t rt_group_matches(PyThreadState *ts, PyObject *classinfo, PyObject **rest, PyObject **match) {
    PyObject *taken, *left;
    if (rt_check_catchable(classinfo) < 0 || refuse_groups(classinfo) < 0 ||
        take_part(ts, *rest, classinfo, &taken, &left) < 0) {
        return -1;
    }
    bool matches = taken != Py_None;
    if (matches) {
        PyErr_SetHandledException(taken);
    }
    Py_XSETREF(*match, taken);
    Py_XSETREF(*rest, left);
    return matches;
}

/* ---- putting together --------------------------------------------------------------------------- */

/* puts the addresses of all exceptions that are no groups into a set */
static int collect_leaves(PyObject *exception, PyObject *addresses) {
    if (!is_group(exception)) {
        PyObject *address = PyLong_FromVoidPtr(exception);
        int status = address == NULL ? -1 : PySet_Add(addresses, address);
        Py_XDECREF(address);
        return status;
    }
    if (Py_EnterRecursiveCall(" in collect_exception_group_leaf_ids")) {
        return -1;
    }
    PyObject *members = Py_NewRef(GROUP(exception)->excs);
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyTuple_GET_SIZE(members); i++) {
        status = collect_leaves(PyTuple_GET_ITEM(members, i), addresses);
    }
    Py_DECREF(members);
    Py_LeaveRecursiveCall();
    return status;
}

/* Gives a part the notes of its group, if those are a sequence, in a list of its own. */
static int copy_notes(PyObject *group, PyObject *part) {
    PyObject *notes = PyObject_GetAttrString(group, "__notes__");
    if (notes == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    int status = 0;
    if (PySequence_Check(notes)) {
        PyObject *copy = PySequence_List(notes);
        status = copy == NULL ? -1 : PyObject_SetAttrString(part, "__notes__", copy);
        Py_XDECREF(copy);
    }
    Py_DECREF(notes);
    return status;
}

/* new: a group like *group* of some of its members, None when there are none */
static PyObject *derive(PyObject *group, PyObject *members) {
    if (PyList_GET_SIZE(members) == 0) {
        Py_RETURN_NONE;
    }
    PyObject *part = PyObject_CallMethod(group, "derive", "(O)", members);
    if (part == NULL) {
        return NULL;
    }
    if (!is_group(part)) {
        PyErr_SetString(PyExc_TypeError, "derive must return an instance of BaseExceptionGroup");
        Py_DECREF(part);
        return NULL;
    }
    PyObject *traceback = PyException_GetTraceback(group);
    int status = traceback == NULL ? 0 : PyException_SetTraceback(part, traceback);
    Py_XDECREF(traceback);
    if (status == 0) {
        PyException_SetContext(part, PyException_GetContext(group)); /* steals, as does the next */
        PyException_SetCause(part, PyException_GetCause(group));
        status = copy_notes(group, part);
    }
    if (status < 0) {
        Py_CLEAR(part);
    }
    return part;
}

static PyObject *select_leaves(PyObject *exception, PyObject *addresses);

/* adds what is selected of each member of *group* to a list */
static int select_members(PyObject *group, PyObject *addresses, PyObject *selected) {
    PyObject *members = Py_NewRef(GROUP(group)->excs);
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyTuple_GET_SIZE(members); i++) {
        PyObject *member = select_leaves(PyTuple_GET_ITEM(members, i), addresses);
        status = member == NULL ? -1 : member == Py_None ? 0 : PyList_Append(selected, member);
        Py_XDECREF(member);
    }
    Py_DECREF(members);
    return status;
}

/* new: the exceptions of a set of addresses, nested as they are in *exception*; None for none */
static PyObject *select_leaves(PyObject *exception, PyObject *addresses) {
    if (!is_group(exception)) {
        PyObject *address = PyLong_FromVoidPtr(exception);
        int found = address == NULL ? -1 : PySet_Contains(addresses, address);
        Py_XDECREF(address);
        return found < 0 ? NULL : Py_NewRef(found ? exception : Py_None);
    }
    if (Py_EnterRecursiveCall(" in exceptiongroup_split_recursive")) {
        return NULL;
    }
    PyObject *selected = PyList_New(0), *result = NULL;
    if (selected != NULL && select_members(exception, addresses, selected) == 0) {
        result = derive(exception, selected);
    }
    Py_XDECREF(selected);
    Py_LeaveRecursiveCall();
    return result;
}

/* new: all that *parts* of a group hold, in one group nested as it was; None for nothing */
static PyObject *unite(PyObject *group, PyObject *parts) {
    PyObject *addresses = PySet_New(NULL), *result = NULL;
    int status = addresses == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(parts); i++) {
        status = collect_leaves(PyList_GET_ITEM(parts, i), addresses);
    }
    if (status == 0) {
        result = select_leaves(group, addresses);
    }
    Py_XDECREF(addresses);
    return result;
}

/* Whether a clause raised its part of *group* again; what is new has another traceback at least. */
static bool is_part_of(PyObject *exception, PyObject *group) {
    PyBaseExceptionObject *a = (PyBaseExceptionObject *)exception, *b = (PyBaseExceptionObject *)group;
    return a->notes == b->notes && a->traceback == b->traceback && a->cause == b->cause &&
           a->context == b->context;
}

/* sorts exceptions and None into new ones and parts of *group* */
static int sort_raised(PyObject *group, PyObject *exceptions, PyObject *raised, PyObject *parts) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(exceptions); i++) {
        PyObject *exception = PyList_GET_ITEM(exceptions, i);
        if (exception != Py_None &&
            PyList_Append(is_part_of(exception, group) ? parts : raised, exception) < 0) {
            return -1;
        }
    }
    return 0;
}

/* new: one exception of all, None for nothing */
static PyObject *combine(PyObject *group, PyObject *raised, PyObject *parts) {
    PyObject *again = unite(group, parts);
    if (again == NULL || PyList_GET_SIZE(raised) == 0) {
        return again;
    }
    int status = again == Py_None ? 0 : PyList_Append(raised, again);
    Py_DECREF(again);
    if (status < 0) {
        return NULL;
    }
    return PyList_GET_SIZE(raised) == 1 ? Py_NewRef(PyList_GET_ITEM(raised, 0)) : new_group(raised);
}

static PyObject *merge(PyObject *original, PyObject *exceptions) {
    if (!is_group(original)) { /* one clause took it at most */
        return Py_NewRef(PyList_GET_ITEM(exceptions, 0));
    }
    PyObject *raised = PyList_New(0), *parts = PyList_New(0), *result = NULL;
    if (raised != NULL && parts != NULL && sort_raised(original, exceptions, raised, parts) == 0) {
        result = combine(original, raised, parts);
    }
    Py_XDECREF(raised);
    Py_XDECREF(parts);
    return result;
}

int32_t rt_group_remains(PyObject *original, PyObject *exceptions, PyObject **remaining) {
    PyObject *result = merge(original, exceptions);
    if (result == NULL) {
        return -1;
    }
    bool remains = result != Py_None;
    Py_XSETREF(*remaining, result);
    return remains;
}
