# SPDX-License-Identifier: Apache-2.0
"""The Python half of the importer of one compiled package.

It is embedded, marshalled, in every library and run once when the library is imported:

    open_library(path, folder, ...)   ->   adopt(module), for the module that is the library itself

Every import of a compiled package pays for it, so nothing here is made before somebody needs it.

All other modules of the package are found by a `Finder`, through one entry of `sys.path_hooks`
that every compiled package of the process shares and that knows their folders. So nothing is asked
about foreign imports, and what is not compiled is found as if there were no library. Finding and
loading a compiled module touches no file: its name is in a table, its code in the library.

Imports nothing that is not loaded when Python starts, because this runs in every start.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import _imp
import sys

run_code = exec
call_with_frames_removed = _bootstrap._call_with_frames_removed  # type: ignore[attr-defined]

HOOK_KEY = "aot_build.path_hook.1"
"""Where the interpreter's dictionary keeps the shared hook: (hook, {folder: path -> finder})."""


def breathe():  # type: ignore[no-untyped-def]
    """Do nothing: entering any Python function lets waiting threads and signals in."""


class Loader(_external.SourcelessFileLoader):
    """Loads one module of a library.

    The base class is what CPython has for modules that come without source to compile; tools that
    recompile modules from source (import hooks that rewrite them) leave those alone.
    `exec_module` is added by `open_library`.
    """

    def __init__(self, fullname: str, path: str, library: "Library", index: int) -> None:
        self.name = fullname
        self.path = path
        self.library = library
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
        return self.library.module_code(self.index)

    def get_source(self, fullname: str) -> "str | None":
        """The text of the source file, or None if it was not shipped."""
        try:
            data = self.get_data(self.path)
        except OSError:
            return None
        return _external.decode_source(data)


class Finder:
    """Finds modules in one folder of a compiled package, compiled or not."""

    def __init__(self, library: "Library", path: str) -> None:
        self.library = library
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
        spec = self.library.find_spec(fullname)
        return spec or self.plain().find_spec(fullname, target)

    def invalidate_caches(self) -> None:
        """Forget the folder's listing; the library does not change."""
        self.made = None

    def iter_modules(self, prefix: str = ""):  # type: ignore[no-untyped-def]
        """(name, is a package) of each module here, for pkgutil; sources need not be there."""
        from pkgutil import iter_importer_modules

        seen = set()
        for name, is_package in iter_importer_modules(self.plain(), prefix):
            seen.add(name)
            yield name, is_package
        for name, is_package in self.library.modules_in(self.path):
            if prefix + name not in seen:
                yield prefix + name, is_package


class MainFinder:
    """Finds `mod.__main__`, which `python -m mod` wants, where *mod* is no package.

    It exists while *stand_in* is `sys.modules["mod"]`, and takes that away with its first answer:
    the module is run as `__main__`, and then possibly imported by its own name as well.
    """

    def __init__(self, library: "Library", stand_in) -> None:  # type: ignore[no-untyped-def]
        self.library = library
        self.stand_in = stand_in

    def find_spec(self, fullname: str, target=None):  # type: ignore[no-untyped-def]
        """Spec of the module itself: that is what `__main__.__spec__` has to be."""
        name = self.library.name
        if fullname != name + ".__main__":
            return None
        self.withdraw(name)
        spec = self.library.find_spec(name)
        if spec is None:
            path = self.library.source("")
            loader = _external.SourceFileLoader(fullname, path)
            spec = _bootstrap.ModuleSpec(name, loader, origin=path)
            spec.has_location = True
        return spec

    def withdraw(self, name: str) -> None:
        """Leave nothing that says that the module was imported."""
        for path in self.stand_in.__path__:
            sys.path_importer_cache.pop(path, None)
        if sys.modules.get(name) is self.stand_in:
            del sys.modules[name]
        parent, _, child = name.rpartition(".")
        if getattr(sys.modules.get(parent), child, None) is self.stand_in:
            delattr(sys.modules[parent], child)


