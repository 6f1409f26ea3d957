/* SPDX-License-Identifier: Apache-2.0 */
/* parse: whole argument lists by a format: PyArg_ParseTuple and its relatives.
 *
 * Contract   docs.python.org/3/c-api/arg.html
 */
#include "parse.h"
#include "pyi_arguments.h"

/* ---- the format ------------------------------------------------------------------------------------------- */

typedef struct {
    const char *function; /* behind ':' */
    const char *message;  /* behind ';' */
    int min, max;         /* arguments; -1: not said */
    int positional;       /* before '$', max when there is none */
} format_facts;

/* 0, or -1 with SystemError */
static int scan(const char *format, format_facts *facts) {
    *facts = (format_facts){NULL, NULL, -1, 0, -1};
    int level = 0;
    for (; *format != '\0' && facts->function == NULL && facts->message == NULL; format++) {
        char c = *format;
        if (c == '(') {
            facts->max += level++ == 0;
        } else if (c == ')') {
            if (level-- == 0) {
                PyErr_SetString(PyExc_SystemError, "excess ')' in getargs format");
                return -1;
            }
        } else if (c == ':') {
            facts->function = format + 1;
        } else if (c == ';') {
            facts->message = format + 1;
        } else if (level == 0) {
            if (c == 'e') {
                facts->max++;
                format += format[1] != '\0';
            } else if (Py_ISALPHA(c)) {
                facts->max++;
            } else if (c == '|') {
                facts->min = facts->max;
            } else if (c == '$') {
                facts->positional = facts->max;
            }
        }
    }
    if (level != 0) {
        PyErr_SetString(PyExc_SystemError, "missing ')' in getargs format");
        return -1;
    }
    facts->min = facts->min < 0 ? facts->max : facts->min;
    facts->positional = facts->positional < 0 ? facts->max : facts->positional;
    return 0;
}

void pyi_parser_scan_format(struct _PyArg_Parser *parser, int count) {
    format_facts facts;
    (void)count;
    if (scan(parser->format, &facts) == 0) {
        parser->min = facts.min;
        parser->max = facts.positional;
        parser->fname = facts.function;
        parser->custom_msg = facts.message;
    }
}

/* ---- by position ---------------------------------------------------------------------------------------------- */

static bool check_count(const format_facts *facts, Py_ssize_t n) {
    if (n >= facts->min && n <= facts->max) {
        return true;
    }
    if (facts->message != NULL) {
        PyErr_SetString(PyExc_TypeError, facts->message);
        return false;
    }
    const char *function = facts->function;
    if (facts->max == 0) {
        PyErr_Format(PyExc_TypeError, "%.150s%s takes no arguments",
                     function == NULL ? "function" : function, function == NULL ? "" : "()");
        return false;
    }
    int bound = n < facts->min ? facts->min : facts->max;
    PyErr_Format(PyExc_TypeError, "%.150s%s takes %s %d argument%s (%zd given)",
                 function == NULL ? "function" : function, function == NULL ? "" : "()",
                 facts->min == facts->max ? "exactly" : n < facts->min ? "at least" : "at most", bound,
                 bound == 1 ? "" : "s", n);
    return false;
}

/* Behind the last unit there may only be the name, the message or a '|'. */
static bool check_end(const char *format) {
    if (*format == '\0' || Py_ISALPHA(*format) || strchr("(|;:", *format) != NULL) {
        return true;
    }
    PyErr_Format(PyExc_SystemError, "bad format string: %.200s", format);
    return false;
}

/* alone: one object that is no argument of a call, whose place is not named */
static int parse(PyObject *const *args, Py_ssize_t n, const char *format, va_list *va, bool alone) {
    format_facts facts;
    if (scan(format, &facts) < 0 || !check_count(&facts, n)) {
        return 0;
    }
    pyi_cleanups cleanups;
    pyi_misfit misfit = {.declared = false};
    pyi_cleanups_init(&cleanups);
    for (Py_ssize_t i = 0; i < n; i++) {
        memset(misfit.level, 0, sizeof(misfit.level));
        format += *format == '|';
        if (!pyi_convert(args[i], &format, va, &cleanups, &misfit, 0)) {
            int place = alone ? misfit.level[0] : (int)i + 1;
            if (alone) { /* then the places within it count as those of arguments */
                memmove(misfit.level, misfit.level + 1, sizeof(misfit.level) - sizeof(misfit.level[0]));
            }
            pyi_misfit_raise(&misfit, facts.function, facts.message, place, NULL);
            return pyi_cleanups_finish(&cleanups, true);
        }
    }
    return pyi_cleanups_finish(&cleanups, !check_end(format));
}

