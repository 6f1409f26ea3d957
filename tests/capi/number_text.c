/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers from text and to text. */
#include "show_numbers.h"

static const char *const int_texts[] = {
    "",      "0",    "-1",   "+12",  " 12 ", "12a",  "0x1f", "0X_1F", "0x__1", "0x",  "0b101",
    "0o17",  "0b12", "_1",   "1_",   "1__2", "1_000", "00",  "0_0",   "01",    "- 1", "--1",
    "zz",    "1.5",  "\t5\v", "0xg", "9999999999999999999", "-0", "123456789012345678901234567890",
};

static void parse_ints(void) {
    static const int bases[] = {0, 2, 3, 8, 10, 16, 36, 1, 37};
    for (size_t b = 0; b < sizeof(bases) / sizeof(*bases); b++) {
        for (size_t i = 0; i < sizeof(int_texts) / sizeof(*int_texts); i++) {
            PyObject *str = PyUnicode_FromString(int_texts[i]);
            show(int_texts[i], PyLong_FromString(int_texts[i], NULL, bases[b]));
            tally(int_texts[i], PyLong_FromUnicodeObject(str, bases[b]));
            Py_DECREF(str);
        }
    }
    for (int size = 1; size < 4400; size += size < 40 ? 1 : 197) {
        char digits[4401];
        for (int i = 0; i < size; i++) {
            digits[i] = (char)('0' + random_bits() % 10);
        }
        digits[size] = 0;
        tally("decimal", PyLong_FromString(digits, NULL, 10));
        tally("base 11", PyLong_FromString(digits, NULL, 11));
        tally("base 32", PyLong_FromString(digits, NULL, 32));
    }
}

static const char *const float_texts[] = {
    "1", "1.", ".5", ".", "", "e5", "1e", "1e+", "1e400", "-1e400", "1e-400", "inf", "-Infinity", "+nan",
    "infinit", "1_0", "1 ", "1e99999999999999999999", "0e99999999999999999", "1e-99999999999999999999",
    "0x10", "1.7976931348623158079372e308", "2.4703282292062327e-324", "2.4703282292062328e-324", "1..2",
    "9007199254740993", "9007199254740993.00000000000000000000000000000001",
};

static void parse_floats(void) {
    for (size_t i = 0; i < sizeof(float_texts) / sizeof(*float_texts); i++) {
        char *end;
        double value = PyOS_string_to_double(float_texts[i], &end, PyExc_OverflowError);
        printf("%s: %a, then '%s'\n", float_texts[i], value, end);
        if (PyErr_Occurred()) {
            show_error("error");
        }
        PyObject *str = PyUnicode_FromString(float_texts[i]);
        show("float", PyFloat_FromString(str));
        Py_DECREF(str);
    }
}

static void write_double(double value, char code, int precision, int flags) {
    int type;
    char *text = PyOS_double_to_string(value, code, precision, flags, &type);
    tally_text(text);
    if (code == 'r' && type == Py_DTST_FINITE && PyOS_string_to_double(text, NULL, NULL) != value) {
        printf("%s is not %a\n", text, value);
    }
    PyMem_Free(text);
}

static void write_floats(void) {
    for (int exponent = -1074; exponent < 1024; exponent++) {
        write_double(ldexp(1.0, exponent), 'r', 0, 0);
    }
    printf("powers of two: %lu\n", tally_hash);
    for (int i = 0; i < 10000; i++) {
        double any = double_of(i % 2 ? random_bits() : random_bits() >> random_bits() % 64);
        write_double(any, 'r', 0, 0);
        write_double(any, "egfEGF"[random_bits() % 6], (int)(random_bits() % 30), (int)(random_bits() % 16));
        write_double((double)(random_bits() % 1000000) / 1000.0, 'f', (int)(random_bits() % 4), 0);
        if (i % 500 == 0) {
            printf("%d doubles: %lu\n", i, tally_hash);
        }
    }
}

static void format_numbers(void) {
    static const char *const specs[] = {
        "",      "d",    "n",     "#b",     "X",      "#o",    "c",    "e",   "f",    ".2f",   "g",
        "%",     "s",    "z",     "z.1f",   ".2d",    "+c",    "05c",  "<10", "=10",  "*^12",  "010",
        "_d",    ",d",   "_x",    "#020_x", "020,",   "+",     " ",    ".3",  "10.3", ",.2%",  "08.3e",
        "#.0f",  "#g",   "#",     "0<5",    "=+5",    ",.3f",  "_%",   "A",   ".2_f", "008_.1f",
    };
    PyObject *numbers[] = {PyLong_FromLong(12345678),    PyLong_FromLong(-255),
                           PyLong_FromLong(65),          PyFloat_FromDouble(-0.0),
                           PyFloat_FromDouble(1234567.891), PyFloat_FromDouble(1e300),
                           PyFloat_FromDouble(Py_HUGE_VAL), PyComplex_FromDoubles(1.0, -2.5),
                           PyComplex_FromDoubles(-0.0, 3.0), Py_True};
    for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++) {
        PyObject *spec = PyUnicode_FromString(specs[i]);
        for (size_t j = 0; j < sizeof(numbers) / sizeof(*numbers); j++) {
            show(specs[i], PyObject_Format(numbers[j], spec));
        }
        Py_DECREF(spec);
    }
}

static void run(void) {
    parse_ints();
    parse_floats();
    write_floats();
    format_numbers();
}
