/* SPDX-License-Identifier: Apache-2.0 */
/* new: making code objects: by the compiler's description, by the public constructors, empty ones.
 * Contract   docs.python.org/3/c-api/code.html, pycore_code.h (struct _PyCodeConstructor)
 */
#include "code.h"

/* ---- checks and interning ---------------------------------------------------------------------- */

static bool is_identifier_like(PyObject *text) {
    if (!PyUnicode_IS_ASCII(text)) {
        return false;
    }
    const unsigned char *p = PyUnicode_DATA(text), *end = p + PyUnicode_GET_LENGTH(text);
    for (; p < end; p++) {
        if (!Py_ISALNUM(*p) && *p != '_') {
            return false;
        }
    }
    return true;
}

static int intern_all(PyObject *names) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i);
        if (name == NULL || !PyUnicode_CheckExact(name)) {
            PyErr_SetString(PyExc_SystemError, "non-string found in code slot");
            return -1;
        }
        PyUnicode_InternInPlace(&PyTuple_GET_ITEM(names, i));
    }
    return 0;
}

static int intern_constants(PyObject *consts, bool *changed);

/* A frozenset cannot be changed: a new one takes the place of one whose items are interned. */
static int intern_frozenset(PyObject **place) {
    PyObject *items = PySequence_Tuple(*place);
    bool changed = false;
    if (items == NULL || intern_constants(items, &changed) < 0) {
        Py_XDECREF(items);
        return -1;
    }
    if (changed) {
        PyObject *copy = PyFrozenSet_New(items);
        if (copy == NULL) {
            Py_DECREF(items);
            return -1;
        }
        Py_SETREF(*place, copy);
    }
    Py_DECREF(items);
    return 0;
}

static int intern_constants(PyObject *consts, bool *changed) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(consts); i++) {
        PyObject **place = &PyTuple_GET_ITEM(consts, i), *before = *place;
        if (PyUnicode_CheckExact(before)) {
            if (is_identifier_like(before)) {
                PyUnicode_InternInPlace(place);
            }
        } else if (PyTuple_CheckExact(before)) {
            if (intern_constants(before, changed) < 0) {
                return -1;
            }
        } else if (PyFrozenSet_CheckExact(before) && intern_frozenset(place) < 0) {
            return -1;
        }
        *changed |= *place != before;
    }
    return 0;
}

int _PyCode_Validate(struct _PyCodeConstructor *con) {
    bool valid = con->argcount >= con->posonlyargcount && con->posonlyargcount >= 0 &&
                 con->kwonlyargcount >= 0 && con->stacksize >= 0 && con->flags >= 0 &&
                 con->code != NULL && PyBytes_Check(con->code) && con->consts != NULL &&
                 PyTuple_Check(con->consts) && con->names != NULL && PyTuple_Check(con->names) &&
                 con->localsplusnames != NULL && PyTuple_Check(con->localsplusnames) &&
                 con->localspluskinds != NULL && PyBytes_Check(con->localspluskinds) &&
                 PyTuple_GET_SIZE(con->localsplusnames) == PyBytes_GET_SIZE(con->localspluskinds) &&
                 con->name != NULL && PyUnicode_Check(con->name) && con->qualname != NULL &&
                 PyUnicode_Check(con->qualname) && con->filename != NULL &&
                 PyUnicode_Check(con->filename) && con->linetable != NULL &&
                 PyBytes_Check(con->linetable) && con->exceptiontable != NULL &&
                 PyBytes_Check(con->exceptiontable);
    if (!valid) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (PyBytes_GET_SIZE(con->code) % (Py_ssize_t)sizeof(_Py_CODEUNIT) != 0) {
        PyErr_SetString(PyExc_ValueError, "code: co_code is malformed");
        return -1;
    }
    int nlocals = 0;
    for (Py_ssize_t i = 0; i < PyBytes_GET_SIZE(con->localspluskinds); i++) {
        nlocals += (PyBytes_AS_STRING(con->localspluskinds)[i] & CO_FAST_LOCAL) != 0;
    }
    int parameters = con->argcount + con->kwonlyargcount + ((con->flags & CO_VARARGS) != 0) +
                     ((con->flags & CO_VARKEYWORDS) != 0);
    if (parameters > nlocals) {
        PyErr_SetString(PyExc_ValueError, "code: varnames is too small");
        return -1;
    }
    return 0;
}