static int parse_tuple(PyObject *args, const char *format, va_list va) {
    if (args == NULL || !PyTuple_Check(args)) {
        PyErr_SetString(PyExc_SystemError, "new style getargs format but argument is not a tuple");
        return 0;
    }
    va_list own;
    va_copy(own, va);
    int ok = parse(_PyTuple_ITEMS(args), PyTuple_GET_SIZE(args), format, &own, false);
    va_end(own);
    return ok;
}

/* Where there is no tuple: one object, or several that it is a tuple of. */
static int parse_one(PyObject *arg, const char *format, va_list va) {
    format_facts facts;
    if (scan(format, &facts) < 0) {
        return 0;
    }
    va_list own;
    va_copy(own, va);
    int ok = 0;
    if (facts.max == 0) {
        if (arg == NULL) {
            ok = 1;
        } else {
            PyErr_Format(PyExc_TypeError, "%.200s%s takes no arguments",
                         facts.function == NULL ? "function" : facts.function,
                         facts.function == NULL ? "" : "()");
        }
    } else if (facts.min == 1 && facts.max == 1 && arg != NULL) {
        ok = parse(&arg, 1, format, &own, true);
    } else {
        PyErr_Format(PyExc_TypeError, "%.200s%s takes at least one argument",
                     facts.function == NULL ? "function" : facts.function,
                     facts.function == NULL ? "" : "()");
    }
    va_end(own);
    return ok;
}

#define VARIADIC(last, expression)                                                                 \
    va_list va;                                                                                    \
    va_start(va, last);                                                                            \
    int ok = expression;                                                                           \
    va_end(va);                                                                                    \
    return ok;

#undef PyArg_Parse
#undef PyArg_ParseTuple
#undef PyArg_VaParse
#undef _PyArg_ParseStack
PyAPI_FUNC(int) PyArg_Parse(PyObject *arg, const char *format, ...) {
    VARIADIC(format, parse_one(arg, format, va))
}
PyAPI_FUNC(int) _PyArg_Parse_SizeT(PyObject *arg, const char *format, ...) {
    VARIADIC(format, parse_one(arg, format, va))
}
PyAPI_FUNC(int) PyArg_ParseTuple(PyObject *args, const char *format, ...) {
    VARIADIC(format, parse_tuple(args, format, va))
}
PyAPI_FUNC(int) _PyArg_ParseTuple_SizeT(PyObject *args, const char *format, ...) {
    VARIADIC(format, parse_tuple(args, format, va))
}
PyAPI_FUNC(int) PyArg_VaParse(PyObject *args, const char *format, va_list va) {
    return parse_tuple(args, format, va);
}
PyAPI_FUNC(int) _PyArg_VaParse_SizeT(PyObject *args, const char *format, va_list va) {
    return parse_tuple(args, format, va);
}

static int parse_stack(PyObject *const *args, Py_ssize_t n, const char *format, va_list va) {
    va_list own;
    va_copy(own, va);
    int ok = parse(args, n, format, &own, false);
    va_end(own);
    return ok;
}

PyAPI_FUNC(int) _PyArg_ParseStack(PyObject *const *args, Py_ssize_t n, const char *format, ...) {
    VARIADIC(format, parse_stack(args, n, format, va))
}
int _PyArg_ParseStack_SizeT(PyObject *const *args, Py_ssize_t n, const char *format, ...) {
    VARIADIC(format, parse_stack(args, n, format, va))
}

/* ---- by position and name ---------------------------------------------------------------------------------------- */

/* What a call gave, and what the parameters are called: C strings, "" where there is no name. */
typedef struct {
    PyObject *const *args;
    Py_ssize_t n;
    pyi_keywords given;
    const char *const *names;
    int count; /* of parameters */
} call_facts;

static const char *label(const format_facts *facts) {
    return facts->function == NULL ? "function" : facts->function;
}
static const char *brackets(const format_facts *facts) { return facts->function == NULL ? "" : "()"; }

static bool check_counts(const format_facts *facts, const call_facts *call) {
    Py_ssize_t nkw = pyi_keyword_count(&call->given);
    if (call->n + nkw > call->count) {
        PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d %sargument%s (%zd given)", label(facts),
                     brackets(facts), call->count == 0 ? "no" : "at most", call->count,
                     call->n == 0 ? "keyword " : "", call->count == 1 ? "" : "s", call->n + nkw);
        return false;
    }
    if (call->n <= facts->positional) {
        return true;
    }
    if (facts->positional == 0) {
        PyErr_Format(PyExc_TypeError, "%.200s%s takes no positional arguments", label(facts),
                     brackets(facts));
    } else {
        bool exact = facts->min >= facts->positional;
        PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d positional argument%s (%zd given)",
                     label(facts), brackets(facts), exact ? "exactly" : "at most", facts->positional,
                     facts->positional == 1 ? "" : "s", call->n);
    }
    return false;
}

