/* SPDX-License-Identifier: Apache-2.0 */
/* config: the settings of the interpreter, and the old global variables that show them.
 *
 * A standalone program takes no options of python's. The settings are those of `python -I`, as if no variable of
 * the environment was set; runtime/start.c changes what the program was built with.
 */
#include "gil.h"

/* Extensions read these. */
int Py_UTF8Mode, Py_DebugFlag, Py_VerboseFlag, Py_QuietFlag, Py_InteractiveFlag, Py_InspectFlag;
int Py_OptimizeFlag, Py_NoSiteFlag, Py_BytesWarningFlag, Py_FrozenFlag, Py_IgnoreEnvironmentFlag;
int Py_DontWriteBytecodeFlag, Py_NoUserSiteDirectory, Py_UnbufferedStdioFlag;
int Py_IsolatedFlag; /* Py_HashRandomizationFlag: support/hash.c */
const char *Py_FileSystemDefaultEncoding = "utf-8";
const char *Py_FileSystemDefaultEncodeErrors = "surrogateescape";
int Py_HasFileSystemDefaultEncoding = 1;

/* what is not zero before anything is said */
void pyi_config_init(PyConfig *config) {
    config->use_hash_seed = -1;
    config->install_signal_handlers = 1;
    config->buffered_stdio = 1;
    config->configure_c_stdio = 1;
    config->write_bytecode = 1;
    config->site_import = 1;
    config->code_debug_ranges = 1;
    config->isolated = 1;
    config->safe_path = 1;
#if PYI_312
    config->int_max_str_digits = _PY_LONG_DEFAULT_MAX_STR_DIGITS;
#else
    _PyRuntime._main_interpreter.int_max_str_digits = _PY_LONG_DEFAULT_MAX_STR_DIGITS;
#endif
#if PYI_313
    config->cpu_count = -1;
#endif
}

/* borrowed */
const PyConfig *_PyInterpreterState_GetConfig(PyInterpreterState *interp) { return &interp->config; }
const PyConfig *_Py_GetConfig(void) { return &_PyInterpreterState_GET()->config; }
