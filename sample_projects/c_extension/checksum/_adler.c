/* A C extension that was there before aot_build came: it must survive untouched. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *adler(PyObject *self, PyObject *args) {
    Py_buffer data;
    unsigned long a = 1, b = 0;
    if (!PyArg_ParseTuple(args, "y*", &data)) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < data.len; i++) {
        a = (a + ((const unsigned char *)data.buf)[i]) % 65521;
        b = (b + a) % 65521;
    }
    PyBuffer_Release(&data);
    return PyLong_FromUnsignedLong((b << 16) | a);
}

static PyMethodDef methods[] = {
    {"adler", adler, METH_VARARGS, "Adler-32 of some bytes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "checksum._adler", .m_size = 0, .m_methods = methods,
};

PyMODINIT_FUNC PyInit__adler(void) { return PyModuleDef_Init(&module); }
