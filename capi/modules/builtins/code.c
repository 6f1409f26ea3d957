/* SPDX-License-Identifier: Apache-2.0 */
/* code: the built-in functions that run code, compile it, or import it. */
#include "builtins.h"

#include "pyi_compile.h"

/* ---- source text ------------------------------------------------------------------------------------------ */

static bool is_text(PyObject *source) {
    return PyUnicode_Check(source) || PyBytes_Check(source) || PyObject_CheckBuffer(source);
}

/* new: text without the blanks before it, which eval() allows */
static PyObject *strip_blanks(PyObject *source) {
    bool is_str = PyUnicode_Check(source);
    PyObject *text = is_str ? Py_NewRef(source) : PyBytes_FromObject(source);
    if (text == NULL) {
        return NULL;
    }
    Py_ssize_t n = is_str ? PyUnicode_GET_LENGTH(text) : PyBytes_GET_SIZE(text), start = 0;
    for (; start < n; start++) {
        Py_UCS4 c = is_str ? PyUnicode_READ_CHAR(text, start)
                           : (unsigned char)PyBytes_AS_STRING(text)[start];
        if (c != ' ' && c != '\t') {
            break;
        }
    }
    PyObject *rest = is_str ? PyUnicode_Substring(text, start, n)
                            : PyBytes_FromStringAndSize(PyBytes_AS_STRING(text) + start, n - start);
    Py_DECREF(text);
    return rest;
}

/* new: the code of text given to eval() or exec() */
static PyObject *compile_here(PyObject *source, const char *mode) {
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    if (!is_text(source)) {
        return PyErr_Format(PyExc_TypeError, "%s() arg 1 must be a string, bytes or code object",
                            mode);
    }
    PyEval_MergeCompilerFlags(&flags);
    PyObject *text = strcmp(mode, "eval") == 0 ? strip_blanks(source) : Py_NewRef(source);
    PyObject *filename = text == NULL ? NULL : PyUnicode_FromString("<string>");
    PyObject *code = filename == NULL ? NULL : pyi_compile(text, filename, mode, &flags, -1);
    Py_XDECREF(text);
    Py_XDECREF(filename);
    return code;
}

/* ---- namespaces ---------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject *globals, *locals; /* owned */
} scope;

static void scope_clear(scope *self) {
    Py_CLEAR(self->globals);
    Py_CLEAR(self->locals);
}

static PyObject *current_locals(void) {
#if PYI_312
    return _PyEval_GetFrameLocals();
#else
    return Py_XNewRef(PyEval_GetLocals());
#endif
}

/* Those of the caller for what is None. 0 or -1 */
static int scope_fill(scope *self, PyObject *globals, PyObject *locals, const char *name) {
    *self = (scope){NULL, NULL};
    if (globals == Py_None) {
        self->globals = Py_XNewRef(PyEval_GetGlobals());
        if (self->globals != NULL) {
            self->locals = locals == Py_None ? current_locals() : Py_NewRef(locals);
        }
        if (self->locals == NULL) {
            scope_clear(self);
            if (!PyErr_Occurred()) {
                bool eval = strcmp(name, "eval") == 0;
                PyErr_Format(eval ? PyExc_TypeError : PyExc_SystemError,
                             eval ? "%s must be given globals and locals when called without a frame"
                                  : "globals and locals cannot be NULL",
                             name);
            }
            return -1;
        }
        return 0;
    }
    self->globals = Py_NewRef(globals);
    self->locals = Py_NewRef(locals == Py_None ? globals : locals);
    return 0;
}

static int add_builtins(PyObject *globals) {
    int there = PyDict_Contains(globals, PYI_NAME("__builtins__"));
    if (there == 0) {
        there = PyDict_SetItem(globals, PYI_NAME("__builtins__"), PyEval_GetBuiltins());
    }
    return there < 0 ? -1 : 0;
}

/* ---- eval ------------------------------------------------------------------------------------------------------ */

