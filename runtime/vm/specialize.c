/* SPDX-License-Identifier: Apache-2.0 */
/* specialize.c: which special form an instruction takes after what it has seen.
 *
 * Nothing is a promise: every form checks again what it relies on. A form is refused by making the
 * counter start anew.
 */
#include "vm.h"

#include <structmember.h>

#include "internal/pycore_list.h"
#include "internal/pycore_object.h"

#include "vm_attr.h"

static void take_form(_Py_CODEUNIT *at, int form) { *(uint8_t *)at = (uint8_t)form; }

static void refuse(_Py_CODEUNIT *at) { vm_cache(at)[0] = (uint16_t)VM_AFTER_REFUSAL; }

static void set_version(uint16_t *cache, uint32_t version) {
    memcpy(cache, &version, sizeof(version));
}

static void set_pointer(uint16_t *cache, PyObject *op) { memcpy(cache, &op, sizeof(op)); }

/* The version of a class, given now if it had none; 0: it cannot have one. */
static uint32_t type_version(PyTypeObject *type) {
    if (!PyType_HasFeature(type, Py_TPFLAGS_READY)) {
        return 0;
    }
#if PYI_313
    bool valid = type->tp_version_tag != 0;
#else
    bool valid = PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG);
#endif
    if (!valid) {
        _PyType_Lookup(type, PYI_NAME("__class__")); /* a look-up leaves one behind */
    }
#if PYI_313
    return type->tp_version_tag;
#else
    return PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG) ? type->tp_version_tag : 0;
#endif
}

/* ---- global names --------------------------------------------------------------------------------- */

/* a version of 16 bits for what keys a dict has now; 0: there is none */
static uint16_t keys_version(PyDictObject *dict) {
    PyDictKeysObject *keys = dict->ma_keys;
    if (keys->dk_kind != DICT_KEYS_UNICODE) {
        return 0;
    }
#if PYI_312
    uint32_t version =
        _PyDictKeys_GetVersionForCurrentState(PyInterpreterState_Get(), keys);
#else
    uint32_t version = _PyDictKeys_GetVersionForCurrentState(keys);
#endif
    return version > UINT16_MAX ? 0 : (uint16_t)version;
}

void vm_specialize_load_global(pyi_frame *frame, _Py_CODEUNIT *at, PyObject *name) {
    uint16_t *cache = vm_cache(at);
    refuse(at);
    if (!PyDict_CheckExact(frame->f_globals) || !PyDict_CheckExact(frame->f_builtins)) {
        return;
    }
    PyDictObject *globals = (PyDictObject *)frame->f_globals;
    PyDictObject *builtins = (PyDictObject *)frame->f_builtins;
    if (globals->ma_keys->dk_kind != DICT_KEYS_UNICODE) {
        return;
    }
    Py_ssize_t index = _PyDictKeys_StringLookup(globals->ma_keys, name);
    int form = VM_LOAD_GLOBAL_MODULE;
    if (index == DKIX_EMPTY) {
        form = VM_LOAD_GLOBAL_BUILTIN_;
        cache[2] = keys_version(builtins);
        if (cache[2] == 0) {
            return;
        }
        index = _PyDictKeys_StringLookup(builtins->ma_keys, name);
    }
    cache[1] = keys_version(globals);
    if (index < 0 || index > UINT16_MAX || cache[1] == 0) {
        return;
    }
    cache[3] = (uint16_t)index;
    take_form(at, form);
}

/* ---- attributes -------------------------------------------------------------------------------------- */

static bool is_module_like(PyObject *op) {
    return Py_TYPE(op)->tp_getattro == PyModule_Type.tp_getattro;
}

static bool specialize_module(PyObject *owner, _Py_CODEUNIT *at, PyObject *name) {
    PyDictObject *dict = (PyDictObject *)((PyModuleObject *)owner)->md_dict;
    if (dict == NULL || !PyDict_CheckExact(dict) || _PyType_Lookup(Py_TYPE(owner), name) != NULL) {
        return false;
    }
    uint32_t version = keys_version(dict);
    Py_ssize_t index = version == 0 ? -1 : _PyDictKeys_StringLookup(dict->ma_keys, name);
    if (index < 0 || index > UINT16_MAX) {
        return false;
    }
    set_version(vm_cache(at) + 1, version);
    vm_cache(at)[3] = (uint16_t)index;
    take_form(at, VM_ATTR_MODULE);
    return true;
}

