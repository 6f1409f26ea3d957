/* SPDX-License-Identifier: Apache-2.0 */
/* keywords: arguments by position and name, laid out in the order of the parameters.
 *
 * A _PyArg_Parser is a static description: its keywords begin with an empty string for each parameter that has no
 * name. What follows from it is worked out at its first use.
 */
#include "args.h"

/* ---- the description ------------------------------------------------------------------------------------- */

static int count_keywords(struct _PyArg_Parser *parser) {
    int n = 0;
    while (parser->keywords[n] != NULL) {
        n++;
    }
    return n;
}

int pyi_parser_init(struct _PyArg_Parser *parser) {
    if (parser->kwtuple != NULL && parser->pos >= 0 && PARSER_IS_READY(parser)) {
        return 0;
    }
    int n = count_keywords(parser), positional = 0;
    while (positional < n && parser->keywords[positional][0] == '\0') {
        positional++;
    }
    if (parser->kwtuple == NULL) {
        PyObject *names = PyTuple_New(n - positional);
        for (int i = positional; names != NULL && i < n; i++) {
            PyObject *name = PyUnicode_InternFromString(parser->keywords[i]);
            if (name == NULL) {
                Py_CLEAR(names);
                break;
            }
            PyTuple_SET_ITEM(names, i - positional, name);
        }
        if (names == NULL) {
            return -1;
        }
        parser->kwtuple = names;
    }
    parser->pos = positional;
    if (parser->format != NULL) {
        pyi_parser_scan_format(parser, n);
    }
    PARSER_SET_READY(parser);
    return 0;
}

/* ---- names ------------------------------------------------------------------------------------------------- */

static bool same_name(PyObject *a, PyObject *b) {
    return a == b || (PyUnicode_Check(a) && _PyUnicode_EQ(a, b));
}

/* the place of a name among the keywords of the call, -1 when it is not there */
static Py_ssize_t find_name(PyObject *kwnames, PyObject *name) {
    Py_ssize_t n = PyTuple_GET_SIZE(kwnames);
    for (Py_ssize_t i = 0; i < n; i++) {
        if (PyTuple_GET_ITEM(kwnames, i) == name) {
            return i;
        }
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (same_name(PyTuple_GET_ITEM(kwnames, i), name)) {
            return i;
        }
    }
    return -1;
}

PyObject *pyi_keyword_value(const pyi_keywords *given, PyObject *name) {
    if (given->kwargs != NULL) {
        return PyDict_GetItemWithError(given->kwargs, name);
    }
    Py_ssize_t i = given->kwnames == NULL ? -1 : find_name(given->kwnames, name);
    return i < 0 ? NULL : given->values[i];
}

Py_ssize_t pyi_keyword_count(const pyi_keywords *given) {
    return given->kwargs != NULL    ? PyDict_GET_SIZE(given->kwargs)
           : given->kwnames != NULL ? PyTuple_GET_SIZE(given->kwnames)
                                    : 0;
}

static bool is_parameter(PyObject *names, PyObject *name) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++) {
        if (same_name(name, PyTuple_GET_ITEM(names, i))) {
            return true;
        }
    }
    return false;
}

#if PYI_313
static void not_a_parameter(PyObject *name, PyObject *names, const char *label, const char *brackets) {
    PyObject *list = PySequence_List(names);
    PyObject *meant = list == NULL ? NULL : _Py_CalculateSuggestions(list, name);
    Py_XDECREF(list);
    if (meant != NULL) {
        PyErr_Format(PyExc_TypeError,
                     "%.200s%s got an unexpected keyword argument '%S'. Did you mean '%S'?", label,
                     brackets, name, meant);
    } else if (!PyErr_Occurred()) {
        PyErr_Format(PyExc_TypeError, "%.200s%s got an unexpected keyword argument '%S'", label,
                     brackets, name);
    }
    Py_XDECREF(meant);
}
#else
static void not_a_parameter(PyObject *name, PyObject *names, const char *label, const char *brackets) {
    (void)names;
    PyErr_Format(PyExc_TypeError, "'%S' is an invalid keyword argument for %.200s%s", name, label,
                 brackets);
}
#endif

