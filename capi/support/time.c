/* SPDX-License-Identifier: Apache-2.0 */
/* time: nanoseconds in 64 bits, their conversions, and the clocks of the system.
 *
 * Contract   docs.python.org/3/c-api/time.html; internal/pycore_time.h
 */
#include "pyi.h"

#if PYI_312
#  include "internal/pycore_time.h"
#endif

#include <errno.h>
#include <math.h>
#include <sys/time.h>
#include <time.h>

#if PYI_313
typedef PyTime_t nanoseconds;
#else
typedef _PyTime_t nanoseconds;
#endif

enum { MILLI = 1000, MICRO = 1000 * 1000, NANO = 1000 * 1000 * 1000 };
static const nanoseconds LEAST = INT64_MIN, MOST = INT64_MAX;

/* ---- arithmetic -------------------------------------------------------------------------------------------------- */

/* the nearest that there is */
static nanoseconds add(nanoseconds a, nanoseconds b) {
    nanoseconds sum;
    return __builtin_add_overflow(a, b, &sum) ? (b > 0 ? MOST : LEAST) : sum;
}

/* -1 when it does not fit, and then it is the nearest that does */
static int multiply(nanoseconds *t, nanoseconds k) {
    nanoseconds product;
    if (__builtin_mul_overflow(*t, k, &product)) {
        *t = *t < 0 ? LEAST : MOST;
        return -1;
    }
    *t = product;
    return 0;
}

static nanoseconds divide(nanoseconds t, nanoseconds k, _PyTime_round_t round) {
    nanoseconds quotient = t / k, rest = t % k;
    if (rest == 0) {
        return quotient;
    }
    bool up;
    switch (round) {
    case _PyTime_ROUND_FLOOR:
        return quotient - (rest < 0);
    case _PyTime_ROUND_CEILING:
        return quotient + (rest > 0);
    case _PyTime_ROUND_HALF_EVEN: {
        nanoseconds twice = 2 * (rest < 0 ? -rest : rest);
        up = twice > k || (twice == k && (quotient & 1));
        break;
    }
    default: /* away from zero */
        up = true;
        break;
    }
    return up ? quotient + (t < 0 ? -1 : 1) : quotient;
}

static double round_double(double x, _PyTime_round_t round) {
    switch (round) {
    case _PyTime_ROUND_FLOOR:
        return floor(x);
    case _PyTime_ROUND_CEILING:
        return ceil(x);
    case _PyTime_ROUND_HALF_EVEN: {
        double nearest = nearbyint(x);
        return nearest;
    }
    default:
        return x >= 0.0 ? ceil(x) : floor(x);
    }
}

static int too_big(void) {
    PyErr_SetString(PyExc_OverflowError, "timestamp too large to convert to C "
#if PYI_313
                                         "PyTime_t"
#else
                                         "_PyTime_t"
#endif
    );
    return -1;
}

static int too_big_for_time_t(void) {
    PyErr_SetString(PyExc_OverflowError, "timestamp out of range for platform time_t");
    return -1;
}

nanoseconds _PyTime_Add(nanoseconds a, nanoseconds b) { return add(a, b); }

/* ---- objects -------------------------------------------------------------------------------------------------------- */

PyObject *_PyLong_FromTime_t(time_t t) { return PyLong_FromLongLong((long long)t); }

time_t _PyLong_AsTime_t(PyObject *op) {
    long long value = PyLong_AsLongLong(op);
    if (value == -1 && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_OverflowError)) {
        too_big_for_time_t();
    }
    return (time_t)value;
}

static int check_nan(double x) {
    if (isnan(x)) {
        PyErr_SetString(PyExc_ValueError, "Invalid value NaN (not a number)");
        return -1;
    }
    return 0;
}