/* where the shared keys of a class have a name; NO_INDEX */
static uint16_t shared_index(PyTypeObject *type, PyObject *name) {
    if (!rt_has_shared_keys(type)) {
        return NO_INDEX;
    }
    uint32_t n = rt_count_shared_keys(type);
    for (uint32_t i = 0; i < n; i++) {
        if (rt_shared_key(type, i) == name) {
            return (uint16_t)i;
        }
    }
    return NO_INDEX;
}

/* the offset of a plain object slot; 0: descr is none */
static uint16_t slot_offset(PyObject *descr) {
    if (!Py_IS_TYPE(descr, &PyMemberDescr_Type)) {
        return 0;
    }
    PyMemberDef *member = ((PyMemberDescrObject *)descr)->d_member;
    bool plain = member->type == T_OBJECT_EX && member->offset > 0 && member->offset <= UINT16_MAX;
    return plain && !(member->flags & READONLY) ? (uint16_t)member->offset : 0;
}

static bool has_managed_dict(PyTypeObject *type) {
    return PyType_HasFeature(type, Py_TPFLAGS_MANAGED_DICT);
}

/* What is found in a class does not take part in look-ups, and never will: a class that can be changed may get a
 * `__get__` or `__set__` later, of which the version of the class that was asked says nothing. */
static bool never_descriptor(PyObject *found, bool sets_only) {
    PyTypeObject *type = Py_TYPE(found);
    return PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE) && type->tp_descr_set == NULL &&
           (sets_only || type->tp_descr_get == NULL);
}

/* What an attribute of an instance's own is found by: a form, or 0. */
static int own_attribute(PyObject *owner, PyObject *name, uint16_t *place, int in_values,
                         int in_dict) {
    PyTypeObject *type = Py_TYPE(owner);
    if (!has_managed_dict(type)) {
        return 0;
    }
    if (rt_instance_values(owner) != NULL) {
        *place = shared_index(type, name);
        return *place == NO_INDEX ? 0 : in_values;
    }
    PyObject *dict = rt_instance_dict(owner);
    *place = dict == NULL ? NO_INDEX : rt_dict_find(dict, name);
    return *place == NO_INDEX ? 0 : in_dict;
}

#if PYI_312
/* An attribute of a class that is asked for it; only those that the class gives as they are. */
static bool specialize_class(PyObject *owner, _Py_CODEUNIT *at, PyObject *name) {
    PyTypeObject *type = (PyTypeObject *)owner;
    if (Py_TYPE(owner) != &PyType_Type || _PyType_Lookup(&PyType_Type, name) != NULL) {
        return false;
    }
    PyObject *value = _PyType_Lookup(type, name);
    uint32_t version = type_version(type);
    if (value == NULL || version == 0) {
        return false;
    }
    bool plain = never_descriptor(value, false) || Py_IS_TYPE(value, &PyFunction_Type) ||
                 Py_IS_TYPE(value, &PyMethodDescr_Type);
    if (!plain) {
        return false;
    }
    set_version(vm_cache(at) + 1, version);
    set_pointer(vm_cache(at) + 5, value);
    take_form(at, VM_ATTR_CLASS);
    return true;
}
#endif

void vm_specialize_load_attr(PyObject *owner, _Py_CODEUNIT *at, PyObject *name) {
    PyTypeObject *type = Py_TYPE(owner);
    uint16_t *cache = vm_cache(at);
    refuse(at);
    if (is_module_like(owner)) {
        specialize_module(owner, at, name);
        return;
    }
#if PYI_312
    if (PyType_Check(owner)) {
        specialize_class(owner, at, name);
        return;
    }
#endif
    if (type->tp_getattro != PyObject_GenericGetAttr) {
        return;
    }
    PyObject *descr = _PyType_Lookup(type, name);
    uint32_t version = type_version(type);
    if (version == 0) {
        return;
    }
    int form = 0;
    uint16_t place = 0;
    if (descr == NULL || never_descriptor(descr, true)) {
        form = own_attribute(owner, name, &place, VM_ATTR_VALUE, VM_ATTR_DICT);
    } else if ((place = slot_offset(descr)) != 0 &&
               PyType_IsSubtype(type, PyDescr_TYPE(descr))) {
        form = VM_ATTR_SLOT;
    }
    if (form != 0) {
        set_version(cache + 1, version);
        cache[3] = place;
        take_form(at, form);
    }
}

