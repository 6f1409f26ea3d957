/* SPDX-License-Identifier: Apache-2.0 */
/* str, interning: one object for equal strings, so that names compare by address.
 * Layout     an open hash table with linear probing; it holds no references: a mortal interned str takes
 *            itself out when it is freed
 */
#include "pyi_str.h"

typedef struct {
    Py_hash_t hash;
    PyObject *op; /* borrowed; NULL when free */
} intern_entry;

static intern_entry *table;
static size_t table_size; /* a power of two, or 0 */
static size_t table_used;

/* ---- storage ------------------------------------------------------------------------------ */

static inline size_t next_slot(size_t i) {
    return (i + 1) & (table_size - 1);
}

/* The entry of a str equal to op, or the free one where it belongs. */
static intern_entry *find_entry(PyObject *op, Py_hash_t hash) {
    size_t i = (size_t)hash & (table_size - 1);
    for (; table[i].op != NULL; i = next_slot(i)) {
        if (table[i].hash == hash && _PyUnicode_EQ(table[i].op, op)) {
            break;
        }
    }
    return &table[i];
}

static int grow_table(void) {
    size_t size = table_size ? table_size * 2 : 512;
    intern_entry *old = table, *bigger = PyMem_RawCalloc(size, sizeof(intern_entry));
    if (bigger == NULL) {
        return -1;
    }
    size_t old_size = table_size;
    table = bigger;
    table_size = size;
    for (size_t i = 0; i < old_size; i++) {
        if (old[i].op != NULL) {
            size_t to = (size_t)old[i].hash & (size - 1);
            while (table[to].op != NULL) {
                to = next_slot(to);
            }
            table[to] = old[i];
        }
    }
    PyMem_RawFree(old);
    return 0;
}

/* Later entries of the same run move back over the hole, so no marks of deleted ones are needed. */
static void remove_entry(size_t hole) {
    table_used--;
    for (size_t i = next_slot(hole); table[i].op != NULL; i = next_slot(i)) {
        size_t home = (size_t)table[i].hash & (table_size - 1);
        if (((i - home) & (table_size - 1)) >= ((i - hole) & (table_size - 1))) {
            table[hole] = table[i];
            hole = i;
        }
    }
    table[hole].op = NULL;
}

void pyi_str_forget(PyObject *op) {
    size_t i = (size_t)STR_ASCII(op)->hash & (table_size - 1);
    for (; table[i].op != NULL; i = next_slot(i)) {
        if (table[i].op == op) {
            remove_entry(i);
            break;
        }
    }
    STR_ASCII(op)->state.interned = SSTATE_NOT_INTERNED;
}

/* ---- interning ---------------------------------------------------------------------------- */

static void make_immortal(PyObject *op) {
    STR_ASCII(op)->state.interned = SSTATE_INTERNED_IMMORTAL;
    op->ob_refcnt = STR_IMMORTAL;
}

#if PYI_312
#define SHARED_STATE SSTATE_INTERNED_IMMORTAL_STATIC
#else
#define SHARED_STATE SSTATE_INTERNED_IMMORTAL
#endif

/* Puts the shared one-character object in place of *slot. */
static bool intern_short(PyObject **slot) {
    PyObject *op = *slot, *shared = NULL;
    if (PyUnicode_GET_LENGTH(op) == 0) {
        shared = pyi_str_empty();
    } else if (PyUnicode_GET_LENGTH(op) == 1 && PyUnicode_KIND(op) == PyUnicode_1BYTE_KIND) {
        shared = pyi_str_latin1(PyUnicode_1BYTE_DATA(op)[0]);
    }
    if (shared == NULL) {
        return false;
    }
    if (!PyUnicode_CHECK_INTERNED(shared)) { /* the initial contents of _PyRuntime */
        STR_ASCII(shared)->state.interned = SHARED_STATE;
    }
    *slot = shared;
    Py_DECREF(op);
    return true;
}

