/* SPDX-License-Identifier: Apache-2.0 */
/* arith: addition, multiplication and division of ints of any size.
 *
 * Source     Knuth, "The Art of Computer Programming", volume 2, section 4.3.1: algorithms A, S, M and D; Karatsuba's
 *            multiplication above a size found by measuring
 */
#include "int.h"

/* ---- magnitudes -------------------------------------------------------------------------------------------- */

int pyi_mag_compare(const digit *x, Py_ssize_t nx, const digit *y, Py_ssize_t ny) {
    if (nx != ny) {
        return nx < ny ? -1 : 1;
    }
    for (Py_ssize_t i = nx; --i >= 0;) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

PyObject *pyi_mag_add(PyObject *x, PyObject *y, int sign) {
    if (int_count(x) < int_count(y)) {
        PyObject *swapped = x;
        x = y;
        y = swapped;
    }
    Py_ssize_t nx = int_count(x), ny = int_count(y), i = 0;
    PyObject *z = pyi_int_alloc(nx + 1);
    if (z == NULL) {
        return NULL;
    }
    digit carry = 0, *to = INT_DIGITS(z);
    for (; i < ny; i++) {
        carry += INT_DIGITS(x)[i] + INT_DIGITS(y)[i];
        to[i] = carry & PyLong_MASK;
        carry >>= PyLong_SHIFT;
    }
    for (; i < nx; i++) {
        carry += INT_DIGITS(x)[i];
        to[i] = carry & PyLong_MASK;
        carry >>= PyLong_SHIFT;
    }
    to[i] = carry;
    return pyi_int_finish(z, sign, nx + 1);
}

PyObject *pyi_mag_subtract(PyObject *x, PyObject *y, int sign) {
    int order = pyi_mag_compare(INT_DIGITS(x), int_count(x), INT_DIGITS(y), int_count(y));
    if (order == 0) {
        return pyi_int_from_small(0);
    }
    if (order < 0) {
        PyObject *swapped = x;
        x = y;
        y = swapped;
        sign = -sign;
    }
    Py_ssize_t nx = int_count(x), ny = int_count(y), i = 0;
    PyObject *z = pyi_int_alloc(nx);
    if (z == NULL) {
        return NULL;
    }
    digit borrow = 0, *to = INT_DIGITS(z);
    for (; i < nx; i++) {
        digit difference = INT_DIGITS(x)[i] - (i < ny ? INT_DIGITS(y)[i] : 0) - borrow;
        to[i] = difference & PyLong_MASK;
        borrow = difference >> PyLong_SHIFT & 1;
    }
    return pyi_int_finish(z, sign, nx);
}

/* ---- multiplication -------------------------------------------------------------------------------------------- */

enum { KARATSUBA_FROM = 70 };

static void multiply_school(const digit *x, Py_ssize_t nx, const digit *y, Py_ssize_t ny, digit *z) {
    memset(z, 0, (size_t)(nx + ny) * sizeof(digit));
    for (Py_ssize_t i = 0; i < nx; i++) {
        twodigits carry = 0, factor = x[i];
        digit *at = z + i;
        for (Py_ssize_t j = 0; j < ny; j++) {
            carry += at[j] + factor * y[j];
            at[j] = (digit)(carry & PyLong_MASK);
            carry >>= PyLong_SHIFT;
        }
        at[ny] = (digit)carry;
    }
}

/* z[0..) += x[0..n), with the carry on */
static void add_to(digit *z, const digit *x, Py_ssize_t n) {
    digit carry = 0;
    Py_ssize_t i = 0;
    for (; i < n; i++) {
        carry += z[i] + x[i];
        z[i] = carry & PyLong_MASK;
        carry >>= PyLong_SHIFT;
    }
    for (; carry != 0; i++) {
        carry += z[i];
        z[i] = carry & PyLong_MASK;
        carry >>= PyLong_SHIFT;
    }
}

static void subtract_from(digit *z, const digit *x, Py_ssize_t n) {
    digit borrow = 0;
    Py_ssize_t i = 0;
    for (; i < n; i++) {
        digit difference = z[i] - x[i] - borrow;
        z[i] = difference & PyLong_MASK;
        borrow = difference >> PyLong_SHIFT & 1;
    }
    for (; borrow != 0; i++) {
        digit difference = z[i] - borrow;
        z[i] = difference & PyLong_MASK;
        borrow = difference >> PyLong_SHIFT & 1;
    }
}

/* s[0..max+1) = x + y */
static Py_ssize_t sum_of(const digit *x, Py_ssize_t nx, const digit *y, Py_ssize_t ny, digit *s) {
    Py_ssize_t n = nx > ny ? nx : ny;
    digit carry = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        carry += (i < nx ? x[i] : 0) + (i < ny ? y[i] : 0);
        s[i] = carry & PyLong_MASK;
        carry >>= PyLong_SHIFT;
    }
    s[n] = carry;
    return n + 1;
}

