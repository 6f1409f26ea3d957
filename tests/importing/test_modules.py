# SPDX-License-Identifier: Apache-2.0
"""Finding, inspecting, reloading and listing compiled modules, and tools that do it."""

DISCOVER = ("discover", "-s", "toolbox", "-t", ".", "-p", "selfcheck.py")


def test_everything_is_native(forms):
    forms.check(
        """
import importlib
for name in ("toolbox", "toolbox.first", "toolbox.shapes.square", "tally", "toolspace.spare"):
    module = importlib.import_module(name)
    assert module.__spec__.origin.endswith((".so", ".pyd")), module
"""
    )


def test_circular_imports_and_module_getattr(forms):
    forms.same(
        "-c",
        """if 1:
        import toolbox
        from toolbox import lazy
        print(toolbox.first.three(), lazy, toolbox.loaded(), toolbox.__version__)
        try:
            toolbox.absent
        except AttributeError as error:
            print(error)
        """,
    )


def test_listing(forms):
    forms.same(
        "-c",
        """if 1:
        import pkgutil, toolbox, toolspace
        print(*sorted(m.name for m in pkgutil.walk_packages(toolbox.__path__, "toolbox.")))
        print(*sorted(m.name for m in pkgutil.iter_modules(toolbox.shapes.__path__))
              if hasattr(toolbox, "shapes") else "")
        print(*sorted(m.name for m in pkgutil.iter_modules(toolspace.__path__)))
        """,
    )


def test_resources(forms):
    forms.same(
        "-c",
        """if 1:
        from toolbox import resources
        print(resources.words(), resources.raw_words())
        """,
    )
    script = "import importlib.resources as r; print(r.files('toolbox.shapes').is_dir())"
    forms.same("-c", script, bare=False)  # a folder of nothing but sources goes with them


def test_zip_files_in_a_package(forms):
    forms.same(
        "-c",
        """if 1:
        import os, sys, toolbox, zipfile
        for name in ("modules.zip", "modules"):
            archive = os.path.join(toolbox.__path__[0], "data", name)
            with zipfile.ZipFile(archive, "w") as file:
                file.writestr("zipped_" + name[-3:] + ".py", "x = 1")
                file.writestr("inside/zipped_too_" + name[-3:] + ".py", "x = 2")
            sys.path[:0] = [archive, os.path.join(archive, "inside")]
        import zipped_zip, zipped_les, zipped_too_zip, toolbox.shapes.square
        print(zipped_zip.x, zipped_les.x, zipped_too_zip.x, zipped_zip.__loader__)
        """,
    )


def test_inspection(forms):
    forms.same(
        "-c",
        """if 1:
        import inspect, tally, toolbox, toolbox.shapes.square as square
        for m in (tally, toolbox, square):
            print(inspect.getsource(m), inspect.getfile(m), inspect.getsourcefile(m))
        for f in (tally.tally, toolbox.double, square.Square.__init__):
            print(inspect.getsource(f), inspect.getmodule(f).__name__, inspect.signature(f))
        """,
        bare=False,
    )


def test_code_objects_without_columns(forms):
    forms.same(
        *("-X", "no_debug_ranges"),
        "-c",
        """if 1:
        import tally, toolbox.shapes.square as square
        for f in (tally.tally, square.area, square.Square.__init__):
            print({column for *_, column in f.__code__.co_positions()})
        """,
    )


def test_specs(forms):
    forms.same(
        "-c",
        """if 1:
        import importlib.util, sys
        spec = importlib.util.find_spec("toolbox.shapes.square")
        first, second = (importlib.util.module_from_spec(spec) for _ in range(2))
        print(first is second, first.__name__, first.__spec__ is spec)
        for module in (first, second):
            spec.loader.exec_module(module)
            print(module.area(3), module.Square(1) == module.Square(1))
        print(first.Square(1) == second.Square(1))
        print(importlib.util.find_spec("toolbox.nothing"))
        """,
    )


def test_modules_deleted_and_imported_again(forms):
    forms.same(
        "-c",
        """if 1:
        import importlib, sys, toolbox, toolbox.shapes.square as square
        for name in [n for n in sys.modules if n.startswith("toolbox")]:
            del sys.modules[name]
        import toolbox as other, toolbox.shapes.square as again
        print(other is toolbox, again is square, again.area(2), square.area(2), other.double(2))
        print(importlib.reload(other) is other, other.first.three())
        """,
    )


def test_metadata(forms):
    forms.same(
        "-c",
        """if 1:
        import importlib.metadata as metadata
        print(metadata.version("toolbox"), metadata.packages_distributions()["toolbox"])
        """,
    )


def test_pickle_and_processes(forms):
    forms.same(
        "-c",
        """if 1:
        import pickle, toolbox.workers
        from toolbox.shapes.square import Square
        print(pickle.loads(pickle.dumps(Square(3))) == Square(3))
        print(pickle.loads(pickle.dumps(toolbox.double)) is toolbox.double)
        if __name__ == "__main__":
            print(toolbox.workers.squares([1, 2, 3]))
        """,
    )


def test_test_runners(forms):
    forms.same(
        "-c", "import doctest, tally, toolbox; print(*map(doctest.testmod, (tally, toolbox)))"
    )
    for folder in (forms.plain, forms.native):
        done = forms.run(folder, "-m", "unittest", *DISCOVER)
        assert "Ran 1 test" in done.stderr and done.returncode == 0, done.stderr
        for mode in ("prepend", "importlib"):
            words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--import-mode={mode}"]
            done = forms.run(folder, *words, "toolbox/selfcheck.py")
            assert "2 passed" in done.stdout, done.stdout
            done = forms.run(folder, *words, "--doctest-modules", "toolbox/__init__.py", "tally.py")
            assert "2 passed" in done.stdout, done.stdout
