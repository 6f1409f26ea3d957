/* SPDX-License-Identifier: Apache-2.0 */
/* weak references, cells, capsules, namespaces, unions and context variables. */
#include "containers.h"

static int destroyed;
static void destroy(PyObject *capsule) { destroyed += PyCapsule_GetContext(capsule) != NULL; }

static void capsules(void) {
    int value = 3;
    PyObject *capsule = PyCapsule_New(&value, "a.name", destroy);
    show_int("GetPointer", *(int *)PyCapsule_GetPointer(capsule, "a.name"));
    show_int("wrong name", PyCapsule_GetPointer(capsule, "other") != NULL);
    show_error("error");
    show_int("IsValid", PyCapsule_IsValid(capsule, "a.name"));
    show_int("IsValid other", PyCapsule_IsValid(capsule, NULL));
    show_int("SetContext", PyCapsule_SetContext(capsule, &value));
    show_int("SetPointer", PyCapsule_SetPointer(capsule, NULL));
    printf("name %s\n", PyCapsule_GetName(capsule));
    Py_DECREF(capsule);
    show_int("destroyed", destroyed);
    show("New of NULL", PyCapsule_New(NULL, NULL, NULL));
    show_int("GetPointer of None", PyCapsule_GetPointer(Py_None, NULL) != NULL);
    show_error("error");
}

static void cells(void) {
    PyObject *cell = PyCell_New(NULL);
    PyObject *one = num(1);
    show("empty", PyObject_GetAttrString(cell, "cell_contents"));
    show_int("Set", PyCell_Set(cell, one));
    show("Get", PyCell_Get(cell));
    show("contents", PyObject_GetAttrString(cell, "cell_contents"));
    PyObject *other = PyCell_New(NULL);
    show("compare", PyObject_RichCompare(cell, other, Py_GT));
    Py_DECREF(other);
    Py_DECREF(one);
    Py_DECREF(cell);
}

static PyObject *on_death(PyObject *list, PyObject *ref) {
    PyObject *gone = PyObject_CallNoArgs(ref);
    PyList_Append(list, gone);
    Py_XDECREF(gone);
    return Py_NewRef(Py_None);
}

static PyMethodDef death_def = {"on_death", on_death, METH_O, NULL};

static void weak_references(void) {
    PyObject *set = PySet_New(NULL);
    PyObject *ref = PyWeakref_NewRef(set, NULL);
    PyObject *again = PyWeakref_NewRef(set, Py_None);
    show_int("shared", ref == again);
    Py_DECREF(again);
    show_int("alive", PyWeakref_GetObject(ref) == set);
    PyObject *told = PyList_New(0);
    PyObject *callback = PyCFunction_New(&death_def, told);
    PyObject *first = PyWeakref_NewRef(set, callback);
    PyObject *second = PyWeakref_NewRef(set, callback);
    show_int("not shared", first != second);
    show("equal", PyObject_RichCompare(first, second, Py_EQ));
    show_int("hash", PyObject_Hash(ref));
    PyObject *proxy = PyWeakref_NewProxy(set, NULL);
    show("proxy", PyObject_Str(proxy));
    show_int("proxy size", PyObject_Size(proxy));
    show("proxy or", PyNumber_Or(proxy, set));
    show("of a number", PyWeakref_NewRef(Py_None, NULL));
    Py_DECREF(set);
    show("gone", PyObject_CallNoArgs(ref));
    show("told", Py_NewRef(told));
    show("dead proxy", PyObject_Str(proxy));
    show("dead equal", PyObject_RichCompare(first, second, Py_EQ));
    Py_DECREF(proxy);
    Py_DECREF(first);
    Py_DECREF(second);
    Py_DECREF(callback);
    Py_DECREF(told);
    Py_DECREF(ref);
}

static void generics(void) {
    PyObject *arguments = Py_BuildValue("(OO)", &PyUnicode_Type, Py_Ellipsis);
    PyObject *alias = Py_GenericAlias((PyObject *)&PyTuple_Type, arguments);
    show("alias", Py_NewRef(alias));
    show("origin", PyObject_GetAttrString(alias, "__origin__"));
    show("args", PyObject_GetAttrString(alias, "__args__"));
    show("parameters", PyObject_GetAttrString(alias, "__parameters__"));
    show("subscribed", PyObject_GetItem(alias, Py_None));
    show("called", PyObject_CallNoArgs(alias));
    show("starred", as_list(Py_NewRef(alias)));
    PyObject *either = PyNumber_Or((PyObject *)&PyLong_Type, (PyObject *)&PyUnicode_Type);
    show("union", Py_NewRef(either));
    show("with None", PyNumber_Or(either, Py_None));
    show("again", PyNumber_Or(either, (PyObject *)&PyLong_Type));
    show("with an alias", PyNumber_Or(either, alias));
    show("equal", PyObject_RichCompare(either, either, Py_EQ));
    show("union args", PyObject_GetAttrString(either, "__args__"));
    Py_DECREF(either);
    Py_DECREF(alias);
    Py_DECREF(arguments);
}

static void contexts(void) {
    PyObject *variable = PyContextVar_New("v", NULL);
    PyObject *value;
    show_int("Get", PyContextVar_Get(variable, NULL, &value));
    show_int("nothing", value == NULL);
    show_int("Get default", PyContextVar_Get(variable, Py_True, &value));
    show("default", value);
    PyObject *one = num(1);
    PyObject *token = PyContextVar_Set(variable, one);
    PyContextVar_Get(variable, NULL, &value);
    show("set", value);
    PyObject *copy = PyContext_CopyCurrent();
    show_int("len", PyObject_Size(copy));
    show("in the copy", PyObject_GetItem(copy, variable));
    show_int("Reset", PyContextVar_Reset(variable, token));
    PyContextVar_Get(variable, Py_False, &value);
    show("reset", value);
    show_int("Enter", PyContext_Enter(copy));
    PyContextVar_Get(variable, Py_False, &value);
    show("inside", value);
    show_int("Exit", PyContext_Exit(copy));
    PyObject *empty = PyContext_New();
    show("equal", PyObject_RichCompare(copy, empty, Py_EQ));
    show("no variable", PyObject_GetItem(empty, one));
    for (int i = 0; i < 300; i++) { /* a large one, and empty again */
        PyObject *name = PyContextVar_New("many", NULL);
        PyObject *number = num(i);
        Py_XDECREF(PyContextVar_Set(name, number));
        PyContextVar_Get(name, NULL, &value);
        if (value != number) {
            printf("lost %d\n", i);
        }
        Py_XDECREF(value);
        Py_DECREF(number);
        Py_DECREF(name);
    }
    PyObject *large = PyContext_CopyCurrent();
    show_int("large", PyObject_Size(large));
    Py_DECREF(large);
    Py_DECREF(empty);
    Py_DECREF(copy);
    Py_DECREF(token);
    Py_DECREF(one);
    Py_DECREF(variable);
}

static void run(void) {
    capsules();
    cells();
    weak_references();
    generics();
    contexts();
}