/* x = x1*B + x0, y = y1*B + y0: x1*y1*B² + ((x0+x1)(y0+y1) - x0*y0 - x1*y1)*B + x0*y0; nx <= ny <= 2*nx */
static int multiply_karatsuba(const digit *x, Py_ssize_t nx, const digit *y, Py_ssize_t ny, digit *z) {
    Py_ssize_t half = ny / 2;
    if (nx <= half) {
        return -2; /* too different in size */
    }
    const digit *x1 = x + half, *y1 = y + half;
    Py_ssize_t nx1 = nx - half, ny1 = ny - half;
    if (pyi_mag_multiply(x, half, y, half, z) < 0 ||
        pyi_mag_multiply(x1, nx1, y1, ny1, z + 2 * half) < 0) {
        return -1;
    }
    Py_ssize_t most = ny1 + 2;
    digit *scratch = PyMem_Malloc((size_t)(4 * most) * sizeof(digit));
    if (scratch == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    digit *sx = scratch, *sy = scratch + most, *product = scratch + 2 * most;
    Py_ssize_t nsx = sum_of(x, half, x1, nx1, sx), nsy = sum_of(y, half, y1, ny1, sy);
    int status = pyi_mag_multiply(sx, nsx, sy, nsy, product);
    if (status == 0) {
        subtract_from(product, z, 2 * half);
        subtract_from(product, z + 2 * half, nx1 + ny1);
        Py_ssize_t n = nsx + nsy;
        while (n > 0 && product[n - 1] == 0) {
            n--;
        }
        add_to(z + half, product, n);
    }
    PyMem_Free(scratch);
    return status;
}

/* y in pieces of the size of x */
static int multiply_pieces(const digit *x, Py_ssize_t nx, const digit *y, Py_ssize_t ny, digit *z) {
    digit *product = PyMem_Malloc((size_t)(2 * nx) * sizeof(digit));
    if (product == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(z, 0, (size_t)(nx + ny) * sizeof(digit));
    int status = 0;
    for (Py_ssize_t i = 0; i < ny && status == 0; i += nx) {
        Py_ssize_t n = ny - i < nx ? ny - i : nx;
        status = pyi_mag_multiply(x, nx, y + i, n, product);
        Py_ssize_t used = nx + n;
        while (used > 0 && product[used - 1] == 0) {
            used--;
        }
        if (status == 0) {
            add_to(z + i, product, used);
        }
    }
    PyMem_Free(product);
    return status;
}

int pyi_mag_multiply(const digit *x, Py_ssize_t nx, const digit *y, Py_ssize_t ny, digit *z) {
    if (nx > ny) {
        const digit *swapped = x;
        Py_ssize_t count = nx;
        x = y;
        nx = ny;
        y = swapped;
        ny = count;
    }
    if (nx < KARATSUBA_FROM) {
        multiply_school(x, nx, y, ny, z);
        return 0;
    }
    return nx > ny / 2 ? multiply_karatsuba(x, nx, y, ny, z) : multiply_pieces(x, nx, y, ny, z);
}

PyObject *pyi_int_multiply(PyObject *x, PyObject *y) {
    Py_ssize_t nx = int_count(x), ny = int_count(y);
    if (nx <= 1 && ny <= 1) {
        return pyi_int_from_small(int_small_value(x) * int_small_value(y));
    }
    if (nx == 0 || ny == 0) {
        return pyi_int_from_small(0);
    }
    PyObject *z = pyi_int_alloc(nx + ny);
    if (z == NULL) {
        return NULL;
    }
    if (pyi_mag_multiply(INT_DIGITS(x), nx, INT_DIGITS(y), ny, INT_DIGITS(z)) < 0) {
        Py_DECREF(z);
        return NULL;
    }
    return pyi_int_finish(z, int_sign(x) * int_sign(y), nx + ny);
}

/* ---- addition ----------------------------------------------------------------------------------------------------- */

PyObject *pyi_int_add(PyObject *x, PyObject *y) {
    if (INT_FITS_DIGIT(x) && INT_FITS_DIGIT(y)) {
        return pyi_int_from_small(int_small_value(x) + int_small_value(y));
    }
    int sx = int_sign(x), sy = int_sign(y);
    return sx * sy >= 0 ? pyi_mag_add(x, y, sx != 0 ? sx : sy) : pyi_mag_subtract(x, y, sx);
}

PyObject *pyi_int_subtract(PyObject *x, PyObject *y) {
    if (INT_FITS_DIGIT(x) && INT_FITS_DIGIT(y)) {
        return pyi_int_from_small(int_small_value(x) - int_small_value(y));
    }
    int sx = int_sign(x), sy = int_sign(y);
    return sx * sy <= 0 ? pyi_mag_add(x, y, sx != 0 ? sx : -sy) : pyi_mag_subtract(x, y, sx);
}

PyObject *pyi_int_negate(PyObject *x) {
    if (INT_FITS_DIGIT(x)) {
        return pyi_int_from_small(-int_small_value(x));
    }
    PyObject *z = _PyLong_Copy((PyLongObject *)x);
    if (z != NULL) {
        int_set(z, -int_sign(x), int_count(x));
    }
    return z;
}

int pyi_int_compare(PyObject *x, PyObject *y) {
    int sx = int_sign(x), sy = int_sign(y);
    if (sx != sy) {
        return sx < sy ? -1 : 1;
    }
    return sx * pyi_mag_compare(INT_DIGITS(x), int_count(x), INT_DIGITS(y), int_count(y));
}

/* ---- division ------------------------------------------------------------------------------------------------------- */

digit pyi_mag_divide_digit(const digit *x, Py_ssize_t n, digit d, digit *z) {
    digit remainder = 0;
    for (Py_ssize_t i = n; --i >= 0;) {
        twodigits dividend = (twodigits)remainder << PyLong_SHIFT | x[i];
        z[i] = (digit)(dividend / d);
        remainder = (digit)(dividend - (twodigits)z[i] * d);
    }
    return remainder;
}

/* z = x << bits; the digit that is shifted out */
static digit shift_up(digit *z, const digit *x, Py_ssize_t n, int bits) {
    digit carry = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        twodigits shifted = (twodigits)x[i] << bits | carry;
        z[i] = (digit)(shifted & PyLong_MASK);
        carry = (digit)(shifted >> PyLong_SHIFT);
    }
    return carry;
}

static void shift_down(digit *z, const digit *x, Py_ssize_t n, int bits) {
    digit carry = 0;
    for (Py_ssize_t i = n; --i >= 0;) {
        twodigits both = (twodigits)carry << PyLong_SHIFT | x[i];
        carry = x[i] & (((digit)1 << bits) - 1);
        z[i] = (digit)(both >> bits & PyLong_MASK);
    }
}

/* One digit of the quotient of u[0..n] by v[0..n), which is subtracted that often from u (Knuth's steps D3 to D6). */
static digit quotient_digit(digit *u, const digit *v, Py_ssize_t n) {
    twodigits top = (twodigits)u[n] << PyLong_SHIFT | u[n - 1];
    twodigits guess = top / v[n - 1], rest = top - guess * v[n - 1];
    while (guess > PyLong_MASK ||
           (n > 1 && guess * v[n - 2] > (rest << PyLong_SHIFT | u[n - 2]))) {
        guess--;
        rest += v[n - 1];
        if (rest > PyLong_MASK) {
            break;
        }
    }
    stwodigits borrow = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        stwodigits difference = (stwodigits)u[i] + borrow - (stwodigits)(guess * v[i] & PyLong_MASK);
        borrow = (difference >> PyLong_SHIFT) - (stwodigits)(guess * v[i] >> PyLong_SHIFT);
        u[i] = (digit)(difference & PyLong_MASK);
    }
    stwodigits last = (stwodigits)u[n] + borrow;
    u[n] = (digit)(last & PyLong_MASK);
    if (last < 0) { /* the guess was one too high */
        guess--;
        digit carry = 0;
        for (Py_ssize_t i = 0; i < n; i++) {
            carry += u[i] + v[i];
            u[i] = carry & PyLong_MASK;
            carry >>= PyLong_SHIFT;
        }
        u[n] = (u[n] + carry) & PyLong_MASK;
    }
    return (digit)guess;
}

