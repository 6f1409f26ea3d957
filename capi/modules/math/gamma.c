/* SPDX-License-Identifier: Apache-2.0 */
/* gamma: the gamma function and its logarithm.
 *
 * Source     Lanczos' approximation with the 13 rational terms that Boost publishes for 53 bits; reflection for negative
 *            numbers
 */
#include "mathmodule.h"

#include <errno.h>

enum { TERMS = 13, WHOLE_MOST = 23 };

static const double shift = 6.024680040776729583740234375, shift_less_half = 5.524680040776729583740234375;
static const double log_pi = 1.144729885849400174143427351353058711647;
static const double numerators[TERMS] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408};
static const double denominators[TERMS] = {0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0,
                                           45995730.0, 13339535.0, 2637558.0,   357423.0,    32670.0,
                                           1925.0,    66.0,       1.0};

static double lanczos_sum(double x) {
    double above = 0.0, below = 0.0;
    if (x < 5.0) {
        for (int i = TERMS; --i >= 0;) {
            above = above * x + numerators[i];
            below = below * x + denominators[i];
        }
    } else { /* in powers of 1/x, which do not overflow */
        for (int i = 0; i < TERMS; i++) {
            above = above / x + numerators[i];
            below = below / x + denominators[i];
        }
    }
    return above / below;
}

/* sin(pi * x), accurate near whole numbers */
static double sin_pi(double x) {
    double y = fmod(fabs(x), 2.0), result;
    switch ((int)round(2.0 * y)) {
    case 0:
        result = sin(Py_MATH_PI * y);
        break;
    case 1:
        result = cos(Py_MATH_PI * (y - 0.5));
        break;
    case 2:
        result = sin(Py_MATH_PI * (1.0 - y));
        break;
    case 3:
        result = -cos(Py_MATH_PI * (y - 1.5));
        break;
    default:
        result = sin(Py_MATH_PI * (y - 2.0));
    }
    return copysign(1.0, x) * result;
}

static double whole_gamma(double x) {
    double product = 1.0;
    for (int i = 2; i < (int)x; i++) {
        product *= i;
    }
    return product;
}

static double by_lanczos(double x) {
    double size = fabs(x), y = size + shift_less_half;
    double lost = size > shift_less_half ? (y - size) - shift_less_half : (y - shift_less_half) - size;
    lost = lost * shift / y; /* of the rounding of y, relative to the result */
    double half = size < 140.0 ? pow(y, size - 0.5) : pow(y, size / 2.0 - 0.25), result;
    if (x < 0.0) {
        result = -Py_MATH_PI / sin_pi(size) / size * exp(y) / lanczos_sum(size);
        result -= lost * result;
        result /= half;
        return size < 140.0 ? result : result / half;
    }
    result = lanczos_sum(size) / exp(y);
    result += lost * result;
    result *= half;
    return size < 140.0 ? result : result * half;
}

double math_gamma(double x, int *error) {
    *error = 0;
    if (!isfinite(x)) {
        *error = x < 0.0 ? EDOM : 0;
        return x < 0.0 ? Py_NAN : x;
    }
    if (x == 0.0) {
        *error = EDOM;
        return copysign(Py_HUGE_VAL, x);
    }
    if (x == floor(x) && x < 0.0) {
        *error = EDOM;
        return Py_NAN;
    }
    if (x == floor(x) && x <= WHOLE_MOST) {
        return whole_gamma(x);
    }
    double size = fabs(x), result;
    if (size < 1e-20) {
        result = 1.0 / x;
    } else if (size > 200.0) {
        result = x < 0.0 ? 0.0 / sin_pi(x) : Py_HUGE_VAL;
    } else {
        result = by_lanczos(x);
    }
    *error = Py_IS_INFINITY(result) ? ERANGE : 0;
    return result;
}

double math_lgamma(double x, int *error) {
    *error = 0;
    if (!isfinite(x)) {
        return Py_IS_NAN(x) ? x : Py_HUGE_VAL;
    }
    if (x == floor(x) && x <= 2.0) {
        *error = x <= 0.0 ? EDOM : 0;
        return x <= 0.0 ? Py_HUGE_VAL : 0.0;
    }
    double size = fabs(x);
    if (size < 1e-20) {
        return -log(size);
    }
    double result = log(lanczos_sum(size)) - shift;
    result += (size - 0.5) * (log(size + shift - 0.5) - 1);
    if (x < 0.0) {
        result = log_pi - log(fabs(sin_pi(size))) - log(size) - result;
    }
    *error = Py_IS_INFINITY(result) ? ERANGE : 0;
    return result;
}
