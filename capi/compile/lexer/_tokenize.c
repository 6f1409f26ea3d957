/* SPDX-License-Identifier: Apache-2.0 */
/* _tokenize: the iterator over tokens that the module tokenize stands on, from 3.12.
 *
 *     for kind, text, (line, column), (end_line, end_column), source_line
 *             in TokenizerIter(readline, *, extra_tokens, encoding=None)
 *
 * Lines are read when the lexer gets to them. All text that was read is kept, since the lexer
 * points into it; when it moves, its pointers do.
 */
#include "state.h"

#if PYI_312

#include "internal/pycore_token.h"

typedef struct {
    PyObject_HEAD
    PyObject *readline; /* owned */
    PyObject *filename; /* owned */
    char *encoding;     /* owned; NULL: readline gives str */
    char *text;         /* owned */
    Py_ssize_t size, capacity;
    bool added_newline; /* the line read last had none */
    bool done;
    PyArena *arena;
    pyi_lexer lexer;
    PyObject *line; /* owned; the text of the line of the last token, that begins at and has size */
    Py_ssize_t line_at, line_size;
} tokenizer;

/* ---- lines ----------------------------------------------------------------------------------- */

static void move(const char **pointer, const char *from, const char *to) {
    if (*pointer != NULL) {
        *pointer = to + (*pointer - from);
    }
}

/* the text is elsewhere */
static void move_bounds(pyi_lexer *lexer, const char *to) {
    pyi_lex_state *s = lexer->state;
    const char *from = lexer->text;
    const char **pointers[] = {&s->cur,  &s->line_start, &s->line_end,         &s->token_start,
                               &s->from, &s->to,         &s->multi_line_start, &lexer->text};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(pointers); i++) {
        move(pointers[i], from, to);
    }
    for (Py_ssize_t i = 0; i < s->fstrings; i++) {
        move(&s->fstring[i].start, from, to);
        move(&s->fstring[i].line_start, from, to);
    }
    for (Py_ssize_t i = 0; i < s->n_warnings; i++) {
        move(&s->warnings[i].line_start, from, to);
        move(&s->warnings[i].cur, from, to);
    }
}

static int append(tokenizer *self, const char *line, Py_ssize_t size) {
    if (self->capacity - self->size < size + 2) {
        Py_ssize_t capacity = 2 * (self->size + size) + 256;
        char *text = PyMem_Malloc(capacity);
        if (text == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        memcpy(text, self->text, self->size);
        move_bounds(&self->lexer, text);
        PyMem_Free(self->text);
        self->text = text;
        self->capacity = capacity;
    }
    memcpy(self->text + self->size, line, size);
    self->size += size;
    if (line[size - 1] != '\n') {
        self->text[self->size++] = '\n';
        self->added_newline = true;
    }
    self->text[self->size] = '\0';
    self->lexer.end = self->text + self->size;
    return 0;
}

/* new: the next line as str; NULL without an exception at the end */
static PyObject *read_line(tokenizer *self) {
    PyObject *line = PyObject_CallNoArgs(self->readline);
    if (line == NULL) {
        if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
            PyErr_Clear();
        }
        return NULL;
    }
    if (self->encoding == NULL && !PyUnicode_Check(line)) {
        PyErr_SetString(PyExc_TypeError, "readline() returned a non-string object");
        Py_CLEAR(line);
    } else if (self->encoding != NULL && !PyBytes_Check(line)) {
        PyErr_SetString(PyExc_TypeError, "readline() returned a non-bytes object");
        Py_CLEAR(line);
    } else if (self->encoding != NULL) {
        Py_SETREF(line, PyUnicode_Decode(PyBytes_AS_STRING(line), PyBytes_GET_SIZE(line),
                                         self->encoding, "replace"));
    }
    return line;
}

