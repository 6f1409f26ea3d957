"""import in every form, inside functions, failing ones, __all__, lazy attributes, reload, runpy."""
import importlib
import importlib.util
import pathlib
import pkgutil
import runpy
import sys
import tempfile
import types


def imports():
    import math
    import os.path as path
    from collections import OrderedDict as Ordered, namedtuple
    import xml.dom
    from math import (
        floor,
        ceil,
    )
    return math.floor(2.5), path.join("a", "b"), Ordered.__name__, namedtuple.__name__, xml.dom.__name__, floor(1.5), ceil(1.5)


def failing(kind):
    try:
        if kind == "module":
            import no_such_module
        elif kind == "name":
            from math import no_such_name
        elif kind == "submodule":
            import math.sub
        elif kind == "relative":
            exec("from . import x", {"__name__": "alone"})
        else:
            importlib.import_module(".x", None)
    except Exception as error:
        return type(error).__name__, str(error).split(" (")[0], getattr(error, "name", None)


def conditional():
    try:
        import no_such_module as module
    except ImportError:
        module = None
    return module


def global_import():
    global late_math
    import math as late_math
    return late_math.pi > 3


def package_in(folder):
    root = pathlib.Path(folder, "made_pkg")
    root.mkdir()
    (root / "__init__.py").write_text(
        "__all__ = ['a']\nimport sys\nloads = globals().get('loads', 0) + 1\n"
        "def __getattr__(name):\n    if name == 'lazy':\n        return 'lazy value'\n    raise AttributeError(name)\n")
    (root / "a.py").write_text("from . import b\nvalue = 'a'\ndef use():\n    return b.value + value\n")
    (root / "b.py").write_text("from made_pkg import a\nvalue = 'b'\ndef back():\n    return a.value\n")
    (root / "__main__.py").write_text("import sys\nresult = ('main', __name__, len(sys.argv))\n")
    return root


def use_package(root):
    import made_pkg
    from made_pkg import a, lazy
    from made_pkg.b import back
    out = [a.use(), back(), lazy, made_pkg.loads, sorted(m.name for m in pkgutil.iter_modules([str(root)]))]
    importlib.reload(made_pkg)
    out.append(made_pkg.loads)
    try:
        made_pkg.nothing
    except AttributeError as error:
        out.append(str(error))
    namespace = {}
    exec("from made_pkg import *", namespace)
    out.append(sorted(k for k in namespace if k != "__builtins__"))
    out.append(runpy.run_module("made_pkg", run_name="other")["result"][:2])
    return out


def fake_module():
    module = types.ModuleType("fake", "doc of fake")
    module.value = 5
    sys.modules["fake"] = module
    try:
        import fake
        from fake import value
        return fake.__doc__, value, repr(fake)
    finally:
        del sys.modules["fake"]


def blocked():
    sys.modules["blocked_module"] = None
    try:
        import blocked_module
    except ImportError as error:
        return str(error)
    finally:
        del sys.modules["blocked_module"]


def main():
    print(imports(), conditional(), global_import(), fake_module(), blocked())
    print([failing(kind) for kind in ("module", "name", "submodule", "relative", "call")])
    with tempfile.TemporaryDirectory() as folder:
        root = package_in(folder)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            print(use_package(root))
        finally:
            sys.path.remove(folder)
            for name in [name for name in sys.modules if name.split(".")[0] == "made_pkg"]:
                del sys.modules[name]
            sys.path_importer_cache.pop(folder, None)
    print(__name__ in sys.modules, __file__.endswith("modules_and_imports.py"), __doc__[:6], __spec__.name.rpartition(".")[2] if __spec__ else None)
    print(__package__ == (__spec__.parent if __spec__ else None), importlib.util.find_spec("nosuch"))


if __name__ == "__main__":
    main()
