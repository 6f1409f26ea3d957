# SPDX-License-Identifier: Apache-2.0
"""The Python half of the importer of one compiled package.

It is embedded, marshalled, in every library and run once when the library is imported:

    open_library(path, folder, ...)   ->   adopt(module), for the module that is the library itself

Every import of a compiled package pays for it, so nothing here is made before somebody needs it;
what most programs never need is in loader_rest.py. The namespace of this file belongs to the
library, so what is known about that are variables here.

All other modules of the package are found by a `Finder`, through one entry of `sys.path_hooks`
that every compiled package of the process shares and that knows their folders. So nothing is asked
about foreign imports, and what is not compiled is found as if there were no library. Finding and
loading a compiled module touches no file: its name is in a table, its code in the library.

Imports nothing that is not loaded when Python starts, because this runs in every start.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import sys

call_with_frames_removed = _bootstrap._call_with_frames_removed  # type: ignore[attr-defined]

HOOK_KEY = "aot_build.path_hook.1"
"""Where the interpreter's dictionary keeps the shared hook: (hook, {folder: path -> finder})."""


def breathe():  # type: ignore[no-untyped-def]
    """Do nothing: entering any Python function lets waiting threads and signals in."""


class Loader(_external.SourcelessFileLoader):
    """Loads one module of the library.

    The base class is what CPython has for modules that come without source to compile; tools that
    recompile modules from source (import hooks that rewrite them) leave those alone.
    `exec_module` is added by `open_library`.
    """

    def __init__(self, fullname: str, path: str, index: int) -> None:
        self.name = fullname
        self.path = path
        self.index = index

    def create_module(self, spec):  # type: ignore[no-untyped-def]
        """The usual module, but for a spec that was used before and names the library by now."""
        if spec.origin == self.path:
            return None
        module = type(sys)(spec.name)
        module.__file__ = self.path
        return module

    def get_code(self, fullname: str):  # type: ignore[no-untyped-def]
        """The code object of the module; functions made by running it get native entries."""
        asking = sys._getframe(1)
        if asking.f_code.co_name == "_get_module_details":
            rest("answer_runpy")(asking, self.path)
        return module_code(self.index)

    def get_source(self, fullname: str) -> "str | None":
        """The text of the source file, or None if it was not shipped."""
        try:
            data = self.get_data(self.path)
        except OSError:
            return None
        return _external.decode_source(data)


class Finder:
    """Finds modules in one folder of the package, compiled or not."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.made = None

    def plain(self):  # type: ignore[no-untyped-def]
        """What CPython itself would ask about the folder."""
        if self.made is None:
            loaders = _external._get_supported_file_loaders()
            self.made = _external.FileFinder(self.path, *loaders)
        return self.made

    def find_spec(self, fullname: str, target=None):  # type: ignore[no-untyped-def]
        """Spec of a module of the library, else what the folder itself has."""
        spec = find_spec(fullname)
        if spec is None or not self.holds(spec):
            return self.plain().find_spec(fullname, target)
        return spec

    def holds(self, spec) -> bool:  # type: ignore[no-untyped-def]
        """Is the module in this folder? Any name may be asked for in any folder."""
        if spec.submodule_search_locations is None:
            place = spec.origin
        else:
            place = spec.submodule_search_locations[0]
        return bool(place.rpartition(_external.path_sep)[0] == self.path)

    def invalidate_caches(self) -> None:
        """Forget the folder's listing; the library does not change."""
        self.made = None

    def iter_modules(self, prefix: str = ""):  # type: ignore[no-untyped-def]
        """(name, is a package) of each module here, for pkgutil; sources need not be there."""
        return rest("list_modules")(self, prefix, table(), absolute)


# ---- the library ---------------------------------------------------------------------------------


def open_library(functions, imported_as, library, its_folder, info, interpreter):  # type: ignore
    """Set up the importer; the function that turns a new module into the library's own.

    *functions* are exec_module, find, table, module_code, rest_code. `find(suffix)` is (index,
    source, is a package) or None for the module whose full name is that of the library and
    *suffix*; `table()` lists (suffix, source, is a package) of all.
    """
    global find, table, module_code, rest_code, name, path, folder, shared
    global is_package, shipped, from_source, hashes, pyc
    Loader.exec_module, find, table, module_code, rest_code = functions
    name, path, folder, shared = imported_as, library, its_folder, interpreter
    _, source, is_package = find("")
    shipped = _external._path_isfile(absolute(source))
    # Assertions and docstrings are compiled in; -O wants them out, and sources have that.
    from_source = bool(sys.flags.optimize) and shipped
    # What came without its sources is no editable install any more.
    hashes = rest("editable_hashes")(info) if shipped and '"sources"' in info else None
    tag = sys.implementation.cache_tag
    # Where .pyc files are; None: let importlib find out.
    pyc = None if sys.pycache_prefix is not None or tag is None else f".{tag}.pyc"
    return adopt


