/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_import.h: imports of a closed world: modules in C from the table pyi_modules, Python modules from a linked one.
 *
 *   import.c    what PyImport_ImportModuleLevelObject answers: names, fromlist, relative imports
 *   load.c      from a name to a module: parents, finders, execution
 *   lock.c      one thread at a time for each module
 *   builtin.c   modules in C
 *   linked.c    Python modules of the program
 *   extension/  modules in C that travel with the program as shared libraries (pyi_extension.h)
 *   spec.c      ModuleSpec, and the attributes that a module gets from it
 *   finder.c    the same for Python: what is in sys.meta_path
 *   modules.c   sys.modules
 */
#ifndef PYI_IMPORT_H
#define PYI_IMPORT_H

#include "pyi.h"

#include "internal/pycore_import.h"

#include "pyi_linked.h"

#if PYI_312
#  define PYI_IMPORTS(interp) (&(interp)->imports)
#else
#  define PYI_IMPORTS(interp) (interp)
#endif
#if !PYI_313
#  define PyObject_GetOptionalAttr _PyObject_LookupAttr
#endif

/* ---- modules.c ---------------------------------------------------------------------------------------- */

/* borrowed: sys.modules */
PYI_HIDDEN PyObject *pyi_modules_dict(void);
/* new; NULL perhaps without an exception */
PYI_HIDDEN PyObject *pyi_modules_get(PyObject *name);

/* ---- lock.c -------------------------------------------------------------------------------------------- */

typedef struct pyi_importing pyi_importing;
/* Waits until no other thread imports name. 0; -1 with an exception. *lock is NULL when waiting would never end. */
PYI_HIDDEN int pyi_import_enter(PyObject *name, pyi_importing **lock);
PYI_HIDDEN void pyi_import_leave(pyi_importing *lock);
/* of the lock for all, which only _imp is asked for */
PYI_HIDDEN int pyi_import_lock_held(void);
PYI_HIDDEN bool pyi_import_lock_is_mine(void);
/* in the child */
PYI_HIDDEN void pyi_import_after_fork(void);

/* ---- spec.c --------------------------------------------------------------------------------------------- */

/* new: a spec; origin and places (search locations of a package) may be NULL */
PYI_HIDDEN PyObject *pyi_spec_new(PyObject *name, PyObject *loader, PyObject *origin, PyObject *places, bool has_file);
PYI_HIDDEN int pyi_spec_set_initializing(PyObject *spec, bool value);
/* Gives the module the attributes that its spec tells. 0 or -1 */
PYI_HIDDEN int pyi_spec_apply(PyObject *spec, PyObject *module);

/* ---- builtin.c --------------------------------------------------------------------------------------------- */

PYI_HIDDEN bool pyi_builtin_exists(PyObject *name);
/* new: the names of all, sorted */
PYI_HIDDEN PyObject *pyi_builtin_names(void);
/* new: made, not executed when it has several phases */
PYI_HIDDEN PyObject *pyi_builtin_create(PyObject *name, PyObject *spec);
PYI_HIDDEN int pyi_builtin_exec(PyObject *module);
/* what an init function gave, or NULL with the exception that is due when it was called */
PYI_HIDDEN PyObject *pyi_check_init(const char *name, PyObject *made);

/* ---- linked.c ------------------------------------------------------------------------------------------------ */

PYI_HIDDEN bool pyi_linked_find(PyObject *name, pyi_linked_module *found);
/* new: a list with the folder of a package, by its file */
PYI_HIDDEN PyObject *pyi_package_places(PyObject *file);
/* new */
PYI_HIDDEN PyObject *pyi_linked_spec(PyObject *name, const pyi_linked_module *linked);
/* new: of a package that has no module of its own but modules or files in it; NULL perhaps without an exception */
PYI_HIDDEN PyObject *pyi_linked_namespace_spec(PyObject *name);
/* Runs its code in the module's namespace. 0 or -1 */
PYI_HIDDEN int pyi_linked_exec(PyObject *module, const pyi_linked_module *linked);

/* ---- finder.c ------------------------------------------------------------------------------------------------- */

extern PyTypeObject pyi_builtin_importer_type; /* finds and loads modules in C */
extern PyTypeObject pyi_linked_importer_type;  /* finds Python modules */
extern PyTypeObject pyi_linked_loader_type;    /* loads one of them */
extern PyTypeObject pyi_path_importer_type;    /* path_finder.c: finds what is in no program */
/* new */
PYI_HIDDEN PyObject *pyi_linked_loader_new(PyObject *name, PyObject *path);
/* Puts them into sys.meta_path, if nothing is there yet. 0 or -1 */
PYI_HIDDEN int pyi_finders_install(void);

/* ---- load.c ----------------------------------------------------------------------------------------------------- */

/* new: the module of an absolute name, imported if need be */
PYI_HIDDEN PyObject *pyi_import_absolute(PyObject *name);


/* ---- start.c ---------------------------------------------------------------------------------------------------- */

/* What the interpreter keeps of `builtins` and `sys`. 0 or -1 */
PYI_HIDDEN int pyi_import_adopt(const char *name, PyObject *module);

/* ---- exec.c ------------------------------------------------------------------------------------------------------- */

/* the first four bytes of a .pyc file of this version */
PYI_HIDDEN long pyi_import_magic(void);

#endif /* PYI_IMPORT_H */
