/* SPDX-License-Identifier: Apache-2.0 */
/* Small parts of the C API that extension modules use: pickle buffers, tables of pointers, converters, memory that is told of. */
#define Py_BUILD_CORE 1
#include "show.h"

#include "internal/pycore_hashtable.h"

static void pickle_buffers(void) {
    PyObject *bytes = PyBytes_FromString("abcdef");
    PyObject *buffer = PyPickleBuffer_FromObject(bytes);
    const Py_buffer *view = PyPickleBuffer_GetBuffer(buffer);
    printf("view %zd %d %d\n", view->len, view->readonly, view->obj == bytes);
    PyObject *raw = PyObject_CallMethod(buffer, "raw", NULL);
    show("raw", PyObject_CallMethod(raw, "tolist", NULL));
    printf("check %d\n", PyPickleBuffer_Check(buffer));
    Py_DECREF(raw);
    printf("release %d %d\n", PyPickleBuffer_Release(buffer), PyPickleBuffer_Release(buffer));
    printf("after %d\n", PyPickleBuffer_GetBuffer(buffer) == NULL);
    show_error("released");
    printf("wrong %d\n", PyPickleBuffer_Release(bytes));
    show_error("no buffer");
    printf("none %d\n", PyPickleBuffer_FromObject(Py_None) == NULL);
    show_error("none");
    Py_DECREF(buffer);
    Py_DECREF(bytes);
}

static int destroyed;
static void count_destroyed(void *value) { destroyed += (int)(intptr_t)value; }

static int add_up(_Py_hashtable_t *table, const void *key, const void *value, void *sum) {
    *(intptr_t *)sum += (intptr_t)key * (intptr_t)value;
    return 0;
}

static void tables(void) {
    _Py_hashtable_t *table = _Py_hashtable_new_full(
        _Py_hashtable_hash_ptr, _Py_hashtable_compare_direct, NULL, count_destroyed, NULL);
    intptr_t sum = 0;
    for (intptr_t i = 1; i <= 100; i++) {
        _Py_hashtable_set(table, (void *)i, (void *)(i % 3));
    }
    printf("get %d %d\n", (int)(intptr_t)_Py_hashtable_get(table, (void *)50),
           _Py_hashtable_get(table, (void *)1000) == NULL);
    for (intptr_t i = 1; i <= 90; i++) {
        sum += (intptr_t)_Py_hashtable_steal(table, (void *)i);
    }
    printf("stolen %d\n", (int)sum);
    sum = 0;
    printf("each %d ", _Py_hashtable_foreach(table, add_up, &sum));
    printf("%d\n", (int)sum);
    _Py_hashtable_clear(table);
    printf("destroyed %d, then %d\n", destroyed, _Py_hashtable_get(table, (void *)95) == NULL);
    _Py_hashtable_set(table, (void *)7, (void *)4);
    _Py_hashtable_destroy(table);
    printf("destroyed %d\n", destroyed);
}

static void convert(PyObject *op) {
    Py_ssize_t value = -7;
    printf("converted %d", _Py_convert_optional_to_ssize_t(op, &value));
    printf(" %zd\n", value);
    if (PyErr_Occurred()) {
        show_error("conversion");
    }
    Py_DECREF(op);
}

static void run(void) {
    pickle_buffers();
    tables();
    convert(Py_NewRef(Py_None));
    convert(PyLong_FromLong(12));
    convert(PyLong_FromString("99999999999999999999", NULL, 10));
    convert(PyUnicode_FromString("12"));
    PyObjectArenaAllocator arenas;
    PyObject_GetArenaAllocator(&arenas);
    void *arena = arenas.alloc(arenas.ctx, 1 << 18);
    printf("arena %d, traced %d %d\n", arena != NULL, PyTraceMalloc_Track(1, 64, 10),
           PyTraceMalloc_Untrack(1, 64));
    arenas.free(arenas.ctx, arena, 1 << 18);
}
