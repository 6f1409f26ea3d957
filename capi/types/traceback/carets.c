/* SPDX-License-Identifier: Apache-2.0 */
/* carets: what of an expression a traceback points at:   a + b      a[i]      f(x) (3.13)
 *                                                        ~~^~~      ~^^^      ~^^^
 * There is no parser at run time. The text is known to be an expression, so looking at its
 * tokens outside of brackets is enough to find its outermost operator.
 */
#include "print.h"

typedef struct {
    int kind;
    const void *data;
    Py_ssize_t first, at, end;
    bool after_operand;
    Py_ssize_t trailer;     /* where the last [...] or (...) after an operand begins; -1 */
    Py_UCS4 trailer_kind;   /* its bracket */
    Py_ssize_t trailer_end; /* where it ends */
    int level;              /* of the operator found, 0: none */
    Py_ssize_t operator, operator_end;
    bool unary_first, other; /* other: an operator that nothing is pointed at in */
} scanner;

static Py_UCS4 peek(const scanner *s, Py_ssize_t i) {
    return i < s->end ? PyUnicode_READ(s->kind, s->data, i) : 0;
}

static bool is_space(Py_UCS4 c) { return c == ' ' || c == '\t' || c == '\f' || c == '\n'; }

static bool is_word(Py_UCS4 c) {
    return c == '_' || c >= 128 || (c < 128 && Py_ISALNUM((unsigned char)c));
}

/* ---- tokens ------------------------------------------------------------------------------------------ */

/* A string from its first quote; a triple one may go on after the text. */
static void skip_string(scanner *s) {
    Py_UCS4 quote = peek(s, s->at);
    bool triple = peek(s, s->at + 1) == quote && peek(s, s->at + 2) == quote;
    s->at += triple ? 3 : 1;
    while (s->at < s->end) {
        Py_UCS4 c = peek(s, s->at);
        if (c == '\\') {
            s->at += 2;
        } else if (c == quote && (!triple || (peek(s, s->at + 1) == quote &&
                                              peek(s, s->at + 2) == quote))) {
            s->at += triple ? 3 : 1;
            return;
        } else {
            s->at++;
        }
    }
}

static void skip_brackets(scanner *s) {
    int depth = 0;
    while (s->at < s->end) {
        Py_UCS4 c = peek(s, s->at);
        if (c == '"' || c == '\'') {
            skip_string(s);
            continue;
        }
        if (c == '#') { /* to the end of the line */
            while (s->at < s->end && peek(s, s->at) != '\n') {
                s->at++;
            }
            continue;
        }
        s->at++;
        if (c == '(' || c == '[' || c == '{') {
            depth++;
        } else if ((c == ')' || c == ']' || c == '}') && --depth == 0) {
            return;
        }
    }
}

static bool word_is(const scanner *s, Py_ssize_t start, const char *word) {
    Py_ssize_t n = (Py_ssize_t)strlen(word);
    if (s->at - start != n) {
        return false;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (peek(s, start + i) != (unsigned char)word[i]) {
            return false;
        }
    }
    return true;
}

static void scan_word(scanner *s) {
    /* operators that are words, and words that begin a statement: it is no expression then */
    static const char *const operators[] = {
        "and",    "or",     "not",  "in",     "is",   "if",    "else", "lambda", "yield", "raise",
        "return", "assert", "from", "import", "del",  "class", "def",  "for",    "with",  "async",
    };
    Py_ssize_t start = s->at;
    while (s->at < s->end && is_word(peek(s, s->at))) {
        s->at++;
    }
    if (peek(s, s->at) == '"' || peek(s, s->at) == '\'') {
        skip_string(s); /* with a prefix */
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(operators); i++) {
        s->other |= word_is(s, start, operators[i]);
    }
    if (word_is(s, start, "await")) {
        s->unary_first |= start == s->first;
        return;
    }
    s->after_operand = true;
}

static void scan_bracket(scanner *s) {
    Py_ssize_t start = s->at;
    Py_UCS4 kind = peek(s, start);
    bool trailer = s->after_operand && kind != '{';
    skip_brackets(s);
    if (trailer) {
        s->trailer = start;
        s->trailer_kind = kind;
        s->trailer_end = s->at;
    }
    s->after_operand = true;
}

/* how tightly it binds; 0: not an operator between two operands */
static int operator_level(Py_UCS4 c, bool twice) {
    switch (c) {
    case '|': return 1;
    case '^': return 2;
    case '&': return 3;
    case '<':
    case '>': return twice ? 4 : 0;
    case '+':
    case '-': return 5;
    case '*': return twice ? 7 : 6;
    case '/':
    case '%':
    case '@': return 6;
    }
    return 0;
}