static bool eval_arguments_fit(PyObject *globals, PyObject *locals) {
    if (locals != Py_None && !PyMapping_Check(locals)) {
        PyErr_SetString(PyExc_TypeError, "locals must be a mapping");
        return false;
    }
    if (globals != Py_None && !PyDict_Check(globals)) {
        PyErr_SetString(PyExc_TypeError,
                        PyMapping_Check(globals)
                            ? "globals must be a real dict; try eval(code, {}, mapping)"
                            : "globals must be a dict");
        return false;
    }
    return true;
}

static PyObject *eval_in(PyObject *source, scope *names) {
    if (PyCode_Check(source)) {
        if (PySys_Audit("exec", "O", source) < 0) {
            return NULL;
        }
        if (PyCode_GetNumFree((PyCodeObject *)source) > 0) {
            PyErr_SetString(PyExc_TypeError,
                            "code object passed to eval() may not contain free variables");
            return NULL;
        }
        return PyEval_EvalCode(source, names->globals, names->locals);
    }
    PyObject *code = compile_here(source, "eval");
    PyObject *result =
        code == NULL ? NULL : PyEval_EvalCode(code, names->globals, names->locals);
    Py_XDECREF(code);
    return result;
}

static PyObject *builtin_eval(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *kwnames) {
    PyObject *found[3];
    (void)module;
#if PYI_313
    static const char *const keywords[] = {"", "globals", "locals", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "eval"};
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 1, 3, 0, found);
    if (given == NULL) {
        return NULL;
    }
#else
    PyObject *const *given = args;
    if (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0) {
        PyErr_SetString(PyExc_TypeError, "eval() takes no keyword arguments");
        return NULL;
    }
    if (!_PyArg_CheckPositional("eval", nargs, 1, 3)) {
        return NULL;
    }
#endif
    for (Py_ssize_t i = 0; i < 3; i++) { /* the caller's own array ends where its arguments do */
        found[i] = given == found || i < nargs ? given[i] : NULL;
    }
    PyObject *globals = found[1] == NULL ? Py_None : found[1];
    PyObject *locals = found[2] == NULL ? Py_None : found[2];
    scope names;
    if (!eval_arguments_fit(globals, locals) ||
        scope_fill(&names, globals, locals, "eval") < 0) {
        return NULL;
    }
    PyObject *result = add_builtins(names.globals) < 0 ? NULL : eval_in(found[0], &names);
    scope_clear(&names);
    return result;
}

/* ---- exec ------------------------------------------------------------------------------------------------------- */

/* Whether the cells are those that the code wants; closure may be NULL. */
static bool closure_fits(PyObject *code, PyObject *closure) {
    Py_ssize_t wanted = PyCode_GetNumFree((PyCodeObject *)code);
    if (wanted == 0) {
        if (closure != NULL) {
            PyErr_SetString(PyExc_TypeError, "cannot use a closure with this code object");
        }
        return closure == NULL;
    }
    bool fits = closure != NULL && PyTuple_CheckExact(closure) &&
                PyTuple_GET_SIZE(closure) == wanted;
    for (Py_ssize_t i = 0; fits && i < wanted; i++) {
        fits = PyCell_Check(PyTuple_GET_ITEM(closure, i));
    }
    if (!fits) {
        PyErr_Format(PyExc_TypeError, "code object requires a closure of exactly length %zd",
                     wanted);
    }
    return fits;
}

static PyObject *exec_in(PyObject *source, scope *names, PyObject *closure) {
    if (PyCode_Check(source)) {
        if (!closure_fits(source, closure) || PySys_Audit("exec", "O", source) < 0) {
            return NULL;
        }
        return closure == NULL
                   ? PyEval_EvalCode(source, names->globals, names->locals)
                   : PyEval_EvalCodeEx(source, names->globals, names->locals, NULL, 0, NULL, 0,
                                       NULL, 0, NULL, closure);
    }
    if (closure != NULL) {
        PyErr_SetString(PyExc_TypeError,
                        "closure can only be used when source is a code object");
        return NULL;
    }
    PyObject *code = compile_here(source, "exec");
    PyObject *result =
        code == NULL ? NULL : PyEval_EvalCode(code, names->globals, names->locals);
    Py_XDECREF(code);
    return result;
}