static int divmod_long(PyObject *x, PyObject *y, int quotient_sign, int remainder_sign,
                       PyObject **quotient, PyObject **remainder) {
    Py_ssize_t nx = int_count(x), n = int_count(y);
    digit *u = PyMem_Malloc((size_t)(nx + 1 + n) * sizeof(digit));
    PyObject *q = pyi_int_alloc(nx - n + 1), *r = pyi_int_alloc(n);
    if (u == NULL || q == NULL || r == NULL) {
        PyMem_Free(u);
        Py_XDECREF(q);
        Py_XDECREF(r);
        PyErr_NoMemory();
        return -1;
    }
    digit *v = u + nx + 1;
    int bits = __builtin_clz(INT_DIGITS(y)[n - 1]) - (32 - PyLong_SHIFT);
    shift_up(v, INT_DIGITS(y), n, bits);
    u[nx] = shift_up(u, INT_DIGITS(x), nx, bits);
    for (Py_ssize_t i = nx - n; i >= 0; i--) {
        INT_DIGITS(q)[i] = quotient_digit(u + i, v, n);
    }
    shift_down(INT_DIGITS(r), u, n, bits);
    PyMem_Free(u);
    q = pyi_int_finish(q, quotient_sign, nx - n + 1);
    r = pyi_int_finish(r, remainder_sign, n);
    if (quotient != NULL) {
        *quotient = q;
    } else {
        Py_DECREF(q);
    }
    if (remainder != NULL) {
        *remainder = r;
    } else {
        Py_DECREF(r);
    }
    return 0;
}

