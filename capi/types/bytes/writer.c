/* SPDX-License-Identifier: Apache-2.0 */
/* _PyBytesWriter: bytes or a bytearray that grow while they are written, small ones on the C stack.
 * Layout     buffer  owned; NULL while the small buffer is used
 */
#include "methods.h"

/* ---- storage ------------------------------------------------------------------------------------ */

void _PyBytesWriter_Init(_PyBytesWriter *writer) {
    memset(writer, 0, offsetof(_PyBytesWriter, small_buffer));
}

void _PyBytesWriter_Dealloc(_PyBytesWriter *writer) {
    Py_CLEAR(writer->buffer);
}

static char *start_of(_PyBytesWriter *writer) {
    if (writer->use_small_buffer) {
        return writer->small_buffer;
    }
    return writer->use_bytearray ? PyByteArray_AS_STRING(writer->buffer)
                                 : PyBytes_AS_STRING(writer->buffer);
}

/* Moves what was written in the small buffer into an object of that size. */
static int leave_small_buffer(_PyBytesWriter *writer, Py_ssize_t used, Py_ssize_t size) {
    writer->buffer = writer->use_bytearray ? PyByteArray_FromStringAndSize(NULL, size)
                                           : PyBytes_FromStringAndSize(NULL, size);
    if (writer->buffer == NULL) {
        return -1;
    }
    if (used > 0) {
        memcpy(pyi_bytes_data(writer->buffer), writer->small_buffer, (size_t)used);
    }
    writer->use_small_buffer = 0;
    return 0;
}

void *_PyBytesWriter_Resize(_PyBytesWriter *writer, void *str, Py_ssize_t size) {
    Py_ssize_t used = (char *)str - start_of(writer), room = size;
    if (writer->overallocate && room <= PY_SSIZE_T_MAX - room / 4) {
        room += room / 4;
    }
    int status = writer->use_small_buffer ? leave_small_buffer(writer, used, room)
                 : writer->use_bytearray  ? PyByteArray_Resize(writer->buffer, room)
                                          : _PyBytes_Resize(&writer->buffer, room);
    if (status < 0) {
        _PyBytesWriter_Dealloc(writer);
        return NULL;
    }
    writer->allocated = room;
    return start_of(writer) + used;
}

void *_PyBytesWriter_Prepare(_PyBytesWriter *writer, void *str, Py_ssize_t size) {
    if (size == 0) {
        return str;
    }
    if (writer->min_size > PY_SSIZE_T_MAX - size) {
        PyErr_NoMemory();
        _PyBytesWriter_Dealloc(writer);
        return NULL;
    }
    writer->min_size += size;
    return writer->min_size > writer->allocated
               ? _PyBytesWriter_Resize(writer, str, writer->min_size)
               : str;
}

void *_PyBytesWriter_Alloc(_PyBytesWriter *writer, Py_ssize_t size) {
    writer->use_small_buffer = 1;
    writer->allocated = sizeof(writer->small_buffer);
    return _PyBytesWriter_Prepare(writer, writer->small_buffer, size);
}

/* ---- writing -------------------------------------------------------------------------------------- */

void *_PyBytesWriter_WriteBytes(_PyBytesWriter *writer, void *str, const void *bytes,
                                Py_ssize_t size) {
    char *to = _PyBytesWriter_Prepare(writer, str, size);
    if (to == NULL) {
        return NULL;
    }
    memcpy(to, bytes, (size_t)size);
    return to + size;
}

/* new bytes or bytearray; str is the end of what was written */
PyObject *_PyBytesWriter_Finish(_PyBytesWriter *writer, void *str) {
    Py_ssize_t size = (char *)str - start_of(writer);
    PyObject *result;
    if (size == 0 && !writer->use_bytearray) {
        Py_CLEAR(writer->buffer);
        return PyBytes_FromStringAndSize(NULL, 0);
    }
    if (writer->use_small_buffer) {
        return writer->use_bytearray ? PyByteArray_FromStringAndSize(writer->small_buffer, size)
                                     : PyBytes_FromStringAndSize(writer->small_buffer, size);
    }
    result = writer->buffer;
    writer->buffer = NULL;
    if (size != writer->allocated) {
        if (!writer->use_bytearray) {
            _PyBytes_Resize(&result, size);
        } else if (PyByteArray_Resize(result, size) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}