/* ---- filling ---------------------------------------------------------------------------------------- */

static void count_variables(PyCodeObject *self) {
    int locals = 0, plain_cells = 0, cells = 0, free = 0;
    for (Py_ssize_t i = 0; i < PyBytes_GET_SIZE(self->co_localspluskinds); i++) {
        _PyLocals_Kind kind = _PyLocals_GetKind(self->co_localspluskinds, (int)i);
        locals += (kind & CO_FAST_LOCAL) != 0;
        cells += (kind & CO_FAST_CELL) != 0;
        plain_cells += (kind & (CO_FAST_LOCAL | CO_FAST_CELL)) == CO_FAST_CELL;
        free += (kind & CO_FAST_FREE) != 0;
    }
    self->co_nlocals = locals;
    self->co_ncellvars = cells;
    self->co_nfreevars = free;
    self->co_nlocalsplus = (int)PyTuple_GET_SIZE(self->co_localsplusnames);
#if PYI_312
    self->co_framesize = self->co_nlocalsplus + self->co_stacksize + FRAME_SPECIALS_SIZE;
    (void)plain_cells;
#else
    self->co_nplaincellvars = plain_cells;
#endif
}

/* Tracing, and frames that others see, begin with RESUME. */
static int first_traceable(PyCodeObject *self) {
    const uint8_t *bytes = (const uint8_t *)self->co_code_adaptive;
    Py_ssize_t i = 0, n = Py_SIZE(self);
    while (i < n && bytes[2 * i] != RESUME) {
        i += 1 + pyi_opcode_caches[bytes[2 * i]];
    }
    return (int)(i < n ? i : 0);
}

static void set_version(PyCodeObject *self) {
#if PYI_312
    PyInterpreterState *interp = PyInterpreterState_Get();
    self->co_version = interp->func_state.next_version;
    if (interp->func_state.next_version != 0) {
        interp->func_state.next_version++;
    }
#else
    (void)self;
#endif
}

PyCodeObject *_PyCode_New(struct _PyCodeConstructor *con) {
    bool changed = false;
    if (intern_all(con->names) < 0 || intern_constants(con->consts, &changed) < 0 ||
        intern_all(con->localsplusnames) < 0) {
        return NULL;
    }
    Py_ssize_t nbytes = PyBytes_GET_SIZE(con->code);
    PyCodeObject *self = PyObject_NewVar(PyCodeObject, &PyCode_Type,
                                         nbytes / (Py_ssize_t)sizeof(_Py_CODEUNIT));
    if (self == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    memset((char *)self + sizeof(PyVarObject), 0,
           offsetof(PyCodeObject, co_code_adaptive) - sizeof(PyVarObject));
    self->co_filename = Py_NewRef(con->filename);
    self->co_name = Py_NewRef(con->name);
    self->co_qualname = Py_NewRef(con->qualname);
    PyUnicode_InternInPlace(&self->co_name);
    PyUnicode_InternInPlace(&self->co_qualname);
    self->co_flags = con->flags;
    self->co_firstlineno = con->firstlineno;
    self->co_linetable = pyi_code_wants_columns() ? Py_NewRef(con->linetable)
                                                  : pyi_code_only_lines(con);
    self->co_consts = Py_NewRef(con->consts);
    self->co_names = Py_NewRef(con->names);
    self->co_localsplusnames = Py_NewRef(con->localsplusnames);
    self->co_localspluskinds = Py_NewRef(con->localspluskinds);
    self->co_argcount = con->argcount;
    self->co_posonlyargcount = con->posonlyargcount;
    self->co_kwonlyargcount = con->kwonlyargcount;
    self->co_stacksize = con->stacksize;
    self->co_exceptiontable = Py_NewRef(con->exceptiontable);
    memcpy(self->co_code_adaptive, PyBytes_AS_STRING(con->code), (size_t)nbytes);
    if (self->co_linetable == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    count_variables(self);
    set_version(self);
    self->_co_firsttraceable = first_traceable(self);
    pyi_code_created(self);
    return self;
}

/* ---- public constructors ------------------------------------------------------------------------------ */

/* Where a cell variable is among the locals when it is one of them, else -1. */
static Py_ssize_t find_local(PyObject *varnames, PyObject *name) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(varnames); i++) {
        int same = PyUnicode_Compare(PyTuple_GET_ITEM(varnames, i), name);
        if (same == 0) {
            return i;
        }
    }
    return -1;
}

