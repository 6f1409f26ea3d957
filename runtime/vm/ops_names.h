/* SPDX-License-Identifier: Apache-2.0 */
/* ops_names.h: names of modules, classes and builtins; imports. */

TARGET(LOAD_NAME) {
    result = vm_load_name(frame, NAME(oparg));
    if (result == NULL) {
        goto error;
    }
    PUSH(result);
    NEXT(LOAD_NAME);
}

TARGET(STORE_NAME) {
    if (vm_store_name(frame, NAME(oparg), TOP) < 0) {
        goto error;
    }
    PyObject *op = POP();
    Py_DECREF(op);
    NEXT(STORE_NAME);
}

TARGET(DELETE_NAME) {
    if (vm_delete_name(frame, NAME(oparg)) < 0) {
        goto error;
    }
    NEXT(DELETE_NAME);
}

#if PYI_313
#  define PUSH_GLOBAL(op)                                                                          \
      do {                                                                                         \
          PUSH(op);                                                                                \
          if (oparg & 1) {                                                                         \
              PUSH(NULL);                                                                          \
          }                                                                                        \
      } while (0)
#else
#  define PUSH_GLOBAL(op)                                                                          \
      do {                                                                                         \
          if (oparg & 1) {                                                                         \
              PUSH(NULL);                                                                          \
          }                                                                                        \
          PUSH(op);                                                                                \
      } while (0)
#endif

TARGET(LOAD_GLOBAL) {
    PyObject *name = NAME(oparg >> 1);
    WARM_UP(vm_specialize_load_global(frame, ip, name));
    result = vm_load_global(frame, name);
    if (result == NULL) {
        goto error;
    }
    PUSH_GLOBAL(result);
    NEXT(LOAD_GLOBAL);
}

FORM(LOAD_GLOBAL_MODULE) {
    uint16_t *cache = vm_cache(ip);
    PyDictKeysObject *keys = ((PyDictObject *)frame->f_globals)->ma_keys;
    GUARD(LOAD_GLOBAL, keys->dk_version == cache[1]);
    result = vm_keys_value(keys, cache[3]);
    GUARD(LOAD_GLOBAL, result != NULL);
    Py_INCREF(result);
    PUSH_GLOBAL(result);
    NEXT(LOAD_GLOBAL);
}

FORM(LOAD_GLOBAL_BUILTIN_) {
    uint16_t *cache = vm_cache(ip);
    PyDictKeysObject *keys = ((PyDictObject *)frame->f_builtins)->ma_keys;
    GUARD(LOAD_GLOBAL, ((PyDictObject *)frame->f_globals)->ma_keys->dk_version == cache[1] &&
                           keys->dk_version == cache[2]);
    result = vm_keys_value(keys, cache[3]);
    GUARD(LOAD_GLOBAL, result != NULL);
    Py_INCREF(result);
    PUSH_GLOBAL(result);
    NEXT(LOAD_GLOBAL);
}

TARGET(STORE_GLOBAL) {
    if (PyDict_SetItem(frame->f_globals, NAME(oparg), TOP) < 0) {
        goto error;
    }
    PyObject *op = POP();
    Py_DECREF(op);
    NEXT(STORE_GLOBAL);
}

TARGET(DELETE_GLOBAL) {
    if (vm_delete_global(frame, NAME(oparg)) < 0) {
        goto error;
    }
    NEXT(DELETE_GLOBAL);
}

#if PYI_312
TARGET(LOAD_LOCALS) {
    if (frame->f_locals == NULL) {
        PyErr_SetString(PyExc_SystemError, "no locals");
        goto error;
    }
    PUSH(Py_NewRef(frame->f_locals));
    NEXT(LOAD_LOCALS);
}

TARGET(LOAD_FROM_DICT_OR_GLOBALS) {
    bool failed = false;
    result = vm_load_from(TOP, NAME(oparg), &failed);
    if (result == NULL) {
        if (failed || (result = vm_load_global(frame, NAME(oparg))) == NULL) {
            goto error;
        }
    }
    REPLACE_TOP(result);
    NEXT(LOAD_FROM_DICT_OR_GLOBALS);
}
#endif

TARGET(LOAD_BUILD_CLASS) {
    result = vm_load_build_class(frame);
    if (result == NULL) {
        goto error;
    }
    PUSH(result);
    NEXT(LOAD_BUILD_CLASS);
}

TARGET(SETUP_ANNOTATIONS) {
    if (vm_setup_annotations(frame) < 0) {
        goto error;
    }
    NEXT(SETUP_ANNOTATIONS);
}

TARGET(IMPORT_NAME) {
    result = vm_import_name(frame, NAME(oparg), TOP, SECOND);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TWO(result);
    NEXT(IMPORT_NAME);
}

TARGET(IMPORT_FROM) {
    result = vm_import_from(TOP, NAME(oparg));
    if (result == NULL) {
        goto error;
    }
    PUSH(result);
    NEXT(IMPORT_FROM);
}

#if !PYI_312
TARGET(IMPORT_STAR) {
    if (vm_import_star(frame, TOP) < 0) {
        goto error;
    }
    PyObject *module = POP();
    Py_DECREF(module);
    NEXT(IMPORT_STAR);
}
#endif
