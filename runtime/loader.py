# SPDX-License-Identifier: Apache-2.0
"""The Python half of the importer of one compiled package.

It is embedded, marshalled, in every library and run once when the library is imported:

    open_library(path, folder, ...)   ->   adopt(module), for the module that is the library itself

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
        self.plain = _external.FileFinder(path, *_external._get_supported_file_loaders())

    def find_spec(self, fullname: str, target=None):  # type: ignore[no-untyped-def]
        """Spec of a module of the library, else what the folder itself has."""
        spec = self.library.find_spec(fullname)
        return spec or self.plain.find_spec(fullname, target)

    def invalidate_caches(self) -> None:
        """Forget the folder's listing; the library does not change."""
        self.plain.invalidate_caches()

    def iter_modules(self, prefix: str = ""):  # type: ignore[no-untyped-def]
        """(name, is a package) of each module here, for pkgutil; sources need not be there."""
        from pkgutil import iter_importer_modules

        seen = set()
        for name, is_package in iter_importer_modules(self.plain, prefix):
            seen.add(name)
            yield name, is_package
        for name, is_package in self.library.modules_in(self.path):
            if prefix + name not in seen:
                yield prefix + name, is_package


class Library:
    """The shared library of a package: {full name: (index, source, is a package)} and a folder."""

    def __init__(self, path, folder, modules, module_code, shared, info) -> None:  # type: ignore
        self.path = path
        self.folder = folder
        self.modules = modules
        self.module_code = module_code
        self.shared = shared
        self.name = next(iter(modules))
        self.shipped = _external._path_isfile(self.source(self.name))
        # Assertions and docstrings are compiled in; -O wants them out, and sources have that.
        self.from_source = bool(sys.flags.optimize) and self.shipped
        self.hashes = editable_hashes(info)

    def source(self, fullname: str) -> str:
        """Absolute path of the source file of a module, shipped or not."""
        source = self.modules[fullname][1]
        return self.folder + _external.path_sep + source.replace("/", _external.path_sep)

    def is_stale(self, fullname: str) -> bool:
        """In an editable install: has the source changed, or gone, since it was compiled?"""
        expected = self.hashes.get(self.modules[fullname][1])
        if expected is None:
            return False
        try:
            with _external._io.open_code(self.source(fullname)) as file:
                data = file.read()
        except OSError:
            return True
        return _imp.source_hash(_external._RAW_MAGIC_NUMBER, data).hex() != expected

    def cached(self, source: str) -> "str | None":
        """Where the .pyc file of a source file would be; None: let importlib find out."""
        tag = sys.implementation.cache_tag
        if sys.pycache_prefix is not None or tag is None:
            return None
        folder, _, file = source.rpartition(_external.path_sep)
        return f"{folder}{_external.path_sep}__pycache__{_external.path_sep}{file[:-3]}.{tag}.pyc"

    def find_spec(self, fullname: str):  # type: ignore[no-untyped-def]
        """Spec of a module of this library, or None."""
        entry = self.modules.get(fullname)
        if entry is None or self.from_source or self.is_stale(fullname):
            return None
        index, _, is_package = entry
        path = self.source(fullname)
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
        for fullname in self.modules:
            home = self.source(fullname).rpartition(_external.path_sep)[0]
            is_package = self.modules[fullname][2]
            if is_package:
                home = home.rpartition(_external.path_sep)[0]
            if home == folder and fullname != self.name:
                yield fullname.rpartition(".")[2], is_package

    def finder(self, path: str) -> Finder:
        """A finder for a folder of this library."""
        return Finder(self, path)

    def adopt(self, module):  # type: ignore[no-untyped-def]
        """Make the freshly created module look like one found by source; its code object."""
        name = module.__name__
        path = self.source(self.name)
        spec = module.__spec__
        if self.from_source or self.is_stale(self.name):
            loader = _external.SourceFileLoader(name, path)
        else:
            loader = Loader(name, path, self, 0)
        spec.loader = module.__loader__ = loader
        spec.cached = self.cached(path)
        module.__cached__ = spec.cached
        module.__file__ = path if self.shipped else self.path
        if name == "__main__":
            # A program (`aot run`): CPython gives a script neither spec nor package nor .pyc file.
            module.__spec__ = module.__package__ = module.__cached__ = None
            module.__loader__ = _external.SourceFileLoader(name, path)
            module.__annotations__ = {}
        if self.modules[self.name][2] and not self.from_source:
            install_hook(self)
        return loader.get_code(name)


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


def editable_hashes(info: str) -> dict:  # type: ignore[type-arg]
    """{source: hash} of a library made for an editable install, else nothing."""
    if '"sources"' not in info:
        return {}
    import json

    return json.loads(info)["sources"]  # type: ignore[no-any-return]


def open_library(path, folder, modules, module_code, exec_module, shared, info):  # type: ignore
    """Set up the importer; the function that turns a new module into the library's own."""
    Loader.exec_module = exec_module
    return Library(path, folder, modules, module_code, shared, info).adopt
