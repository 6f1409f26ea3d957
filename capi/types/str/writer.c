/* SPDX-License-Identifier: Apache-2.0 */
/* _PyUnicodeWriter: a str that grows while it is written.
 * Layout     buffer  owned; NULL until something is written. With readonly set it is somebody's str, taken whole, and
 *            becomes the result unless more is written.
 */
#include "pyi_str.h"

/* ---- storage ------------------------------------------------------------------------------ */

static void refresh(_PyUnicodeWriter *writer) {
    writer->maxchar = PyUnicode_MAX_CHAR_VALUE(writer->buffer);
    writer->data = PyUnicode_DATA(writer->buffer);
    if (!writer->readonly) {
        writer->kind = PyUnicode_KIND(writer->buffer);
        writer->size = PyUnicode_GET_LENGTH(writer->buffer);
    } else {
        /* so that every write prepares room first */
        writer->kind = 0;
        writer->size = 0;
    }
}

void _PyUnicodeWriter_Init(_PyUnicodeWriter *writer) {
    memset(writer, 0, sizeof(*writer));
    writer->min_char = 127;
}

void _PyUnicodeWriter_Dealloc(_PyUnicodeWriter *writer) {
    Py_CLEAR(writer->buffer);
}

/* A new buffer of another kind or size with what was written. */
static int move_buffer(_PyUnicodeWriter *writer, Py_ssize_t size, Py_UCS4 maxchar) {
    PyObject *buffer = PyUnicode_New(size, maxchar);
    if (buffer == NULL) {
        return -1;
    }
    if (writer->buffer != NULL) {
        _PyUnicode_FastCopyCharacters(buffer, 0, writer->buffer, 0, writer->pos);
        Py_DECREF(writer->buffer);
    }
    writer->buffer = buffer;
    writer->readonly = 0;
    refresh(writer);
    return 0;
}

int _PyUnicodeWriter_PrepareInternal(_PyUnicodeWriter *writer, Py_ssize_t length,
                                     Py_UCS4 maxchar) {
    if (length > PY_SSIZE_T_MAX - writer->pos) {
        PyErr_NoMemory();
        return -1;
    }
    Py_ssize_t needed = writer->pos + length;
    maxchar = Py_MAX(maxchar, writer->min_char);
    if (writer->buffer == NULL || needed > writer->size) {
        if (writer->overallocate && needed <= PY_SSIZE_T_MAX - needed / 4) {
            needed += needed / 4; /* a quarter more: appending stays linear */
        }
        needed = Py_MAX(needed, writer->min_length);
        if (writer->buffer == NULL || writer->readonly || maxchar > writer->maxchar) {
            return move_buffer(writer, needed, Py_MAX(maxchar, writer->maxchar));
        }
        if (PyUnicode_Resize(&writer->buffer, needed) < 0) {
            return -1;
        }
        refresh(writer);
        return 0;
    }
    return maxchar > writer->maxchar ? move_buffer(writer, writer->size, maxchar) : 0;
}

