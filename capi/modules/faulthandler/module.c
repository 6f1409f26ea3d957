/* SPDX-License-Identifier: Apache-2.0 */
/* faulthandler: where the program was when it crashed, hung or was asked.
 * Contract   docs.python.org/3/library/faulthandler.html
 */
#include "faulthandler.h"

static PyObject *fault_dump_traceback(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"file", "all_threads", NULL};
    PyObject *file = NULL;
    int all_threads = 1;
    fault_target target;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|Op:dump_traceback", names, &file, &all_threads) ||
        fault_target_take(&target, file, all_threads) < 0) {
        return NULL;
    }
    fault_dump(&target);
    fault_target_drop(&target);
    Py_RETURN_NONE;
}

#define BOTH (METH_VARARGS | METH_KEYWORDS)
#if PYI_313
#  define DOC(name, parameters, older, text) PYI_SIGNATURE(name, parameters) text
#else
#  define DOC(name, parameters, older, text) older
#endif

static PyMethodDef functions[] = {
    {"enable", PYI_FASTCALL(fault_enable), BOTH,
     DOC("enable", "($module, /, file=sys.stderr, all_threads=True)",
         "enable(file=sys.stderr, all_threads=True): enable the fault handler",
         "Enable the fault handler.")},
    {"disable", fault_disable, METH_NOARGS,
     DOC("disable", "($module, /)", "disable(): disable the fault handler", "Disable the fault handler.")},
    {"is_enabled", fault_is_enabled, METH_NOARGS,
     DOC("is_enabled", "($module, /)", "is_enabled()->bool: check if the handler is enabled",
         "Check if the handler is enabled.")},
    {"dump_traceback", PYI_FASTCALL(fault_dump_traceback), BOTH,
     DOC("dump_traceback", "($module, /, file=sys.stderr, all_threads=True)",
         "dump_traceback(file=sys.stderr, all_threads=True): dump the traceback of the current thread, or "
         "of all threads if all_threads is True, into file",
         "Dump the traceback of the current thread, or of all threads if all_threads is True, into file.")},
    {"dump_traceback_later", PYI_FASTCALL(fault_dump_traceback_later), BOTH,
     DOC("dump_traceback_later", "($module, /, timeout, repeat=False, file=sys.stderr, exit=False)",
         "dump_traceback_later(timeout, repeat=False, file=sys.stderr, exit=False):\n"
         "dump the traceback of all threads in timeout seconds,\nor each timeout seconds if repeat is "
         "True. If exit is True, call _exit(1) which is not safe.",
         "Dump the traceback of all threads in timeout seconds,\nor each timeout seconds if repeat is "
         "True. If exit is True, call _exit(1) which is not safe.")},
    {"cancel_dump_traceback_later", fault_cancel_dump_traceback_later, METH_NOARGS,
     DOC("cancel_dump_traceback_later", "($module, /)",
         "cancel_dump_traceback_later():\ncancel the previous call to dump_traceback_later().",
         "Cancel the previous call to dump_traceback_later().")},
    {"register", PYI_FASTCALL(fault_register), BOTH,
     DOC("register", "($module, /, signum, file=sys.stderr, all_threads=True, chain=False)",
         "register(signum, file=sys.stderr, all_threads=True, chain=False): register a handler for the "
         "signal 'signum': dump the traceback of the current thread, or of all threads if all_threads is "
         "True, into file",
         "Register a handler for the signal 'signum': dump the traceback of the current thread, or of all "
         "threads if all_threads is True, into file.")},
    {"unregister", fault_unregister, METH_O,
     DOC("unregister", "($module, signum, /)",
         "unregister(signum): unregister the handler of the signal 'signum' registered by register()",
         "Unregister the handler of the signal 'signum' registered by register().")},
    {"_read_null", fault_read_null, METH_NOARGS, NULL},
    {"_sigsegv", fault_sigsegv, METH_VARARGS, NULL},
    {"_sigabrt", fault_sigabrt, METH_NOARGS, NULL},
    {"_sigfpe", fault_sigfpe, METH_NOARGS, NULL},
    {"_stack_overflow", fault_stack_overflow, METH_NOARGS, NULL},
    {"_fatal_error_c_thread", fault_fatal_error_c_thread, METH_NOARGS, NULL},
    {0},
};

static PyModuleDef_Slot slots[] = {
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef faulthandler_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "faulthandler",
    .m_doc = "faulthandler module.",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *faulthandler_init(void) { return PyModuleDef_Init(&faulthandler_module); }
PYI_MODULE("faulthandler", faulthandler_init);
