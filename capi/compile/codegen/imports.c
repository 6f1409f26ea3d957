/* SPDX-License-Identifier: Apache-2.0 */
/* imports.c: import a.b, import a.b as c, from a import b. */
#include "codegen.h"

static PyObject *
part(pyi_codegen *c, PyObject *name, Py_ssize_t begin, Py_ssize_t end)
{
    return pyi_cg_keep(c, PyUnicode_Substring(name, begin, end));
}

/* import a.b.c as d: IMPORT_NAME gives a, of which the parts behind the dots are fetched in turn. */
static int
bind_submodule(pyi_codegen *c, pyi_location loc, alias_ty alias)
{
    PyObject *name = alias->name;
    Py_ssize_t length = PyUnicode_GET_LENGTH(name);
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, length, 1);
    if (dot == -1) {
        return pyi_cg_name(c, loc, alias->asname, Store);
    }
    while (true) {
        Py_ssize_t begin = dot + 1;
        dot = PyUnicode_FindChar(name, '.', begin, length, 1);
        PyObject *attribute = part(c, name, begin, dot == -1 ? length : dot);
        if (dot == -2 || attribute == NULL) {
            return -1;
        }
        TRY(pyi_cg_emit_name(c, loc, IMPORT_FROM, c->unit->names, attribute));
        if (dot == -1) {
            break;
        }
        TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
        TRY(pyi_cg_emit(c, loc, POP_TOP));
    }
    TRY(pyi_cg_name(c, loc, alias->asname, Store));
    return pyi_cg_emit(c, loc, POP_TOP);
}

int
pyi_cg_import(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(s->v.Import.names); i++) {
        alias_ty alias = asdl_seq_GET(s->v.Import.names, i);
        TRY(pyi_cg_new_constant(c, loc, PyLong_FromLong(0)));
        TRY(pyi_cg_none(c, loc));
        TRY(pyi_cg_emit_mangled(c, loc, IMPORT_NAME, alias->name));
        if (alias->asname != NULL) {
            TRY(bind_submodule(c, loc, alias));
            continue;
        }
        Py_ssize_t length = PyUnicode_GET_LENGTH(alias->name);
        Py_ssize_t dot = PyUnicode_FindChar(alias->name, '.', 0, length, 1);
        PyObject *top = dot == -1 ? alias->name : part(c, alias->name, 0, dot);
        if (dot == -2 || top == NULL) {
            return -1;
        }
        TRY(pyi_cg_name(c, loc, top, Store));
    }
    return 0;
}

/* new: the tuple of names that IMPORT_NAME is told */
static PyObject *
imported_names(asdl_alias_seq *aliases)
{
    Py_ssize_t n = asdl_seq_LEN(aliases);
    PyObject *names = PyTuple_New(n);
    for (Py_ssize_t i = 0; names != NULL && i < n; i++) {
        PyTuple_SET_ITEM(names, i, Py_NewRef(asdl_seq_GET(aliases, i)->name));
    }
    return names;
}

static bool
is_after(pyi_location loc, pyi_location end)
{
    return loc.lineno > end.lineno ||
           (loc.lineno == end.lineno && loc.col_offset > end.col_offset);
}

int
pyi_cg_import_from(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    asdl_alias_seq *aliases = s->v.ImportFrom.names;
    PyObject *module = s->v.ImportFrom.module;
    TRY(pyi_cg_new_constant(c, loc, PyLong_FromLong(s->v.ImportFrom.level)));
    if (is_after(loc, c->future_end) && module != NULL &&
        _PyUnicode_EqualToASCIIString(module, "__future__")) {
        return pyi_cg_error(c, loc,
                            "from __future__ imports must occur at the beginning of the file");
    }
    TRY(pyi_cg_new_constant(c, loc, imported_names(aliases)));
    TRY(pyi_cg_emit_mangled(c, loc, IMPORT_NAME, module != NULL ? module : PYI_NAME("")));
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(aliases); i++) {
        alias_ty alias = asdl_seq_GET(aliases, i);
        if (i == 0 && PyUnicode_READ_CHAR(alias->name, 0) == '*') {
            TRY(pyi_cg_intrinsic(c, loc, PYI_CG_IMPORT_STAR));
#if PYI_312
            TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP));
#endif
            return 0;
        }
        TRY(pyi_cg_emit_mangled(c, loc, IMPORT_FROM, alias->name));
        TRY(pyi_cg_name(c, loc, alias->asname ? alias->asname : alias->name, Store));
    }
    return pyi_cg_emit(c, loc, POP_TOP);
}