/* Sets the TypeError for the first keyword of the call that is no parameter, or is one by position already. */
void pyi_keywords_complain(const pyi_keywords *given, PyObject *names, const char *function) {
    const char *label = function == NULL ? "this function" : function;
    const char *brackets = function == NULL ? "" : "()";
    PyObject *key, *value;
    Py_ssize_t at = 0;
    Py_ssize_t n = given->kwnames == NULL ? 0 : PyTuple_GET_SIZE(given->kwnames);
    for (Py_ssize_t i = 0; given->kwargs != NULL ? PyDict_Next(given->kwargs, &at, &key, &value) : i < n;
         i++) {
        key = given->kwargs != NULL ? key : PyTuple_GET_ITEM(given->kwnames, i);
        if (!PyUnicode_Check(key)) {
            PyErr_SetString(PyExc_TypeError, "keywords must be strings");
            return;
        }
        if (!is_parameter(names, key)) {
            not_a_parameter(key, names, label, brackets);
            return;
        }
    }
    PyErr_Format(PyExc_TypeError, "invalid keyword argument for %.200s%s", label, brackets);
}

/* ---- laying out ---------------------------------------------------------------------------------------------- */

static void too_many(struct _PyArg_Parser *parser, Py_ssize_t n, Py_ssize_t nkw, int most) {
    const char *function = parser->fname;
    PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d %sargument%s (%zd given)",
                 function == NULL ? "function" : function, function == NULL ? "" : "()",
                 most == 0 ? "no" : "at most", most, n == 0 ? "keyword " : "", most == 1 ? "" : "s",
                 n + nkw);
}

static void too_many_positional(struct _PyArg_Parser *parser, Py_ssize_t n, int min, int max) {
    const char *function = parser->fname;
    const char *label = function == NULL ? "function" : function;
    const char *brackets = function == NULL ? "" : "()";
    if (max == 0) {
        PyErr_Format(PyExc_TypeError, "%.200s%s takes no positional arguments", label, brackets);
        return;
    }
    PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d positional argument%s (%zd given)", label,
                 brackets, min < max ? "at most" : "exactly", max, max == 1 ? "" : "s", n);
}

static void too_few_positional(struct _PyArg_Parser *parser, Py_ssize_t n, int min, int max) {
    const char *function = parser->fname;
    PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d positional argument%s (%zd given)",
                 function == NULL ? "function" : function, function == NULL ? "" : "()",
                 min < max ? "at least" : "exactly", min, min == 1 ? "" : "s", n);
}

static void missing(struct _PyArg_Parser *parser, int i) {
    const char *function = parser->fname;
    PyErr_Format(PyExc_TypeError, "%.200s%s missing required argument '%U' (pos %d)",
                 function == NULL ? "function" : function, function == NULL ? "" : "()",
                 PyTuple_GET_ITEM(parser->kwtuple, i - parser->pos), i + 1);
}

static void given_twice(struct _PyArg_Parser *parser, PyObject *name, int i) {
    const char *function = parser->fname;
    PyErr_Format(PyExc_TypeError, "argument for %.200s%s given by name ('%U') and position (%d)",
                 function == NULL ? "function" : function, function == NULL ? "" : "()", name, i + 1);
}

/* Fills buf[from..] by name. False with TypeError when a required one is missing. */
static bool fill_by_name(struct _PyArg_Parser *parser, const pyi_keywords *given, int from,
                         int required, int all, PyObject **buf, Py_ssize_t *left) {
    for (int i = from; i < all; i++) {
        PyObject *value = NULL;
        if (*left > 0) {
            value = pyi_keyword_value(given, PyTuple_GET_ITEM(parser->kwtuple, i - parser->pos));
            if (value == NULL && PyErr_Occurred()) {
                return false;
            }
        }
        buf[i] = value;
        *left -= value != NULL;
        if (value == NULL && i < required) {
            missing(parser, i);
            return false;
        }
    }
    return true;
}