#if PYI_312
int _PyUnicodeWriter_PrepareKindInternal(_PyUnicodeWriter *writer, int kind) {
#else
int _PyUnicodeWriter_PrepareKindInternal(_PyUnicodeWriter *writer, enum PyUnicode_Kind kind) {
#endif
    Py_UCS4 maxchar = kind == 1 ? 0xff : kind == 2 ? 0xffff : STR_MAX;
    return _PyUnicodeWriter_PrepareInternal(writer, 0, maxchar);
}

/* ---- writing ------------------------------------------------------------------------------ */

int _PyUnicodeWriter_WriteChar(_PyUnicodeWriter *writer, Py_UCS4 ch) {
    if (_PyUnicodeWriter_Prepare(writer, 1, ch) < 0) {
        return -1;
    }
    PyUnicode_WRITE(writer->kind, writer->data, writer->pos, ch);
    writer->pos++;
    return 0;
}

int _PyUnicodeWriter_WriteStr(_PyUnicodeWriter *writer, PyObject *str) {
    if (PyUnicode_READY(str) < 0) {
        return -1;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(str);
    if (length == 0) {
        return 0;
    }
    Py_UCS4 maxchar = PyUnicode_MAX_CHAR_VALUE(str);
    if (maxchar > writer->maxchar || length > writer->size - writer->pos) {
        if (writer->buffer == NULL && !writer->overallocate && PyUnicode_CheckExact(str)) {
            writer->readonly = 1;
            writer->buffer = Py_NewRef(str);
            refresh(writer);
            writer->pos += length;
            return 0;
        }
        if (_PyUnicodeWriter_PrepareInternal(writer, length, maxchar) < 0) {
            return -1;
        }
    }
    _PyUnicode_FastCopyCharacters(writer->buffer, writer->pos, str, 0, length);
    writer->pos += length;
    return 0;
}

int _PyUnicodeWriter_WriteSubstring(_PyUnicodeWriter *writer, PyObject *str, Py_ssize_t start,
                                    Py_ssize_t end) {
    if (end == 0) {
        return 0;
    }
    if (start == 0 && end == PyUnicode_GET_LENGTH(str)) {
        return _PyUnicodeWriter_WriteStr(writer, str);
    }
    Py_UCS4 maxchar = PyUnicode_MAX_CHAR_VALUE(str) > writer->maxchar
                          ? _PyUnicode_FindMaxChar(str, start, end)
                          : writer->maxchar;
    if (_PyUnicodeWriter_Prepare(writer, end - start, maxchar) < 0) {
        return -1;
    }
    _PyUnicode_FastCopyCharacters(writer->buffer, writer->pos, str, start, end - start);
    writer->pos += end - start;
    return 0;
}

int _PyUnicodeWriter_WriteLatin1String(_PyUnicodeWriter *writer, const char *str,
                                       Py_ssize_t length) {
    Py_UCS4 maxchar = pyi_ascii_prefix(str, length) == length ? 0x7f : 0xff;
    if (_PyUnicodeWriter_Prepare(writer, length, maxchar) < 0) {
        return -1;
    }
    if (length > 0) {
        void *to = (void *)pyi_text_at(writer->kind, writer->data, writer->pos);
        pyi_text_copy(writer->kind, to, PyUnicode_1BYTE_KIND, str, length);
        writer->pos += length;
    }
    return 0;
}

int _PyUnicodeWriter_WriteASCIIString(_PyUnicodeWriter *writer, const char *ascii,
                                      Py_ssize_t length) {
    if (length == -1) {
        length = (Py_ssize_t)strlen(ascii);
    }
    if (writer->buffer == NULL && !writer->overallocate) {
        PyObject *str = _PyUnicode_FromASCII(ascii, length);
        if (str == NULL) {
            return -1;
        }
        int status = _PyUnicodeWriter_WriteStr(writer, str);
        Py_DECREF(str);
        return status;
    }
    return _PyUnicodeWriter_WriteLatin1String(writer, ascii, length);
}

/* new; the writer is empty afterwards, also on failure */
PyObject *_PyUnicodeWriter_Finish(_PyUnicodeWriter *writer) {
    PyObject *result = writer->buffer;
    writer->buffer = NULL;
    if (writer->pos == 0) {
        Py_XDECREF(result);
        return pyi_str_empty();
    }
    if (!writer->readonly && PyUnicode_GET_LENGTH(result) != writer->pos) {
        if (writer->pos == 1 && PyUnicode_READ_CHAR(result, 0) < 0x100) {
            PyObject *single = pyi_str_latin1((unsigned char)PyUnicode_READ_CHAR(result, 0));
            Py_DECREF(result);
            return single;
        }
        if (PyUnicode_Resize(&result, writer->pos) < 0) {
            Py_DECREF(result);
            return NULL;
        }
    }
    return result;
}