/* borrowed; NULL when it was not given, perhaps with an exception */
static PyObject *value_by_name(const call_facts *call, int i) {
    if (call->names[i][0] == '\0') {
        return NULL;
    }
    PyObject *name = PyUnicode_FromString(call->names[i]);
    PyObject *value = name == NULL ? NULL : pyi_keyword_value(&call->given, name);
    Py_XDECREF(name); /* the value is held by the call */
    return value;
}

static void complain_of_missing(const format_facts *facts, const call_facts *call, int i) {
    if (call->names[i][0] != '\0') {
        PyErr_Format(PyExc_TypeError, "%.200s%s missing required argument '%s' (pos %i)", label(facts),
                     brackets(facts), call->names[i], i + 1);
        return;
    }
    int unnamed = 0;
    while (unnamed < call->count && call->names[unnamed][0] == '\0') {
        unnamed++;
    }
    int least = unnamed < facts->min ? unnamed : facts->min;
    PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d positional argument%s (%zd given)",
                 label(facts), brackets(facts), least < facts->positional ? "at least" : "exactly",
                 least, least == 1 ? "" : "s", call->n);
}

/* Some keyword of the call was not used: it is wrong or doubled. */
static void complain_of_rest(const format_facts *facts, const call_facts *call) {
    for (int i = 0; i < call->n; i++) {
        if (value_by_name(call, i) != NULL) {
            PyErr_Format(PyExc_TypeError, "argument for %.200s%s given by name ('%s') and position (%d)",
                         label(facts), brackets(facts), call->names[i], i + 1);
            return;
        }
        if (PyErr_Occurred()) {
            return;
        }
    }
    PyObject *names = PyTuple_New(0);
    for (int i = 0; names != NULL && i < call->count; i++) {
        PyObject *name = PyUnicode_FromString(call->names[i]);
        if (name == NULL || _PyTuple_Resize(&names, PyTuple_GET_SIZE(names) + 1) < 0) {
            Py_XDECREF(name);
            return;
        }
        PyTuple_SET_ITEM(names, PyTuple_GET_SIZE(names) - 1, name);
    }
    if (names != NULL) {
        pyi_keywords_complain(&call->given, names, facts->function);
        Py_DECREF(names);
    }
}

static int parse_keywords(const call_facts *call, const char *format, va_list *va) {
    format_facts facts;
    if (scan(format, &facts) < 0 || !check_counts(&facts, call)) {
        return 0;
    }
    pyi_cleanups cleanups;
    pyi_misfit misfit = {.declared = false};
    pyi_cleanups_init(&cleanups);
    Py_ssize_t left = pyi_keyword_count(&call->given);
    for (int i = 0; i < call->count; i++) {
        while (*format == '|' || *format == '$') {
            format++;
        }
        if (*format == '\0' || *format == ':' || *format == ';') {
            PyErr_Format(PyExc_SystemError, "More keyword list entries (%d) than format specifiers (%d)",
                         call->count, i);
            return pyi_cleanups_finish(&cleanups, true);
        }
        PyObject *value = NULL;
        if (i < call->n) {
            value = call->args[i];
        } else if (left > 0) {
            value = value_by_name(call, i);
            left -= value != NULL;
        }
        if (value != NULL) {
            memset(misfit.level, 0, sizeof(misfit.level));
            if (!pyi_convert(value, &format, va, &cleanups, &misfit, 0)) {
                pyi_misfit_raise(&misfit, facts.function, facts.message, i + 1, NULL);
                return pyi_cleanups_finish(&cleanups, true);
            }
            continue;
        }
        if (!PyErr_Occurred() && i < facts.min) {
            complain_of_missing(&facts, call, i);
        }
        if (PyErr_Occurred()) {
            return pyi_cleanups_finish(&cleanups, true);
        }
        if (left == 0 && i >= facts.min) {
            break; /* nothing more to come */
        }
        const char *problem = pyi_skip_unit(&format, va);
        if (problem != NULL) {
            PyErr_Format(PyExc_SystemError, "%s: '%s'", problem, format);
            return pyi_cleanups_finish(&cleanups, true);
        }
    }
    if (left > 0) {
        complain_of_rest(&facts, call);
        return pyi_cleanups_finish(&cleanups, true);
    }
    return pyi_cleanups_finish(&cleanups, false);
}