void vm_specialize_method(PyObject *owner, _Py_CODEUNIT *at, PyObject *name) {
    PyTypeObject *type = Py_TYPE(owner);
    uint16_t *cache = vm_cache(at);
    refuse(at);
#if PYI_312
    if (is_module_like(owner)) {
        specialize_module(owner, at, name);
        return;
    }
    if (PyType_Check(owner)) {
        specialize_class(owner, at, name);
        return;
    }
#else
    if (PyType_Check(owner) || is_module_like(owner)) {
        return;
    }
#endif
    PyObject *method = _PyType_Lookup(type, name);
    uint32_t version = type_version(type);
    if (type->tp_getattro != PyObject_GenericGetAttr || version == 0) {
        return;
    }
    if (method == NULL || !PyType_HasFeature(Py_TYPE(method), Py_TPFLAGS_METHOD_DESCRIPTOR)) {
#if PYI_312
        vm_specialize_load_attr(owner, at, name); /* it may be an attribute that is called */
#endif
        return;
    }
    int form = VM_METHOD_PLAIN;
    if (has_managed_dict(type) && rt_instance_values(owner) != NULL) {
        if (shared_index(type, name) != NO_INDEX) {
            return;
        }
        form = VM_METHOD_VALUES;
        set_version(cache + 3, rt_count_shared_keys(type));
    } else if (has_managed_dict(type)) {
        form = VM_METHOD_MANAGED;
    } else if (type->tp_dictoffset != 0) {
        if (type->tp_dictoffset < 0 || type->tp_dictoffset > UINT16_MAX) {
            return;
        }
        form = VM_METHOD_DICT;
        cache[3] = (uint16_t)type->tp_dictoffset;
    }
    set_version(cache + 1, version);
    set_pointer(cache + 5, method);
    take_form(at, form);
}

void vm_specialize_store_attr(PyObject *owner, _Py_CODEUNIT *at, PyObject *name) {
    PyTypeObject *type = Py_TYPE(owner);
    uint16_t *cache = vm_cache(at);
    refuse(at);
    if (type->tp_setattro != PyObject_GenericSetAttr || PyType_Check(owner)) {
        return;
    }
    PyObject *descr = _PyType_Lookup(type, name);
    uint32_t version = type_version(type);
    if (version == 0) {
        return;
    }
    int form = 0;
    uint16_t place = 0;
    if (descr == NULL || never_descriptor(descr, true)) {
        form = own_attribute(owner, name, &place, VM_STORE_VALUE, VM_STORE_DICT);
        if (form == VM_STORE_VALUE && rt_writable_values(owner) == NULL) {
            form = rt_instance_dict(owner) == NULL ? 0 : VM_STORE_DICT;
        }
        if (form == 0 && has_managed_dict(type) && rt_instance_values(owner) == NULL) {
            form = VM_STORE_DICT;
        }
    } else if ((place = slot_offset(descr)) != 0 &&
               PyType_IsSubtype(type, PyDescr_TYPE(descr))) {
        form = VM_STORE_SLOT;
    }
    if (form != 0) {
        set_version(cache + 1, version);
        cache[3] = place;
        take_form(at, form);
    }
}

/* ---- operators ------------------------------------------------------------------------------------------ */

static bool both(PyObject *left, PyObject *right, PyTypeObject *type) {
    return Py_IS_TYPE(left, type) && Py_IS_TYPE(right, type);
}

