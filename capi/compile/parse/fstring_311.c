/* SPDX-License-Identifier: Apache-2.0 */
/* fstring_311: f-strings before 3.12, which are one token: the text is taken apart here.
 *
 * The expression of a field is found by looking for what can end it outside of brackets and quotes;
 * it is then a source of its own, in parentheses, that the parser reads with a lexer for a part. All
 * other nodes have the place of all the adjacent literals, but for a format spec and the text at its
 * end, which have that of one literal.
 */
#include "literal.h"

#if !PYI_312

#define MAX_BRACKETS 200

typedef struct {
    pyi_parser *p;
    const pyi_token *token, *first, *last; /* the literal; where nodes begin and end */
    bool raw;
    PyObject *kind; /* of Constants */
    const char *c, *end;
    pyi_items *values;
} reader;

static bool
mistake(reader *self, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    PyObject *message = PyUnicode_FromFormatV(format, arguments);
    va_end(arguments);
    if (message == NULL)
        return pyi_fail(self->p) != NULL;
    pyi_error_here(self->p, PyExc_SyntaxError, "%U", message);
    Py_DECREF(message);
    return false;
}

static bool
at(const reader *self, char c)
{
    return self->c < self->end && *self->c == c;
}

#define SPAN(self)                                                                                 \
    (self)->first->lineno, (self)->first->col_offset, (self)->last->end_lineno,                    \
        (self)->last->end_col_offset, (self)->p->arena

static bool
add_constant(reader *self, PyObject *value)
{
    if (value == NULL)
        return pyi_fail(self->p) != NULL;
    expr_ty expr = pyi_make_constant(self->p, value, self->first, self->last);
    if (expr == NULL)
        return false;
    expr->v.Constant.kind = self->kind;
    return pyi_items_add(self->p, self->values, expr);
}

/* ---- literal text ---------------------------------------------------------------------------- */

/* Behind a backslash: what cannot begin a field. */
static bool
skip_escape(reader *self)
{
    if (at(self, '{'))
        return pyi_warn_escape(self->p, self->token, self->c);
    if (self->c >= self->end || *self->c == '}')
        return true;
    if (*self->c++ != 'N' || !at(self, '{'))
        return true;
    const char *close = memchr(self->c, '}', (size_t)(self->end - self->c));
    self->c = close != NULL ? close + 1 : self->end;
    return true;
}

/* Up to a field, the end of the spec or of the text. A doubled brace ends a Constant. */
static bool
read_text(reader *self, int depth)
{
    const char *start = self->c, *end;
    while (self->c < self->end && *self->c != '{' && *self->c != '}')
        if (*self->c++ == '\\' && !self->raw && !skip_escape(self))
            return false;
    end = self->c;
    if (self->c < self->end && depth == 0) {
        if (self->c + 1 < self->end && self->c[1] == *self->c) {
            end = self->c + 1;
            self->c += 2;
        } else if (*self->c == '}')
            return mistake(self, "f-string: single '}' is not allowed");
    }
    if (start == end)
        return true;
    return add_constant(self, pyi_decode_str(self->p, self->token, start, end, self->raw));
}

/* ---- expressions ----------------------------------------------------------------------------- */

/* Behind quotes inside of the expression; they are single or triple. */
static bool
skip_quoted(reader *self)
{
    char quote = *self->c;
    int quotes = self->end - self->c >= 3 && self->c[1] == quote && self->c[2] == quote ? 3 : 1;
    int closing = 0;
    for (self->c += quotes; self->c < self->end; self->c++) {
        if (*self->c == '\\')
            return mistake(self, "f-string expression part cannot include a backslash");
        closing = *self->c == quote ? closing + 1 : 0;
        if (closing == quotes) {
            self->c++;
            return true;
        }
    }
    return mistake(self, "f-string: unterminated string");
}

/* Outside of brackets: does the expression end here? Skips what looks as if. */
static bool
ends_expression(reader *self)
{
    if (strchr("!=<>", *self->c) != NULL && self->c + 1 < self->end && self->c[1] == '=') {
        self->c++;
        return false;
    }
    return strchr("!:=}", *self->c) != NULL;
}

static bool
close_bracket(reader *self, const char *open, int *depth)
{
    char c = *self->c;
    if (*depth == 0)
        return mistake(self, "f-string: unmatched '%c'", c);
    char opening = open[--*depth];
    if (c == (opening == '(' ? ')' : opening == '[' ? ']' : '}'))
        return true;
    return mistake(self,
                   "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'", c,
                   opening);
}

/* To where the expression ends. */
static bool
skip_expression(reader *self)
{
    char open[MAX_BRACKETS];
    int depth = 0;
    while (self->c < self->end) {
        char c = *self->c;
        if (c == '\\')
            return mistake(self, "f-string expression part cannot include a backslash");
        if (c == '\'' || c == '"') {
            if (!skip_quoted(self))
                return false;
            continue;
        }
        if (c == '#')
            return mistake(self, "f-string expression part cannot include '#'");
        if (strchr("([{", c) != NULL) {
            if (depth >= MAX_BRACKETS)
                return mistake(self, "f-string: too many nested parenthesis");
            open[depth++] = c;
        } else if (depth == 0 && strchr("!:=<>}", c) != NULL) {
            if (ends_expression(self))
                return true;
        } else if (strchr(")]}", c) != NULL && !close_bracket(self, open, &depth))
            return false;
        self->c++;
    }
    return depth > 0 ? mistake(self, "f-string: unmatched '%c'", open[depth - 1])
                     : mistake(self, "f-string: expecting '}'");
}

/* The place of the brace in front of the expression, where its parenthesis is. When a line ends
 * behind the brace, the column is that of nothing. */