int pyi_mag_divmod(PyObject *x, PyObject *y, int quotient_sign, int remainder_sign,
                   PyObject **quotient, PyObject **remainder) {
    Py_ssize_t nx = int_count(x), ny = int_count(y);
    if (pyi_mag_compare(INT_DIGITS(x), nx, INT_DIGITS(y), ny) < 0) {
        if (quotient != NULL) {
            *quotient = pyi_int_from_small(0);
        }
        if (remainder != NULL) {
            *remainder = int_sign(x) == remainder_sign || nx == 0 ? _PyLong_Copy((PyLongObject *)x)
                                                                  : pyi_int_negate(x);
            if (*remainder == NULL) {
                return -1;
            }
        }
        return 0;
    }
    if (ny > 1) {
        return divmod_long(x, y, quotient_sign, remainder_sign, quotient, remainder);
    }
    PyObject *q = pyi_int_alloc(nx);
    if (q == NULL) {
        return -1;
    }
    digit rest = pyi_mag_divide_digit(INT_DIGITS(x), nx, INT_DIGITS(y)[0], INT_DIGITS(q));
    q = pyi_int_finish(q, quotient_sign, nx);
    if (remainder != NULL) {
        *remainder = pyi_int_from_small(remainder_sign * (stwodigits)rest);
        if (*remainder == NULL) {
            Py_DECREF(q);
            return -1;
        }
    }
    if (quotient != NULL) {
        *quotient = q;
    } else {
        Py_DECREF(q);
    }
    return 0;
}

/* Rounds towards minus infinity: one less, and the divisor added, where the signs differ and something remains. */
static int round_down(PyObject *y, PyObject **quotient, PyObject **remainder, PyObject *rest) {
    if (int_sign(rest) * int_sign(y) >= 0) {
        return 0;
    }
    if (quotient != NULL) {
        PyObject *one = pyi_int_from_small(1);
        Py_SETREF(*quotient, pyi_int_subtract(*quotient, one));
        Py_DECREF(one);
        if (*quotient == NULL) {
            return -1;
        }
    }
    if (remainder != NULL) {
        *remainder = pyi_int_add(rest, y);
        if (*remainder == NULL) {
            return -1;
        }
    }
    return 1;
}

static int divmod_small(stwodigits x, stwodigits y, PyObject **quotient, PyObject **remainder) {
    stwodigits q = x / y, r = x % y;
    if (r != 0 && (r < 0) != (y < 0)) {
        q--;
        r += y;
    }
    if (quotient != NULL && (*quotient = pyi_int_from_small(q)) == NULL) {
        return -1;
    }
    if (remainder != NULL && (*remainder = pyi_int_from_small(r)) == NULL) {
        if (quotient != NULL) {
            Py_CLEAR(*quotient);
        }
        return -1;
    }
    return 0;
}

int pyi_int_divmod(PyObject *x, PyObject *y, PyObject **quotient, PyObject **remainder) {
    if (int_count(y) == 0) {
        PyErr_SetString(PyExc_ZeroDivisionError,
                        quotient == NULL ? "integer modulo by zero"
                                         : "integer division or modulo by zero");
        return -1;
    }
    if (INT_FITS_DIGIT(x) && INT_FITS_DIGIT(y)) {
        return divmod_small(int_small_value(x), int_small_value(y), quotient, remainder);
    }
    PyObject *rest;
    if (pyi_mag_divmod(x, y, int_sign(x) * int_sign(y), int_sign(x), quotient, &rest) < 0) {
        return -1;
    }
    int rounded = round_down(y, quotient, remainder, rest);
    if (rounded == 0 && remainder != NULL) {
        *remainder = rest;
        return 0;
    }
    Py_DECREF(rest);
    if (rounded < 0 && quotient != NULL) {
        Py_CLEAR(*quotient);
    }
    return rounded < 0 ? -1 : 0;
}
