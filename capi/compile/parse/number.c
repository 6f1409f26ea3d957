/* SPDX-License-Identifier: Apache-2.0 */
/* number: numeric literals as objects. */
#include "../parser.h"

/* The text without underscores, in the arena. */
static char *
copy_digits(pyi_parser *p, const pyi_token *token, bool *underscores)
{
    char *copy = _PyArena_Malloc(p->arena, (size_t)(token->end - token->start) + 1);
    if (copy == NULL)
        return NULL;
    char *end = copy;
    *underscores = false;
    for (const char *c = token->start; c < token->end; c++) {
        if (*c == '_')
            *underscores = true;
        else
            *end++ = *c;
    }
    *end = '\0';
    return copy;
}

/* new: the imaginary or real number that a decimal fraction is */
static PyObject *
make_float(const char *text, bool imaginary)
{
    char *end;
    double value = PyOS_string_to_double(text, &end, NULL);
    if (value == -1.0 && PyErr_Occurred())
        return NULL;
    return imaginary ? PyComplex_FromDoubles(0.0, value) : PyFloat_FromDouble(value);
}

/* new */
static PyObject *
make_number(const char *text)
{
    size_t length = strlen(text);
    bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (!hexadecimal && (text[length - 1] == 'j' || text[length - 1] == 'J'))
        return make_float(text, true);
    if (!hexadecimal && strpbrk(text, ".eE") != NULL)
        return make_float(text, false);
    return PyLong_FromString(text, NULL, 0);
}

/* The limit for digits of ints is not known to those who read the source: the error names the line. */
static void
explain_digits(pyi_parser *p, const pyi_token *token)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (!PyErr_GivenExceptionMatches(type, PyExc_ValueError)) {
        PyErr_Restore(type, value, traceback);
        return;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    pyi_error_at(p, PyExc_SyntaxError, token->lineno, token->col_offset, token->end_lineno,
                 token->end_col_offset,
                 "%S - Consider hexadecimal for huge integer literals to avoid decimal conversion "
                 "limits.",
                 value);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}

expr_ty
pyi_parse_number(pyi_parser *p)
{
    const pyi_token *token = pyi_accept(p, PYI_TOK_NUMBER);
    if (token == NULL)
        return NULL;
    bool underscores;
    char *text = copy_digits(p, token, &underscores);
    if (text == NULL)
        return pyi_fail(p);
    if (underscores && p->feature_version < 6)
        return pyi_error_node(p, token, "Underscores in numeric literals are only supported in "
                                        "Python 3.6 and greater");
    PyObject *number = make_number(text);
    if (number == NULL) {
        explain_digits(p, token);
        return pyi_fail(p);
    }
    if (_PyArena_AddPyObject(p->arena, number) < 0) {
        Py_DECREF(number);
        return pyi_fail(p);
    }
    expr_ty expr = _PyAST_Constant(number, NULL, PYI_SPAN(p, token));
    return expr != NULL ? expr : pyi_fail(p);
}