static PyObject *exec_with(PyObject *source, PyObject *globals, PyObject *locals,
                           PyObject *closure) {
    scope names;
    if (scope_fill(&names, globals, locals, "exec") < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (!PyDict_Check(names.globals)) {
        PyErr_Format(PyExc_TypeError, "exec() globals must be a dict, not %.100s",
                     Py_TYPE(names.globals)->tp_name);
    } else if (!PyMapping_Check(names.locals)) {
        PyErr_Format(PyExc_TypeError, "locals must be a mapping or None, not %.100s",
                     Py_TYPE(names.locals)->tp_name);
    } else if (add_builtins(names.globals) == 0) {
        result = exec_in(source, &names, closure);
    }
    scope_clear(&names);
    if (result == NULL) {
        return NULL;
    }
    Py_DECREF(result);
    Py_RETURN_NONE;
}

static PyObject *builtin_exec(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *kwnames) {
#if PYI_313
    static const char *const keywords[] = {"", "globals", "locals", "closure", NULL};
#else
    static const char *const keywords[] = {"", "", "", "closure", NULL};
#endif
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "exec"};
    PyObject *found[4] = {NULL, NULL, NULL, NULL};
    (void)module;
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 1, 3, 0, found);
    if (given == NULL) {
        return NULL;
    }
    PyObject *value[4];
    for (Py_ssize_t i = 0; i < 4; i++) { /* the caller's own array ends where its arguments do */
        value[i] = given == found || i < nargs ? given[i] : NULL;
    }
    return exec_with(value[0], value[1] == NULL ? Py_None : value[1],
                     value[2] == NULL ? Py_None : value[2],
                     value[3] == Py_None ? NULL : value[3]);
}

/* ---- compile -------------------------------------------------------------------------------------------------------- */

#define KNOWN_FLAGS (PyCF_MASK | PyCF_MASK_OBSOLETE | PyCF_COMPILE_MASK)

static bool compile_arguments_fit(const char *mode, int flags, int optimize) {
    if (flags & ~KNOWN_FLAGS) {
        PyErr_SetString(PyExc_ValueError, "compile(): unrecognised flags");
    } else if (optimize < -1 || optimize > 2) {
        PyErr_SetString(PyExc_ValueError, "compile(): invalid optimize value");
    } else if (strcmp(mode, "exec") != 0 && strcmp(mode, "eval") != 0 &&
               strcmp(mode, "single") != 0 && strcmp(mode, "func_type") != 0) {
        PyErr_SetString(PyExc_ValueError,
                        flags & PyCF_ONLY_AST
                            ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
                            : "compile() mode must be 'exec', 'eval' or 'single'");
    } else if (strcmp(mode, "func_type") == 0 && !(flags & PyCF_ONLY_AST)) {
        PyErr_SetString(PyExc_ValueError,
                        "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
    } else {
        return true;
    }
    return false;
}

typedef struct {
    PyObject *filename; /* owned */
    const char *mode;
    int flags, dont_inherit, optimize, feature;
} compile_arguments;

/* *value stays as it is when there is no such argument. 0 or -1 */
static int read_int(PyObject *op, int *value) {
    if (op != NULL) {
        *value = PYI_LONG_AS_INT(op);
    }
    return op != NULL && *value == -1 && PyErr_Occurred() ? -1 : 0;
}

static const char *read_mode(PyObject *op) {
    Py_ssize_t size;
    if (!PyUnicode_Check(op)) {
        _PyArg_BadArgument("compile", "argument 'mode'", "str", op);
        return NULL;
    }
    const char *mode = PyUnicode_AsUTF8AndSize(op, &size);
    if (mode != NULL && strlen(mode) != (size_t)size) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return NULL;
    }
    return mode;
}

