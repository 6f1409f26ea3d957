# SPDX-License-Identifier: Apache-2.0
"""Modules by names that a program puts together, or reads in metadata."""

from __future__ import annotations

import pickle
import sys
import types
from pathlib import Path

import pytest

from aot_build import guesses
from aot_build.closure import Closure, find_closure
from aot_build.entrypoint import script_entry

BUILTIN = ("sys", "builtins")


@pytest.fixture
def close(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function: files of a program and of installed packages to the program's modules."""

    def find(own: dict[str, str], installed: dict[str, str]) -> Closure:
        for folder, files in (("own", own), ("site", installed)):
            for name, text in files.items():
                path = tmp_path / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        monkeypatch.syspath_prepend(tmp_path / "site")
        return find_closure(script_entry(tmp_path / "own" / "app.py"), BUILTIN)

    return find


SHOP = {
    "shop/__init__.py": "",
    "shop/table.py": "TABLE = {1: 'shop.readers.csv', 2: ('shop.other:Class', 'json', 'lone')}",
    "shop/readers/__init__.py": "",
    "shop/readers/csv.py": "",
    "shop/readers/tsv.py": "",
    "shop/other.py": "",
    "lone.py": "",
}


def readers(closure: Closure) -> list[str]:
    """What was guessed of the installed package."""
    names = ("shop.readers.csv", "shop.readers.tsv", "shop.other", "lone")
    return [name for name in names if name in closure.modules]


def test_strings_of_a_package_that_computes_imports(close) -> None:
    load = "from shop.table import TABLE\n__import__(TABLE[1], None, None, ['x'])\n"
    found = close({"app.py": "import shop.load"}, SHOP | {"shop/load.py": load})
    assert readers(found) == ["shop.readers.csv", "shop.other"]


def test_strings_of_a_package_that_does_not(close) -> None:
    text = "from shop.table import TABLE\n__import__('shop')\n"
    assert readers(close({"app.py": text}, SHOP)) == []


@pytest.mark.parametrize(
    "call",
    [
        "import_module(f'shop.readers.{kind}')",
        "import_module('shop.readers.%s' % kind)",
        "import_module('shop.readers.' + kind)",
        "import_module('shop.readers.{}'.format(kind))",
        "import_module(f'{__name__}.readers.{kind}')",
        "import_module(__name__ + '.readers.' + kind)",
        "import_module(f'.readers.{kind}', __package__)",
        "import_module('.readers.' + kind, package=__name__)",
    ],
)
def test_any_module_of_a_package(close, call: str) -> None:
    load = f"from importlib import import_module\ndef load(kind):\n    return {call}\n"
    found = close({"app.py": "import shop\nshop.load('csv')"}, SHOP | {"shop/__init__.py": load})
    assert readers(found) == ["shop.readers.csv", "shop.readers.tsv"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("__import__(__name__, fromlist=[kind])", ["shop.readers.csv", "shop.readers.tsv"]),
        ("__import__('shop.readers', fromlist=(kind,))", ["shop.readers.csv", "shop.readers.tsv"]),
        ("__import__('shop.readers', None, None, kinds)", ["shop.readers.csv", "shop.readers.tsv"]),
        ("__import__('shop.readers', fromlist=['tsv'])", ["shop.readers.tsv"]),
        ("__import__('shop.readers', fromlist=[''])", []),
        ("__import__('shop.readers', fromlist=None)", []),
    ],
)
def test_names_asked_of_a_package(close, call: str, expected: list[str]) -> None:
    load = f"def load(kind, kinds):\n    return {call}\n"
    installed = SHOP | {"shop/readers/__init__.py": load}
    found = close({"app.py": "import shop.readers\nshop.readers.load('csv', [])"}, installed)
    assert readers(found) == expected


def test_the_program_itself_may_mean_anybody(close) -> None:
    text = "import importlib\nfor name in ('shop.other', 'lone'): importlib.import_module(name)\n"
    assert readers(close({"app.py": text}, SHOP)) == ["shop.other", "lone"]


