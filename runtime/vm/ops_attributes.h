/* SPDX-License-Identifier: Apache-2.0 */
/* ops_attributes.h: attributes and methods. */

/* In place of the owner: a method and its receiver for a call, or an attribute and NULL. */
#define PUSH_METHOD(method, self)                                                                \
      do {                                                                                         \
          TOP = (method);                                                                          \
          PUSH(self);                                                                              \
      } while (0)
#if PYI_313
#  define PUSH_UNBOUND(attribute)                                                                  \
      do {                                                                                         \
          TOP = (attribute);                                                                       \
          PUSH(NULL);                                                                              \
      } while (0)
#else
#  define PUSH_UNBOUND(attribute)                                                                  \
      do {                                                                                         \
          TOP = NULL;                                                                              \
          PUSH(attribute);                                                                         \
      } while (0)
#endif

#if PYI_312
#  define ATTR_NAME() NAME(oparg >> 1)
/* the result of LOAD_ATTR, by the low bit of oparg */
#  define PUSH_ATTR(attribute)                                                                     \
      do {                                                                                         \
          PyObject *owner_ = TOP;                                                                  \
          if (oparg & 1) {                                                                         \
              PUSH_UNBOUND(attribute);                                                             \
          } else {                                                                                 \
              TOP = (attribute);                                                                   \
          }                                                                                        \
          Py_DECREF(owner_);                                                                       \
      } while (0)
#else
#  define ATTR_NAME() NAME(oparg)
#  define PUSH_ATTR(attribute) REPLACE_TOP(attribute)
#endif

#if PYI_312
TARGET(LOAD_ATTR) {
    PyObject *owner = TOP, *name = ATTR_NAME();
    if (oparg & 1) {
        WARM_UP(vm_specialize_method(owner, ip, name));
        PyObject *method = NULL;
        if (_PyObject_GetMethod(owner, name, &method)) {
            PUSH_METHOD(method, owner);
        } else {
            if (method == NULL) {
                goto error;
            }
            PUSH_ATTR(method);
        }
        NEXT(LOAD_ATTR);
    }
    WARM_UP(vm_specialize_load_attr(owner, ip, name));
    result = PyObject_GetAttr(owner, name);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(LOAD_ATTR);
}
#else
TARGET(LOAD_ATTR) {
    PyObject *owner = TOP, *name = NAME(oparg);
    WARM_UP(vm_specialize_load_attr(owner, ip, name));
    result = PyObject_GetAttr(owner, name);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(LOAD_ATTR);
}

TARGET(LOAD_METHOD) {
    PyObject *owner = TOP, *name = NAME(oparg), *method = NULL;
    WARM_UP(vm_specialize_method(owner, ip, name));
    if (_PyObject_GetMethod(owner, name, &method)) {
        PUSH_METHOD(method, owner);
    } else {
        if (method == NULL) {
            goto error;
        }
        PUSH_UNBOUND(method);
        Py_DECREF(owner);
    }
    NEXT(LOAD_METHOD);
}
#endif

FORM(ATTR_VALUE) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    GUARD(LOAD_ATTR, Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    PyObject **values = rt_instance_values(owner);
    GUARD(LOAD_ATTR, values != NULL);
    result = values[cache[3]];
    GUARD(LOAD_ATTR, result != NULL);
    Py_INCREF(result);
    PUSH_ATTR(result);
    NEXT(LOAD_ATTR);
}

FORM(ATTR_DICT) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    GUARD(LOAD_ATTR, Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    PyObject *dict = rt_instance_dict(owner);
    GUARD(LOAD_ATTR, dict != NULL);
    result = rt_dict_peek(dict, ATTR_NAME(), cache[3]);
    GUARD(LOAD_ATTR, result != NULL);
    Py_INCREF(result);
    PUSH_ATTR(result);
    NEXT(LOAD_ATTR);
}

FORM(ATTR_SLOT) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    GUARD(LOAD_ATTR, Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    result = *(PyObject **)((char *)owner + cache[3]);
    GUARD(LOAD_ATTR, result != NULL);
    Py_INCREF(result);
    PUSH_ATTR(result);
    NEXT(LOAD_ATTR);
}