static bool all_strings(PyObject *tuple) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        if (!PyUnicode_Check(PyTuple_GET_ITEM(tuple, i))) {
            PyErr_Format(PyExc_TypeError, "name tuples must contain only strings, not '%.500s'",
                         Py_TYPE(PyTuple_GET_ITEM(tuple, i))->tp_name);
            return false;
        }
    }
    return true;
}

/* New: names and kinds of locals, then of cells that are no locals, then of free variables. */
static int join_variables(PyObject *varnames, PyObject *cellvars, PyObject *freevars, int flags,
                          PyObject **names, PyObject **kinds) {
    _PyLocals_Kind local = CO_FAST_LOCAL;
#if PYI_312
    if (!(flags & CO_OPTIMIZED)) { /* what an inlined comprehension has in a class or module */
        local |= CO_FAST_HIDDEN;
    }
#else
    (void)flags;
#endif
    if (!all_strings(varnames) || !all_strings(cellvars) || !all_strings(freevars)) {
        return -1;
    }
    Py_ssize_t nlocals = PyTuple_GET_SIZE(varnames), ncells = PyTuple_GET_SIZE(cellvars);
    Py_ssize_t nfree = PyTuple_GET_SIZE(freevars), n = nlocals + ncells + nfree, shared = 0;
    for (Py_ssize_t i = 0; i < ncells; i++) {
        shared += find_local(varnames, PyTuple_GET_ITEM(cellvars, i)) >= 0;
    }
    *names = PyTuple_New(n - shared);
    *kinds = PyBytes_FromStringAndSize(NULL, n - shared);
    if (*names == NULL || *kinds == NULL) {
        return -1;
    }
    Py_ssize_t place = 0;
    for (Py_ssize_t i = 0; i < nlocals; i++, place++) {
        PyTuple_SET_ITEM(*names, place, Py_NewRef(PyTuple_GET_ITEM(varnames, i)));
        _PyLocals_SetKind(*kinds, (int)place, local);
    }
    for (Py_ssize_t i = 0; i < ncells; i++) {
        PyObject *name = PyTuple_GET_ITEM(cellvars, i);
        Py_ssize_t same = find_local(varnames, name);
        if (same >= 0) {
            _PyLocals_SetKind(*kinds, (int)same, local | CO_FAST_CELL);
        } else {
            PyTuple_SET_ITEM(*names, place, Py_NewRef(name));
            _PyLocals_SetKind(*kinds, (int)place++, CO_FAST_CELL);
        }
    }
    for (Py_ssize_t i = 0; i < nfree; i++, place++) {
        PyTuple_SET_ITEM(*names, place, Py_NewRef(PyTuple_GET_ITEM(freevars, i)));
        _PyLocals_SetKind(*kinds, (int)place, CO_FAST_FREE);
    }
    return 0;
}

/* 3.11 and later ask for as much as the 17 and 18 parameters below; one name, two spellings. */
#if PYI_312
#  define CODE_NEW PyUnstable_Code_New
#  define CODE_NEW_POSONLY PyUnstable_Code_NewWithPosOnlyArgs
#else
#  define CODE_NEW PyCode_New
#  define CODE_NEW_POSONLY PyCode_NewWithPosOnlyArgs
#endif

