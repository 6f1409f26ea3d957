/* SPDX-License-Identifier: Apache-2.0 */
/* module: the module builtins: its functions, types and exceptions. */
#include "builtins.h"
#include "exceptions.h"
#include "pyi_named.h"

typedef struct {
    const char *name;
    PyObject *value;
} type_row;

#define TYPE(name, type) {name, (PyObject *)&type}

type_row pyi_builtin_types[] PYI_NAMED(16, builtin_types) = {
    {"exit", (PyObject *)&pyi_builtin_exit},
    {"quit", (PyObject *)&pyi_builtin_quit},
    {"None", Py_None},
    {"Ellipsis", Py_Ellipsis},
    {"NotImplemented", Py_NotImplemented},
    {"False", Py_False},
    {"True", Py_True},
    TYPE("bool", PyBool_Type),
    TYPE("memoryview", PyMemoryView_Type),
    TYPE("bytearray", PyByteArray_Type),
    TYPE("bytes", PyBytes_Type),
    TYPE("classmethod", PyClassMethod_Type),
    TYPE("complex", PyComplex_Type),
    TYPE("dict", PyDict_Type),
    TYPE("enumerate", PyEnum_Type),
    TYPE("filter", PyFilter_Type),
    TYPE("float", PyFloat_Type),
    TYPE("frozenset", PyFrozenSet_Type),
    TYPE("property", PyProperty_Type),
    TYPE("int", PyLong_Type),
    TYPE("list", PyList_Type),
    TYPE("map", PyMap_Type),
    TYPE("object", PyBaseObject_Type),
    TYPE("range", PyRange_Type),
    TYPE("reversed", PyReversed_Type),
    TYPE("set", PySet_Type),
    TYPE("slice", PySlice_Type),
    TYPE("staticmethod", PyStaticMethod_Type),
    TYPE("str", PyUnicode_Type),
    TYPE("super", PySuper_Type),
    TYPE("tuple", PyTuple_Type),
    TYPE("type", PyType_Type),
    TYPE("zip", PyZip_Type),
#if PYI_313
    TYPE("_IncompleteInputError", _PyExc_IncompleteInputError),
#endif
};

typedef struct {
    const char *name;
    PyObject **type;
} exception_row;


#define EXCEPTION(name) {#name, &PyExc_##name}

