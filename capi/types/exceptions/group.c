/* SPDX-License-Identifier: Apache-2.0 */
/* group: BaseExceptionGroup and ExceptionGroup: several exceptions as one, and how except* takes them apart.
 *
 * Layout     msg owned str, excs owned tuple of exceptions, never empty
 * Collected  yes
 * Contract   docs.python.org/3/library/exceptions.html#exception-groups (PEP 654)
 */
#include "exceptions.h"

#define SELF(op) ((PyBaseExceptionGroupObject *)(op))

static bool is_group(PyObject *op) {
    return PyObject_TypeCheck(op, (PyTypeObject *)PyExc_BaseExceptionGroup);
}

/* ---- life ------------------------------------------------------------------------------------------------- */

/* the first two bases of ExceptionGroup in one: it is an Exception too */
PyObject *pyi_exception_group_type(void) {
    struct _Py_exc_state *state = &_PyInterpreterState_GET()->exc_state;
    if (state->PyExc_ExceptionGroup == NULL) {
        PyObject *bases = PyTuple_Pack(2, PyExc_BaseExceptionGroup, PyExc_Exception);
        if (bases != NULL) {
            state->PyExc_ExceptionGroup = PyErr_NewException("builtins.ExceptionGroup", bases, NULL);
            Py_DECREF(bases);
        }
    }
    return state->PyExc_ExceptionGroup;
}

/* -1 unless all are exceptions; else whether some are no Exception, as KeyboardInterrupt */
static int check_members(PyObject *exceptions) {
    int wild = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(exceptions); i++) {
        PyObject *item = PyTuple_GET_ITEM(exceptions, i);
        if (!PyExceptionInstance_Check(item)) {
            PyErr_Format(PyExc_ValueError,
                         "Item %d of second argument (exceptions) is not an exception", (int)i);
            return -1;
        }
        wild |= !PyType_IsSubtype(Py_TYPE(item), (PyTypeObject *)PyExc_Exception);
    }
    return wild;
}

/* borrowed: the class to make. BaseExceptionGroup of tame exceptions is an ExceptionGroup. */
static PyTypeObject *choose_class(PyTypeObject *type, int wild) {
    PyTypeObject *tame_type = (PyTypeObject *)pyi_exception_group_type();
    if (tame_type == NULL) {
        return NULL;
    }
    if ((PyObject *)type == PyExc_BaseExceptionGroup) {
        return wild ? type : tame_type;
    }
    if (!wild) {
        return type;
    }
    if (type == tame_type) {
        PyErr_SetString(PyExc_TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
        return NULL;
    }
    if (PyType_IsSubtype(type, (PyTypeObject *)PyExc_Exception)) {
        PyErr_Format(PyExc_TypeError, "Cannot nest BaseExceptions in '%.200s'", type->tp_name);
        return NULL;
    }
    return type;
}

static PyObject *group_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)kwargs; /* __init__ may take some */
    PyObject *message, *given;
    if (!PyArg_ParseTuple(args, "UO:BaseExceptionGroup.__new__", &message, &given)) {
        return NULL;
    }
    if (!PySequence_Check(given)) {
        PyErr_SetString(PyExc_TypeError, "second argument (exceptions) must be a sequence");
        return NULL;
    }
    PyObject *exceptions = PySequence_Tuple(given);
    if (exceptions == NULL) {
        return NULL;
    }
    PyBaseExceptionGroupObject *self = NULL;
    if (PyTuple_GET_SIZE(exceptions) == 0) {
        PyErr_SetString(PyExc_ValueError,
                        "second argument (exceptions) must be a non-empty sequence");
    } else {
        int wild = check_members(exceptions);
        type = wild < 0 ? NULL : choose_class(type, wild);
        self = type == NULL ? NULL : SELF(pyi_exception_new(type, args, NULL));
    }
    if (self == NULL) {
        Py_DECREF(exceptions);
        return NULL;
    }
    self->msg = Py_NewRef(message);
    self->excs = exceptions;
    return (PyObject *)self;
}

static int group_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    return _PyArg_NoKeywords(Py_TYPE(op)->tp_name, kwargs) ? pyi_exception_init(op, args, NULL) : -1;
}

static int group_clear(PyObject *op) {
    Py_CLEAR(SELF(op)->msg);
    Py_CLEAR(SELF(op)->excs);
    return pyi_exception_clear(op);
}

static int group_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->msg);
    Py_VISIT(SELF(op)->excs);
    return pyi_exception_traverse(op, visit, arg);
}

static void group_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    group_clear(op);
    Py_TYPE(op)->tp_free(op);
}

/* ---- slots ------------------------------------------------------------------------------------------------- */