/* a number of seconds, or of milliseconds, as nanoseconds */
static int from_object(nanoseconds *t, PyObject *op, _PyTime_round_t round, long unit) {
    if (PyFloat_Check(op)) {
        double x = PyFloat_AsDouble(op);
        if (check_nan(x) < 0) {
            return -1;
        }
        x = round_double(x * (double)unit, round);
        if (!(x >= -0x1p63 && x < 0x1p63)) {
            *t = 0;
            return too_big_for_time_t();
        }
        *t = (nanoseconds)x;
        return 0;
    }
    long long value = PyLong_AsLongLong(op);
    if (value == -1 && PyErr_Occurred()) {
        return PyErr_ExceptionMatches(PyExc_OverflowError) ? too_big() : -1;
    }
    *t = value;
    return multiply(t, unit) < 0 ? too_big() : 0;
}

int _PyTime_FromSecondsObject(nanoseconds *t, PyObject *op, _PyTime_round_t round) {
    return from_object(t, op, round, NANO);
}
int _PyTime_FromMillisecondsObject(nanoseconds *t, PyObject *op, _PyTime_round_t round) {
    return from_object(t, op, round, MICRO);
}

static int from_nanoseconds_object(nanoseconds *t, PyObject *op) {
    if (!PyLong_Check(op)) {
        PyErr_Format(PyExc_TypeError, "expect int, got %s", Py_TYPE(op)->tp_name);
        return -1;
    }
    long long value = PyLong_AsLongLong(op);
    if (value == -1 && PyErr_Occurred()) {
        return PyErr_ExceptionMatches(PyExc_OverflowError) ? too_big() : -1;
    }
    *t = value;
    return 0;
}

nanoseconds _PyTime_FromSeconds(int seconds) { return (nanoseconds)seconds * NANO; }

#if PYI_312
nanoseconds _PyTime_FromMicrosecondsClamp(nanoseconds us) {
    multiply(&us, MILLI);
    return us;
}
#endif

#if PYI_313
int _PyTime_FromLong(nanoseconds *t, PyObject *op) { return from_nanoseconds_object(t, op); }
PyObject *_PyTime_AsLong(nanoseconds t) { return PyLong_FromLongLong((long long)t); }
double PyTime_AsSecondsDouble(nanoseconds t)
#else
int _PyTime_FromNanosecondsObject(nanoseconds *t, PyObject *op) {
    return from_nanoseconds_object(t, op);
}
PyObject *_PyTime_AsNanosecondsObject(nanoseconds t) { return PyLong_FromLongLong((long long)t); }
nanoseconds _PyTime_FromNanoseconds(nanoseconds ns) { return ns; }
nanoseconds _PyTime_AsNanoseconds(nanoseconds t) { return t; }
double _PyTime_AsSecondsDouble(nanoseconds t)
#endif
{
    /* Whole seconds exactly: dividing the double would round twice. */
    return t % NANO == 0 ? (double)(t / NANO) : (double)t / 1e9;
}

nanoseconds _PyTime_AsMilliseconds(nanoseconds t, _PyTime_round_t round) {
    return divide(t, MICRO, round);
}
nanoseconds _PyTime_AsMicroseconds(nanoseconds t, _PyTime_round_t round) {
    return divide(t, MILLI, round);
}
nanoseconds _PyTime_As100Nanoseconds(nanoseconds t, _PyTime_round_t round) {
    return divide(t, 100, round);
}

/* ---- seconds and a fraction ---------------------------------------------------------------------------------------------- */

/* a float becomes whole seconds and *unit*-ths; an int has none */
static int split_object(PyObject *op, time_t *seconds, long *fraction, long unit,
                        _PyTime_round_t round) {
    if (!PyFloat_Check(op)) {
        *fraction = 0;
        *seconds = _PyLong_AsTime_t(op);
        return *seconds == (time_t)-1 && PyErr_Occurred() ? -1 : 0;
    }
    double x = PyFloat_AsDouble(op), whole, part;
    if (check_nan(x) < 0) {
        *fraction = 0;
        return -1;
    }
    part = round_double(modf(x, &whole) * (double)unit, round);
    if (part >= (double)unit) {
        part -= (double)unit;
        whole += 1.0;
    } else if (part < 0) {
        part += (double)unit;
        whole -= 1.0;
    }
    if (!(whole >= -0x1p63 && whole < 0x1p63)) {
        return too_big_for_time_t();
    }
    *seconds = (time_t)whole;
    *fraction = (long)part;
    return 0;
}

