/* SPDX-License-Identifier: Apache-2.0 */
/* config: the settings of the interpreter, and the old global variables that show them.
 *
 * A standalone program takes no options of python's. The settings are those of `python -I`, as if no variable of
 * the environment was set; runtime/standalone/start.c changes what the program was built with. PYTHONHASHSEED alone
 * is read: without it nobody could have the same order of a set twice.
 */
#include "gil.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* the old global variables */

/* Extensions read these. */
int Py_UTF8Mode, Py_DebugFlag, Py_VerboseFlag, Py_QuietFlag, Py_InteractiveFlag, Py_InspectFlag;
int Py_OptimizeFlag, Py_NoSiteFlag, Py_BytesWarningFlag, Py_FrozenFlag, Py_IgnoreEnvironmentFlag;
int Py_DontWriteBytecodeFlag, Py_NoUserSiteDirectory, Py_UnbufferedStdioFlag;
int Py_IsolatedFlag; /* Py_HashRandomizationFlag: support/hash.c */
const char *Py_FileSystemDefaultEncoding = "utf-8";
const char *Py_FileSystemDefaultEncodeErrors = "surrogateescape";
int Py_HasFileSystemDefaultEncoding = 1;

/* The hashes of str and bytes are of the process, or of the number that PYTHONHASHSEED is. Must come before the
 * first hash. */
static void read_hash_seed(PyConfig *config) {
    const char *text = getenv("PYTHONHASHSEED");
    config->use_hash_seed = 0;
    config->hash_seed = 0;
    if (text != NULL && *text != '\0' && strcmp(text, "random") != 0) {
        char *end;
        errno = 0;
        unsigned long seed = strtoul(text, &end, 10);
        if (*end != '\0' || errno != 0 || seed > 4294967295ul || strchr(text, '-') != NULL) {
            fputs("PYTHONHASHSEED must be \"random\" or an integer from 0 to 4294967295\n", stderr);
            exit(1);
        }
        config->use_hash_seed = 1;
        config->hash_seed = seed;
    }
    Py_HashRandomizationFlag = !config->use_hash_seed || config->hash_seed != 0;
}

/* what is not zero before anything is said */
void pyi_config_init(PyConfig *config) {
    read_hash_seed(config);
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
