/* SPDX-License-Identifier: Apache-2.0 */
/* functions: elementary functions of complex numbers, without overflow on the way where the result is finite.
 *
 * Source     W. Kahan, "Branch cuts for complex elementary functions"; what is infinite or NaN is left to C's own
 *            functions, whose results annex G of the C standard fixes but for some signs, which are CPython's here
 */
#include "cmathmodule.h"

#include <complex.h>
#include <errno.h>
#include <float.h>

#undef I

#define LARGE (DBL_MAX / 4.0)
#define LN2 0.6931471805599453094
#define LN10 2.302585092994045684
#define SCALE_UP DBL_MANT_DIG
#define SCALE_DOWN (-(SCALE_UP + 1) / 2)

static double log_large(void) { return log(LARGE); }

static bool is_finite(Py_complex z) { return isfinite(z.real) && isfinite(z.imag); }

static Py_complex make(double real, double imag) { return (Py_complex){real, imag}; }

static Py_complex by_c(Py_complex z, double complex (*function)(double complex)) {
    union {
        double parts[2];
        double complex whole;
    } value = {{z.real, z.imag}};
    value.whole = function(value.whole);
    errno = 0;
    return make(value.parts[0], value.parts[1]);
}

static Py_complex times_i(Py_complex z) { return make(-z.imag, z.real); }
static Py_complex divided_by_i(Py_complex z) { return make(z.imag, -z.real); }

static Py_complex check_overflow(Py_complex z) {
    errno = Py_IS_INFINITY(z.real) || Py_IS_INFINITY(z.imag) ? ERANGE : 0;
    return z;
}

static bool is_large(Py_complex z) { return fabs(z.real) > LARGE || fabs(z.imag) > LARGE; }
static double half_log(Py_complex z) { return log(hypot(z.real / 2.0, z.imag / 2.0)) + LN2 * 2.0; }

/* ---- roots and logarithms ---------------------------------------------------------------------------------------- */

Py_complex cmath_sqrt(Py_complex z) {
    if (!is_finite(z)) {
        return by_c(z, csqrt);
    }
    errno = 0;
    if (z.real == 0.0 && z.imag == 0.0) {
        return make(0.0, z.imag);
    }
    double x = fabs(z.real), y = fabs(z.imag), s;
    if (x < DBL_MIN && y < DBL_MIN) {
        x = ldexp(x, SCALE_UP);
        s = ldexp(sqrt(x + hypot(x, ldexp(y, SCALE_UP))), SCALE_DOWN);
    } else {
        x /= 8.0;
        s = 2.0 * sqrt(x + hypot(x, y / 8.0));
    }
    double d = y / (2.0 * s);
    return z.real >= 0.0 ? make(s, copysign(d, z.imag)) : make(d, copysign(s, z.imag));
}

Py_complex cmath_log(Py_complex z) {
    if (!is_finite(z)) {
        return by_c(z, clog);
    }
    double x = fabs(z.real), y = fabs(z.imag), angle = atan2(z.imag, z.real);
    errno = 0;
    if (is_large(z)) {
        return make(log(hypot(x / 2.0, y / 2.0)) + LN2, angle);
    }
    if (x < DBL_MIN && y < DBL_MIN) {
        if (x == 0.0 && y == 0.0) {
            errno = EDOM;
            return make(-Py_HUGE_VAL, angle);
        }
        double scaled = hypot(ldexp(x, DBL_MANT_DIG), ldexp(y, DBL_MANT_DIG));
        return make(log(scaled) - DBL_MANT_DIG * LN2, angle);
    }
    double size = hypot(x, y);
    if (0.71 <= size && size <= 1.73) { /* near 1 the difference from it says more */
        double more = x > y ? x : y, less = x > y ? y : x;
        return make(log1p((more - 1) * (more + 1) + less * less) / 2.0, angle);
    }
    return make(log(size), angle);
}

Py_complex cmath_log10(Py_complex z) {
    Py_complex natural = cmath_log(z);
    return make(natural.real / LN10, natural.imag / LN10);
}

/* ---- inverse functions ------------------------------------------------------------------------------------------- */