static void
find_place(const reader *self, const char *brace, int *lineno, int *col_offset)
{
    const char *line = NULL;
    *lineno = self->token->lineno;
    for (const char *c = self->token->start; c < brace; c++)
        if (*c == '\n') {
            ++*lineno;
            line = c + 1;
        }
    const char *next = brace + 1 + strspn(brace + 1, " \t\f");
    Py_ssize_t column = *next == '\n' ? 0 : brace - (line != NULL ? line : self->token->start);
    *col_offset = (int)column + (line != NULL ? 0 : self->token->col_offset);
}

/* What is between the brace and self->c */
static expr_ty
parse_expression(reader *self, const char *brace)
{
    const char *start = brace + 1;
    size_t size = (size_t)(self->c - start);
    if (strspn(start, " \t\n\f\r") >= size) {
        if (*self->c == '}')
            mistake(self, "f-string: empty expression not allowed");
        else
            mistake(self, "f-string: expression required before '%c'", *self->c);
        return NULL;
    }
    char *text = _PyArena_Malloc(self->p->arena, size + 3);
    if (text == NULL)
        return pyi_fail(self->p);
    text[0] = '(';
    memcpy(text + 1, start, size);
    memcpy(text + 1 + size, ")", 2);
    int lineno, col_offset;
    pyi_lexer lexer;
    mod_ty tree = NULL;
    find_place(self, brace, &lineno, &col_offset);
    if (pyi_lexer_init_part(&lexer, self->p->lexer, text, lineno, col_offset) == 0 &&
        pyi_lex(&lexer) == 0)
        tree = pyi_parse(&lexer);
    return tree != NULL ? tree->v.Expression.body : pyi_fail(self->p);
}

/* ---- fields ---------------------------------------------------------------------------------- */

static bool read_pieces(reader *self, int depth);

/* behind ':' */
static expr_ty
read_spec(reader *self, int depth)
{
    pyi_items values = {0}, merged = {0};
    reader spec = *self;
    spec.values = &values;
    spec.kind = NULL;
    asdl_expr_seq *seq = NULL;
    if (read_pieces(&spec, depth + 1) && pyi_merge_constants(self->p, &values, &merged))
        seq = pyi_items_seq(self->p, &merged);
    self->c = spec.c;
    if (seq == NULL)
        return NULL;
    expr_ty last = merged.count > 0 ? merged.items[merged.count - 1] : NULL;
    spec.first = spec.last = self->token;
    expr_ty joined = _PyAST_JoinedStr(seq, SPAN(&spec));
    if (joined != NULL && last != NULL && last->kind == Constant_kind) {
        last->lineno = joined->lineno;
        last->col_offset = joined->col_offset;
        last->end_lineno = joined->end_lineno;
        last->end_col_offset = joined->end_col_offset;
    }
    return joined;
}

/* behind '!'; 0 with an error */
static int
read_conversion(reader *self)
{
    if (self->c >= self->end)
        mistake(self, "f-string: expecting '}'");
    else if (strchr("sra", *self->c) != NULL)
        return *self->c++;
    else
        mistake(self, "f-string: invalid conversion character: expected 's', 'r', or 'a'");
    return 0;
}

/* '=' and the white space behind it, and the text up to there */
static bool
read_debug(reader *self, const char *brace)
{
    self->c++;
    while (self->c < self->end && Py_ISSPACE(*self->c))
        self->c++;
    return add_constant(self, PyUnicode_DecodeUTF8(brace + 1, self->c - brace - 1, NULL));
}

/* at '{' */
static bool
read_field(reader *self, int depth)
{
    const char *brace = self->c++;
    if (depth >= 2)
        return mistake(self, "f-string: expressions nested too deeply");
    if (!skip_expression(self))
        return false;
    expr_ty spec = NULL, value = parse_expression(self, brace);
    int conversion = -1;
    if (value == NULL)
        return false;
    bool debug = at(self, '=');
    if (debug && !read_debug(self, brace))
        return false;
    if (at(self, '!')) {
        self->c++;
        if ((conversion = read_conversion(self)) == 0)
            return false;
    }
    if (at(self, ':')) {
        self->c++;
        if ((spec = read_spec(self, depth)) == NULL)
            return false;
    }
    if (!at(self, '}'))
        return mistake(self, "f-string: expecting '}'");
    self->c++;
    if (debug && conversion < 0 && spec == NULL)
        conversion = 'r';
    expr_ty field = _PyAST_FormattedValue(value, conversion, spec, SPAN(self));
    return field != NULL ? pyi_items_add(self->p, self->values, field) : pyi_fail(self->p) != NULL;
}

/* All, or a spec up to its end */
static bool
read_pieces(reader *self, int depth)
{
    while (self->c < self->end && !(depth > 0 && *self->c == '}')) {
        bool doubled = depth == 0 && self->c + 1 < self->end && self->c[1] == '{';
        bool done = *self->c == '{' && !doubled ? read_field(self, depth) : read_text(self, depth);
        if (!done)
            return false;
    }
    return true;
}

bool
pyi_parse_fstring_311(pyi_parser *p, const pyi_fstring_311 *fstring, pyi_items *values)
{
    reader self = {
        .p = p,
        .token = fstring->token,
        .first = fstring->first,
        .last = fstring->last,
        .raw = fstring->raw,
        .kind = fstring->kind,
        .c = fstring->start,
        .end = fstring->end,
        .values = values,
    };
    if (!pyi_parser_enter(p))
        return false;
    bool done = read_pieces(&self, 0);
    pyi_parser_leave(p);
    return done && !p->failed;
}

#endif /* !PYI_312 */