static PyObject *group_str(PyObject *op) {
    Py_ssize_t n = PyTuple_GET_SIZE(SELF(op)->excs);
    return PyUnicode_FromFormat("%S (%zd sub-exception%s)", SELF(op)->msg, n, n > 1 ? "s" : "");
}

/* ---- parts of a group ---------------------------------------------------------------------------------------- */

/* Notes that are no sequence are somebody's mistake, which must not hide the exception. */
static int copy_notes(PyObject *part, PyObject *whole) {
    PyObject *notes = PyObject_GetAttr(whole, PYI_NAME("__notes__"));
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
        status = copy == NULL ? -1 : PyObject_SetAttr(part, PYI_NAME("__notes__"), copy);
        Py_XDECREF(copy);
    }
    Py_DECREF(notes);
    return status;
}

/* New: a group with these of its exceptions that has the whole's traceback, cause, context and notes; None when
 * there are no exceptions. */
static PyObject *make_part(PyObject *whole, PyObject *exceptions) {
    if (PyList_GET_SIZE(exceptions) == 0) {
        Py_RETURN_NONE;
    }
    PyObject *part = PyObject_CallMethodOneArg(whole, PYI_NAME("derive"), exceptions);
    if (part == NULL) {
        return NULL;
    }
    if (!is_group(part)) {
        PyErr_SetString(PyExc_TypeError, "derive must return an instance of BaseExceptionGroup");
        Py_DECREF(part);
        return NULL;
    }
    PyObject *traceback = PyException_GetTraceback(whole);
    int status = traceback == NULL ? 0 : PyException_SetTraceback(part, traceback);
    Py_XDECREF(traceback);
    if (status == 0) {
        PyException_SetContext(part, PyException_GetContext(whole));
        PyException_SetCause(part, PyException_GetCause(whole));
        status = copy_notes(part, whole);
    }
    if (status < 0) {
        Py_CLEAR(part);
    }
    return part;
}

/* ---- conditions ----------------------------------------------------------------------------------------------- */

typedef enum { BY_TYPE, BY_FUNCTION, BY_IDENTITY } condition_kind;
typedef struct {
    condition_kind kind;
    PyObject *value; /* borrowed: type or tuple of types; callable; set of addresses */
} condition;

static int take_condition(PyObject *given, condition *wanted) {
#if PYI_313
    bool callable = PyCallable_Check(given) && !PyType_Check(given);
    static const char complaint[] = "expected an exception type, a tuple of exception types, or a "
                                    "callable (other than a class)";
#else
    bool callable = PyFunction_Check(given);
    static const char complaint[] = "expected a function, exception type or tuple of exception types";
#endif
    *wanted = (condition){callable ? BY_FUNCTION : BY_TYPE, given};
    bool ok = callable || PyExceptionClass_Check(given);
    if (!ok && PyTuple_CheckExact(given)) {
        ok = true;
        for (Py_ssize_t i = 0; ok && i < PyTuple_GET_SIZE(given); i++) {
            ok = PyExceptionClass_Check(PyTuple_GET_ITEM(given, i));
        }
    }
    if (!ok) {
        PyErr_SetString(PyExc_TypeError, complaint);
        return -1;
    }
    return 0;
}

/* 1, 0 or -1 */
static int fits(PyObject *exception, const condition *wanted) {
    switch (wanted->kind) {
    case BY_TYPE:
        return PyErr_GivenExceptionMatches(exception, wanted->value);
    case BY_FUNCTION: {
        PyObject *answer = PyObject_CallOneArg(wanted->value, exception);
        int truth = answer == NULL ? -1 : PyObject_IsTrue(answer);
        Py_XDECREF(answer);
        return truth;
    }
    default: {
        if (is_group(exception)) {
            return 0; /* only leaves are in the set */
        }
        PyObject *address = PyLong_FromVoidPtr(exception);
        int found = address == NULL ? -1 : PySet_Contains(wanted->value, address);
        Py_XDECREF(address);
        return found;
    }
    }
}

/* ---- splitting -------------------------------------------------------------------------------------------------- */

typedef struct { /* owned, or NULL when it is not wanted */
    PyObject *match, *rest;
} halves;

static int split(PyObject *exception, const condition *wanted, bool with_rest, halves *result);

/* puts a half of a member, which may be None, into the list; borrows */
static int put_half(PyObject *list, PyObject *half) {
    return half == NULL || half == Py_None ? 0 : PyList_Append(list, half);
}

