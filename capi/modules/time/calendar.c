/* SPDX-License-Identifier: Apache-2.0 */
/* calendar: years, months, days and the local time zone.
 */
#include "time.h"
#include "pyi_c_imports.h"

#include <errno.h>

/* ---- struct_time -------------------------------------------------------------------------------------------------- */

static PyStructSequence_Field fields[] = {
    {"tm_year", NULL}, {"tm_mon", NULL},  {"tm_mday", NULL}, {"tm_hour", NULL},
    {"tm_min", NULL},  {"tm_sec", NULL},  {"tm_wday", NULL}, {"tm_yday", NULL},
    {"tm_isdst", NULL}, {"tm_zone", NULL}, {"tm_gmtoff", NULL}, {0},
};
static PyStructSequence_Desc description = {"time.struct_time", NULL, fields, 9};
static PyTypeObject *struct_time; /* owned */

static PyObject *make_struct(const struct tm *tm) {
    PyObject *result = PyStructSequence_New(struct_time);
    if (result == NULL) {
        return NULL;
    }
    const int numbers[] = {tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday,
                           tm->tm_hour,        tm->tm_min,     tm->tm_sec,
                           (tm->tm_wday + 6) % 7, tm->tm_yday + 1, tm->tm_isdst};
    for (int i = 0; i < 9; i++) {
        PyStructSequence_SetItem(result, i, PyLong_FromLong(numbers[i]));
    }
    PyStructSequence_SetItem(result, 9, PyUnicode_DecodeLocale(tm->tm_zone, "surrogateescape"));
    PyStructSequence_SetItem(result, 10, PyLong_FromLong(tm->tm_gmtoff));
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

/* 0 or -1; the time zone's name is borrowed from the object */
static int take_struct(PyObject *op, struct tm *tm, const char *format) {
    memset(tm, 0, sizeof(*tm));
    if (!PyTuple_Check(op)) {
        PyErr_SetString(PyExc_TypeError, "Tuple or struct_time argument required");
        return -1;
    }
    int year;
    if (!PyArg_ParseTuple(op, format, &year, &tm->tm_mon, &tm->tm_mday, &tm->tm_hour, &tm->tm_min,
                          &tm->tm_sec, &tm->tm_wday, &tm->tm_yday, &tm->tm_isdst)) {
        return -1;
    }
    if (year < INT_MIN + 1900) {
        PyErr_SetString(PyExc_OverflowError, "year out of range");
        return -1;
    }
    tm->tm_year = year - 1900;
    tm->tm_mon--;
    tm->tm_wday = (tm->tm_wday + 1) % 7;
    tm->tm_yday--;
    if (Py_IS_TYPE(op, struct_time)) {
        PyObject *zone = PyStructSequence_GetItem(op, 9), *offset = PyStructSequence_GetItem(op, 10);
        if (zone != Py_None && (tm->tm_zone = (char *)PyUnicode_AsUTF8(zone)) == NULL) {
            return -1;
        }
        if (offset != Py_None) {
            tm->tm_gmtoff = PyLong_AsLong(offset);
            if (tm->tm_gmtoff == -1 && PyErr_Occurred()) {
                return -1;
            }
        }
    }
    return 0;
}

/* Zero stands for the first month, day and day of the year: C has no way to show a date that is none. */
static int check_struct(struct tm *tm) {
    tm->tm_mon = tm->tm_mon == -1 ? 0 : tm->tm_mon;
    tm->tm_mday = tm->tm_mday == 0 ? 1 : tm->tm_mday;
    tm->tm_yday = tm->tm_yday == -1 ? 0 : tm->tm_yday;
    const char *wrong = tm->tm_mon < 0 || tm->tm_mon > 11     ? "month"
                        : tm->tm_mday < 0 || tm->tm_mday > 31 ? "day of month"
                        : tm->tm_hour < 0 || tm->tm_hour > 23 ? "hour"
                        : tm->tm_min < 0 || tm->tm_min > 59   ? "minute"
                        : tm->tm_sec < 0 || tm->tm_sec > 61   ? "seconds"
                        : tm->tm_wday < 0                     ? "day of week"
                        : tm->tm_yday < 0 || tm->tm_yday > 365 ? "day of year"
                                                               : NULL;
    if (wrong != NULL) {
        PyErr_Format(PyExc_ValueError, "%s out of range", wrong);
        return -1;
    }
    return 0;
}

/* ---- from seconds --------------------------------------------------------------------------------------------------- */

static int take_seconds(PyObject *args, const char *format, time_t *seconds) {
    PyObject *op = Py_None;
    if (!PyArg_ParseTuple(args, format, &op)) {
        return -1;
    }
    if (op == Py_None) {
        *seconds = time(NULL);
        return 0;
    }
    return _PyTime_ObjectToTime_t(op, seconds, _PyTime_ROUND_FLOOR);
}

static PyObject *do_gmtime(PyObject *module, PyObject *args) {
    (void)module;
    time_t t;
    struct tm tm;
    if (take_seconds(args, "|O:gmtime", &t) < 0 || _PyTime_gmtime(t, &tm) < 0) {
        return NULL;
    }
    return make_struct(&tm);
}

static PyObject *do_localtime(PyObject *module, PyObject *args) {
    (void)module;
    time_t t;
    struct tm tm;
    return take_seconds(args, "|O:localtime", &t) < 0 || _PyTime_localtime(t, &tm) < 0
               ? NULL
               : make_struct(&tm);
}

/* ---- text ------------------------------------------------------------------------------------------------------------- */

static PyObject *as_text(const struct tm *tm) {
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return PyUnicode_FromFormat("%s %s%3d %.2d:%.2d:%.2d %d", days[tm->tm_wday], months[tm->tm_mon],
                                tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec,
                                1900 + tm->tm_year);
}

static PyObject *do_asctime(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *op = NULL;
    struct tm tm;
    if (!PyArg_UnpackTuple(args, "asctime", 0, 1, &op)) {
        return NULL;
    }
    int status = op == NULL ? _PyTime_localtime(time(NULL), &tm)
                            : take_struct(op, &tm, "iiiiiiiii;asctime(): illegal time tuple argument");
    return status < 0 || (op != NULL && check_struct(&tm) < 0) ? NULL : as_text(&tm);
}

static PyObject *do_ctime(PyObject *module, PyObject *args) {
    (void)module;
    time_t t;
    struct tm tm;
    return take_seconds(args, "|O:ctime", &t) < 0 || _PyTime_localtime(t, &tm) < 0 ? NULL
                                                                                    : as_text(&tm);
}

/* new */
static PyObject *format_time(const char *format, size_t n, const struct tm *tm) {
    for (size_t room = 1024;; room += room) {
        char *text = PyMem_Malloc(room);
        if (text == NULL) {
            return PyErr_NoMemory();
        }
        size_t written = strftime(text, room, format, tm);
        if (written > 0 || room >= 256 * n) { /* zero may also mean that nothing is to be written */
            PyObject *result = PyUnicode_DecodeUTF8(text, (Py_ssize_t)written, "surrogateescape");
            PyMem_Free(text);
            return result;
        }
        PyMem_Free(text);
    }
}

static PyObject *do_strftime(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *format, *op = NULL;
    struct tm tm;
    if (!PyArg_ParseTuple(args, "U|O:strftime", &format, &op)) {
        return NULL;
    }
    int status = op == NULL
                     ? _PyTime_localtime(time(NULL), &tm)
                     : take_struct(op, &tm, "iiiiiiiii;strftime(): illegal time tuple argument");
    if (status < 0 || (op != NULL && check_struct(&tm) < 0)) {
        return NULL;
    }
    tm.tm_isdst = tm.tm_isdst < -1 ? -1 : tm.tm_isdst > 1 ? 1 : tm.tm_isdst;
    PyObject *bytes = PyUnicode_AsEncodedString(format, "utf-8", "surrogateescape");
    if (bytes == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    size_t n = (size_t)PyBytes_GET_SIZE(bytes);
    if (strlen(PyBytes_AS_STRING(bytes)) != n) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
    } else {
        result = n == 0 ? PyUnicode_New(0, 0) : format_time(PyBytes_AS_STRING(bytes), n, &tm);
    }
    Py_DECREF(bytes);
    return result;
}

PYI_C_IMPORT("_strptime", "_strptime_time", "time", "strptime");
PYI_C_IMPORT("_strptime", "_strptime_datetime", "_datetime", "strptime");

static PyObject *do_strptime(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *parser = PyImport_ImportModule("_strptime"), *result = NULL;
    PyObject *function =
        parser == NULL ? NULL : PyObject_GetAttr(parser, PYI_NAME("_strptime_time"));
    if (function != NULL) {
        result = PyObject_Call(function, args, NULL);
        Py_DECREF(function);
    }
    Py_XDECREF(parser);
    return result;
}

/* ---- to seconds ------------------------------------------------------------------------------------------------------- */

static PyObject *do_mktime(PyObject *module, PyObject *op) {
    (void)module;
    struct tm tm;
    if (take_struct(op, &tm, "iiiiiiiii;mktime(): illegal time tuple argument") < 0) {
        return NULL;
    }
    tm.tm_wday = -1; /* still so when the result is no second before 1970 but a failure */
    time_t t = mktime(&tm);
    if (t == (time_t)-1 && tm.tm_wday == -1) {
        PyErr_SetString(PyExc_OverflowError, "mktime argument out of range");
        return NULL;
    }
    return PyFloat_FromDouble((double)t);
}

/* ---- the time zone ------------------------------------------------------------------------------------------------------ */

typedef struct {
    long offset; /* seconds west of Greenwich */
    char name[10];
} zone;

static zone zone_at(time_t t) {
    struct tm tm;
    zone result = {0, "   "};
    if (localtime_r(&t, &tm) != NULL) {
        result.offset = -tm.tm_gmtoff;
        strncpy(result.name, tm.tm_zone, sizeof(result.name) - 1);
    }
    return result;
}

static int set_zone(PyObject *module) {
    enum { YEAR = (365 * 24 + 6) * 3600 };
    time_t january = time(NULL) / YEAR * YEAR;
    zone first = zone_at(january), second = zone_at(january + YEAR / 2);
    if (first.offset < second.offset) { /* summer is in January, south of the equator */
        zone swapped = first;
        first = second;
        second = swapped;
    }
    PyObject *names = Py_BuildValue("(NN)", PyUnicode_DecodeLocale(first.name, "surrogateescape"),
                                    PyUnicode_DecodeLocale(second.name, "surrogateescape"));
    int status = names == NULL ? -1 : PyModule_AddObjectRef(module, "tzname", names);
    Py_XDECREF(names);
    return status < 0 || PyModule_AddIntConstant(module, "timezone", first.offset) < 0 ||
                   PyModule_AddIntConstant(module, "altzone", second.offset) < 0
               ? -1
               : PyModule_AddIntConstant(module, "daylight", first.offset != second.offset);
}

static PyObject *do_tzset(PyObject *module, PyObject *unused) {
    (void)unused;
    PyObject *found = PyImport_ImportModule("time");
    if (found == NULL) {
        return NULL;
    }
    (void)module;
    tzset();
    int status = set_zone(found);
    Py_DECREF(found);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- all together --------------------------------------------------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"gmtime", do_gmtime, METH_VARARGS, NULL},
    {"localtime", do_localtime, METH_VARARGS, NULL},
    {"asctime", do_asctime, METH_VARARGS, NULL},
    {"ctime", do_ctime, METH_VARARGS, NULL},
    {"strftime", do_strftime, METH_VARARGS, NULL},
    {"strptime", do_strptime, METH_VARARGS, NULL},
    {"mktime", do_mktime, METH_O, TIME_DOC("mktime", "($self, object, /)")},
    {"tzset", do_tzset, METH_NOARGS, TIME_DOC("tzset", "($self, /)")},
    {0},
};

int pyi_time_add_calendar(PyObject *module) {
    if (struct_time == NULL && (struct_time = PyStructSequence_NewType(&description)) == NULL) {
        return -1;
    }
    tzset();
    return set_zone(module) < 0 || PyModule_AddIntConstant(module, "_STRUCT_TM_ITEMS", 11) < 0 ||
                   PyModule_AddObjectRef(module, "struct_time", (PyObject *)struct_time) < 0
               ? -1
               : PyModule_AddFunctions(module, methods);
}