def rest(what: str):  # type: ignore[no-untyped-def]
    """What loader_rest.py calls so; the first call runs that."""
    if not rest_names:
        names = {"__name__": __name__}
        exec(rest_code(), names)
        rest_names.update(names)
    return rest_names[what]


rest_names = {}  # type: ignore[var-annotated]


def absolute(source: str) -> str:
    """Absolute path of a source file, shipped or not."""
    return folder + _external.path_sep + source.replace("/", _external.path_sep)


def cached(source: str) -> "str | None":
    """Where the .pyc file of a source file would be; None: let importlib find out."""
    if pyc is None:
        return None
    home, separator, file = source.rpartition(_external.path_sep)
    return f"{home}{separator}__pycache__{separator}{file[:-3]}{pyc}"


def is_stale(source: str) -> bool:
    """In an editable install: has the source changed, or gone, since it was compiled?"""
    expected = hashes and hashes.get(source)
    return bool(expected) and rest("is_changed")(absolute(source), expected)


def find_spec(fullname: str):  # type: ignore[no-untyped-def]
    """Spec of a module of this library, or None."""
    if from_source or not fullname.startswith(name):
        return None
    entry = find(fullname[len(name) :])
    if entry is None or is_stale(entry[1]):
        return None
    index, source, package = entry
    file = absolute(source)
    spec = _bootstrap.ModuleSpec(
        fullname, Loader(fullname, file, index), origin=file, is_package=package
    )
    spec.has_location = True
    spec.cached = cached(file)
    if package:
        spec.submodule_search_locations.append(file.rpartition(_external.path_sep)[0])
    return spec


# ---- the module that is the library --------------------------------------------------------------


def adopt(module):  # type: ignore[no-untyped-def]
    """Make the freshly created module look like one found by source; its code object.

    None: the module is only asked for because `python -m` looks into packages.
    """
    fullname = module.__name__
    spec = module.__spec__
    source = find("")[1]
    file = absolute(source)
    if not is_package and spec.submodule_search_locations is not None:
        if rest("wants_main")(fullname):
            rest("stand_in")(module, name, file, find_spec)
            return None
        rest("become_plain")(module)
    if from_source or is_stale(source):
        loader = _external.SourceFileLoader(fullname, file)
    else:
        loader = Loader(fullname, file, 0)
    spec.loader = module.__loader__ = loader
    spec.cached = module.__cached__ = cached(file)
    module.__file__ = file if shipped else path
    if fullname == "__main__":
        rest("become_program")(module, file)
    if is_package and not from_source:
        install_hook()
    return loader.get_code(fullname)


def install_hook() -> None:
    """Let the import system find the modules below the folder of the library through it."""
    if HOOK_KEY not in shared:
        shared[HOOK_KEY] = make_hook()
    hook, finders = shared[HOOK_KEY]
    finders[folder] = Finder
    if hook not in sys.path_hooks:
        sys.path_hooks.insert(0, hook)
    # Its folders may have been looked into before the package was imported.
    below = folder + _external.path_sep
    for place in list(sys.path_importer_cache):
        if place == folder or place.startswith(below):
            del sys.path_importer_cache[place]


def make_hook() -> tuple:  # type: ignore[type-arg]
    """A hook for `sys.path_hooks` and the folders it serves."""
    finders = {}  # type: ignore[var-annotated]

    def compiled_package_hook(path: str):  # type: ignore[no-untyped-def]
        """Finder for *path* if a compiled package is there or above it."""
        place = path
        while place:
            if place in finders:
                if is_no_folder(path, place):
                    break
                return finders[place](path)
            place = place.rpartition(_external.path_sep)[0]
        raise ImportError("no compiled package", path=path)

    return compiled_package_hook, finders


def is_no_folder(path: str, place: str) -> bool:
    """Is *path*, below the package at *place*, a file or in one: a zip file with modules?

    The folder of a package need not exist when sources are not shipped, but has an ordinary name.
    """
    if path == place:
        return False
    parts = path[len(place) + 1 :].split(_external.path_sep)
    if all(part.isidentifier() for part in parts):
        return _external._path_isfile(path)
    return not _external._path_isdir(path)
