/* SPDX-License-Identifier: Apache-2.0 */
/* _random: the Mersenne Twister, MT19937: the same numbers for the same seeds as everywhere.
 *
 * Layout     index, state  which of the 624 words is next; the words
 * Collected  no
 * Source     M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-Dimensionally Equidistributed Uniform Pseudo-Random
 *            Number Generator"
 */
#include "pyi.h"

#if PYI_313
#  include "internal/pycore_pylifecycle.h"
#endif
#include <time.h>
#include <unistd.h>

enum { WORDS = 624, MIDDLE = 397 };

typedef struct {
    PyObject_HEAD
    int index;
    uint32_t state[WORDS];
} RandomObject;

/* ---- the generator ------------------------------------------------------------------------------------------------ */

static uint32_t twist(uint32_t high, uint32_t low, uint32_t far) {
    uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
    return far ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
}

static void refill(RandomObject *self) {
    uint32_t *s = self->state;
    for (int i = 0; i < WORDS; i++) {
        s[i] = twist(s[i], s[(i + 1) % WORDS], s[(i + MIDDLE) % WORDS]);
    }
    self->index = 0;
}

static uint32_t next_word(RandomObject *self) {
    if (self->index >= WORDS) {
        refill(self);
    }
    uint32_t y = self->state[self->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

static void seed_word(RandomObject *self, uint32_t seed) {
    self->state[0] = seed;
    for (int i = 1; i < WORDS; i++) {
        uint32_t before = self->state[i - 1];
        self->state[i] = 1812433253u * (before ^ before >> 30) + (uint32_t)i;
    }
    self->index = WORDS;
}

static void seed_words(RandomObject *self, const uint32_t *key, size_t length) {
    uint32_t *s = self->state;
    seed_word(self, 19650218u);
    int i = 1;
    size_t j = 0;
    for (size_t left = length > WORDS ? length : WORDS; left > 0; left--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        j = (j + 1) % length;
        if (++i == WORDS) {
            s[0] = s[WORDS - 1];
            i = 1;
        }
    }
    for (int left = WORDS - 1; left > 0; left--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i == WORDS) {
            s[0] = s[WORDS - 1];
            i = 1;
        }
    }
    s[0] = 0x80000000u;
}

/* ---- seeds --------------------------------------------------------------------------------------------------------- */

static void seed_by_time(RandomObject *self) {
    struct timespec now, running;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_MONOTONIC, &running);
    uint64_t wall = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    uint64_t ticks = (uint64_t)running.tv_sec * 1000000000u + (uint64_t)running.tv_nsec;
    uint32_t key[5] = {(uint32_t)wall, (uint32_t)(wall >> 32), (uint32_t)getpid(), (uint32_t)ticks,
                       (uint32_t)(ticks >> 32)};
    seed_words(self, key, 5);
}

static int seed_by_system(RandomObject *self) {
    uint32_t key[WORDS];
    if (_PyOS_URandomNonblock(key, sizeof(key)) < 0) {
        return -1;
    }
    seed_words(self, key, WORDS);
    return 0;
}

static int seed_by_int(RandomObject *self, PyObject *number) {
    size_t words = (_PyLong_NumBits(number) + 31) / 32;
    words = words == 0 ? 1 : words;
    uint32_t *key = PyMem_New(uint32_t, words);
    if (key == NULL) {
        PyErr_NoMemory();
        return -1;
    }
#if PYI_313
    int status = _PyLong_AsByteArray((PyLongObject *)number, (unsigned char *)key, words * 4,
                                     PY_LITTLE_ENDIAN, 0, 1);
#else
    int status = _PyLong_AsByteArray((PyLongObject *)number, (unsigned char *)key, words * 4,
                                     PY_LITTLE_ENDIAN, 0);
#endif
#if !PY_LITTLE_ENDIAN
    for (size_t i = 0; i < words / 2; i++) {
        uint32_t word = key[i];
        key[i] = key[words - 1 - i];
        key[words - 1 - i] = word;
    }
#endif
    if (status == 0) {
        seed_words(self, key, words);
    }
    PyMem_Free(key);
    return status;
}

static int seed_by(RandomObject *self, PyObject *arg) {
    if (arg == NULL || arg == Py_None) {
        if (seed_by_system(self) < 0) {
            PyErr_Clear();
            seed_by_time(self);
        }
        return 0;
    }
    PyObject *number;
    if (PyLong_Check(arg)) { /* not a negative one: its magnitude */
        number = PyLong_Type.tp_as_number->nb_absolute(arg);
    } else {
        Py_hash_t hash = PyObject_Hash(arg);
        if (hash == -1) {
            return -1;
        }
        number = PyLong_FromSize_t((size_t)hash);
    }
    int status = number == NULL ? -1 : seed_by_int(self, number);
    Py_XDECREF(number);
    return status;
}

/* ---- methods ---------------------------------------------------------------------------------------------------------- */

