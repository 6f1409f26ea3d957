/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/source: bytes in some encoding, with any newlines, become UTF-8 with \n.
 *
 * The encoding is that of a comment in the first two lines (PEP 263), else UTF-8. UTF-8 is not
 * checked here: names and literals are when they are made, comments never.
 */
#include "state.h"

/* ---- newlines -------------------------------------------------------------------------------- */

/* In the arena: \r\n and \r become \n, and complete text ends with one. NULL with MemoryError. */
static char *translate_newlines(PyArena *arena, const char *text, size_t size, bool complete,
                                char **end) {
    char *result = size < INT_MAX ? _PyArena_Malloc(arena, size + 2) : NULL;
    if (result == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    char *to = result;
    const char *stop = text + size;
    while (text < stop) {
        const char *cr = memchr(text, '\r', stop - text);
        size_t n = (cr == NULL ? stop : cr) - text;
        memcpy(to, text, n);
        to += n;
        text += n;
        if (cr != NULL) {
            *to++ = '\n';
            text += 1 + (text + 1 < stop && text[1] == '\n');
        }
    }
    if (complete && (to == result || to[-1] != '\n')) {
        *to++ = '\n';
    }
    *to = '\0';
    *end = to;
    return result;
}

/* ---- encodings ------------------------------------------------------------------------------- */

/* Whether name is that encoding, in any of the ways to write it, or begins with it and a hyphen. */
static bool is_encoding(const char *name, const char *expected) {
    for (; *expected != '\0'; name++, expected++) {
        char c = *name == '_' ? '-' : (char)Py_TOLOWER(*name);
        if (c != *expected) {
            return false;
        }
    }
    return *name == '\0' || *name == '-' || *name == '_';
}

static const char *usual_name(const char *name) {
    if (is_encoding(name, "utf-8")) {
        return "utf-8";
    }
    if (is_encoding(name, "latin-1") || is_encoding(name, "iso-8859-1") ||
        is_encoding(name, "iso-latin-1")) {
        return "iso-8859-1";
    }
    return name;
}

/* What a comment that is alone on its line says: 1 and the name, 0, or -1 with MemoryError. */
static int find_cookie(PyArena *arena, const char *line, const char *end, const char **name) {
    while (line < end && (*line == ' ' || *line == '\t' || *line == '\014')) {
        line++;
    }
    if (line == end || *line != '#') {
        return 0;
    }
    for (; end - line > 6; line++) {
        if (memcmp(line, "coding", 6) != 0 || (line[6] != ':' && line[6] != '=')) {
            continue;
        }
        const char *start = line + 7;
        while (*start == ' ' || *start == '\t') {
            start++;
        }
        const char *stop = start;
        while (Py_ISALNUM(*stop) || *stop == '-' || *stop == '_' || *stop == '.') {
            stop++;
        }
        if (stop == start) {
            continue;
        }
        char *found = _PyArena_Malloc(arena, stop - start + 1);
        if (found == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        memcpy(found, start, stop - start);
        found[stop - start] = '\0';
        *name = usual_name(found);
        return 1;
    }
    return 0;
}

static bool is_blank(const char *line, const char *end) {
    while (line < end && (*line == ' ' || *line == '\t' || *line == '\014')) {
        line++;
    }
    return line == end || *line == '#';
}

/* The cookie of the first two lines; lines without \n have none. */
static int find_encoding(PyArena *arena, const char *text, const char *end, const char **name) {
    for (int i = 0; i < 2; i++) {
        const char *newline = memchr(text, '\n', end - text);
        if (newline == NULL) {
            return 0;
        }
        int found = find_cookie(arena, text, newline, name);
        if (found != 0) {
            return found;
        }
        if (!is_blank(text, newline)) {
            return 0;
        }
        text = newline + 1;
    }
    return 0;
}

/* The text as UTF-8. -1 with an exception. */
static int decode(pyi_lexer *lexer, const char *encoding) {
    PyObject *text = PyUnicode_Decode(lexer->text, lexer->end - lexer->text, encoding, NULL);
    PyObject *utf8 = text == NULL ? NULL : PyUnicode_AsUTF8String(text);
    Py_XDECREF(text);
    if (utf8 == NULL || _PyArena_AddPyObject(lexer->arena, utf8) < 0) {
        return -1;
    }
    lexer->text = PyBytes_AS_STRING(utf8);
    lexer->end = lexer->text + strlen(lexer->text);
    return 0;
}

static int decode_by_cookie(pyi_lexer *lexer) {
    bool bom = strncmp(lexer->text, "\xef\xbb\xbf", 3) == 0;
    if (bom) {
        lexer->text += 3;
        lexer->encoding = "utf-8";
    }
    const char *name = NULL;
    int found = find_encoding(lexer->arena, lexer->text, lexer->end, &name);
    if (found <= 0) {
        return found;
    }
    if (bom && strcmp(name, "utf-8") != 0) {
        PyErr_Format(PyExc_SyntaxError, "encoding problem: %s with BOM", name);
        return -1;
    }
    lexer->encoding = name;
    return strcmp(name, "utf-8") == 0 ? 0 : decode(lexer, name);
}

/* The source could not be read: a SyntaxError without a place. */
static void raise_undecoded(PyObject *filename) {
    if (!PyErr_ExceptionMatches(PyExc_LookupError) && !PyErr_ExceptionMatches(PyExc_SyntaxError) &&
        !PyErr_ExceptionMatches(PyExc_ValueError)) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *message = value == NULL ? NULL : PyObject_Str(value);
    PyObject *args =
        message == NULL ? NULL : Py_BuildValue("(O(OiiO))", message, filename, 0, -1, Py_None);
    if (args != NULL) {
        PyErr_SetObject(PyExc_SyntaxError, args);
    }
    Py_XDECREF(args);
    Py_XDECREF(message);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}

/* ---- lexers ---------------------------------------------------------------------------------- */

static void set_up(pyi_lexer *lexer, PyObject *filename, int mode, const PyCompilerFlags *flags,
                   PyArena *arena) {
    *lexer = (pyi_lexer){
        .filename = filename,
        .arena = arena,
        .mode = mode,
        .flags = flags == NULL ? 0 : flags->cf_flags,
        .feature_version = flags != NULL && flags->cf_flags & PyCF_ONLY_AST
                               ? flags->cf_feature_version
                               : PY_MINOR_VERSION,
        .first_lineno = 1,
    };
}

/* Those bytes, whose encoding is the one given or that of a cookie. */
static int init(pyi_lexer *lexer, const char *text, size_t size, bool complete,
                const char *encoding) {
    char *end;
    lexer->text = translate_newlines(lexer->arena, text, size, complete, &end);
    if (lexer->text == NULL) {
        return -1;
    }
    lexer->end = end;
    lexer->encoding = encoding;
    int status = 0;
    if (encoding == NULL) {
        status = decode_by_cookie(lexer);
    } else if (strcmp(encoding, "utf-8") != 0) {
        status = decode(lexer, encoding);
    }
    return status < 0 ? -1 : pyi_lex_start(lexer);
}

int pyi_lexer_init(pyi_lexer *lexer, const char *text, PyObject *filename, int mode,
                   const PyCompilerFlags *flags, PyArena *arena) {
    set_up(lexer, filename, mode, flags, arena);
    const char *encoding = lexer->flags & PyCF_IGNORE_COOKIE ? "utf-8" : NULL;
    if (init(lexer, text, strlen(text), mode == Py_file_input, encoding) < 0) {
        raise_undecoded(filename);
        return -1;
    }
    return 0;
}

int pyi_lexer_init_part(pyi_lexer *lexer, const pyi_lexer *whole, const char *text, int lineno,
                        int col_offset) {
    *lexer = (pyi_lexer){
        .filename = whole->filename,
        .arena = whole->arena,
        .mode = PYI_FIELD_INPUT,
        .flags = whole->flags,
        .feature_version = whole->feature_version,
        .first_lineno = lineno,
        .first_col_offset = col_offset,
    };
    char *end;
    lexer->text = translate_newlines(lexer->arena, text, strlen(text), true, &end);
    lexer->end = end;
    return lexer->text == NULL ? -1 : pyi_lex_start(lexer);
}

/* ---- files ----------------------------------------------------------------------------------- */

/* new: the bytes of the rest of the file */
static PyObject *read_file(FILE *file) {
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, 8192);
    size_t size = 0;
    while (bytes != NULL) {
        size += fread(PyBytes_AS_STRING(bytes) + size, 1, PyBytes_GET_SIZE(bytes) - size, file);
        if (size < (size_t)PyBytes_GET_SIZE(bytes)) {
            break;
        }
        _PyBytes_Resize(&bytes, 2 * (Py_ssize_t)size);
    }
    if (bytes != NULL && ferror(file)) {
        PyErr_SetFromErrno(PyExc_OSError);
        Py_CLEAR(bytes);
    }
    if (bytes != NULL) {
        _PyBytes_Resize(&bytes, (Py_ssize_t)size);
    }
    return bytes;
}

/* Without a cookie all of a file has to be UTF-8, comments too. The error has no place. */
static int check_utf8(const char *text, size_t size, PyObject *filename) {
    PyObject *decoded = PyUnicode_DecodeUTF8(text, size, NULL);
    if (decoded != NULL) {
        Py_DECREF(decoded);
        return 0;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_ssize_t start;
    if (value != NULL && PyErr_GivenExceptionMatches(type, PyExc_UnicodeDecodeError) &&
        PyUnicodeDecodeError_GetStart(value, &start) == 0) {
        int lineno = 1;
        for (Py_ssize_t i = 0; i < start; i++) {
            lineno += text[i] == '\n';
        }
        PyErr_Format(PyExc_SyntaxError,
                     "Non-UTF-8 code starting with '\\x%.2x' in file %U on line %i, but no "
                     "encoding declared; see https://peps.python.org/pep-0263/ for details",
                     (unsigned char)text[start], filename, lineno);
    }
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    return -1;
}

/* The error about a NUL there, at the start of its line. */
static void raise_null_byte(const char *text, const char *nul, PyObject *filename) {
    int lineno = 1;
    const char *line = text;
    for (const char *p = text; p < nul; p++) {
        if (*p == '\n') {
            lineno++;
            line = p + 1;
        }
    }
    PyObject *args = Py_BuildValue("(s(OiiNii))", "source code cannot contain null bytes", filename,
                                   lineno, 0, PyUnicode_DecodeUTF8(line, nul - line, "replace"),
                                   lineno, 0);
    if (args != NULL) {
        PyErr_SetObject(PyExc_SyntaxError, args);
        Py_DECREF(args);
    }
}

/* What reading a file with a cookie says when its codec failed. */
static void raise_encoding_problem(const pyi_lexer *lexer) {
    if (lexer->encoding != NULL &&
        (PyErr_ExceptionMatches(PyExc_LookupError) || PyErr_ExceptionMatches(PyExc_ValueError))) {
        PyErr_Format(PyExc_SyntaxError, "encoding problem: %s", lexer->encoding);
    }
}

int pyi_lexer_init_file(pyi_lexer *lexer, FILE *file, const char *encoding, PyObject *filename,
                        int mode, const PyCompilerFlags *flags, PyArena *arena) {
    set_up(lexer, filename, mode, flags, arena);
    PyObject *bytes = read_file(file);
    if (bytes == NULL) {
        return -1;
    }
    const char *text = PyBytes_AS_STRING(bytes);
    size_t size = PyBytes_GET_SIZE(bytes);
    int status = -1;
    if (strlen(text) != size) {
        raise_null_byte(text, text + strlen(text), filename);
    } else if (init(lexer, text, size, true, encoding) < 0) {
        raise_encoding_problem(lexer);
    } else {
        status = lexer->encoding == NULL ? check_utf8(text, size, filename) : 0;
    }
    Py_DECREF(bytes);
    return status;
}