static int int_form(int oparg) {
    switch (oparg) {
    case NB_ADD:
    case NB_INPLACE_ADD: return VM_ADD_INT;
    case NB_SUBTRACT:
    case NB_INPLACE_SUBTRACT: return VM_SUB_INT;
    case NB_MULTIPLY:
    case NB_INPLACE_MULTIPLY: return VM_MUL_INT;
    case NB_AND:
    case NB_INPLACE_AND: return VM_AND_INT;
    case NB_OR:
    case NB_INPLACE_OR: return VM_OR_INT;
    }
    return 0;
}

static int float_form(int oparg) {
    switch (oparg) {
    case NB_ADD:
    case NB_INPLACE_ADD: return VM_ADD_FLOAT;
    case NB_SUBTRACT:
    case NB_INPLACE_SUBTRACT: return VM_SUB_FLOAT;
    case NB_MULTIPLY:
    case NB_INPLACE_MULTIPLY: return VM_MUL_FLOAT;
    case NB_TRUE_DIVIDE:
    case NB_INPLACE_TRUE_DIVIDE: return VM_DIV_FLOAT;
    }
    return 0;
}

void vm_specialize_binary_op(PyObject *left, PyObject *right, _Py_CODEUNIT *at, int oparg) {
    int form = 0;
    if (both(left, right, &PyLong_Type)) {
        form = vm_int_small(left) && vm_int_small(right) ? int_form(oparg) : 0;
    } else if (both(left, right, &PyFloat_Type)) {
        form = float_form(oparg);
    } else if (both(left, right, &PyUnicode_Type) && (oparg == NB_ADD || oparg == NB_INPLACE_ADD)) {
        form = VM_ADD_STR;
    }
    refuse(at);
    if (form != 0) {
        take_form(at, form);
    }
}

void vm_specialize_compare(PyObject *left, PyObject *right, _Py_CODEUNIT *at) {
#if PYI_313
    int op = ((const uint8_t *)at)[1] >> 5;
#elif PYI_312
    int op = ((const uint8_t *)at)[1] >> 4;
#else
    int op = ((const uint8_t *)at)[1];
#endif
    refuse(at);
    if (both(left, right, &PyLong_Type)) {
        if (vm_int_small(left) && vm_int_small(right)) {
            take_form(at, VM_COMPARE_INT);
        }
    } else if (both(left, right, &PyFloat_Type)) {
        take_form(at, VM_COMPARE_FLOAT);
    } else if (both(left, right, &PyUnicode_Type) && (op == Py_EQ || op == Py_NE)) {
        take_form(at, VM_COMPARE_STR);
    }
}

void vm_specialize_subscr(PyObject *container, PyObject *index, _Py_CODEUNIT *at) {
    refuse(at);
    if (Py_IS_TYPE(container, &PyDict_Type)) {
        take_form(at, VM_ITEM_DICT);
    } else if (Py_IS_TYPE(index, &PyLong_Type) && vm_int_small(index)) {
        if (Py_IS_TYPE(container, &PyList_Type)) {
            take_form(at, VM_ITEM_LIST);
        } else if (Py_IS_TYPE(container, &PyTuple_Type)) {
            take_form(at, VM_ITEM_TUPLE);
        } else if (Py_IS_TYPE(container, &PyUnicode_Type)) {
            take_form(at, VM_ITEM_STR);
        }
    }
}

void vm_specialize_store_subscr(PyObject *container, PyObject *index, _Py_CODEUNIT *at) {
    refuse(at);
    if (Py_IS_TYPE(container, &PyDict_Type)) {
        take_form(at, VM_SET_DICT);
    } else if (Py_IS_TYPE(container, &PyList_Type) && Py_IS_TYPE(index, &PyLong_Type) &&
               vm_int_small(index) &&
               (size_t)vm_int_value(index) < (size_t)PyList_GET_SIZE(container)) {
        take_form(at, VM_SET_LIST);
    }
}

void vm_specialize_unpack(PyObject *sequence, _Py_CODEUNIT *at, int oparg) {
    refuse(at);
    if (PyTuple_CheckExact(sequence) && PyTuple_GET_SIZE(sequence) == oparg) {
        take_form(at, oparg == 2 ? VM_UNPACK_TWO : VM_UNPACK_TUPLE);
    }
}