/* In the order of the parameters, as their errors are seen. 0 or -1 */
static int read_compile_arguments(compile_arguments *self, PyObject *const *given) {
    *self = (compile_arguments){.optimize = -1, .feature = -1};
    if (!PyUnicode_FSDecoder(given[1], &self->filename)) {
        return -1;
    }
    self->mode = read_mode(given[2]);
    if (self->mode == NULL || read_int(given[3], &self->flags) < 0) {
        return -1;
    }
    self->dont_inherit = given[4] == NULL ? 0 : PyObject_IsTrue(given[4]);
    return self->dont_inherit < 0 || read_int(given[5], &self->optimize) < 0 ||
                   read_int(given[6], &self->feature) < 0
               ? -1
               : 0;
}

static PyObject *compile_with(PyObject *source, const compile_arguments *self) {
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    flags.cf_flags = self->flags | PyCF_SOURCE_IS_UTF8;
    if (self->feature >= 0 && (self->flags & PyCF_ONLY_AST)) {
        flags.cf_feature_version = self->feature;
    }
    if (!compile_arguments_fit(self->mode, self->flags, self->optimize)) {
        return NULL;
    }
    if (!self->dont_inherit) {
        PyEval_MergeCompilerFlags(&flags);
    }
    return pyi_compile(source, self->filename, self->mode, &flags, self->optimize);
}

static PyObject *builtin_compile(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                                 PyObject *kwnames) {
    static const char *const keywords[] = {"source",   "filename",         "mode", "flags", "dont_inherit",
                                           "optimize", "_feature_version", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "compile"};
    PyObject *found[7], *value[7];
    (void)module;
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 3, 6, 0, found);
    if (given == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < 7; i++) { /* the caller's own array ends where its arguments do */
        value[i] = given == found || i < nargs ? given[i] : NULL;
    }
    compile_arguments all;
    PyObject *code = read_compile_arguments(&all, value) < 0 ? NULL : compile_with(value[0], &all);
    Py_XDECREF(all.filename);
    return code;
}

/* ---- imports and the debugger ------------------------------------------------------------------------------------------ */

static PyObject *builtin_import(PyObject *module, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"name", "globals", "locals", "fromlist", "level", NULL};
    PyObject *name, *globals = NULL, *locals = NULL, *fromlist = NULL;
    int level = 0;
    (void)module;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|OOOi:__import__", keywords, &name, &globals,
                                     &locals, &fromlist, &level)) {
        return NULL;
    }
    return PyImport_ImportModuleLevelObject(name, globals, locals, fromlist, level);
}

static PyObject *builtin_breakpoint(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                                    PyObject *kwnames) {
    PyObject *hook = PySys_GetObject("breakpointhook");
    (void)module;
    if (hook == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "lost sys.breakpointhook");
        return NULL;
    }
    if (PySys_Audit("builtins.breakpoint", "O", hook) < 0) {
        return NULL;
    }
    Py_INCREF(hook);
    PyObject *result = PyObject_Vectorcall(hook, args, (size_t)nargs, kwnames);
    Py_DECREF(hook);
    return result;
}

PyMethodDef pyi_builtin_code_rows[] = {
    ROW_PLAIN("__build_class__", pyi_builtin_build_class, PYI_KEYWORDS),
    ROW("__import__", builtin_import, METH_VARARGS | METH_KEYWORDS,
        "($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)"),
#if PYI_313
    ROW("breakpoint", builtin_breakpoint, PYI_KEYWORDS, "($module, /, *args, **kws)"),
    ROW("eval", builtin_eval, PYI_KEYWORDS, "($module, source, /, globals=None, locals=None)"),
    ROW("exec", builtin_exec, PYI_KEYWORDS,
        "($module, source, /, globals=None, locals=None, *, closure=None)"),
#else
    ROW_PLAIN("breakpoint", builtin_breakpoint, PYI_KEYWORDS),
    ROW("eval", builtin_eval, PYI_KEYWORDS, "($module, source, globals=None, locals=None, /)"),
    ROW("exec", builtin_exec, PYI_KEYWORDS,
        "($module, source, globals=None, locals=None, /, *, closure=None)"),
#endif
    ROW("compile", builtin_compile, PYI_KEYWORDS,
        "($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *,"
        " _feature_version=-1)"),
    {0},
};