/* Something of the call was not used: it is wrong or doubled. */
static void complain_of_rest(struct _PyArg_Parser *parser, const pyi_keywords *given, Py_ssize_t n) {
    for (int i = parser->pos; i < n; i++) {
        PyObject *name = PyTuple_GET_ITEM(parser->kwtuple, i - parser->pos);
        if (pyi_keyword_value(given, name) != NULL) {
            given_twice(parser, name, i);
            return;
        }
        if (PyErr_Occurred()) {
            return;
        }
    }
    pyi_keywords_complain(given, parser->kwtuple, parser->fname);
}

#undef _PyArg_UnpackKeywords
PyObject *const *_PyArg_UnpackKeywords(PyObject *const *args, Py_ssize_t n, PyObject *kwargs,
                                       PyObject *kwnames, struct _PyArg_Parser *parser, int min_pos,
                                       int max_pos, int min_kw, PyObject **buf) {
    if (kwnames != NULL && args == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (pyi_parser_init(parser) < 0) {
        return NULL;
    }
    pyi_keywords given = {kwargs, kwnames, kwnames == NULL ? NULL : args + n};
    Py_ssize_t left = pyi_keyword_count(&given);
    int all = parser->pos + (int)PyTuple_GET_SIZE(parser->kwtuple);
    int required = min_kw > 0 ? max_pos + min_kw : min_pos;
    if (left == 0 && min_kw == 0 && min_pos <= n && n <= max_pos) {
        return args != NULL ? args : buf;
    }
    if (n + left > all) {
        too_many(parser, n, left, all);
        return NULL;
    }
    if (n > max_pos) {
        too_many_positional(parser, n, min_pos, max_pos);
        return NULL;
    }
    if (n < min_pos && n < parser->pos) {
        int least = parser->pos < min_pos ? parser->pos : min_pos;
        if (n < least) {
            too_few_positional(parser, n, least, max_pos);
            return NULL;
        }
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        buf[i] = args[i];
    }
    int from = n > parser->pos ? (int)n : parser->pos;
    for (Py_ssize_t i = n; i < from; i++) {
        buf[i] = NULL; /* parameters without a name */
    }
    int before_kw = max_pos > from ? max_pos : from;
    bool ok = fill_by_name(parser, &given, from, min_pos, before_kw, buf, &left) &&
              fill_by_name(parser, &given, before_kw, required, all, buf, &left);
    if (!ok) {
        return NULL;
    }
    if (left > 0) {
        complain_of_rest(parser, &given, n);
        return NULL;
    }
    return buf;
}

PyObject *const *_PyArg_UnpackKeywordsWithVararg(PyObject *const *args, Py_ssize_t n,
                                                 PyObject *kwargs, PyObject *kwnames,
                                                 struct _PyArg_Parser *parser, int min_pos,
                                                 int max_pos, int min_kw, int vararg,
                                                 PyObject **buf) {
    if (pyi_parser_init(parser) < 0) {
        return NULL;
    }
    pyi_keywords given = {kwargs, kwnames, kwnames == NULL ? NULL : args + n};
    Py_ssize_t left = pyi_keyword_count(&given), named = n < max_pos ? n : max_pos;
    int all = parser->pos + (int)PyTuple_GET_SIZE(parser->kwtuple);
    if (n < min_pos && n < parser->pos) {
        too_few_positional(parser, n, min_pos, max_pos);
        return NULL;
    }
    PyObject *rest = PyTuple_New(n - named); /* the caller owns it */
    if (rest == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = named; i < n; i++) {
        PyTuple_SET_ITEM(rest, i - named, Py_NewRef(args[i]));
    }
    /* The tuple stands at buf[vararg]; parameters behind it are one place further on. */
    PyObject *flat[all + 1];
    for (Py_ssize_t i = 0; i < named; i++) {
        flat[i] = args[i];
    }
    int from = named > parser->pos ? (int)named : parser->pos;
    int required = min_kw > 0 ? max_pos + min_kw : min_pos;
    if (!fill_by_name(parser, &given, from, required, all, flat, &left)) {
        Py_DECREF(rest);
        return NULL;
    }
    if (left > 0) {
        complain_of_rest(parser, &given, named);
        Py_DECREF(rest);
        return NULL;
    }
    for (int i = 0; i < all; i++) {
        buf[i < vararg ? i : i + 1] = flat[i];
    }
    buf[vararg] = rest;
    return buf;
}