/* ---- loops and calls ------------------------------------------------------------------------------------- */

void vm_specialize_for_iter(PyObject *iterator, _Py_CODEUNIT *at, int oparg) {
    refuse(at);
#if PYI_312
    if (Py_IS_TYPE(iterator, &PyListIter_Type)) {
        take_form(at, VM_ITER_LIST);
    } else if (Py_IS_TYPE(iterator, &PyTupleIter_Type)) {
        take_form(at, VM_ITER_TUPLE);
    } else if (Py_IS_TYPE(iterator, &PyRangeIter_Type)) {
        take_form(at, VM_ITER_RANGE);
    } else if (Py_IS_TYPE(iterator, &PyGen_Type) && oparg <= 255) {
        take_form(at, VM_ITER_GEN);
    }
#else
    (void)iterator, (void)oparg;
#endif
}

static bool binds_exactly(PyObject *op, int nargs) {
    PyFunctionObject *func = (PyFunctionObject *)op;
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    return func->vectorcall == _PyFunction_Vectorcall && code->co_argcount == nargs &&
           code->co_kwonlyargcount == 0 &&
           (code->co_flags & (CO_VARARGS | CO_VARKEYWORDS | CO_OPTIMIZED)) == CO_OPTIMIZED;
}

static int builtin_form(PyObject *callable, int nargs) {
    switch (PyCFunction_GET_FLAGS(callable)) {
    case METH_O: return nargs == 1 ? VM_CALL_BUILTIN_O : 0;
    case METH_FASTCALL: return VM_CALL_BUILTIN_FAST;
    }
    return 0;
}

static int descr_form(PyObject *callable, int nargs) {
    switch (((PyMethodDescrObject *)callable)->d_method->ml_flags) {
    case METH_O: return nargs == 2 ? VM_CALL_DESCR_O : 0;
    case METH_NOARGS: return nargs == 1 ? VM_CALL_DESCR_NOARGS : 0;
    case METH_FASTCALL: return VM_CALL_DESCR_FAST;
    }
    return 0;
}

#if PYI_312
/* A class whose instances need no more than room and a call of a Python __init__. */
static int class_form(PyTypeObject *type, int nargs, _Py_CODEUNIT *at) {
    PyObject *init = _PyType_Lookup(type, PYI_NAME("__init__"));
    bool plain = type->tp_new == PyBaseObject_Type.tp_new && type != &PyBaseObject_Type &&
                 !PyType_HasFeature(type, Py_TPFLAGS_IS_ABSTRACT) && init != NULL &&
                 Py_IS_TYPE(init, &PyFunction_Type) && binds_exactly(init, nargs + 1);
    uint32_t version = plain ? type_version(type) : 0;
    if (version == 0) {
        return 0;
    }
    set_version(vm_cache(at) + 1, version);
    return VM_CALL_CLASS;
}
#endif

void vm_specialize_call(PyObject *callable, bool has_self, int nargs, _Py_CODEUNIT *at,
                        bool has_names) {
    int form = 0;
    refuse(at);
    if (has_names) {
        return;
    }
    if (Py_IS_TYPE(callable, &PyFunction_Type)) {
        form = binds_exactly(callable, nargs) ? VM_CALL_FUNCTION : 0;
    } else if (Py_IS_TYPE(callable, &PyMethod_Type) && !has_self) {
        PyObject *func = PyMethod_GET_FUNCTION(callable);
        bool fits = Py_IS_TYPE(func, &PyFunction_Type) && binds_exactly(func, nargs + 1);
        form = fits ? VM_CALL_METHOD : 0;
#if PYI_312
    } else if (Py_IS_TYPE(callable, &PyType_Type) && !has_self) {
        form = class_form((PyTypeObject *)callable, nargs, at);
#endif
    } else if (PyCFunction_CheckExact(callable)) {
        form = builtin_form(callable, nargs);
    } else if (Py_IS_TYPE(callable, &PyMethodDescr_Type) && has_self) {
        form = descr_form(callable, nargs);
    }
    if (form != 0) {
        take_form(at, form);
    }
}