Py_complex cmath_acos(Py_complex z) {
    if (Py_IS_INFINITY(z.real) && Py_IS_NAN(z.imag)) {
        return make(Py_NAN, Py_HUGE_VAL);
    }
    if (!is_finite(z)) {
        return by_c(z, cacos);
    }
    if (is_large(z)) {
        double size = half_log(z), angle = atan2(fabs(z.imag), z.real);
        errno = 0;
        return make(angle, z.real < 0.0 ? -copysign(size, z.imag) : copysign(size, -z.imag));
    }
    Py_complex s1 = cmath_sqrt(make(1.0 - z.real, -z.imag)), s2 = cmath_sqrt(make(1.0 + z.real, z.imag));
    Py_complex r = make(2.0 * atan2(s1.real, s2.real), asinh(s2.real * s1.imag - s2.imag * s1.real));
    errno = 0;
    return r;
}

Py_complex cmath_acosh(Py_complex z) {
    if (z.real == 0.0 && Py_IS_NAN(z.imag)) {
        return make(Py_NAN, Py_NAN);
    }
    if (!is_finite(z)) {
        return by_c(z, cacosh);
    }
    Py_complex r;
    if (is_large(z)) {
        r = make(half_log(z), atan2(z.imag, z.real));
    } else {
        Py_complex s1 = cmath_sqrt(make(z.real - 1.0, z.imag)), s2 = cmath_sqrt(make(z.real + 1.0, z.imag));
        r = make(asinh(s1.real * s2.real + s1.imag * s2.imag), 2.0 * atan2(s1.imag, s2.real));
    }
    errno = 0;
    return r;
}

Py_complex cmath_asinh(Py_complex z) {
    if (Py_IS_NAN(z.real) && Py_IS_INFINITY(z.imag)) {
        return make(Py_HUGE_VAL, Py_NAN);
    }
    if (!is_finite(z)) {
        return by_c(z, casinh);
    }
    Py_complex r;
    if (is_large(z)) {
        double size = half_log(z);
        r = make(copysign(size, z.real), atan2(z.imag, fabs(z.real)));
    } else {
        Py_complex s1 = cmath_sqrt(make(1.0 + z.imag, -z.real)), s2 = cmath_sqrt(make(1.0 - z.imag, z.real));
        r = make(asinh(s1.real * s2.imag - s2.real * s1.imag),
                 atan2(z.imag, s1.real * s2.real - s1.imag * s2.imag));
    }
    errno = 0;
    return r;
}

Py_complex cmath_asin(Py_complex z) { return divided_by_i(cmath_asinh(times_i(z))); }

Py_complex cmath_atanh(Py_complex z) {
    if (Py_IS_NAN(z.real) && Py_IS_INFINITY(z.imag)) {
        return make(0.0, copysign(Py_MATH_PI / 2.0, z.imag));
    }
    if (!is_finite(z)) {
        return by_c(z, catanh);
    }
    if (signbit(z.real)) { /* an odd function */
        return _Py_c_neg(cmath_atanh(_Py_c_neg(z)));
    }
    double y = fabs(z.imag), x = z.real;
    Py_complex r;
    if (x > sqrt(LARGE) || y > sqrt(LARGE)) {
        double size = hypot(x / 2.0, z.imag / 2.0);
        r = make(x / 4.0 / size / size, -copysign(Py_MATH_PI / 2.0, -z.imag));
    } else if (x == 1.0 && y < sqrt(DBL_MIN)) {
        if (y == 0.0) {
            errno = EDOM;
            return make(Py_HUGE_VAL, z.imag);
        }
        r = make(-log(sqrt(y) / sqrt(hypot(y, 2.0))), copysign(atan2(2.0, -y) / 2, z.imag));
    } else {
        r = make(log1p(4.0 * x / ((1 - x) * (1 - x) + y * y)) / 4.0,
                 -atan2(-2.0 * z.imag, (1 - x) * (1 + x) - y * y) / 2.0);
    }
    errno = 0;
    return r;
}

Py_complex cmath_atan(Py_complex z) { return divided_by_i(cmath_atanh(times_i(z))); }

/* ---- exponential and hyperbolic functions ---------------------------------------------------------------------------- */

/* An angle that is infinite has no sine; `domain` tells whether the real part lets that matter. */
static Py_complex special(Py_complex z, double complex (*function)(double complex), bool domain) {
    Py_complex r = by_c(z, function);
    errno = Py_IS_INFINITY(z.imag) && domain ? EDOM : 0;
    return r;
}