FORM(ATTR_MODULE) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    GUARD(LOAD_ATTR, Py_TYPE(owner)->tp_getattro == PyModule_Type.tp_getattro);
    PyDictObject *dict = (PyDictObject *)((PyModuleObject *)owner)->md_dict;
    GUARD(LOAD_ATTR, dict->ma_keys->dk_version == vm_version_of(cache + 1));
    result = vm_keys_value(dict->ma_keys, cache[3]);
    GUARD(LOAD_ATTR, result != NULL);
    Py_INCREF(result);
    PUSH_ATTR(result);
    NEXT(LOAD_ATTR);
}

#if PYI_312
#  define METHOD_GUARD(condition) GUARD(LOAD_ATTR, condition)
#  define METHOD_NEXT() NEXT(LOAD_ATTR)
#  define METHOD_NAME() NAME(oparg >> 1)
#else
#  define METHOD_GUARD(condition) GUARD(LOAD_METHOD, condition)
#  define METHOD_NEXT() NEXT(LOAD_METHOD)
#  define METHOD_NAME() NAME(oparg)
#endif

/* instances with an array of values, none of which has the name */
FORM(METHOD_VALUES) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    PyTypeObject *type = Py_TYPE(owner);
    METHOD_GUARD(type->tp_version_tag == vm_version_of(cache + 1));
    METHOD_GUARD(rt_instance_values(owner) != NULL &&
                 rt_count_shared_keys(type) == vm_version_of(cache + 3));
    PyObject *method = Py_NewRef(vm_pointer_of(cache + 5));
    PUSH_METHOD(method, owner);
    METHOD_NEXT();
}

/* instances without a dict */
FORM(METHOD_PLAIN) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    METHOD_GUARD(Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    PyObject *method = Py_NewRef(vm_pointer_of(cache + 5));
    PUSH_METHOD(method, owner);
    METHOD_NEXT();
}

/* instances with a dict at an offset, not made yet */
FORM(METHOD_DICT) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    METHOD_GUARD(Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    METHOD_GUARD(*(PyObject **)((char *)owner + cache[3]) == NULL);
    PyObject *method = Py_NewRef(vm_pointer_of(cache + 5));
    PUSH_METHOD(method, owner);
    METHOD_NEXT();
}

/* instances with a dict of their own, which does not have the name; others of the type may have values, no dict */
FORM(METHOD_MANAGED) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    METHOD_GUARD(Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    PyDictObject *dict = (PyDictObject *)rt_instance_dict(owner);
    METHOD_GUARD(dict != NULL || rt_writable_values(owner) == NULL);
    METHOD_GUARD(dict == NULL ||
                 (dict->ma_keys->dk_kind != DICT_KEYS_GENERAL &&
                  _PyDictKeys_StringLookup(dict->ma_keys, METHOD_NAME()) == DKIX_EMPTY));
    PyObject *method = Py_NewRef(vm_pointer_of(cache + 5));
    PUSH_METHOD(method, owner);
    METHOD_NEXT();
}

/* the owner is a class that has the attribute, which needs no binding */
#if PYI_312
FORM(ATTR_CLASS) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    GUARD(LOAD_ATTR, PyType_Check(owner) &&
                         ((PyTypeObject *)owner)->tp_version_tag == vm_version_of(cache + 1));
    result = Py_NewRef(vm_pointer_of(cache + 5));
    PUSH_ATTR(result);
    NEXT(LOAD_ATTR);
}
#else
FORM(METHOD_CLASS) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    METHOD_GUARD(PyType_Check(owner) &&
                 ((PyTypeObject *)owner)->tp_version_tag == vm_version_of(cache + 1));
    PyObject *method = Py_NewRef(vm_pointer_of(cache + 5));
    PUSH_UNBOUND(method);
    Py_DECREF(owner);
    METHOD_NEXT();
}
#endif