static int split_members(PyObject *group, const condition *wanted, PyObject *match, PyObject *rest) {
    PyObject *exceptions = Py_NewRef(SELF(group)->excs);
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyTuple_GET_SIZE(exceptions); i++) {
        halves member;
        status = split(PyTuple_GET_ITEM(exceptions, i), wanted, rest != NULL, &member);
        if (status == 0) {
            status = put_half(match, member.match) < 0 || (rest != NULL && put_half(rest, member.rest) < 0)
                         ? -1
                         : 0;
            Py_XDECREF(member.match);
            Py_XDECREF(member.rest);
        }
    }
    Py_DECREF(exceptions);
    return status;
}

/* Each half is None when it is empty. */
static int split(PyObject *exception, const condition *wanted, bool with_rest, halves *result) {
    *result = (halves){NULL, NULL};
    int whole = fits(exception, wanted);
    if (whole < 0) {
        return -1;
    }
    if (whole) {
        *result = (halves){Py_NewRef(exception), Py_NewRef(Py_None)};
        return 0;
    }
    if (!is_group(exception)) {
        *result = (halves){Py_NewRef(Py_None), Py_NewRef(exception)};
        return 0;
    }
    if (Py_EnterRecursiveCall(" in exceptiongroup_split_recursive")) {
        return -1;
    }
    PyObject *match = PyList_New(0), *rest = with_rest ? PyList_New(0) : NULL;
    int status = match == NULL || (with_rest && rest == NULL) ? -1 : 0;
    if (status == 0) {
        status = split_members(exception, wanted, match, rest);
    }
    if (status == 0 && (result->match = make_part(exception, match)) == NULL) {
        status = -1;
    }
    if (status == 0 && with_rest && (result->rest = make_part(exception, rest)) == NULL) {
        Py_CLEAR(result->match);
        status = -1;
    }
    Py_XDECREF(match);
    Py_XDECREF(rest);
    Py_LeaveRecursiveCall();
    return status;
}

/* ---- methods ------------------------------------------------------------------------------------------------------ */

static PyObject *do_derive(PyObject *op, PyObject *exceptions) {
    return PyObject_CallFunctionObjArgs(PyExc_BaseExceptionGroup, SELF(op)->msg, exceptions, NULL);
}

static PyObject *do_split(PyObject *op, PyObject *given) {
    condition wanted;
    halves parts;
    if (take_condition(given, &wanted) < 0 || split(op, &wanted, true, &parts) < 0) {
        return NULL;
    }
    PyObject *result = PyTuple_Pack(2, parts.match, parts.rest);
    Py_DECREF(parts.match);
    Py_DECREF(parts.rest);
    return result;
}

static PyObject *do_subgroup(PyObject *op, PyObject *given) {
    condition wanted;
    halves parts;
    if (take_condition(given, &wanted) < 0 || split(op, &wanted, false, &parts) < 0) {
        return NULL;
    }
    Py_XDECREF(parts.rest);
    return parts.match;
}

#if PYI_313
#  define ONE_ARGUMENT METH_O
#  define group_derive do_derive
#  define group_split do_split
#  define group_subgroup do_subgroup
#else
#  define ONE_ARGUMENT METH_VARARGS
static PyObject *group_derive(PyObject *op, PyObject *args) {
    PyObject *given;
    return PyArg_ParseTuple(args, "O", &given) ? do_derive(op, given) : NULL;
}
static PyObject *group_split(PyObject *op, PyObject *args) {
    PyObject *given;
    return PyArg_UnpackTuple(args, "split", 1, 1, &given) ? do_split(op, given) : NULL;
}
static PyObject *group_subgroup(PyObject *op, PyObject *args) {
    PyObject *given;
    return PyArg_UnpackTuple(args, "subgroup", 1, 1, &given) ? do_subgroup(op, given) : NULL;
}
#endif

static PyMethodDef group_methods[] = {
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {"derive", group_derive, ONE_ARGUMENT, PYI_SIGNATURE("derive", "($self, excs, /)")},
    {"split", group_split, ONE_ARGUMENT, PYI_SIGNATURE("split", "($self, matcher_value, /)")},
    {"subgroup", group_subgroup, ONE_ARGUMENT,
     PYI_SIGNATURE("subgroup", "($self, matcher_value, /)")},
    {0},
};
static PyMemberDef group_members[] = {
    {"message", PYI_T_OBJECT, offsetof(PyBaseExceptionGroupObject, msg), PYI_READONLY, NULL},
    {"exceptions", PYI_T_OBJECT, offsetof(PyBaseExceptionGroupObject, excs), PYI_READONLY, NULL},
    {0},
};

/* ---- type ------------------------------------------------------------------------------------------------------------ */

EXCEPTION_TYPE(BaseExceptionGroup, PyBaseExceptionGroupObject, _PyExc_BaseException,
               .tp_dealloc = group_dealloc, .tp_traverse = group_traverse, .tp_clear = group_clear,
               .tp_str = group_str, .tp_methods = group_methods, .tp_members = group_members,
               .tp_init = group_init, .tp_new = group_new);