static PyObject *random_random(PyObject *op, PyObject *unused) {
    (void)unused;
    RandomObject *self = (RandomObject *)op;
    uint32_t high = next_word(self) >> 5, low = next_word(self) >> 6; /* 53 bits */
    return PyFloat_FromDouble((high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

static PyObject *random_seed(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("seed", nargs, 0, 1) ||
        seed_by((RandomObject *)self, nargs > 0 ? args[0] : NULL) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *random_getrandbits(PyObject *op, PyObject *arg) {
    RandomObject *self = (RandomObject *)op;
    int k = PYI_LONG_AS_INT(arg);
    if (k == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (k < 0) {
        PyErr_SetString(PyExc_ValueError, "number of bits must be non-negative");
        return NULL;
    }
    if (k <= 32) {
        return PyLong_FromUnsignedLong(k == 0 ? 0 : next_word(self) >> (32 - k));
    }
    size_t words = ((size_t)k - 1) / 32 + 1;
    unsigned char *bytes = PyMem_Malloc(words * 4);
    if (bytes == NULL) {
        return PyErr_NoMemory();
    }
    for (size_t i = 0; i < words; i++, k -= 32) {
        uint32_t word = next_word(self);
        word = k < 32 ? word >> (32 - k) : word;
        for (int j = 0; j < 4; j++) {
            bytes[4 * i + (size_t)j] = (unsigned char)(word >> 8 * j);
        }
    }
    PyObject *result = _PyLong_FromByteArray(bytes, words * 4, 1, 0);
    PyMem_Free(bytes);
    return result;
}

static PyObject *random_getstate(PyObject *op, PyObject *unused) {
    (void)unused;
    RandomObject *self = (RandomObject *)op;
    PyObject *state = PyTuple_New(WORDS + 1);
    for (int i = 0; state != NULL && i <= WORDS; i++) {
        PyObject *word = i < WORDS ? PyLong_FromUnsignedLong(self->state[i]) : PyLong_FromLong(self->index);
        if (word == NULL) {
            Py_CLEAR(state);
        } else {
            PyTuple_SET_ITEM(state, i, word);
        }
    }
    return state;
}

static PyObject *random_setstate(PyObject *op, PyObject *state) {
    RandomObject *self = (RandomObject *)op;
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state vector must be a tuple");
        return NULL;
    }
    if (PyTuple_GET_SIZE(state) != WORDS + 1) {
        PyErr_SetString(PyExc_ValueError, "state vector is the wrong size");
        return NULL;
    }
    uint32_t words[WORDS];
    for (int i = 0; i < WORDS; i++) {
        unsigned long word = PyLong_AsUnsignedLong(PyTuple_GET_ITEM(state, i));
        if (word == (unsigned long)-1 && PyErr_Occurred()) {
            return NULL;
        }
        words[i] = (uint32_t)word;
    }
    long index = PyLong_AsLong(PyTuple_GET_ITEM(state, WORDS));
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (index < 0 || index > WORDS) {
        PyErr_SetString(PyExc_ValueError, "invalid state");
        return NULL;
    }
    self->index = (int)index;
    memcpy(self->state, words, sizeof(words));
    Py_RETURN_NONE;
}

static PyMethodDef random_methods[] = {
    {"random", random_random, METH_NOARGS, PYI_SIGNATURE("random", "($self, /)")},
    {"seed", PYI_FASTCALL(random_seed), METH_FASTCALL, PYI_SIGNATURE("seed", "($self, n=None, /)")},
    {"getstate", random_getstate, METH_NOARGS, PYI_SIGNATURE("getstate", "($self, /)")},
    {"setstate", random_setstate, METH_O, PYI_SIGNATURE("setstate", "($self, state, /)")},
    {"getrandbits", random_getrandbits, METH_O, PYI_SIGNATURE("getrandbits", "($self, k, /)")},
    {NULL, NULL, 0, NULL},
};

/* ---- type ---------------------------------------------------------------------------------------------------------------- */

static PyTypeObject Random_Type;

static int random_init(PyObject *self, PyObject *args, PyObject *kwargs) {
    if ((Py_IS_TYPE(self, &Random_Type) || Py_TYPE(self)->tp_init == random_init) &&
        !_PyArg_NoKeywords("Random", kwargs)) {
        return -1;
    }
    if (PyTuple_GET_SIZE(args) > 1) {
        PyErr_SetString(PyExc_TypeError, "Random() requires 0 or 1 argument");
        return -1;
    }
    return seed_by((RandomObject *)self, PyTuple_GET_SIZE(args) > 0 ? PyTuple_GET_ITEM(args, 0) : NULL);
}

static PyTypeObject Random_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_random.Random",
    .tp_basicsize = sizeof(RandomObject),
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = random_methods,
    .tp_init = random_init,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_Free,
};

/* ---- module -------------------------------------------------------------------------------------------------------------- */

static int fill(PyObject *module) { return PyModule_AddType(module, &Random_Type); }

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_random",
    .m_slots = slots,
};

static PyObject *module_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_random", module_init);
