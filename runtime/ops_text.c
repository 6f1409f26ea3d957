/* SPDX-License-Identifier: Apache-2.0 */
/* ops_text.c: strings, character by character.
 *
 * Methods of exact strings cannot be replaced, so there is nothing to look up. What is not told here, because it
 * takes the tables of Unicode or fails, goes on to the method itself.
 */
#include "inline_any.h"
#include "ops.h"

/* Whether op is one ASCII character: then *character. */
static inline bool is_ascii_character(PyObject *op, Py_UCS1 *character) {
    if (!rt_is_plain_str(op) || PyUnicode_GET_LENGTH(op) != 1 || !PyUnicode_IS_ASCII(op)) {
        return false;
    }
    *character = *(const Py_UCS1 *)((PyASCIIObject *)op + 1);
    return true;
}

/* ---- methods without arguments -------------------------------------------------------------------- */

static inline bool is_between(Py_UCS1 c, Py_UCS1 first, Py_UCS1 last) {
    return (Py_UCS1)(c - first) <= last - first;
}

static inline bool is_letter(Py_UCS1 c) { return is_between(c | 0x20, 'a', 'z'); }
static inline bool is_digit(Py_UCS1 c) { return is_between(c, '0', '9'); }

/* The two groups of control characters count as white space. */
static inline bool is_space(Py_UCS1 c) {
    return c == ' ' || is_between(c, '\t', '\r') || is_between(c, 0x1C, 0x1F);
}

#define CALL_PREDICATE(name, condition)                                                            \
    PyObject *rt_call_##name(PyThreadState *ts, PyObject *symbol, PyObject *const *args,           \
                             size_t nargsf, PyObject *kwnames, void *cache, int32_t lookup_pos) {  \
        Py_UCS1 c;                                                                                 \
        if (rt_likely(is_ascii_character(args[0], &c))) {                                          \
            return Py_NewRef((condition) ? Py_True : Py_False);                                    \
        }                                                                                          \
        return rt_call_method(ts, symbol, args, nargsf, kwnames, cache, lookup_pos);               \
    }
CALL_PREDICATE(isalpha, is_letter(c))
CALL_PREDICATE(isdigit, is_digit(c))
CALL_PREDICATE(isdecimal, is_digit(c))
CALL_PREDICATE(isnumeric, is_digit(c))
CALL_PREDICATE(isalnum, is_letter(c) || is_digit(c))
CALL_PREDICATE(isidentifier, is_letter(c) || c == '_')
CALL_PREDICATE(isspace, is_space(c))
CALL_PREDICATE(isupper, is_between(c, 'A', 'Z'))
CALL_PREDICATE(islower, is_between(c, 'a', 'z'))

#define CALL_MAPPED(name, first, last)                                                             \
    PyObject *rt_call_##name(PyThreadState *ts, PyObject *symbol, PyObject *const *args,           \
                             size_t nargsf, PyObject *kwnames, void *cache, int32_t lookup_pos) {  \
        Py_UCS1 c;                                                                                 \
        if (rt_likely(is_ascii_character(args[0], &c))) {                                          \
            return PyUnicode_FromOrdinal(is_between(c, first, last) ? c ^ 0x20 : c);               \
        }                                                                                          \
        return rt_call_method(ts, symbol, args, nargsf, kwnames, cache, lookup_pos);               \
    }
CALL_MAPPED(upper, 'a', 'z')
CALL_MAPPED(lower, 'A', 'Z')

/* ---- ends ------------------------------------------------------------------------------------------- */

/* 1 or 0: both are strings, and part stands at one end of text; -1 where something else has to say. */
static int stands_at(PyObject *text, PyObject *part, bool at_end) {
    if (!rt_is_plain_str(text) || !rt_is_plain_str(part)) {
        return -1;
    }
    int kind = PyUnicode_KIND(text);
    Py_ssize_t room = PyUnicode_GET_LENGTH(text) - PyUnicode_GET_LENGTH(part);
    if ((int)PyUnicode_KIND(part) != kind) {
        return -1;
    }
    if (room < 0) {
        return 0;
    }
    const char *start = (const char *)PyUnicode_DATA(text) + (at_end ? room * kind : 0);
    return memcmp(start, PyUnicode_DATA(part), (size_t)(PyUnicode_GET_LENGTH(part) * kind)) == 0;
}