static int count_names(const char *const *names) {
    int n = 0;
    while (names[n] != NULL) {
        n++;
    }
    return n;
}

static int parse_tuple_and_dict(PyObject *args, PyObject *kwargs, const char *format,
                                const char *const *names, va_list va) {
    if (args == NULL || !PyTuple_Check(args) || (kwargs != NULL && !PyDict_Check(kwargs)) ||
        format == NULL || names == NULL) {
        PyErr_BadInternalCall();
        return 0;
    }
    call_facts call = {_PyTuple_ITEMS(args), PyTuple_GET_SIZE(args), {kwargs, NULL, NULL}, names,
                       count_names(names)};
    va_list own;
    va_copy(own, va);
    int ok = parse_keywords(&call, format, &own);
    va_end(own);
    return ok;
}

#undef PyArg_ParseTupleAndKeywords
#undef PyArg_VaParseTupleAndKeywords
#if PYI_313
typedef char *const *name_list;
#else
typedef char **name_list;
#endif
#define NAMES(keywords) ((const char *const *)(keywords))

PyAPI_FUNC(int) PyArg_ParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format,
                                name_list keywords, ...) {
    VARIADIC(keywords, parse_tuple_and_dict(args, kwargs, format, NAMES(keywords), va))
}
PyAPI_FUNC(int) _PyArg_ParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs, const char *format,
                                       name_list keywords, ...) {
    VARIADIC(keywords, parse_tuple_and_dict(args, kwargs, format, NAMES(keywords), va))
}
PyAPI_FUNC(int) PyArg_VaParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format,
                                  name_list keywords, va_list va) {
    return parse_tuple_and_dict(args, kwargs, format, NAMES(keywords), va);
}
PyAPI_FUNC(int) _PyArg_VaParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs, const char *format,
                                         name_list keywords, va_list va) {
    return parse_tuple_and_dict(args, kwargs, format, NAMES(keywords), va);
}

/* ---- with a parser ---------------------------------------------------------------------------------------------------- */

#undef _PyArg_ParseTupleAndKeywordsFast
#undef _PyArg_VaParseTupleAndKeywordsFast
#undef _PyArg_ParseStackAndKeywords

static int parse_fast(PyObject *const *args, Py_ssize_t n, pyi_keywords given,
                      struct _PyArg_Parser *parser, va_list va) {
    call_facts call = {args, n, given, parser->keywords, count_names(parser->keywords)};
    va_list own;
    va_copy(own, va);
    int ok = parse_keywords(&call, parser->format, &own);
    va_end(own);
    return ok;
}

static int parse_tuple_fast(PyObject *args, PyObject *kwargs, struct _PyArg_Parser *parser, va_list va) {
    return parse_fast(_PyTuple_ITEMS(args), PyTuple_GET_SIZE(args),
                      (pyi_keywords){kwargs, NULL, NULL}, parser, va);
}

static int parse_stack_fast(PyObject *const *args, Py_ssize_t n, PyObject *kwnames,
                            struct _PyArg_Parser *parser, va_list va) {
    pyi_keywords given = {NULL, kwnames, kwnames == NULL ? NULL : args + n};
    return parse_fast(args, n, given, parser, va);
}

PyAPI_FUNC(int) _PyArg_ParseTupleAndKeywordsFast(PyObject *args, PyObject *kwargs, struct _PyArg_Parser *parser, ...) {
    VARIADIC(parser, parse_tuple_fast(args, kwargs, parser, va))
}
int _PyArg_ParseTupleAndKeywordsFast_SizeT(PyObject *args, PyObject *kwargs,
                                           struct _PyArg_Parser *parser, ...) {
    VARIADIC(parser, parse_tuple_fast(args, kwargs, parser, va))
}
PyAPI_FUNC(int) _PyArg_VaParseTupleAndKeywordsFast(PyObject *args, PyObject *kwargs, struct _PyArg_Parser *parser,
                                       va_list va) {
    return parse_tuple_fast(args, kwargs, parser, va);
}
int _PyArg_VaParseTupleAndKeywordsFast_SizeT(PyObject *args, PyObject *kwargs,
                                             struct _PyArg_Parser *parser, va_list va) {
    return parse_tuple_fast(args, kwargs, parser, va);
}
PyAPI_FUNC(int) _PyArg_ParseStackAndKeywords(PyObject *const *args, Py_ssize_t n, PyObject *kwnames,
                                 struct _PyArg_Parser *parser, ...) {
    VARIADIC(parser, parse_stack_fast(args, n, kwnames, parser, va))
}
int _PyArg_ParseStackAndKeywords_SizeT(PyObject *const *args, Py_ssize_t n, PyObject *kwnames,
                                       struct _PyArg_Parser *parser, ...) {
    VARIADIC(parser, parse_stack_fast(args, n, kwnames, parser, va))
}