PyCodeObject *CODE_NEW_POSONLY(int argcount, int posonlyargcount, int kwonlyargcount, int nlocals,
                               int stacksize, int flags, PyObject *code, PyObject *consts,
                               PyObject *names, PyObject *varnames, PyObject *freevars,
                               PyObject *cellvars, PyObject *filename, PyObject *name,
                               PyObject *qualname, int firstlineno, PyObject *linetable,
                               PyObject *exceptiontable) {
    bool tuples = varnames != NULL && PyTuple_Check(varnames) && cellvars != NULL &&
                  PyTuple_Check(cellvars) && freevars != NULL && PyTuple_Check(freevars) &&
                  argcount >= 0 && nlocals >= 0;
    if (!tuples) {
        PyErr_BadInternalCall();
        return NULL;
    }
    PyObject *all_names = NULL, *kinds = NULL;
    PyCodeObject *result = NULL;
    if (join_variables(varnames, cellvars, freevars, flags, &all_names, &kinds) == 0) {
        struct _PyCodeConstructor con = {
            .filename = filename,
            .name = name,
            .qualname = qualname,
            .flags = flags,
            .code = code,
            .firstlineno = firstlineno,
            .linetable = linetable,
            .consts = consts,
            .names = names,
            .localsplusnames = all_names,
            .localspluskinds = kinds,
            .argcount = argcount,
            .posonlyargcount = posonlyargcount,
            .kwonlyargcount = kwonlyargcount,
            .stacksize = stacksize,
            .exceptiontable = exceptiontable,
        };
        if (_PyCode_Validate(&con) == 0) {
            if (nlocals != PyTuple_GET_SIZE(varnames)) {
                PyErr_SetString(PyExc_ValueError, "code: co_nlocals != len(co_varnames)");
            } else {
                result = _PyCode_New(&con);
            }
        }
    }
    Py_XDECREF(all_names);
    Py_XDECREF(kinds);
    return result;
}

PyCodeObject *CODE_NEW(int argcount, int kwonlyargcount, int nlocals, int stacksize, int flags,
                       PyObject *code, PyObject *consts, PyObject *names, PyObject *varnames,
                       PyObject *freevars, PyObject *cellvars, PyObject *filename, PyObject *name,
                       PyObject *qualname, int firstlineno, PyObject *linetable,
                       PyObject *exceptiontable) {
    return CODE_NEW_POSONLY(argcount, 0, kwonlyargcount, nlocals, stacksize, flags, code, consts,
                            names, varnames, freevars, cellvars, filename, name, qualname,
                            firstlineno, linetable, exceptiontable);
}

/* code that raises: for tracebacks of functions that have no bytecode */
PyCodeObject *PyCode_NewEmpty(const char *filename, const char *funcname, int firstlineno) {
    static const uint8_t raises[] = {RESUME, 0, LOAD_ASSERTION_ERROR, 0, RAISE_VARARGS, 1};
    /* each instruction on the first line */
    static const uint8_t lines[] = {0x80 | PY_CODE_LOCATION_INFO_NO_COLUMNS << 3 | 2, 0};
    PyObject *name = PyUnicode_FromString(funcname);
    PyObject *file = PyUnicode_DecodeFSDefault(filename);
    PyObject *code = PyBytes_FromStringAndSize((const char *)raises, sizeof(raises));
    PyObject *table = PyBytes_FromStringAndSize((const char *)lines, sizeof(lines));
    PyObject *nothing = PyTuple_New(0), *no_bytes = PyBytes_FromStringAndSize(NULL, 0);
    PyCodeObject *result = NULL;
    if (name != NULL && file != NULL && code != NULL && table != NULL && nothing != NULL &&
        no_bytes != NULL) {
        struct _PyCodeConstructor con = {
            .filename = file,
            .name = name,
            .qualname = name,
            .code = code,
            .firstlineno = firstlineno,
            .linetable = table,
            .consts = nothing,
            .names = nothing,
            .localsplusnames = nothing,
            .localspluskinds = no_bytes,
            .exceptiontable = no_bytes,
            .stacksize = 1,
        };
        result = _PyCode_New(&con);
    }
    Py_XDECREF(name);
    Py_XDECREF(file);
    Py_XDECREF(code);
    Py_XDECREF(table);
    Py_XDECREF(nothing);
    Py_XDECREF(no_bytes);
    return result;
}
