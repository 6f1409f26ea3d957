/* SPDX-License-Identifier: Apache-2.0 */
/* Operators and functions of ints of all sizes. */
#include "show_numbers.h"

typedef PyObject *(*operation)(PyObject *, PyObject *);

static const operation operations[] = {
    PyNumber_Add,       PyNumber_Subtract,  PyNumber_Multiply,   PyNumber_FloorDivide,
    PyNumber_Remainder, PyNumber_Divmod,    PyNumber_TrueDivide, PyNumber_And,
    PyNumber_Or,        PyNumber_Xor,       _PyLong_GCD,
};
enum { OPERATIONS = sizeof(operations) / sizeof(*operations) };

static void one_operand(PyObject *x) {
    PyObject *shift = PyLong_FromLong(random_bits() % 200);
    PyObject *places = PyLong_FromLong(-(long)(random_bits() % 30));
    tally("<<", PyNumber_Lshift(x, shift));
    tally(">>", PyNumber_Rshift(x, shift));
    tally("~", PyNumber_Invert(x));
    tally("hash", PyLong_FromSsize_t(PyObject_Hash(x)));
    tally("round", PyObject_CallMethod(x, "__round__", "O", places));
    tally("bit_length", PyObject_CallMethod(x, "bit_length", NULL));
    tally("bit_count", PyObject_CallMethod(x, "bit_count", NULL));
    tally("hex", PyNumber_ToBase(x, 16));
    tally("to_bytes", PyObject_CallMethod(x, "to_bytes", "is", (int)(random_bits() % 24),
                                          random_bits() % 2 ? "little" : "big"));
    tally("float", PyNumber_Float(x));
    PyObject *near = PyFloat_FromDouble(PyLong_AsDouble(x));
    PyErr_Clear();
    tally("float <", PyObject_RichCompare(near, x, Py_LT));
    tally("float ==", PyObject_RichCompare(x, near, Py_EQ));
    Py_DECREF(near);
    Py_DECREF(places);
    Py_DECREF(shift);
}

static void powers(PyObject *x, PyObject *y, PyObject *modulus) {
    PyObject *small = PyLong_FromLong(random_bits() % 40);
    tally("pow", PyNumber_Power(x, small, Py_None));
    tally("pow modulo", PyNumber_Power(x, y, modulus));
    Py_DECREF(small);
}

static void run(void) {
    for (int i = 0; i < 4000; i++) {
        unsigned most = i % 100 == 0 ? 9000 : i % 10 == 0 ? 2000 : i % 3 == 0 ? 130 : 64;
        PyObject *x = random_int(most), *y = random_int(random_bits() % 4 ? most : 70);
        tally("binary", operations[random_bits() % OPERATIONS](x, y));
        tally("compare", PyObject_RichCompare(x, y, (int)(random_bits() % 6)));
        if (most < 200) {
            PyObject *modulus = random_int(64);
            one_operand(x);
            powers(x, y, modulus);
            Py_DECREF(modulus);
        }
        Py_DECREF(x);
        Py_DECREF(y);
    }
}
