# SPDX-License-Identifier: Apache-2.0
"""A compiled package is imported, run, listed and inspected as its sources would be."""

import shutil

from native_package import Module, Package

NATIVE = 'return PyUnicode_FromString("native");'
TIER = '\n\ndef tier():\n    return "bytecode"\n'


def native(source: str = "", is_package: bool = False) -> Module:
    """A module with one function, tier(), that is native."""
    return Module(source + TIER, {"tier": NATIVE}, is_package=is_package)


def package(name: str = "pkg") -> Package:
    """A package with the shapes that the import system treats differently, sorted by name."""
    return Package(
        name,
        {
            name: native('"""Doc."""\nfrom .a import x\n__version__ = "1"', is_package=True),
            f"{name}.__main__": native(
                "import sys\n"
                "print(__name__, __package__, __spec__.name, sys.argv[1:], bool(__builtins__))\n"
                "print(__file__, __cached__, sys.argv[0])"
            ),
            f"{name}.a": native(
                "from . import b\nx = b.y\n"
                "def __getattr__(name):\n    if name == 'lazy':\n        return 'lazily'\n"
                "    raise AttributeError(name)"
            ),
            f"{name}.b": native("y = 5\nfrom . import a  # circular\nclass C:\n    pass"),
            f"{name}.fails": native("def f():\n    1 / 0\nf()"),
            f"{name}.missing": native("import no_such_module"),
            f"{name}.space.mod": native("z = 1"),
            f"{name}.sub": native(is_package=True),
            f"{name}.sub.deep": native("from .. import a\nprint('deep', __name__, a.x)"),
        },
    )


PACKAGE = package()


def test_functions_are_native_everywhere(pair):
    pair.check(
        """
import pkg, pkg.a, pkg.sub.deep, pkg.space.mod, pkg.b
for m in (pkg, pkg.a, pkg.sub, pkg.sub.deep, pkg.space.mod, pkg.b):
    assert m.tier() == "native", m
"""
    )


def test_attributes_of_modules(pair):
    out = pair.same(
        "-c",
        """if 1:
        import pkg, pkg.sub.deep, pkg.space.mod
        for m in (pkg, pkg.a, pkg.sub, pkg.sub.deep, pkg.space.mod):
            print(m.__name__, m.__package__, m.__file__, m.__cached__, m.__doc__)
            print(getattr(m, "__path__", None), m.__spec__.name, m.__spec__.parent)
            print(m.__spec__.has_location, m.__spec__.cached, m.__loader__ is m.__spec__.loader)
            print(m.__spec__.submodule_search_locations, type(m), sorted(vars(m)))
            print(m.tier.__code__.co_filename, m.tier.__module__, m.tier.__qualname__)
        print(pkg.a.lazy, pkg.a.C if hasattr(pkg.a, "C") else None, pkg.x)
        print(list(vars(pkg))[:9])
        """,
    )
    assert "<folder>/pkg/sub/deep.py" in out


def test_origin_is_the_library(pair):
    pair.check(
        f"""
import os, pkg.sub.deep
library = {str(pair.library)!r}
for m in (pkg, pkg.a, pkg.sub.deep):
    assert m.__spec__.origin == library, m.__spec__
folder, name = os.path.split(pkg.sub.__spec__.origin)  # what finds the files of a package
assert folder == os.path.dirname(pkg.sub.__file__), pkg.sub.__spec__
assert name == os.path.basename(library), pkg.sub.__spec__
"""
    )


def test_errors_in_a_module_body(pair):
    for name in ("pkg.fails", "pkg.missing", "pkg.nothing", "pkg.a.nothing", "pkg.sub.nothing"):
        pair.same("-c", f"import pkg\nimport {name}")


def test_failed_import_can_be_repeated(pair):
    pair.same(
        "-c",
        """if 1:
        import sys
        for i in range(2):
            try:
                import pkg.fails
            except ZeroDivisionError as e:
                print(i, "pkg.fails" in sys.modules, "pkg" in sys.modules)
        """,
    )


def test_run_as_main(pair):
    out = pair.same("-m", "pkg", "x", "y")
    assert "__main__ pkg pkg.__main__ ['x', 'y'] True\n<folder>/pkg/__main__.py" in out
    pair.same("-m", "pkg.a")
    pair.same("-m", "pkg.sub.deep")
    pair.same("-m", "pkg.sub")
    pair.same("-m", "pkg.fails")
    pair.same("-m", "pkg.nothing")