/* ---- except* --------------------------------------------------------------------------------------------------------- */

/* new; borrows */
PyObject *_PyExc_CreateExceptionGroup(const char *text, PyObject *exceptions) {
    PyObject *message = PyUnicode_FromString(text);
    PyObject *group = NULL;
    if (message != NULL) {
        group = PyObject_CallFunctionObjArgs(PyExc_BaseExceptionGroup, message, exceptions, NULL);
        Py_DECREF(message);
    }
    return group;
}

/* puts the addresses of all leaves into the set */
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
    PyObject *exceptions = Py_NewRef(SELF(exception)->excs);
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyTuple_GET_SIZE(exceptions); i++) {
        status = collect_leaves(PyTuple_GET_ITEM(exceptions, i), addresses);
    }
    Py_DECREF(exceptions);
    Py_LeaveRecursiveCall();
    return status;
}

/* New: what of *group* is in the list of its parts, nested as it was; None when nothing is. */
static PyObject *select_parts(PyObject *group, PyObject *parts) {
    PyObject *addresses = PySet_New(NULL);
    int status = addresses == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(parts); i++) {
        status = collect_leaves(PyList_GET_ITEM(parts, i), addresses);
    }
    halves found = {NULL, NULL};
    condition wanted = {BY_IDENTITY, addresses};
    if (status == 0) {
        status = split(group, &wanted, false, &found);
    }
    Py_XDECREF(found.rest);
    Py_XDECREF(addresses);
    return status < 0 ? NULL : found.match;
}

/* Whether a clause of except* raised again what it was given, a part of *group*, rather than something new. */
static bool is_part_of(PyObject *exception, PyObject *group) {
    if (!is_group(exception)) {
        return false;
    }
    PyBaseExceptionObject *a = (PyBaseExceptionObject *)exception, *b = (PyBaseExceptionObject *)group;
    return a->notes == b->notes && a->traceback == b->traceback && a->cause == b->cause &&
           a->context == b->context;
}

/* sorts what was raised into new exceptions and parts of *group* */
static int sort_raised(PyObject *group, PyObject *list, PyObject *raised, PyObject *parts) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        PyObject *exception = PyList_GET_ITEM(list, i);
        if (exception != Py_None &&
            PyList_Append(is_part_of(exception, group) ? parts : raised, exception) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *combine(PyObject *group, PyObject *raised, PyObject *parts) {
    PyObject *again = select_parts(group, parts);
    if (again == NULL || PyList_GET_SIZE(raised) == 0) {
        return again;
    }
    int status = again == Py_None ? 0 : PyList_Append(raised, again);
    Py_DECREF(again);
    if (status < 0) {
        return NULL;
    }
    return PyList_GET_SIZE(raised) == 1 ? Py_NewRef(PyList_GET_ITEM(raised, 0))
                                        : _PyExc_CreateExceptionGroup("", raised);
}

/* New: what is raised after the clauses of a try with except* ran, None for nothing. The list has what each clause
 * raised and what no clause took. */
PyObject *_PyExc_PrepReraiseStar(PyObject *orig, PyObject *list) {
    if (PyList_GET_SIZE(list) == 0) {
        Py_RETURN_NONE;
    }
    if (!is_group(orig)) { /* at most one clause took it */
        return Py_NewRef(PyList_GET_ITEM(list, 0));
    }
    PyObject *raised = PyList_New(0), *parts = PyList_New(0), *result = NULL;
    if (raised != NULL && parts != NULL && sort_raised(orig, list, raised, parts) == 0) {
        result = combine(orig, raised, parts);
    }
    Py_XDECREF(raised);
    Py_XDECREF(parts);
    return result;
}

#if PYI_312
PyObject *PyUnstable_Exc_PrepReraiseStar(PyObject *orig, PyObject *list) {
    if (orig == NULL || !PyExceptionInstance_Check(orig)) {
        PyErr_SetString(PyExc_TypeError, "orig must be an exception instance");
        return NULL;
    }
    if (list == NULL || !PyList_Check(list)) {
        PyErr_SetString(PyExc_TypeError, "excs must be a list of exception instances");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        PyObject *item = PyList_GET_ITEM(list, i);
        if (item == NULL || (item != Py_None && !PyExceptionInstance_Check(item))) {
            PyErr_Format(PyExc_TypeError, "item %zd of excs is not an exception", i);
            return NULL;
        }
    }
    if (((PyBaseExceptionObject *)orig)->traceback == NULL) {
        PyErr_SetString(PyExc_ValueError, "orig must be a raised exception");
        return NULL;
    }
    return _PyExc_PrepReraiseStar(orig, list);
}
#endif
