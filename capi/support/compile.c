/* SPDX-License-Identifier: Apache-2.0 */
/* compile: source text becomes code, if the program has a compiler, and runs.
 *
 * Contract   docs.python.org/3/c-api/veryhigh.html
 */
#include "pyi_compile.h"

#include <stdio.h>

PyObject *pyi_compile(PyObject *source, PyObject *filename, const char *mode,
                      PyCompilerFlags *flags, int optimize) {
    if (pyi_compile_source != NULL) {
        return pyi_compile_source(source, filename, mode, flags, optimize);
    }
    PyErr_Format(PyExc_SystemError,
                 "cannot compile source text: this program contains no compiler for Python (%U)",
                 filename);
    return NULL;
}

/* ---- from C strings --------------------------------------------------------------------------------------------- */

static const char *mode_of(int start) {
    switch (start) {
    case Py_file_input:
        return "exec";
    case Py_eval_input:
        return "eval";
    case Py_single_input:
        return "single";
    default:
        return "func_type";
    }
}

/* new: a code object */
PyObject *Py_CompileStringObject(const char *text, PyObject *filename, int start,
                                 PyCompilerFlags *flags, int optimize) {
    PyCompilerFlags none = _PyCompilerFlags_INIT;
    PyObject *source = PyBytes_FromString(text);
    PyObject *code = source == NULL ? NULL
                                    : pyi_compile(source, filename, mode_of(start),
                                                  flags == NULL ? &none : flags, optimize);
    Py_XDECREF(source);
    return code;
}

PyObject *Py_CompileStringExFlags(const char *text, const char *filename, int start,
                                  PyCompilerFlags *flags, int optimize) {
    PyObject *name = PyUnicode_DecodeFSDefault(filename);
    PyObject *code =
        name == NULL ? NULL : Py_CompileStringObject(text, name, start, flags, optimize);
    Py_XDECREF(name);
    return code;
}

#undef Py_CompileString
PyObject *Py_CompileString(const char *text, const char *filename, int start) {
    return Py_CompileStringExFlags(text, filename, start, NULL, -1);
}

/* ---- running ------------------------------------------------------------------------------------------------------- */

static PyObject *run(const char *text, const char *filename, int start, PyObject *globals,
                     PyObject *locals, PyCompilerFlags *flags) {
    PyObject *code = Py_CompileStringExFlags(text, filename, start, flags, -1);
    int has = code == NULL ? -1 : PyDict_Contains(globals, PYI_NAME("__builtins__"));
    if (has == 0) {
        has = PyDict_SetItem(globals, PYI_NAME("__builtins__"), PyEval_GetBuiltins());
    }
    PyObject *result = has < 0 ? NULL : PyEval_EvalCode(code, globals, locals);
    Py_XDECREF(code);
    return result;
}

/* new */
PyObject *PyRun_StringFlags(const char *text, int start, PyObject *globals, PyObject *locals,
                            PyCompilerFlags *flags) {
    return run(text, "<string>", start, globals, locals, flags);
}

#undef PyRun_String
PyObject *PyRun_String(const char *text, int start, PyObject *globals, PyObject *locals) {
    return PyRun_StringFlags(text, start, globals, locals, NULL);
}

/* 0; -1 after the exception was printed */
int PyRun_SimpleStringFlags(const char *text, PyCompilerFlags *flags) {
    PyObject *module = PyImport_AddModule("__main__"); /* borrowed */
    PyObject *dict = module == NULL ? NULL : PyModule_GetDict(module);
    PyObject *result =
        dict == NULL ? NULL : PyRun_StringFlags(text, Py_file_input, dict, dict, flags);
    if (result == NULL) {
        PyErr_Print();
        return -1;
    }
    Py_DECREF(result);
    return 0;
}

#undef PyRun_SimpleString
int PyRun_SimpleString(const char *text) { return PyRun_SimpleStringFlags(text, NULL); }

/* ---- files ----------------------------------------------------------------------------------------------------------- */

/* Malloc'ed text with a zero at its end; NULL with an exception. */
static char *read_all(FILE *file, const char *filename) {
    size_t size = 0, space = 1 << 16;
    char *text = PyMem_RawMalloc(space);
    while (text != NULL && !feof(file) && !ferror(file)) {
        if (space - size < 2) {
            char *more = PyMem_RawRealloc(text, space *= 2);
            if (more == NULL) {
                PyMem_RawFree(text);
            }
            text = more;
            continue;
        }
        size += fread(text + size, 1, space - size - 1, file);
    }
    if (text == NULL) {
        PyErr_NoMemory();
    } else if (ferror(file)) {
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, filename);
        PyMem_RawFree(text);
        text = NULL;
    } else {
        text[size] = '\0';
    }
    return text;
}

/* new */
PyObject *PyRun_FileExFlags(FILE *file, const char *filename, int start, PyObject *globals,
                            PyObject *locals, int close, PyCompilerFlags *flags) {
    char *text = read_all(file, filename);
    if (close) {
        fclose(file);
    }
    PyObject *result = text == NULL ? NULL : run(text, filename, start, globals, locals, flags);
    PyMem_RawFree(text);
    return result;
}

#undef PyRun_File
PyObject *PyRun_File(FILE *file, const char *filename, int start, PyObject *globals,
                     PyObject *locals) {
    return PyRun_FileExFlags(file, filename, start, globals, locals, 0, NULL);
}
#undef PyRun_FileEx
PyObject *PyRun_FileEx(FILE *file, const char *filename, int start, PyObject *globals,
                       PyObject *locals, int close) {
    return PyRun_FileExFlags(file, filename, start, globals, locals, close, NULL);
}
#undef PyRun_FileFlags
PyObject *PyRun_FileFlags(FILE *file, const char *filename, int start, PyObject *globals,
                          PyObject *locals, PyCompilerFlags *flags) {
    return PyRun_FileExFlags(file, filename, start, globals, locals, 0, flags);
}

/* 0; -1 after the exception was printed */
int PyRun_SimpleFileExFlags(FILE *file, const char *filename, int close, PyCompilerFlags *flags) {
    PyObject *module = PyImport_AddModule("__main__"); /* borrowed */
    PyObject *dict = module == NULL ? NULL : PyModule_GetDict(module);
    PyObject *result = dict == NULL ? NULL
                                    : PyRun_FileExFlags(file, filename, Py_file_input, dict, dict,
                                                        close, flags);
    if (result == NULL) {
        PyErr_Print();
        return -1;
    }
    Py_DECREF(result);
    return 0;
}

#undef PyRun_SimpleFile
int PyRun_SimpleFile(FILE *file, const char *filename) {
    return PyRun_SimpleFileExFlags(file, filename, 0, NULL);
}
#undef PyRun_SimpleFileEx
int PyRun_SimpleFileEx(FILE *file, const char *filename, int close) {
    return PyRun_SimpleFileExFlags(file, filename, close, NULL);
}
#undef PyRun_AnyFile
int PyRun_AnyFile(FILE *file, const char *filename) {
    return PyRun_SimpleFileExFlags(file, filename, 0, NULL);
}
int PyRun_AnyFileExFlags(FILE *file, const char *filename, int close, PyCompilerFlags *flags) {
    return PyRun_SimpleFileExFlags(file, filename == NULL ? "???" : filename, close, flags);
}
