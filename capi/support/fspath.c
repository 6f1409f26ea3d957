/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files: between str and the bytes of the operating system.
 * Contract   PEP 383 and 519. The encoding is that of the configuration, UTF-8 with surrogateescape before there is
 *            one.
 */
#include "pyi_str.h"

#include "internal/pycore_initconfig.h"
#include "internal/pycore_pylifecycle.h"


/* ---- the encoding ------------------------------------------------------------------------------ */

static struct _Py_unicode_fs_codec *fs_codec(void) {
    return &_PyInterpreterState_GET()->unicode.fs_codec;
}

static const char *fs_encoding(void) {
    const char *encoding = fs_codec()->encoding;
    return encoding == NULL ? "utf-8" : encoding;
}

static const char *fs_errors(void) {
    const char *errors = fs_codec()->errors;
    return errors == NULL ? "surrogateescape" : errors;
}

/* new memory, PyMem_RawFree; the names of encodings are ASCII */
static char *narrow(const wchar_t *wide) {
    size_t n = wcslen(wide);
    char *text = PyMem_RawMalloc(n + 1);
    for (size_t i = 0; text != NULL && i <= n; i++) {
        text[i] = (char)wide[i];
    }
    return text;
}

/* Takes the encoding of the configuration over. */
PyStatus _PyUnicode_InitEncodings(PyThreadState *tstate) {
    const PyConfig *config = _PyInterpreterState_GetConfig(tstate->interp);
    struct _Py_unicode_fs_codec *codec = &tstate->interp->unicode.fs_codec;
    if (config->filesystem_encoding == NULL || config->filesystem_errors == NULL) {
        return PyStatus_Ok();
    }
    char *encoding = narrow(config->filesystem_encoding);
    char *errors = narrow(config->filesystem_errors);
    if (encoding == NULL || errors == NULL) {
        PyMem_RawFree(encoding);
        PyMem_RawFree(errors);
        return PyStatus_NoMemory();
    }
    PyMem_RawFree(codec->encoding);
    PyMem_RawFree(codec->errors);
    codec->encoding = encoding;
    codec->errors = errors;
    codec->utf8 = strcmp(encoding, "utf-8") == 0;
    codec->error_handler = _Py_GetErrorHandler(errors);
    return PyStatus_Ok();
}

/* ---- str and bytes ------------------------------------------------------------------------------ */

/* new bytes */
PyObject *PyUnicode_EncodeFSDefault(PyObject *unicode) {
    return PyUnicode_AsEncodedString(unicode, fs_encoding(), fs_errors());
}

/* new str */
PyObject *PyUnicode_DecodeFSDefaultAndSize(const char *s, Py_ssize_t size) {
    return PyUnicode_Decode(s, size, fs_encoding(), fs_errors());
}

PyObject *PyUnicode_DecodeFSDefault(const char *s) {
    return PyUnicode_DecodeFSDefaultAndSize(s, (Py_ssize_t)strlen(s));
}

/* ---- paths -------------------------------------------------------------------------------------- */

/* new: the str or bytes that a path object stands for */
PyObject *PyOS_FSPath(PyObject *path) {
    if (PyUnicode_Check(path) || PyBytes_Check(path)) {
        return Py_NewRef(path);
    }
    PyObject *method = _PyObject_LookupSpecial(path, PYI_NAME("__fspath__"));
    if (method == NULL || (PYI_313 && method == Py_None)) {
        Py_XDECREF(method);
        if (PyErr_Occurred()) {
            return NULL;
        }
        PyErr_Format(PyExc_TypeError, "expected str, bytes or os.PathLike object, not %.200s",
                     Py_TYPE(path)->tp_name);
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (result != NULL && !PyUnicode_Check(result) && !PyBytes_Check(result)) {
        PyErr_Format(PyExc_TypeError,
                     "expected %.200s.__fspath__() to return str or bytes, not %.200s",
                     Py_TYPE(path)->tp_name, Py_TYPE(result)->tp_name);
        Py_CLEAR(result);
    }
    return result;
}

/* Drops what a converter made. */
static int clean_up(PyObject **slot) {
    Py_CLEAR(*slot);
    return 1;
}

/* for PyArg_Parse "O&": new bytes in *addr, which is cleared when called with NULL */
int PyUnicode_FSConverter(PyObject *arg, void *addr) {
    PyObject **slot = addr;
    if (arg == NULL) {
        return clean_up(slot);
    }
    PyObject *path = PyOS_FSPath(arg), *bytes = path;
    if (path == NULL) {
        return 0;
    }
    if (!PyBytes_Check(path)) {
        bytes = PyUnicode_EncodeFSDefault(path);
        Py_DECREF(path);
        if (bytes == NULL) {
            return 0;
        }
    }
    if (strlen(PyBytes_AS_STRING(bytes)) != (size_t)PyBytes_GET_SIZE(bytes)) {
        PyErr_SetString(PyExc_ValueError, "embedded null byte");
        Py_DECREF(bytes);
        return 0;
    }
    *slot = bytes;
    return Py_CLEANUP_SUPPORTED;
}

/* new bytes of any object with a buffer, which is an error since 3.12 */
static PyObject *bytes_of_buffer(PyObject *arg) {
    if (!PyBytes_Check(arg) &&
        PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                         "path should be string, bytes, or os.PathLike, not %.200s",
                         Py_TYPE(arg)->tp_name) < 0) {
        return NULL;
    }
    return PyBytes_FromObject(arg);
}

/* new str */
static PyObject *decode_path(PyObject *arg) {
    bool buffer = !PYI_312 && PyObject_CheckBuffer(arg); /* until 3.11 */
    PyObject *path = buffer ? Py_NewRef(arg) : PyOS_FSPath(arg);
    if (path == NULL || PyUnicode_Check(path)) {
        return path;
    }
    PyObject *bytes = bytes_of_buffer(path), *text = NULL;
    if (bytes != NULL) {
        text = PyUnicode_DecodeFSDefaultAndSize(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
    }
    Py_XDECREF(bytes);
    Py_DECREF(path);
    return text;
}

/* for PyArg_Parse "O&": new str in *addr */
int PyUnicode_FSDecoder(PyObject *arg, void *addr) {
    PyObject **slot = addr;
    if (arg == NULL) {
        return clean_up(slot);
    }
    PyObject *text = decode_path(arg);
    if (text == NULL) {
        return 0;
    }
    if (PyUnicode_FindChar(text, 0, 0, PyUnicode_GET_LENGTH(text), 1) >= 0) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        Py_DECREF(text);
        return 0;
    }
    *slot = text;
    return Py_CLEANUP_SUPPORTED;
}