def test_who_is_given_the_importing_function_may_call_it(close) -> None:
    text = "import importlib\nsubmit(importlib.import_module, 'shop.other')\n"
    assert readers(close({"app.py": text}, SHOP)) == ["shop.other"]
    text = "submit(name='lone', call=__import__)\n"
    assert readers(close({"app.py": text}, SHOP)) == ["lone"]


def test_a_module_of_the_library_takes_names_from_its_own_text(close) -> None:
    assert "dbm.dumb" in close({"app.py": "import dbm\ndbm.open('x')"}, {}).modules
    assert "encodings.cp273" not in close({"app.py": "import encodings"}, {}).modules


LOAD = "def load(name): return __import__(name, None, None, ['x'])"
GIVEN = {
    "shop.load('shop.readers.csv:Reader')": {"shop.readers.csv"},
    "shop.load(f'shop.other.{kind}')": {"shop.other"},
    "shop.load('mine.part.Class')": {"mine.part"},
    "shop.load('lone')": set(),
}


@pytest.mark.parametrize("computing", [True, False])
@pytest.mark.parametrize("call", GIVEN)
def test_names_given_to_a_package_that_computes_imports(close, call: str, computing: bool) -> None:
    own = {"app.py": f"import shop, mine\nkind = 'x'\n{call}\n"}
    own |= {"mine/__init__.py": "", "mine/part.py": ""}
    found = close(own, SHOP | {"shop/__init__.py": LOAD if computing else "load = print"})
    known = {*readers(found), *({"mine.part"} & found.modules.keys())}
    assert known == (GIVEN[call] if computing else set())


def test_names_that_packages_give_each_other(close) -> None:
    other = {"other/__init__.py": "import shop\nshop.load('other.part.Class')"}
    installed = SHOP | other | {"shop/__init__.py": LOAD, "other/part.py": "", "other/more.py": ""}
    found = close({"app.py": "import other"}, installed)
    assert "other.part" in found.modules
    assert "other.more" not in found.modules


def test_functions_that_do_not_run_say_nothing(close) -> None:
    text = "import importlib\ndef called_by_nobody(name='lone'): importlib.import_module(name)\n"
    assert readers(close({"app.py": text}, SHOP)) == []


@pytest.mark.parametrize("protocol", [2, 5])
def test_pickles_among_the_data_of_a_package(close, tmp_path: Path, protocol: int) -> None:
    kind = type("Word", (), {"__module__": "shop.other", "__qualname__": "Word"})
    module = types.ModuleType("shop.other")
    module.Word = kind  # type: ignore[attr-defined]
    (tmp_path / "site" / "shop").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "shop.other", module)
        patch.setitem(sys.modules, "shop", types.ModuleType("shop"))
        data = pickle.dumps([kind()], protocol)
    (tmp_path / "site" / "shop" / "words.dat").write_bytes(data)
    text = "import pickle\ndef load(): return pickle.load(open(__file__))\nload()"
    assert readers(close({"app.py": "import shop"}, SHOP | {"shop/__init__.py": text})) == [
        "shop.other"
    ]


def test_entry_points_of_installed_distributions(close) -> None:
    guesses.installed_entry_points.cache_clear()
    metadata = {
        "shop-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n",
        "shop-1.0.dist-info/entry_points.txt": "[app.readers]\ncsv = shop.readers.csv:Reader\n"
        "ini = shop.readers\n[others]\n"
        "tsv = shop.readers.tsv\n[console_scripts]\nlone = lone:main\n",
    }
    asks = "from importlib.metadata import entry_points\n"
    asks += "print(entry_points(group='app.readers'), 'console_scripts')\n"
    assert readers(close({"app.py": asks}, SHOP | metadata)) == ["shop.readers.csv"]
    guesses.installed_entry_points.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "print(__file__)",
        "import importlib.resources",
        "import importlib\ndef f(): return importlib.resources",
        "import pkgutil\ndef f(name): return pkgutil.get_data('shop', name)",
        "from pkgutil import get_data",
    ],
)
def test_who_reads_files_is_known(close, text: str) -> None:
    found = close({"app.py": "import shop\nshop.f()"}, SHOP | {"shop/__init__.py": text})
    assert "shop" in found.file_readers
    assert "__main__" not in found.file_readers
