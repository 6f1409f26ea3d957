# SPDX-License-Identifier: Apache-2.0
"""The parts of the importer (loader.py) that most programs never need.

They are embedded like that, and run when the first of them is wanted: single modules installed so
that `python -m` finds them, `aot run`, editable installs, listing a package's modules.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import _imp
import sys

# ---- listing modules -----------------------------------------------------------------------------


def list_modules(finder, prefix, table, absolute):  # type: ignore[no-untyped-def]
    """(name, is a package) of the modules in a finder's folder, by its files and by *table*."""
    from pkgutil import iter_importer_modules

    seen = set()
    for name, is_package in iter_importer_modules(finder.plain(), prefix):
        seen.add(name)
        yield name, is_package
    for suffix, source, is_package in table:
        home = absolute(source).rpartition(_external.path_sep)[0]
        if is_package:
            home = home.rpartition(_external.path_sep)[0]
        name = prefix + suffix.rpartition(".")[2]
        if home == finder.path and suffix and name not in seen:
            yield name, is_package


# ---- editable installs ---------------------------------------------------------------------------


def editable_hashes(info: str) -> dict:  # type: ignore[type-arg]
    """{source: hash} of a library made for an editable install.

    Its JSON is Python too. The module `json` might be what is being imported.
    """
    return eval(info, {})["sources"]  # type: ignore[no-any-return]


def is_changed(path: str, expected: str) -> bool:
    """Is the file not there, or not the one with this hash?"""
    try:
        with _external._io.open_code(path) as file:
            data = file.read()
    except OSError:
        return True
    return _imp.source_hash(_external._RAW_MAGIC_NUMBER, data).hex() != expected


# ---- single modules as programs ------------------------------------------------------------------


class MainFinder:
    """Finds `mod.__main__`, which `python -m mod` wants, where *mod* is no package.

    It exists while *module* is `sys.modules["mod"]`, and takes that away with its first answer:
    the module is run as `__main__`, and then possibly imported by its own name as well.
    """

    def __init__(self, module, name: str, source: str, find_spec) -> None:  # type: ignore
        self.module = module
        self.name = name
        self.source = source
        self.find_own_spec = find_spec

    def find_spec(self, fullname: str, target=None):  # type: ignore[no-untyped-def]
        """Spec of the module itself: that is what `__main__.__spec__` has to be."""
        if fullname != self.name + ".__main__":
            return None
        self.withdraw()
        spec = self.find_own_spec(self.name)
        if spec is None:
            loader = _external.SourceFileLoader(fullname, self.source)
            spec = _bootstrap.ModuleSpec(self.name, loader, origin=self.source)
            spec.has_location = True
        return spec

    def withdraw(self) -> None:
        """Leave nothing that says that the module was imported."""
        for path in self.module.__path__:
            sys.path_importer_cache.pop(path, None)
        if sys.modules.get(self.name) is self.module:
            del sys.modules[self.name]
        parent, _, child = self.name.rpartition(".")
        if getattr(sys.modules.get(parent), child, None) is self.module:
            delattr(sys.modules[parent], child)


def stand_in(module, name: str, source: str, find_spec) -> None:  # type: ignore[no-untyped-def]
    """Let *module*, which was imported as the package *name*, be asked for `__main__`."""
    finder = MainFinder(module, name, source, find_spec)
    for path in module.__path__:
        sys.path_importer_cache[path] = finder


def answer_runpy(frame, source: str) -> None:  # type: ignore[no-untyped-def]
    """Let runpy find the source where it takes `sys.argv[0]` and `__file__` from.

    That is the spec, which names the library if the module has been imported before.
    """
    spec = frame.f_locals.get("spec")
    if isinstance(spec, _bootstrap.ModuleSpec):
        spec.origin = source


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
