/* SPDX-License-Identifier: Apache-2.0 */
/* names: which modules there are: those of the standard library by the version, and those that are linked in.
 */
#include "sys.h"

#include "pyi_named.h"
#include "sysprogram.h"

/* of all versions, then what some have; words that end in a blank */
static const char standard[] =
    "__future__ _abc _aix_support _ast _asyncio _bisect _blake2 _bz2 _codecs _codecs_cn "
    "_codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections "
    "_collections_abc _compat_pickle _compression _contextvars _csv _ctypes _curses "
    "_curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib "
    "_frozen_importlib_external _functools _gdbm _hashlib _heapq _imp _io _json _locale "
    "_lsprof _lzma _markupbase _md5 _multibytecodec _multiprocessing _opcode _operator "
    "_osx_support _overlapped _pickle _posixshmem _posixsubprocess _py_abc _pydecimal _pyio "
    "_queue _random _scproxy _sha1 _sha3 _signal _sitebuiltins _socket _sqlite3 _sre _ssl "
    "_stat _statistics _string _strptime _struct _symtable _thread _threading_local _tkinter "
    "_tokenize _tracemalloc _typing _uuid _warnings _weakref _weakrefset _winapi _zoneinfo "
    "abc antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins "
    "bz2 cProfile calendar cmath cmd code codecs codeop collections colorsys compileall "
    "concurrent configparser contextlib contextvars copy copyreg csv ctypes curses "
    "dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum "
    "errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc "
    "genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http "
    "idlelib imaplib importlib inspect io ipaddress itertools json keyword linecache locale "
    "logging lzma mailbox marshal math mimetypes mmap modulefinder msvcrt multiprocessing "
    "netrc nt ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle "
    "pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty "
    "pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib "
    "resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal "
    "site smtplib socket socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat "
    "statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny "
    "tarfile tempfile termios textwrap this threading time timeit tkinter token tokenize "
    "tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata "
    "unittest urllib uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xml "
    "xmlrpc zipapp zipfile zipimport zlib zoneinfo "
#if !PYI_313
    "_crypt _msi aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib "
    "ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib "
#else
    "_android_support _colorize _interpchannels _interpqueues _interpreters _ios_support "
    "_opcode_metadata _pyrepl _suggestions _sysconfig _wmi "
#endif
#if PYI_312
    "_pydatetime _pylong _sha2 "
#else
    "_bootsubprocess _sha256 _sha512 asynchat asyncore distutils imp smtpd "
#endif
    ;

/* The blank after the word; strchr of some C libraries measures all that follows. */
static const char *word_end(const char *word) {
    while (*word != ' ') {
        word++;
    }
    return word;
}

/* new frozenset */
static PyObject *standard_names(PyObject *module) {
    (void)module;
    PyObject *names = PyFrozenSet_New(NULL);
    for (const char *at = standard, *end; names != NULL && *at != '\0'; at = end + 1) {
        end = word_end(at);
        PyObject *name = PyUnicode_FromStringAndSize(at, end - at);
        if (name != NULL) {
            PyUnicode_InternInPlace(&name);
        }
        if (name == NULL || PySet_Add(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    return names;
}

extern const pyi_module_row __start_pyi_modules[] __attribute__((weak));
extern const pyi_module_row __stop_pyi_modules[] __attribute__((weak));

/* new tuple, sorted */
static PyObject *linked_names(PyObject *module) {
    (void)module;
    PyObject *list = PyList_New(0), *result = NULL;
    int status = list == NULL ? -1 : 0;
    for (const pyi_module_row *row = __start_pyi_modules; row < __stop_pyi_modules && status == 0;
         row++) {
        if (row->init == NULL) {
            continue; /* not of this program (aot_build/link/trim) */
        }
        PyObject *name = PyUnicode_FromString(row->name);
        status = name == NULL ? -1 : PyList_Append(list, name);
        Py_XDECREF(name);
    }
    if (status == 0 && PyList_Sort(list) == 0) {
        result = PyList_AsTuple(list);
    }
    Py_XDECREF(list);
    return result;
}

pyi_made_row pyi_sys_names[] PYI_NAMED(16, sys_names) = {
    {"stdlib_module_names", standard_names},
    {"builtin_module_names", linked_names},
};

int pyi_sys_is_standard_module(PyObject *name) {
    if (pyi_sys_names[0].make != NULL) { /* it is what the program has made of it */
        PyObject *names = PySys_GetObject(pyi_sys_names[0].name);
        return names != NULL && PyAnySet_Check(names) ? PySet_Contains(names, name) : 0;
    }
    for (const char *at = standard, *end; *at != '\0'; at = end + 1) {
        end = word_end(at);
        PyObject *known = PyUnicode_FromStringAndSize(at, end - at);
        int same = known == NULL ? -1 : PyObject_RichCompareBool(known, name, Py_EQ);
        Py_XDECREF(known);
        if (same != 0) {
            return same;
        }
    }
    return 0;
}

int pyi_sys_add_names(PyObject *module) {
    return pyi_add_made(module, pyi_sys_names, Py_ARRAY_LENGTH(pyi_sys_names));
}