static int read_more(pyi_lex_state *s) {
    tokenizer *self = s->reader;
    PyObject *line = read_line(self);
    if (line == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    Py_ssize_t size;
    const char *utf8 = PyUnicode_AsUTF8AndSize(line, &size);
    int status = utf8 == NULL ? -1 : size == 0 ? 0 : append(self, utf8, size);
    if (status == 0 && size > 0) {
        status = 1;
        if (memchr(utf8, '\0', size) != NULL) {
            s->line_start = s->cur;
            s->lineno++;
            pyi_lex_error(s, "source code cannot contain null bytes");
            pyi_lexer_raise(s->lexer);
            status = -1;
        }
    }
    Py_DECREF(line);
    return status;
}

/* ---- mistakes -------------------------------------------------------------------------------- */

/* Where the buffer of CPython would end, counted from its start. */
static int end_offset(const pyi_lex_state *s) {
    if (s->fstrings > 0) {
        return (int)(s->line_end - s->fstring[0].line_start);
    }
    return s->token_start == NULL ? 0 : (int)(s->line_end - s->line_start);
}

/* Those that the parser places itself are placed at the end of their line here. */
static void raise_mistake(tokenizer *self) {
    const pyi_lex_state *s = self->lexer.state;
    const lex_error *error = &s->error;
    if (error->args != NULL) {
        PyErr_SetObject(error->type, error->args);
        return;
    }
    if (error->type == NULL) {
        PyErr_SetString(PyExc_SyntaxError, "unexpected EOF in multi-line statement");
        PyErr_SyntaxLocationObject(self->filename, s->lineno, end_offset(s));
        return;
    }
    PyObject *text = PyUnicode_DecodeUTF8(s->line_start, s->line_end - s->line_start, "replace");
    if (text == NULL) {
        return;
    }
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    Py_SETREF(text, PyUnicode_Substring(text, 0, size - 1));
    PyObject *args = text == NULL ? NULL
                                  : Py_BuildValue("(O(OinOOO))", error->message, self->filename,
                                                  s->lineno, size, text, Py_None, Py_None);
    if (args != NULL) {
        PyErr_SetObject(error->type, args);
    }
    Py_XDECREF(args);
    Py_XDECREF(text);
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static int count_characters(const char *start, const char *end) {
    int n = 0;
    for (; start < end; start++) {
        n += (*start & 0xC0) != 0x80;
    }
    return n;
}

/* the number in the module token */
static int number_of(int kind, bool extra) {
    if (kind <= PYI_TOK_OP) {
        return extra && kind > DEDENT ? OP : kind;
    }
    switch (kind) {
        case PYI_TOK_FSTRING_START: return FSTRING_START;
        case PYI_TOK_FSTRING_MIDDLE: return FSTRING_MIDDLE;
        case PYI_TOK_FSTRING_END: return FSTRING_END;
        case PYI_TOK_COMMENT: return COMMENT;
        case PYI_TOK_NL: return NL;
#if !PYI_313
        case PYI_TOK_ASYNC: return extra ? NAME : ASYNC;
        case PYI_TOK_AWAIT: return extra ? NAME : AWAIT;
#endif
        default: return NAME;
    }
}

/* new: the text of its line, or lines; the same object for the tokens of a line */
static PyObject *line_of(tokenizer *self, const char *start) {
    const pyi_lex_state *s = self->lexer.state;
    Py_ssize_t size = s->line_end - start, at = start - self->text;
    if (size > 0 && self->added_newline && s->line_end == self->lexer.end) {
        size--;
    }
    if (self->line == NULL || self->line_at != at || self->line_size != size) {
        Py_XSETREF(self->line, PyUnicode_DecodeUTF8(start, size, "replace"));
        self->line_at = at;
        self->line_size = size;
    }
    return Py_XNewRef(self->line);
}

/* new */
static PyObject *text_of(const tokenizer *self, const pyi_token *token) {
    const pyi_lex_state *s = self->lexer.state;
    if (s->extra && (token->kind == PYI_TOK_NEWLINE || token->kind == PYI_TOK_NL) &&
        self->added_newline && s->line_end == self->lexer.end) {
        return PyUnicode_FromString("");
    }
    if (s->extra && token->kind == PYI_TOK_NEWLINE) {
        return PyUnicode_FromString(*token->start == '\r' ? "\r\n" : "\n");
    }
    return PyUnicode_DecodeUTF8(token->start, token->end - token->start, "replace");
}

static PyObject *make_row(tokenizer *self, const pyi_token *token) {
    const pyi_lex_state *s = self->lexer.state;
    bool literal = token->kind == PYI_TOK_STRING || token->kind == PYI_TOK_FSTRING_MIDDLE;
    bool trailing = token->kind == PYI_TOK_ENDMARKER ||
                    (token->kind == PYI_TOK_DEDENT && s->cur == self->lexer.end);
    const char *line_start = literal ? s->multi_line_start : s->line_start;
    int lineno = token->lineno, end_lineno = token->end_lineno, column = -1, end_column = -1;
    if (token->col_offset >= 0) {
        column = count_characters(line_start, token->start);
        end_column = count_characters(s->line_start, token->end);
    }
    if (s->extra && trailing) {
        lineno = end_lineno = lineno + 1;
        column = end_column = 0;
    } else if (s->extra && token->kind == PYI_TOK_NEWLINE) {
        end_column++;
    }
    PyObject *line = trailing && (s->extra || !PYI_313) ? PyUnicode_FromString("")
                                                        : line_of(self, line_start);
    PyObject *text = line == NULL ? NULL : text_of(self, token);
    PyObject *row = text == NULL
                        ? NULL
                        : Py_BuildValue("(iO(ii)(ii)O)", number_of(token->kind, s->extra), text,
                                        lineno, column, end_lineno, end_column, line);
    Py_XDECREF(text);
    Py_XDECREF(line);
    return row;
}

static PyObject *tokenizer_next(tokenizer *self) {
    pyi_lex_state *s = self->lexer.state;
    if (self->done) {
        PyErr_SetString(PyExc_StopIteration, "EOF");
        return NULL;
    }
    int kind = pyi_lex_token(s);
    if (s->failed || pyi_lexer_warn(&self->lexer, PY_SSIZE_T_MAX) < 0) {
        self->done = true;
        return NULL;
    }
    if (kind == PYI_TOK_ERROR) {
        self->done = true;
        raise_mistake(self);
        return NULL;
    }
    pyi_token token;
    pyi_lex_place(s, &token, kind);
    self->done = kind == PYI_TOK_ENDMARKER;
    return make_row(self, &token);
}

/* ---- life ------------------------------------------------------------------------------------ */

static void tokenizer_dealloc(tokenizer *self) {
    if (self->arena != NULL) {
        _PyArena_Free(self->arena);
    }
    PyMem_Free(self->text);
    PyMem_Free(self->encoding);
    Py_XDECREF(self->readline);
    Py_XDECREF(self->filename);
    Py_XDECREF(self->line);
    Py_TYPE(self)->tp_free(self);
}

static int set_up(tokenizer *self, PyObject *readline, const char *encoding, int extra) {
    self->readline = Py_NewRef(readline);
    self->filename = PyUnicode_FromString("<string>");
    self->arena = _PyArena_New();
    self->text = PyMem_Calloc(1, 1);
    self->capacity = 1;
    if (encoding != NULL) {
        self->encoding = PyMem_Malloc(strlen(encoding) + 1);
        if (self->encoding == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        strcpy(self->encoding, encoding);
    }
    if (self->filename == NULL || self->arena == NULL || self->text == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_NoMemory();
        }
        return -1;
    }
    self->lexer = (pyi_lexer){.text = self->text,
                              .end = self->text,
                              .filename = self->filename,
                              .arena = self->arena,
                              .mode = Py_file_input,
                              .feature_version = PY_MINOR_VERSION,
                              .first_lineno = 1,
                              .encoding = "utf-8"};
    if (pyi_lex_start(&self->lexer) < 0) {
        return -1;
    }
    self->lexer.state->read_more = read_more;
    self->lexer.state->reader = self;
    self->lexer.state->extra = extra;
    return 0;
}

static PyObject *tokenizer_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"", "extra_tokens", "encoding", NULL};
    static _PyArg_Parser parser = {.keywords = names, .fname = "tokenizeriter"};
    PyObject *found[3] = {NULL};
    PyObject *const *given =
        _PyArg_UnpackKeywords(&PyTuple_GET_ITEM(args, 0), PyTuple_GET_SIZE(args), keywords, NULL,
                              &parser, 1, 1, 1, found);
    if (given == NULL) {
        return NULL;
    }
    int extra = PyObject_IsTrue(given[1]);
    const char *encoding = NULL;
    if (extra < 0) {
        return NULL;
    }
    if (given[2] != NULL) {
        if (!PyUnicode_Check(given[2])) {
            return PyErr_Format(PyExc_TypeError,
                                "tokenizeriter() argument 'encoding' must be str, not %.50s",
                                given[2] == Py_None ? "None" : Py_TYPE(given[2])->tp_name);
        }
        Py_ssize_t size;
        encoding = PyUnicode_AsUTF8AndSize(given[2], &size);
        if (encoding != NULL && strlen(encoding) != (size_t)size) {
            PyErr_SetString(PyExc_ValueError, "embedded null character");
            return NULL;
        }
        if (encoding == NULL) {
            return NULL;
        }
    }
    tokenizer *self = (tokenizer *)type->tp_alloc(type, 0);
    if (self != NULL && set_up(self, given[0], encoding, extra) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

/* ---- type and module ------------------------------------------------------------------------- */

static PyTypeObject tokenizer_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_tokenize.TokenizerIter",
    .tp_basicsize = sizeof(tokenizer),
    .tp_dealloc = (destructor)tokenizer_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)tokenizer_next,
    .tp_new = tokenizer_new,
};

static int tokenize_exec(PyObject *module) {
    return PyModule_AddType(module, &tokenizer_type);
}

#  define PYI_MODULE_FROM_312 PYI_MODULE /* which version has it: source_tree.py reads the rows */

static PyModuleDef_Slot slots[] = {{Py_mod_exec, tokenize_exec}, {0, NULL}};
static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "_tokenize", .m_size = 0, .m_slots = slots};

PyMODINIT_FUNC PyInit__tokenize(void) {
    return PyModuleDef_Init(&definition);
}
PYI_MODULE_FROM_312("_tokenize", PyInit__tokenize);

#endif /* PYI_312 */