Py_complex cmath_exp(Py_complex z) {
    if (Py_IS_INFINITY(z.real) && z.real < 0 && !isfinite(z.imag)) {
        return make(0.0, 0.0);
    }
    if (!is_finite(z)) {
        return special(z, cexp, isfinite(z.real) || (Py_IS_INFINITY(z.real) && z.real > 0));
    }
    bool large = z.real > log_large();
    double length = exp(large ? z.real - 1.0 : z.real);
    double real = length * cos(z.imag), imag = length * sin(z.imag);
    return check_overflow(large ? make(real * Py_MATH_E, imag * Py_MATH_E) : make(real, imag));
}

Py_complex cmath_cosh(Py_complex z) {
    if (Py_IS_NAN(z.real) && z.imag == 0.0) {
        return make(Py_NAN, 0.0);
    }
    if (!is_finite(z)) {
        return special(z, ccosh, !Py_IS_NAN(z.real));
    }
    if (fabs(z.real) <= log_large()) {
        return check_overflow(make(cos(z.imag) * cosh(z.real), sin(z.imag) * sinh(z.real)));
    }
    double less = z.real - copysign(1.0, z.real);
    return check_overflow(
        make(cos(z.imag) * cosh(less) * Py_MATH_E, sin(z.imag) * sinh(less) * Py_MATH_E));
}

Py_complex cmath_sinh(Py_complex z) {
    if (z.real == 0.0 && Py_IS_NAN(z.imag)) {
        return make(0.0, Py_NAN);
    }
    if (!is_finite(z)) {
        return special(z, csinh, !Py_IS_NAN(z.real));
    }
    if (fabs(z.real) <= log_large()) {
        return check_overflow(make(cos(z.imag) * sinh(z.real), sin(z.imag) * cosh(z.real)));
    }
    double less = z.real - copysign(1.0, z.real);
    return check_overflow(
        make(cos(z.imag) * sinh(less) * Py_MATH_E, sin(z.imag) * cosh(less) * Py_MATH_E));
}

Py_complex cmath_tanh(Py_complex z) {
    if (z.real == 0.0 && Py_IS_NAN(z.imag)) {
        return make(Py_NAN, Py_NAN);
    }
    if (Py_IS_INFINITY(z.real) && !isfinite(z.imag)) {
        return make(copysign(1.0, z.real), 0.0);
    }
    if (!is_finite(z)) {
        return special(z, ctanh, isfinite(z.real));
    }
    Py_complex r;
    if (fabs(z.real) > log_large()) {
        r = make(copysign(1.0, z.real),
                 4.0 * sin(z.imag) * cos(z.imag) * exp(-2.0 * fabs(z.real)));
    } else {
        double tx = tanh(z.real), ty = tan(z.imag), cx = 1.0 / cosh(z.real), both = tx * ty;
        double below = 1.0 + both * both;
        r = make(tx * (1.0 + ty * ty) / below, ((ty / below) * cx) * cx);
    }
    errno = 0;
    return r;
}

Py_complex cmath_cos(Py_complex z) { return cmath_cosh(times_i(z)); }
Py_complex cmath_sin(Py_complex z) { return divided_by_i(cmath_sinh(times_i(z))); }
Py_complex cmath_tan(Py_complex z) { return divided_by_i(cmath_tanh(times_i(z))); }

/* ---- polar coordinates --------------------------------------------------------------------------------------------------- */

Py_complex cmath_rect(double r, double phi) {
    errno = Py_IS_INFINITY(phi) && r != 0.0 && !Py_IS_NAN(r) ? EDOM : 0;
    if (phi == 0.0) { /* the sign of the angle is kept */
        return make(r, Py_IS_NAN(r) ? 0.0 : Py_IS_INFINITY(r) ? copysign(0.0, r * copysign(1.0, phi)) : r * phi);
    }
    if (isfinite(phi)) {
        if (Py_IS_INFINITY(r)) {
            double sign = copysign(1.0, r);
            return make(sign * copysign(Py_HUGE_VAL, cos(phi)), sign * copysign(Py_HUGE_VAL, sin(phi)));
        }
        double real = r * cos(phi), imag = r * sin(phi);
        return make(real, imag);
    }
    if (Py_IS_INFINITY(r)) {
        return make(Py_HUGE_VAL, Py_NAN);
    }
    return r == 0.0 ? make(0.0, 0.0) : make(Py_NAN, Py_NAN);
}