int _PyTime_ObjectToTimespec(PyObject *op, time_t *seconds, long *ns, _PyTime_round_t round) {
    return split_object(op, seconds, ns, NANO, round);
}
int _PyTime_ObjectToTimeval(PyObject *op, time_t *seconds, long *us, _PyTime_round_t round) {
    return split_object(op, seconds, us, MICRO, round);
}

int _PyTime_ObjectToTime_t(PyObject *op, time_t *seconds, _PyTime_round_t round) {
    if (!PyFloat_Check(op)) {
        *seconds = _PyLong_AsTime_t(op);
        return *seconds == (time_t)-1 && PyErr_Occurred() ? -1 : 0;
    }
    double x = PyFloat_AsDouble(op), whole;
    if (check_nan(x) < 0) {
        return -1;
    }
    (void)modf(round_double(x, round), &whole);
    if (!(whole >= -0x1p63 && whole < 0x1p63)) {
        return too_big_for_time_t();
    }
    *seconds = (time_t)whole;
    return 0;
}

/* the fraction is never negative */
static void split(nanoseconds t, nanoseconds unit, nanoseconds *whole, nanoseconds *part) {
    *whole = t / unit;
    *part = t % unit;
    if (*part < 0) {
        *part += unit;
        --*whole;
    }
}

void _PyTime_AsTimeval_clamp(nanoseconds t, struct timeval *tv, _PyTime_round_t round) {
    nanoseconds seconds, us;
    split(divide(t, MILLI, round), MICRO, &seconds, &us);
    tv->tv_sec = (time_t)seconds;
    tv->tv_usec = (suseconds_t)us;
}
int _PyTime_AsTimeval(nanoseconds t, struct timeval *tv, _PyTime_round_t round) {
    _PyTime_AsTimeval_clamp(t, tv, round);
    return 0; /* 64 bits of seconds hold every number of nanoseconds */
}
int _PyTime_AsTimevalTime_t(nanoseconds t, time_t *seconds, int *us, _PyTime_round_t round) {
    struct timeval tv;
    _PyTime_AsTimeval_clamp(t, &tv, round);
    *seconds = tv.tv_sec;
    *us = (int)tv.tv_usec;
    return 0;
}
void _PyTime_AsTimespec_clamp(nanoseconds t, struct timespec *ts) {
    nanoseconds seconds, ns;
    split(t, NANO, &seconds, &ns);
    ts->tv_sec = (time_t)seconds;
    ts->tv_nsec = (long)ns;
}
int _PyTime_AsTimespec(nanoseconds t, struct timespec *ts) {
    _PyTime_AsTimespec_clamp(t, ts);
    return 0;
}

static int from_parts(nanoseconds *t, nanoseconds seconds, nanoseconds rest) {
    int status = multiply(&seconds, NANO);
    *t = add(seconds, rest);
    return status < 0 ? too_big() : 0;
}
#if PYI_313
int _PyTime_FromTimespec(nanoseconds *t, const struct timespec *ts)
#else
int _PyTime_FromTimespec(nanoseconds *t, struct timespec *ts)
#endif
{
    return from_parts(t, ts->tv_sec, ts->tv_nsec);
}
int _PyTime_FromTimeval(nanoseconds *t, struct timeval *tv) {
    return from_parts(t, tv->tv_sec, (nanoseconds)tv->tv_usec * MILLI);
}