def test_runpy_is_native(pair):
    pair.check(
        """
import runpy
for name in ("pkg.a", "pkg.__main__", "pkg"):
    for run_name in ("__main__", "other"):
        names = runpy.run_module(name, run_name=run_name, alter_sys=True)
        assert names["tier"]() in ("native", "bytecode")
first = runpy.run_module("pkg.space.mod", run_name="__main__")
assert first["tier"]() == "native" and first["__name__"] == "__main__"
"""
    )


def test_reload(pair):
    pair.same(
        "-c",
        """if 1:
        import importlib, pkg, pkg.a, pkg.sub
        for m in (pkg, pkg.a, pkg.sub):
            m.extra, m.tier, old = 1, None, m
            print(importlib.reload(m) is old, m.extra, m.tier is None, m.__file__, m.__cached__)
            importlib.reload(m)
            print(m.__spec__.name, m.__loader__ is m.__spec__.loader)
        """,
    )
    pair.check(
        """
import importlib, pkg, pkg.a
for m in (pkg, pkg.a):
    assert importlib.reload(m).tier() == "native"
"""
    )


def test_listing(pair):
    script = """if 1:
        import pkgutil, pkg
        print(sorted(pkgutil.iter_modules(pkg.__path__))[0].name)
        for info in pkgutil.walk_packages(pkg.__path__, "pkg.", onerror=print):
            print(info.name, info.ispkg)
        """
    out = pair.same("-c", script)
    assert "pkg.sub.deep False" in out


def test_listing_without_sources(pair, objects, tmp_path):
    package().build(tmp_path, objects)
    shutil.rmtree(tmp_path / "pkg" / "sub")
    for path in (tmp_path / "pkg").glob("*.py"):
        path.unlink()
    from native_package import run

    result = run(
        tmp_path,
        "-c",
        """if 1:
        import pkgutil, pkg, inspect, pkg.sub.deep
        print(*[m.name for m in pkgutil.iter_modules(pkg.__path__)])
        print(*[m.name for m in pkgutil.iter_modules(pkg.sub.__path__, "pkg.sub.")])
        print(pkg.tier(), pkg.sub.deep.tier(), pkg.__file__ == pkg.__spec__.origin)
        try:
            inspect.getsource(pkg.tier)
        except OSError as e:
            print(e)
        pkg.fails
        """,
    )
    assert result.stdout.splitlines() == [
        "deep pkg.sub.deep 5",
        "__main__ a b fails missing sub",
        "pkg.sub.deep",
        "native native True",
        "could not get source code",
    ], result.stderr
    assert run(tmp_path, "-m", "pkg").stdout.startswith("__main__ pkg")


def test_inspection(pair):
    pair.same(
        "-c",
        """if 1:
        import doctest, inspect, pickle, pkg, pkg.a, pkg.b, pydoc
        for m in (pkg, pkg.a):
            print(inspect.getsource(m), inspect.getsource(m.tier), inspect.getsourcefile(m))
            print(inspect.getfile(m), inspect.getmodule(m.tier) is m)
            print(m.__loader__.get_source(m.__name__))
            print(m.__loader__.is_package(m.__name__), m.__loader__.get_filename(m.__name__))
            print(m.__loader__.get_code(m.__name__).co_names)
            print(inspect.signature(m.tier), inspect.getmodulename(m.__file__))
        print(pickle.loads(pickle.dumps(pkg.tier)) is pkg.tier, pickle.dumps(pkg.b.C))
        print(pydoc.plain(pydoc.render_doc(pkg.b.C)))
        """,
    )


def test_resources(pair):
    for folder in (pair.compiled, pair.plain):
        (folder / "pkg" / "sub" / "data.txt").write_text("data")
    pair.same(
        "-c",
        """if 1:
        import importlib.resources, pkgutil, pkg.sub
        for m in ("pkg", "pkg.sub", pkg.sub):
            names = sorted(p.name for p in importlib.resources.files(m).iterdir())
            print([n for n in names if n.endswith((".py", ".txt"))])
        print(importlib.resources.files("pkg.sub").joinpath("data.txt").read_text())
        with importlib.resources.as_file(importlib.resources.files("pkg") / "a.py") as path:
            print(path)
        print(pkgutil.get_data("pkg.sub", "data.txt"))
        """,
    )


