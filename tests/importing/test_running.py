# SPDX-License-Identifier: Apache-2.0
"""`python -m`, runpy and tools that run modules do with compiled ones what they do with sources."""

import shutil

import pytest

LIBRARY = '__spec__.origin.endswith((".so", ".pyd"))'


@pytest.mark.parametrize(
    "name", ["toolbox", "toolbox.__main__", "toolbox.second", "toolbox.shapes"]
)
def test_modules_of_a_package_run(forms, name):
    forms.same("-m", name, "x", "y", bare=name != "toolbox.__main__")


@pytest.mark.parametrize("options", [(), ("-O",)])
@pytest.mark.parametrize("name", ["tally", "toolspace.spare"])
def test_single_modules_run(forms, name, options):
    out = forms.same(*options, "-m", name, "a", "b", "a", bare=name != "tally")
    assert "__main__" in out and "exit code 0" in out


def test_single_module_without_source_runs(forms):
    out = forms.run(forms.bare, "-m", "tally", "a").stdout
    assert out.startswith("the body of __main__\n[('a', 1)] __main__ '' tally ")


def test_run_module(forms):
    forms.same(
        "-c",
        """if 1:
        import runpy, sys
        for name in ("tally", "toolbox.second", "toolspace.spare", "toolbox"):
            names = runpy.run_module(name, run_name="__main__", alter_sys=True)
            print(names["__name__"], names["__package__"], names["__spec__"].name)
            print(name in sys.modules)
        import tally
        names = runpy.run_module("tally", run_name="other")
        print(names["__name__"], names["__spec__"].name, tally.__name__)
        """,
        bare=False,
    )


def test_run_path(forms):
    forms.same(
        "-c",
        """if 1:
        import runpy
        print(runpy.run_path("tally.py", run_name="other")["__name__"])
        print(runpy.run_path("toolbox")["__name__"])
        """,
        bare=False,
    )


def test_single_module_is_no_package(forms):
    forms.same(
        "-c",
        """if 1:
        import importlib, pickle, sys, tally, toolspace.spare as spare
        for m in (tally, spare):
            for again in (False, True):
                print(m.__name__, repr(m.__package__), hasattr(m, "__path__"), m.__spec__.parent)
                print(m.__spec__.submodule_search_locations, sorted(vars(m)))
                importlib.reload(m)
            try:
                importlib.import_module(m.__name__ + ".nothing")
            except ImportError as error:
                print(error)
        print(pickle.loads(pickle.dumps(tally.Count([]))).pairs)
        del sys.modules["tally"]
        import tally as other
        print(other is tally, other.Count is tally.Count)
        """,
    )
    forms.check(f"import tally, toolspace.spare\nassert tally.{LIBRARY}")
    forms.same("-c", "import tally; print(tally.__file__, tally.__cached__)", bare=False)


def test_main_of_a_single_module_cannot_be_imported(forms):
    forms.same("-c", "import tally.__main__")


def test_zipapp_layouts(forms, tmp_path):
    for folder in (forms.plain, forms.native):
        app = tmp_path / folder.name
        shutil.copytree(folder, app)
        (app / "__main__.py").write_text("from toolbox import first\nprint(first.three())\n")
        assert forms.run(tmp_path, str(app)).stdout == "3\n"
        archive = shutil.make_archive(str(tmp_path / f"{folder.name}-app"), "zip", app)
        # No library can be loaded from inside it, so the sources run.
        assert forms.run(tmp_path, archive).stdout == "3\n"