PyObject *rt_call_startswith(PyThreadState *ts, PyObject *symbol, PyObject *const *args,
                             size_t nargsf, PyObject *kwnames, void *cache, int32_t lookup_pos) {
    int answer = stands_at(args[0], args[1], false);
    return rt_likely(answer >= 0)
               ? Py_NewRef(answer ? Py_True : Py_False)
               : rt_call_method(ts, symbol, args, nargsf, kwnames, cache, lookup_pos);
}

PyObject *rt_call_endswith(PyThreadState *ts, PyObject *symbol, PyObject *const *args,
                           size_t nargsf, PyObject *kwnames, void *cache, int32_t lookup_pos) {
    int answer = stands_at(args[0], args[1], true);
    return rt_likely(answer >= 0)
               ? Py_NewRef(answer ? Py_True : Py_False)
               : rt_call_method(ts, symbol, args, nargsf, kwnames, cache, lookup_pos);
}

/* ---- ord and chr -------------------------------------------------------------------------------------- */

static inline bool is_character(PyObject *op) { return rt_is_plain_str(op) && PyUnicode_GET_LENGTH(op) == 1; }

static inline rt_int code_of(PyObject *character) {
    return (rt_int)PyUnicode_READ_CHAR(character, 0) * 2;
}

rt_any rt_call_ord(PyObject *callee, PyObject *op) {
    static PyMethodDef *known;
    if (rt_likely(is_character(op) && rt_is_builtin(callee, "ord", &known))) {
        return code_of(op);
    }
    PyObject *args[] = {NULL, op};
    return rt_any_take(
        rt_call(PyThreadState_Get(), callee, &args[1], 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL));
}

PyObject *rt_call_chr(PyObject *callee, rt_any code) {
    static PyMethodDef *known;
    if (rt_likely(rt_int_is_small(code) && (size_t)(code >> 1) <= 0x10FFFF &&
                  rt_is_builtin(callee, "chr", &known))) {
        return PyUnicode_FromOrdinal((int)(code >> 1));
    }
    PyObject *args[] = {NULL, rt_any_to_object(code)};
    if (args[1] == NULL) {
        return NULL;
    }
    PyObject *result =
        rt_call(PyThreadState_Get(), callee, &args[1], 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    rt_decref(args[1]);
    return result;
}

/* always fails; length: of what is at least a string, else -1 */
static rt_int fail_ord(PyObject *op, Py_ssize_t length) {
    if (length < 0) {
        PyErr_Format(PyExc_TypeError, "ord() expected string of length 1, but %.200s found",
                     Py_TYPE(op)->tp_name);
    } else {
        PyErr_Format(PyExc_TypeError, "ord() expected a character, but string of length %zd found",
                     length);
    }
    return RT_INT_ERROR;
}

rt_int rt_ord(PyObject *op) {
    if (rt_likely(is_character(op))) {
        return code_of(op);
    }
    Py_ssize_t length = -1;
    if (PyUnicode_Check(op)) {
        if (PyUnicode_READY(op) < 0) {
            return RT_INT_ERROR;
        }
        length = PyUnicode_GET_LENGTH(op);
        if (length == 1) {
            return code_of(op);
        }
    } else if (PyBytes_Check(op) || PyByteArray_Check(op)) { /* one byte counts as a character, too */
        length = Py_SIZE(op);
        if (length == 1) {
            const char *byte = PyBytes_Check(op) ? PyBytes_AS_STRING(op) : PyByteArray_AS_STRING(op);
            return (rt_int)(unsigned char)*byte * 2;
        }
    }
    return fail_ord(op, length);
}