/* Without memory the str simply stays as it is, as in CPython. */
static void intern(PyObject **slot, bool immortal) {
    PyObject *op = *slot;
    if (op == NULL || !PyUnicode_CheckExact(op)) {
        return;
    }
    if (PyUnicode_CHECK_INTERNED(op)) {
        if (immortal && PyUnicode_CHECK_INTERNED(op) == SSTATE_INTERNED_MORTAL) {
            make_immortal(op);
        }
        return;
    }
    if (intern_short(slot)) {
        return;
    }
    if ((table_used + 1) * 3 > table_size * 2 && grow_table() < 0) {
        return;
    }
    Py_hash_t hash = PyObject_Hash(op);
    intern_entry *entry = find_entry(op, hash);
    if (entry->op != NULL) {
        *slot = Py_NewRef(entry->op);
        if (immortal && PyUnicode_CHECK_INTERNED(entry->op) == SSTATE_INTERNED_MORTAL) {
            make_immortal(entry->op);
        }
        Py_DECREF(op);
        return;
    }
    entry->hash = hash;
    entry->op = op;
    table_used++;
    STR_ASCII(op)->state.interned = SSTATE_INTERNED_MORTAL;
    if (immortal) {
        make_immortal(op);
    }
}

/* ---- public functions --------------------------------------------------------------------- */

/* 3.12 makes every interned str immortal; 3.11 and 3.13 let go of those nobody uses. */
#define INTERN_FOREVER (PYI_312 && !PYI_313)

/* steals *slot, gives a new reference to the interned str */
void PyUnicode_InternInPlace(PyObject **slot) {
    intern(slot, INTERN_FOREVER);
}

#if PYI_312
void _PyUnicode_InternInPlace(PyInterpreterState *interp, PyObject **slot) {
    (void)interp;
    intern(slot, INTERN_FOREVER);
}
#endif

#if PYI_313
void _PyUnicode_InternMortal(PyInterpreterState *interp, PyObject **slot) {
    (void)interp;
    intern(slot, false);
}

void _PyUnicode_InternImmortal(PyInterpreterState *interp, PyObject **slot) {
    (void)interp;
    intern(slot, true);
}

void _PyUnicode_InternStatic(PyInterpreterState *interp, PyObject **slot) {
    (void)interp;
    intern(slot, true);
    STR_ASCII(*slot)->state.interned = SSTATE_INTERNED_IMMORTAL_STATIC;
}
#endif

PyAPI_FUNC(void) PyUnicode_InternImmortal(PyObject **slot);
void PyUnicode_InternImmortal(PyObject **slot) {
    intern(slot, true);
}

PyObject *PyUnicode_InternFromString(const char *text) {
    PyObject *op = PyUnicode_FromString(text);
    if (op != NULL) {
        PyUnicode_InternInPlace(&op);
    }
    return op;
}

Py_ssize_t _PyUnicode_InternedSize(void) {
    return (Py_ssize_t)table_used;
}

#if PYI_313
Py_ssize_t _PyUnicode_InternedSize_Immortal(void) {
    Py_ssize_t n = 0;
    for (size_t i = 0; i < table_size; i++) {
        n += table[i].op != NULL && _Py_IsImmortal(table[i].op);
    }
    return n;
}
#endif

void _PyUnicode_ClearInterned(PyInterpreterState *interp) {
    (void)interp;
}

/* ---- identifiers of C code (_Py_IDENTIFIER) ------------------------------------------------ */

/* Objects by index. An identifier keeps its index as long as the process lives. */
static PyObject **identifiers;
static Py_ssize_t identifier_count, identifier_room;

static int place_identifier(_Py_Identifier *id) {
    if (id->index < 0) {
        id->index = identifier_count;
    }
    if (id->index >= identifier_room) {
        Py_ssize_t room = Py_MAX(id->index + 1, identifier_room * 2 + 16);
        PyObject **bigger = PyMem_RawRealloc(identifiers, (size_t)room * sizeof(PyObject *));
        if (bigger == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        memset(bigger + identifier_room, 0, (size_t)(room - identifier_room) * sizeof(PyObject *));
        identifiers = bigger;
        identifier_room = room;
    }
    identifier_count = Py_MAX(identifier_count, id->index + 1);
    return 0;
}

/* borrowed */
PyObject *_PyUnicode_FromId(_Py_Identifier *id) {
    if (id->index >= 0 && id->index < identifier_room && identifiers[id->index] != NULL) {
        return identifiers[id->index];
    }
    PyObject *op = PyUnicode_InternFromString(id->string);
    if (op == NULL || place_identifier(id) < 0) {
        Py_XDECREF(op);
        return NULL;
    }
    return identifiers[id->index] = op;
}
