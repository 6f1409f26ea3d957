/* SPDX-License-Identifier: Apache-2.0 */
/* source: lines of source files, for tracebacks.
 *
 * A hook supplies lines of sources that are in the program; otherwise the file is read.
 */
#include "print.h"

#include <stdio.h>

PyObject *(*pyi_source_line_hook)(PyObject *filename, int lineno);

/* The text of line `lineno` of an open file, without its end; PyMem_Free. */
static char *read_line(FILE *file, int lineno, Py_ssize_t *size) {
    char *line = NULL;
    size_t room = 0, n = 0;
    int c, at = 1;
    while ((c = getc(file)) != EOF) {
        if (at == lineno && c != '\n') {
            if (n == room) {
                room = room * 2 + 128;
                char *longer = PyMem_Realloc(line, room);
                if (longer == NULL) {
                    break;
                }
                line = longer;
            }
            line[n++] = (char)c;
        }
        if (c == '\n' && at++ == lineno) {
            break;
        }
    }
    if (line == NULL && at >= lineno && (c != EOF || at > lineno)) {
        line = PyMem_Malloc(1);
    }
    if (n > 0 && line[n - 1] == '\r') {
        n--;
    }
    *size = (Py_ssize_t)n;
    return line;
}

/* The encoding that one of the first two lines names ("coding: NAME" in a comment), or UTF-8. */
static void find_encoding(FILE *file, char *name, size_t room) {
    strcpy(name, "utf-8");
    for (int lineno = 1; lineno <= 2; lineno++) {
        char line[256];
        if (fgets(line, sizeof(line), file) == NULL) {
            return;
        }
        char *comment = strchr(line, '#');
        char *found = comment == NULL ? NULL : strstr(comment, "coding");
        if (found == NULL || (found[6] != ':' && found[6] != '=')) {
            size_t blanks = strspn(line, " \t\f\r\n");
            if (line[blanks] != 0 && line[blanks] != '#') {
                return; /* code: what follows names nothing */
            }
            continue;
        }
        size_t n = 0;
        for (found += 7; *found == ' ' || *found == '\t'; found++) {
        }
        for (; n + 1 < room && (Py_ISALNUM((unsigned char)*found) || strchr("-_.", *found));
             found++) {
            if (*found == 0) {
                break;
            }
            name[n++] = *found;
        }
        name[n] = 0;
        return;
    }
}

static PyObject *decode(const char *line, Py_ssize_t size, bool first, const char *encoding) {
    if (first && size >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
        line += 3;
        size -= 3;
    }
    PyObject *text = PyUnicode_Decode(line, size, encoding, "replace");
    if (text == NULL) { /* an encoding that nobody knows */
        PyErr_Clear();
        text = PyUnicode_DecodeLatin1(line, size, NULL);
    }
    return text;
}

PyObject *pyi_source_line(PyObject *filename, int lineno) {
    if (filename == NULL || !PyUnicode_Check(filename) || lineno <= 0) {
        return NULL;
    }
    if (pyi_source_line_hook != NULL) {
        PyObject *line = pyi_source_line_hook(filename, lineno);
        if (line != NULL) {
            return line;
        }
    }
    const char *path = PyUnicode_AsUTF8(filename);
    FILE *file = path == NULL || path[0] == '<' ? NULL : fopen(path, "rb");
    if (file == NULL) {
        PyErr_Clear();
        return NULL;
    }
    Py_ssize_t size;
    char encoding[64];
    find_encoding(file, encoding, sizeof(encoding));
    rewind(file);
    char *line = read_line(file, lineno, &size);
    fclose(file);
    PyObject *text = line == NULL ? NULL : decode(line, size, lineno == 1, encoding);
    PyMem_Free(line);
    if (text == NULL) {
        PyErr_Clear();
    }
    return text;
}