/* ---- clocks ------------------------------------------------------------------------------------------------------------------ */

/* *info is filled when it is not NULL */
static int read_clock(clockid_t id, const char *name, nanoseconds *t, _Py_clock_info_t *info) {
    struct timespec now, step;
    if (clock_gettime(id, &now) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    *t = (nanoseconds)now.tv_sec * NANO + now.tv_nsec;
    if (info != NULL) {
        info->implementation = name;
        info->monotonic = id == CLOCK_MONOTONIC;
        info->adjustable = id == CLOCK_REALTIME;
        info->resolution = clock_getres(id, &step) == 0
                               ? (double)step.tv_sec + (double)step.tv_nsec * 1e-9
                               : 1e-9;
    }
    return 0;
}

static int read_real(nanoseconds *t, _Py_clock_info_t *info) {
    return read_clock(CLOCK_REALTIME, "clock_gettime(CLOCK_REALTIME)", t, info);
}
static int read_monotonic(nanoseconds *t, _Py_clock_info_t *info) {
    return read_clock(CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", t, info);
}

static nanoseconds now_or_zero(int (*read)(nanoseconds *, _Py_clock_info_t *)) {
    nanoseconds t = 0;
    return read(&t, NULL) < 0 ? 0 : t;
}

#if PYI_313
int _PyTime_TimeWithInfo(nanoseconds *t, _Py_clock_info_t *info) { return read_real(t, info); }
int _PyTime_MonotonicWithInfo(nanoseconds *t, _Py_clock_info_t *info) {
    return read_monotonic(t, info);
}
int _PyTime_PerfCounterWithInfo(nanoseconds *t, _Py_clock_info_t *info) {
    return read_monotonic(t, info);
}
int PyTime_Time(nanoseconds *t) { return read_real(t, NULL); }
int PyTime_Monotonic(nanoseconds *t) { return read_monotonic(t, NULL); }
int PyTime_PerfCounter(nanoseconds *t) { return read_monotonic(t, NULL); }
int PyTime_TimeRaw(nanoseconds *t) { return read_real(t, NULL); }
int PyTime_MonotonicRaw(nanoseconds *t) { return read_monotonic(t, NULL); }
int PyTime_PerfCounterRaw(nanoseconds *t) { return read_monotonic(t, NULL); }
#else
int _PyTime_GetSystemClockWithInfo(nanoseconds *t, _Py_clock_info_t *info) {
    return read_real(t, info);
}
int _PyTime_GetMonotonicClockWithInfo(nanoseconds *t, _Py_clock_info_t *info) {
    return read_monotonic(t, info);
}
int _PyTime_GetPerfCounterWithInfo(nanoseconds *t, _Py_clock_info_t *info) {
    return read_monotonic(t, info);
}
nanoseconds _PyTime_GetSystemClock(void) { return now_or_zero(read_real); }
nanoseconds _PyTime_GetMonotonicClock(void) { return now_or_zero(read_monotonic); }
nanoseconds _PyTime_GetPerfCounter(void) { return now_or_zero(read_monotonic); }
#endif

nanoseconds _PyDeadline_Init(nanoseconds timeout) {
    return add(now_or_zero(read_monotonic), timeout);
}
nanoseconds _PyDeadline_Get(nanoseconds deadline) {
    return deadline - now_or_zero(read_monotonic);
}

/* ---- calendars ---------------------------------------------------------------------------------------------------------------- */

static int calendar(struct tm *(*convert)(const time_t *, struct tm *), time_t t, struct tm *tm) {
    errno = 0;
    if (convert(&t, tm) == NULL) {
        errno = errno == 0 ? EINVAL : errno;
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return 0;
}

int _PyTime_localtime(time_t t, struct tm *tm) { return calendar(localtime_r, t, tm); }
int _PyTime_gmtime(time_t t, struct tm *tm) { return calendar(gmtime_r, t, tm); }