exception_row pyi_builtin_exceptions[] PYI_NAMED(16, builtin_exceptions) = {
    EXCEPTION(BaseException),
    EXCEPTION(BaseExceptionGroup),
    EXCEPTION(Exception),
    EXCEPTION(GeneratorExit),
    EXCEPTION(KeyboardInterrupt),
    EXCEPTION(SystemExit),
    EXCEPTION(ArithmeticError),
    EXCEPTION(AssertionError),
    EXCEPTION(AttributeError),
    EXCEPTION(BufferError),
    EXCEPTION(EOFError),
    EXCEPTION(ImportError),
    EXCEPTION(LookupError),
    EXCEPTION(MemoryError),
    EXCEPTION(NameError),
    EXCEPTION(OSError),
    EXCEPTION(ReferenceError),
    EXCEPTION(RuntimeError),
    EXCEPTION(StopAsyncIteration),
    EXCEPTION(StopIteration),
    EXCEPTION(SyntaxError),
    EXCEPTION(SystemError),
    EXCEPTION(TypeError),
    EXCEPTION(ValueError),
    EXCEPTION(Warning),
    EXCEPTION(FloatingPointError),
    EXCEPTION(OverflowError),
    EXCEPTION(ZeroDivisionError),
    EXCEPTION(BytesWarning),
    EXCEPTION(DeprecationWarning),
    EXCEPTION(EncodingWarning),
    EXCEPTION(FutureWarning),
    EXCEPTION(ImportWarning),
    EXCEPTION(PendingDeprecationWarning),
    EXCEPTION(ResourceWarning),
    EXCEPTION(RuntimeWarning),
    EXCEPTION(SyntaxWarning),
    EXCEPTION(UnicodeWarning),
    EXCEPTION(UserWarning),
    EXCEPTION(BlockingIOError),
    EXCEPTION(ChildProcessError),
    EXCEPTION(ConnectionError),
    EXCEPTION(FileExistsError),
    EXCEPTION(FileNotFoundError),
    EXCEPTION(InterruptedError),
    EXCEPTION(IsADirectoryError),
    EXCEPTION(NotADirectoryError),
    EXCEPTION(PermissionError),
    EXCEPTION(ProcessLookupError),
    EXCEPTION(TimeoutError),
    EXCEPTION(IndentationError),
    EXCEPTION(IndexError),
    EXCEPTION(KeyError),
    EXCEPTION(ModuleNotFoundError),
    EXCEPTION(NotImplementedError),
    EXCEPTION(RecursionError),
    EXCEPTION(UnboundLocalError),
    EXCEPTION(UnicodeError),
    EXCEPTION(BrokenPipeError),
    EXCEPTION(ConnectionAbortedError),
    EXCEPTION(ConnectionRefusedError),
    EXCEPTION(ConnectionResetError),
    EXCEPTION(TabError),
    EXCEPTION(UnicodeDecodeError),
    EXCEPTION(UnicodeEncodeError),
    EXCEPTION(UnicodeTranslateError),
#if PYI_313
    EXCEPTION(PythonFinalizationError),
#endif
    {"EnvironmentError", &PyExc_OSError},
    {"IOError", &PyExc_OSError},
};

static PyObject *make_group(PyObject *module) {
    (void)module;
    return Py_XNewRef(pyi_exception_group_type());
}

pyi_made_row pyi_builtin_made[] PYI_NAMED(16, builtin_made) = {
    {"ExceptionGroup", make_group},
};

static PyModuleDef builtins_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "builtins",
    .m_size = -1, /* one for the process: frames hold its dict */
};

static int add_functions(PyObject *module) {
    PyMethodDef *const tables[] = {
        pyi_builtin_attribute_rows, pyi_builtin_code_rows,   pyi_builtin_iterate_rows,
        pyi_builtin_minmax_rows,    pyi_builtin_number_rows, pyi_builtin_stream_rows,
        pyi_builtin_text_rows,
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(tables); i++) {
        if (PyModule_AddFunctions(module, tables[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int add_value(PyObject *module, const char *name, PyObject *value) {
    return value == NULL ? pyi_note_dropped(module, name)
                         : PyDict_SetItemString(PyModule_GetDict(module), name, value);
}

static int add_values(PyObject *module) {
    PyObject *dict = PyModule_GetDict(module);
    for (size_t i = 0; i < Py_ARRAY_LENGTH(pyi_builtin_types); i++) {
        type_row *row = &pyi_builtin_types[i];
        if (add_value(module, row->name, row->value) < 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(pyi_builtin_exceptions); i++) {
        exception_row *row = &pyi_builtin_exceptions[i];
        if (add_value(module, row->name, row->type == NULL ? NULL : *row->type) < 0) {
            return -1;
        }
    }
    if (pyi_add_made(module, pyi_builtin_made, Py_ARRAY_LENGTH(pyi_builtin_made)) < 0) {
        return -1;
    }
    const PyConfig *config = _PyInterpreterState_GetConfig(_PyInterpreterState_GET());
    return PyDict_SetItemString(dict, "__debug__",
                                config->optimization_level > 0 ? Py_False : Py_True);
}

static PyObject *builtins_init(void) {
    PyObject *module = PyModule_Create(&builtins_module);
    if (module != NULL &&
        (add_functions(module) < 0 || add_values(module) < 0)) {
        Py_CLEAR(module);
    }
    return module;
}
PYI_MODULE("builtins", builtins_init);