/* ---- as parsers that CPython generates -------------------------------------------------------------------------------- */

/* Fills *values*, NULL where nothing is given. False with TypeError. */
static bool lay_out(const format_facts *facts, const call_facts *call, PyObject **values) {
    Py_ssize_t left = pyi_keyword_count(&call->given);
    for (int i = 0; i < call->count; i++) {
        values[i] = i < call->n ? call->args[i] : left > 0 ? value_by_name(call, i) : NULL;
        if (values[i] == NULL && PyErr_Occurred()) {
            return false;
        }
        if (values[i] == NULL && i < facts->min) {
            complain_of_missing(facts, call, i);
            return false;
        }
        left -= values[i] != NULL && i >= call->n;
    }
    if (left > 0) {
        complain_of_rest(facts, call);
        return false;
    }
    return true;
}

/* *names* is NULL where parameters have none */
static int convert_all(PyObject *const *values, int count, const char *format, const char *function,
                       const char *const *names, va_list *va) {
    pyi_cleanups cleanups;
    pyi_misfit misfit = {.declared = true};
    pyi_cleanups_init(&cleanups);
    for (int i = 0; i < count; i++) {
        format += strspn(format, "|$");
        if (values[i] == NULL) {
            const char *problem = pyi_skip_unit(&format, va);
            assert(problem == NULL);
            (void)problem;
            continue;
        }
        memset(misfit.level, 0, sizeof(misfit.level));
        if (!pyi_convert(values[i], &format, va, &cleanups, &misfit, 0)) {
            bool is_named = names != NULL && names[i][0] != '\0';
            int place = names == NULL && count == 1 ? 0 : i + 1; /* the only one has no place */
            pyi_misfit_raise(&misfit, function, NULL, place, is_named ? names[i] : NULL);
            return pyi_cleanups_finish(&cleanups, true);
        }
    }
    return pyi_cleanups_finish(&cleanups, false);
}

static int parse_declared(PyObject *args, const char *format, va_list va) {
    format_facts facts;
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (scan(format, &facts) < 0) {
        return 0;
    }
    bool is_single = facts.min == 1 && facts.max == 1;
    const char *function = facts.function;
    if (is_single && n != 1) {
        PyErr_Format(PyExc_TypeError, "%.200s() takes exactly one argument (%zd given)", function, n);
        return 0;
    }
    Py_ssize_t min = facts.min, max = facts.max;
    if (!is_single && !_PyArg_CheckPositional(function, n, min, max)) {
        return 0;
    }
    const char *dot = strrchr(function, '.');
    PyObject *values[facts.max];
    for (int i = 0; i < facts.max; i++) {
        values[i] = i < n ? PyTuple_GET_ITEM(args, i) : NULL;
    }
    va_list own;
    va_copy(own, va);
    int ok = convert_all(values, facts.max, format, dot == NULL ? function : dot + 1, NULL, &own);
    va_end(own);
    return ok;
}

static int parse_declared_keywords(PyObject *args, PyObject *kwargs, const char *format,
                                   const char *const *names, va_list va) {
    call_facts call = {_PyTuple_ITEMS(args), PyTuple_GET_SIZE(args), {kwargs, NULL, NULL}, names,
                       count_names(names)};
    PyObject *values[call.count];
    format_facts facts;
    if (scan(format, &facts) < 0 || !check_counts(&facts, &call) || !lay_out(&facts, &call, values)) {
        return 0;
    }
    va_list own;
    va_copy(own, va);
    int ok = convert_all(values, call.count, format, facts.function, names, &own);
    va_end(own);
    return ok;
}

int pyi_arguments(PyObject *args, const char *format, ...) {
    VARIADIC(format, parse_declared(args, format, va))
}

int pyi_named_arguments(PyObject *args, PyObject *kwargs, const char *format,
                        char *const *keywords, ...) {
    VARIADIC(keywords, parse_declared_keywords(args, kwargs, format, NAMES(keywords), va))
}

/* ---- keywords ---------------------------------------------------------------------------------------------------------- */

int PyArg_ValidateKeywordArguments(PyObject *kwargs) {
    if (!PyDict_Check(kwargs)) {
        PyErr_BadInternalCall();
        return 0;
    }
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(kwargs, &at, &key, &value)) {
        if (!PyUnicode_Check(key)) {
            PyErr_SetString(PyExc_TypeError, "keywords must be strings");
            return 0;
        }
    }
    return 1;
}