static void scan_operator(scanner *s) {
    Py_UCS4 c = peek(s, s->at);
    bool can_double = c == '*' || c == '/' || c == '<' || c == '>';
    bool twice = can_double && peek(s, s->at + 1) == c;
    if (!s->after_operand && (c == '+' || c == '-' || c == '~')) {
        s->unary_first |= s->level == 0;
        s->at++;
        return;
    }
    int level = operator_level(c, twice);
    if (level == 0 || peek(s, s->at + 1 + twice) == '=') {
        s->other = true;
    } else if (s->level == 0 || level < s->level || (level == s->level && level != 7)) {
        s->level = level;
        s->operator = s->at;
        s->operator_end = s->at + 1 + twice;
    }
    s->at += 1 + twice;
    s->after_operand = false;
}

static void scan(scanner *s) {
    while (s->at < s->end) {
        Py_UCS4 c = peek(s, s->at);
        if (is_space(c) || c == '\\') {
            s->at++;
        } else if (is_word(c)) {
            scan_word(s);
        } else if (c == '"' || c == '\'') {
            skip_string(s);
            s->after_operand = true;
        } else if (c == '(' || c == '[' || c == '{') {
            scan_bracket(s);
        } else if (c == '.') {
            s->at++;
        } else if (c == '#') {
            while (s->at < s->end && peek(s, s->at) != '\n') {
                s->at++;
            }
        } else {
            scan_operator(s);
        }
    }
}

static scanner scan_text(PyObject *text, Py_ssize_t start, Py_ssize_t end) {
    scanner s = {
        .kind = PyUnicode_KIND(text),
        .data = PyUnicode_DATA(text),
        .first = start,
        .at = start,
        .end = end,
        .trailer = -1,
    };
    scan(&s);
    return s;
}

/* ---- anchors --------------------------------------------------------------------------------------------- */

pyi_anchors pyi_find_anchors(PyObject *text, Py_ssize_t start, Py_ssize_t end) {
    scanner s = scan_text(text, start, end);
    pyi_anchors none = {false, 0, 0};
    if (s.other) {
        return none;
    }
    if (s.level != 0) {
        /* a sign binds tighter than all operators but ** */
        bool sign_is_outermost = s.unary_first && s.level == 7;
        return sign_is_outermost ? none
                                 : (pyi_anchors){true, s.operator- start, s.operator_end - start};
    }
    bool wanted = s.trailer_kind == '[' || (PYI_313 && s.trailer_kind == '(');
    if (s.unary_first || s.trailer < 0 || s.trailer_end != end || !wanted) {
        return none;
    }
    return (pyi_anchors){true, s.trailer - start, end - start};
}

bool pyi_is_plain_call(PyObject *line, Py_ssize_t start, Py_ssize_t end) {
    scanner s = scan_text(line, start, end);
    bool is_call = !s.other && s.level == 0 && !s.unary_first && s.trailer >= 0 &&
                   s.trailer_end == end && s.trailer_kind == '(';
    if (!is_call) {
        return false;
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(line), after = end;
    while (after < n && is_space(PyUnicode_READ_CHAR(line, after))) {
        after++;
    }
    Py_UCS4 next = after < n ? PyUnicode_READ_CHAR(line, after) : '#';
    if (next != '#' && next != ';') {
        return false;
    }
    Py_ssize_t from = 0, to = start;
    while (from < to && is_space(PyUnicode_READ_CHAR(line, from))) {
        from++;
    }
    while (to > from && is_space(PyUnicode_READ_CHAR(line, to - 1))) {
        to--;
    }
    PyObject *before = PyUnicode_Substring(line, from, to);
    if (before == NULL) {
        PyErr_Clear();
        return false;
    }
    bool plain = false;
    Py_ssize_t length = PyUnicode_GET_LENGTH(before);
    if (PyUnicode_CompareWithASCIIString(before, "return") == 0) {
        plain = true; /* only of a function that has a name of its own */
        for (Py_ssize_t i = start; i < s.trailer; i++) {
            plain &= is_word(PyUnicode_READ_CHAR(line, i));
        }
    } else if (length > 1 && PyUnicode_READ_CHAR(before, length - 1) == '=') {
        /* `name =`: one name alone */
        Py_ssize_t i = length - 1;
        while (i > 0 && is_space(PyUnicode_READ_CHAR(before, i - 1))) {
            i--;
        }
        plain = i > 0;
        for (; i > 0 && plain; i--) {
            plain = is_word(PyUnicode_READ_CHAR(before, i - 1));
        }
    }
    Py_DECREF(before);
    return plain;
}

/* Wide and full-width characters take two columns. */
int pyi_display_width(Py_UCS4 c) {
    static const Py_UCS4 wide[][2] = {
        {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},
        {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26ce, 0x26ce},   {0x2705, 0x2705},
        {0x270a, 0x270b},   {0x2728, 0x2728},   {0x274c, 0x274c},   {0x2753, 0x2755},
        {0x2795, 0x2797},   {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},
        {0x4e00, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
        {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6},
        {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
        {0x1f7e0, 0x1f7eb}, {0x1f900, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
    };
    if (c < 0x1100) {
        return 1;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(wide); i++) {
        if (c >= wide[i][0] && c <= wide[i][1]) {
            return 2;
        }
    }
    return 1;
}