TARGET(STORE_ATTR) {
    PyObject *name = NAME(oparg), *owner = TOP;
    WARM_UP(vm_specialize_store_attr(owner, ip, name));
    if (PyObject_SetAttr(owner, name, SECOND) < 0) {
        goto error;
    }
    PyObject *value = SECOND;
    sp -= 2;
    Py_DECREF(value);
    Py_DECREF(owner);
    NEXT(STORE_ATTR);
}

FORM(STORE_VALUE) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    GUARD(STORE_ATTR, Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    PyObject **values = rt_writable_values(owner);
    GUARD(STORE_ATTR, values != NULL);
    PyObject *old = values[cache[3]];
    values[cache[3]] = SECOND;
    if (old == NULL) {
        rt_value_added(owner, cache[3]);
    }
    sp -= 2;
    Py_XDECREF(old);
    Py_DECREF(owner);
    NEXT(STORE_ATTR);
}

FORM(STORE_SLOT) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    GUARD(STORE_ATTR, Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    PyObject **slot = (PyObject **)((char *)owner + cache[3]);
    PyObject *old = *slot;
    *slot = SECOND;
    sp -= 2;
    Py_XDECREF(old);
    Py_DECREF(owner);
    NEXT(STORE_ATTR);
}

/* into the instance's dict, without asking the class again */
FORM(STORE_DICT) {
    uint16_t *cache = vm_cache(ip);
    PyObject *owner = TOP;
    GUARD(STORE_ATTR, Py_TYPE(owner)->tp_version_tag == vm_version_of(cache + 1));
    PyObject *dict = rt_instance_dict(owner);
    if (dict == NULL) {
        GUARD(STORE_ATTR, rt_writable_values(owner) == NULL);
        dict = PyObject_GenericGetDict(owner, NULL);
        if (dict == NULL) {
            goto error;
        }
        Py_DECREF(dict); /* the instance has it */
    }
    if (PyDict_SetItem(dict, NAME(oparg), SECOND) < 0) {
        goto error;
    }
    PyObject *value = SECOND;
    sp -= 2;
    Py_DECREF(value);
    Py_DECREF(owner);
    NEXT(STORE_ATTR);
}

TARGET(DELETE_ATTR) {
    if (PyObject_SetAttr(TOP, NAME(oparg), NULL) < 0) {
        goto error;
    }
    PyObject *owner = POP();
    Py_DECREF(owner);
    NEXT(DELETE_ATTR);
}

#if PYI_312
TARGET(LOAD_SUPER_ATTR) {
    PyObject *super = THIRD, *class = SECOND, *self = TOP, *name = NAME(oparg >> 2);
    if (pyi_likely(super == (PyObject *)&PySuper_Type && PyType_Check(class) && !pyi_watched)) {
        int is_method = 0;
        bool can_be = oparg & 1 && Py_TYPE(self)->tp_getattro == PyObject_GenericGetAttr;
        result = _PySuper_Lookup((PyTypeObject *)class, self, name, can_be ? &is_method : NULL);
        if (result == NULL) {
            goto error;
        }
        sp -= 2;
        if (is_method) {
            TOP = result;
            PUSH(self);
        } else if (oparg & 1) {
            PUSH_UNBOUND(result);
            Py_DECREF(self);
        } else {
            TOP = result;
            Py_DECREF(self);
        }
        Py_DECREF(super);
        Py_DECREF(class);
        NEXT(LOAD_SUPER_ATTR);
    }
    /* without arguments for `super()`, whose own search through the frame finds the same */
    size_t n_given = oparg & 2 ? 2 : 0;
    PyObject *proxy = pyi_unlikely(pyi_watched) ? pyi_trace_super(ts, frame, super, sp - 2, n_given)
                                                : PyObject_Vectorcall(super, sp - 2, n_given, NULL);
    if (proxy == NULL) {
        goto error;
    }
    result = PyObject_GetAttr(proxy, name);
    Py_DECREF(proxy);
    if (result == NULL) {
        goto error;
    }
    sp -= 2;
    if (oparg & 1) {
        PUSH_UNBOUND(result);
    } else {
        TOP = result;
    }
    Py_DECREF(super);
    Py_DECREF(class);
    Py_DECREF(self);
    NEXT(LOAD_SUPER_ATTR);
}
#endif