class Library:
    """The shared library of a package or single module, called *name* where it was imported.

    `find(suffix)` is (index, source, is a package) or None for the module whose full name is that
    of the library and *suffix*; `table()` lists (suffix, source, is a package) of all.
    """

    def __init__(self, name, path, folder, info, find, table, code, shared) -> None:  # type: ignore
        self.name = name
        self.path = path
        self.folder = folder
        self.find = find
        self.table = table
        self.module_code = code
        self.shared = shared
        self.is_package = find("")[2]
        self.shipped = _external._path_isfile(self.source(""))
        # Assertions and docstrings are compiled in; -O wants them out, and sources have that.
        self.from_source = bool(sys.flags.optimize) and self.shipped
        self.hashes = editable_hashes(info)
        tag = sys.implementation.cache_tag
        # Where .pyc files are; None: let importlib find out.
        self.pyc = None if sys.pycache_prefix is not None or tag is None else f".{tag}.pyc"

    def absolute(self, source: str) -> str:
        """Absolute path of a source file, shipped or not."""
        return self.folder + _external.path_sep + source.replace("/", _external.path_sep)

    def source(self, suffix: str) -> str:
        """The same, of a module."""
        return self.absolute(self.find(suffix)[1])

    def cached(self, source: str) -> "str | None":
        """Where the .pyc file of a source file would be; None: let importlib find out."""
        if self.pyc is None:
            return None
        folder, separator, file = source.rpartition(_external.path_sep)
        return f"{folder}{separator}__pycache__{separator}{file[:-3]}{self.pyc}"

    def is_stale(self, source: str) -> bool:
        """In an editable install: has the source changed, or gone, since it was compiled?"""
        expected = self.hashes.get(source)
        if expected is None:
            return False
        try:
            with _external._io.open_code(self.absolute(source)) as file:
                data = file.read()
        except OSError:
            return True
        return _imp.source_hash(_external._RAW_MAGIC_NUMBER, data).hex() != expected

    def find_spec(self, fullname: str):  # type: ignore[no-untyped-def]
        """Spec of a module of this library, or None."""
        if self.from_source or not fullname.startswith(self.name):
            return None
        entry = self.find(fullname[len(self.name) :])
        if entry is None or self.is_stale(entry[1]):
            return None
        index, source, is_package = entry
        path = self.absolute(source)
        spec = _bootstrap.ModuleSpec(
            fullname, Loader(fullname, path, self, index), origin=path, is_package=is_package
        )
        spec.has_location = True
        spec.cached = self.cached(path)
        if is_package:
            spec.submodule_search_locations.append(path.rpartition(_external.path_sep)[0])
        return spec

    def modules_in(self, folder: str):  # type: ignore[no-untyped-def]
        """(name, is a package) of the modules of this library in a folder."""
        for suffix, source, is_package in self.table():
            home = self.absolute(source).rpartition(_external.path_sep)[0]
            if is_package:
                home = home.rpartition(_external.path_sep)[0]
            if home == folder and suffix:
                yield suffix.rpartition(".")[2], is_package

    def finder(self, path: str) -> Finder:
        """A finder for a folder of this library."""
        return Finder(self, path)

    def adopt(self, module):  # type: ignore[no-untyped-def]
        """Make the freshly created module look like one found by source; its code object.

        None: the module is only asked for because `python -m` looks into packages.
        """
        name = module.__name__
        spec = module.__spec__
        if not self.is_package and spec.submodule_search_locations is not None:
            if wants_main(name):
                finder = MainFinder(self, module)
                for path in module.__path__:
                    sys.path_importer_cache[path] = finder
                return None
            become_plain(module)
        _, source, is_package = self.find("")
        path = self.absolute(source)
        if self.from_source or self.is_stale(source):
            loader = _external.SourceFileLoader(name, path)
        else:
            loader = Loader(name, path, self, 0)
        spec.loader = module.__loader__ = loader
        spec.cached = self.cached(path)
        module.__cached__ = spec.cached
        module.__file__ = path if self.shipped else self.path
        if name == "__main__":
            become_program(module, path)
        if is_package and not self.from_source:
            install_hook(self)
        return loader.get_code(name)


def editable_hashes(info: str) -> dict:  # type: ignore[type-arg]
    """{source: hash} of a library made for an editable install, else nothing."""
    if '"sources"' not in info:
        return {}
    import json

    return json.loads(info)["sources"]  # type: ignore[no-any-return]


def become_plain(module) -> None:  # type: ignore[no-untyped-def]
    """Make a module no package. Its library was in a folder only to be found before its source."""
    spec = module.__spec__
    spec.submodule_search_locations = None
    module.__package__ = spec.parent
    del module.__path__


def become_program(module, path: str) -> None:  # type: ignore[no-untyped-def]
    """Make a module what CPython makes of a script (`aot run`): no spec, package or .pyc file."""
    module.__spec__ = module.__package__ = module.__cached__ = None
    module.__loader__ = _external.SourceFileLoader("__main__", path)
    module.__annotations__ = {}


def wants_main(name: str) -> bool:
    """Is the module called *name* being imported only to find `name.__main__` below it?

    CPython cannot run an extension module as `__main__`, but looks for that in packages.
    """
    frame = sys._getframe(2)
    own = _bootstrap.__dict__, _external.__dict__
    while frame and any(frame.f_globals is names for names in own):
        frame = frame.f_back
    if frame is None:
        return False
    where = frame.f_globals.get("__name__"), frame.f_code.co_name
    variable = ASKS_FOR_MAIN.get(where)
    return variable is not None and frame.f_locals.get(variable) == name + ".__main__"


ASKS_FOR_MAIN = {
    ("runpy", "_get_module_details"): "mod_name",
    ("importlib.util", "find_spec"): "fullname",
}
"""Who looks below a module for a `__main__`, and its variable with that name."""


def install_hook(library: Library) -> None:
    """Let the import system find the modules below the folder of *library* through it."""
    if HOOK_KEY not in library.shared:
        library.shared[HOOK_KEY] = make_hook()
    hook, finders = library.shared[HOOK_KEY]
    finders[library.folder] = library.finder
    if hook not in sys.path_hooks:
        sys.path_hooks.insert(0, hook)
    # Its folders may have been looked into before the package was imported.
    below = library.folder + _external.path_sep
    for path in list(sys.path_importer_cache):
        if path == library.folder or path.startswith(below):
            del sys.path_importer_cache[path]


def make_hook() -> tuple:  # type: ignore[type-arg]
    """A hook for `sys.path_hooks` and the folders it serves."""
    finders = {}  # type: ignore[var-annotated]

    def compiled_package_hook(path: str):  # type: ignore[no-untyped-def]
        """Finder for *path* if a compiled package is there or above it."""
        folder = path
        while folder:
            if folder in finders:
                return finders[folder](path)
            folder = folder.rpartition(_external.path_sep)[0]
        raise ImportError("no compiled package", path=path)

    return compiled_package_hook, finders


def open_library(exec_module, *arguments):  # type: ignore[no-untyped-def]
    """Set up the importer; the function that turns a new module into the library's own."""
    Loader.exec_module = exec_module
    return Library(*arguments).adopt