def test_find_spec_before_import(pair):
    pair.same(
        "-c",
        """if 1:
        import importlib.util, os, sys
        for name in ("pkg.sub", "pkg.sub.deep", "pkg.a", "pkg.space"):
            spec = importlib.util.find_spec(name)
            print(spec.name, spec.origin and os.path.dirname(spec.origin), spec.cached)
            print(spec.submodule_search_locations and list(spec.submodule_search_locations))
        print(sorted(n for n in sys.modules if n.startswith("pkg")))
        module = importlib.util.module_from_spec(importlib.util.find_spec("pkg.sub"))
        print(module.__file__, module.__path__)
        module.__spec__.loader.exec_module(module)
        print(module.tier.__name__)
        """,
    )


def test_names_asked_for_in_other_folders(pair):
    out = pair.same(
        "-c",
        """if 1:
        import pkg, pkg.sub
        from importlib.machinery import PathFinder
        for folder in pkg.__path__ + pkg.sub.__path__:
            for name in ("pkg", "pkg.sub", "pkg.a", "pkg.deep", "pkg.sub.deep"):
                print(name, PathFinder.find_spec(name, [folder]) is not None)
        """,
    )
    assert out.count("True") == 4


def test_module_that_is_not_compiled(pair):
    for folder in (pair.compiled, pair.plain):
        (folder / "pkg" / "extra.py").write_text("from . import a\nprint('extra', a.x, __file__)")
        (folder / "pkg" / "more").mkdir()
        (folder / "pkg" / "more" / "__init__.py").write_text("from .. import extra")
    pair.same("-c", "import pkg.more, pkg.extra; print(pkg.more.__path__)")


def test_caches_may_be_cleared(pair):
    pair.check(
        """
import importlib, pkgutil
sys.path_importer_cache.clear()
import pkg
sys.path_importer_cache.clear()
importlib.invalidate_caches()
import pkg.sub
sys.path_importer_cache.clear()
import pkg.sub.deep, pkg.space.mod
assert pkg.sub.tier() == pkg.sub.deep.tier() == pkg.space.mod.tier() == "native"
"""
    )
    pair.check(
        """
import pkgutil, os
list(pkgutil.iter_modules([os.path.join(os.getcwd(), "pkg"), os.path.join(os.getcwd(), "pkg/sub")]))
import pkg.sub.deep
assert pkg.sub.deep.tier() == "native"
"""
    )


def test_optimised_python_runs_the_sources(pair):
    out = pair.same("-O", "-c", "import pkg.sub; print(pkg.tier(), pkg.sub.__cached__)")
    assert out.startswith("bytecode")
    pair.same("-OO", "-m", "pkg")


def test_package_in_a_namespace(build):
    pair = build(
        Package(
            "space.inner",
            {
                "space.inner": native("from .mod import y", is_package=True),
                "space.inner.mod": native("y = 3"),
            },
        )
    )
    pair.same("-c", "import space.inner.mod as m, space; print(m.y, m.__name__, space.__path__)")
    pair.check('import space.inner.mod; assert space.inner.mod.tier() == "native"')


def test_package_below_another_name(pair, tmp_path):
    (tmp_path / "vendor").mkdir()
    shutil.copytree(pair.compiled / "pkg", tmp_path / "vendor" / "pkg")
    from native_package import run

    result = run(
        tmp_path,
        "-c",
        "from vendor import pkg; import vendor.pkg.sub as s\n"
        "print(pkg.tier(), s.tier(), s.__name__, s.__file__)",
    )
    path = tmp_path / "vendor" / "pkg" / "sub" / "__init__.py"
    assert result.stdout == f"native native vendor.pkg.sub {path}\n", result.stderr


def test_single_module(build):
    pair = build(Package("single", {"single": native("import sys\nw = __file__")}))
    pair.same(
        "-c",
        """if 1:
        import importlib, inspect, pickle, single
        print(single.__file__, single.__cached__, single.__package__, single.w)
        print(inspect.getsource(single.tier), pickle.dumps(single.tier))
        print(hasattr(single, "__path__"))
        importlib.reload(single)
        print(single.w, sorted(vars(single)))
        """,
    )
    pair.check(
        """
import single, importlib
assert single.tier() == "native" and importlib.reload(single).tier() == "native"
assert not [h for h in sys.path_hooks if "compiled" in getattr(h, "__name__", "")]
"""
    )


def test_no_file_is_touched(pair):
    pair.check(
        """
import os, pkg
events = []
sys.addaudithook(lambda name, args: events.append((name, args)) if name == "open" else None)
stat, listdir = os.stat, os.listdir
import _frozen_importlib_external as external
for name in ("stat", "listdir"):
    def counted(*args, name=name, f=getattr(external._os, name)):
        events.append((name, args))
        return f(*args)
    setattr(external._os, name, counted)
import pkg.sub, pkg.b
assert not events, events
"""
    )
