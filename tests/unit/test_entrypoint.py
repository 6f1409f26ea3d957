# SPDX-License-Identifier: Apache-2.0
"""Where a program starts, and what is said when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from aot_build.diagnostics import UserError
from aot_build.entrypoint import defined_names, function_entry, module_entry, script_entry

CLI = """\
import os.path as where
class App:
    def run(self): ...
def main():
    global late
    late = 1
    inner = 2
for i in (): pass
"""
FILES = {"shop/__init__.py": "", "shop/cli.py": CLI, "shop/__main__.py": "", "one.py": "main = 1"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        tmp_path.joinpath(name).parent.mkdir(exist_ok=True)
        tmp_path.joinpath(name).write_text(text)
    return tmp_path


def test_a_package_runs_its_main_module(tree: Path) -> None:
    main = module_entry("shop", (tree,)).main
    assert (main.spec_name, main.package, main.shown_path) == (
        *("shop.__main__", "shop"),
        "shop/__main__.py",
    )
    assert module_entry("one", (tree,)).main.package == ""
    assert script_entry(tree / "shop").main.spec_name == "__main__"
    assert script_entry(tree / "one.py").main.spec_name == ""


def test_a_function_is_called_as_by_a_script_of_pip(tree: Path) -> None:
    entry = function_entry("shop.cli:App.run", "shop", (tree,))
    assert entry.main.path.name == "shop"
    assert entry.text is not None
    assert "from shop.cli import App\n" in entry.text and "sys.exit(App.run())" in entry.text
    assert function_entry("shop:cli.main", "shop", (tree,)).text


def test_names_that_a_module_defines(tree: Path) -> None:
    assert defined_names(tree / "shop/cli.py") == {"where", "App", "main", "late", "i"}
    (tree / "one.py").write_text("from os import *\n")
    assert defined_names(tree / "one.py") is None


@pytest.mark.parametrize(
    ("entry", "message", "hint"),
    [
        ("shop.cli", "'shop.cli' does not name a function", "write PACKAGE.MODULE:FUNCTION"),
        ("shop.cli:", "'shop.cli:' does not name a function", "write PACKAGE.MODULE:FUNCTION"),
        ("shop.clii:main", "there is no module 'shop.clii'", "looked in "),
        ("shop.cli:mian", "module 'shop.cli' does not define 'mian'", "did you mean 'main'?"),
        ("shop.cli:inner", "module 'shop.cli' does not define 'inner'", ""),
        ("sys:exit", "there is no module 'sys' in Python source", "looked in "),
    ],
)
def test_mistakes_in_a_function(tree: Path, entry: str, message: str, hint: str) -> None:
    with pytest.raises(UserError) as caught:
        function_entry(entry, "shop", (tree,))
    (item,) = caught.value.diagnostics
    assert item.message.startswith(message)
    assert (item.hint or "").startswith(hint)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("shop.py", "there is no module 'shop.py'"),
        ("nothing_of_that_name", "there is no module 'nothing_of_that_name'"),
        ("a b", "'a b' is not the name of a module"),
        ("empty", "'empty' is a package and has no module '__main__'"),
    ],
)
def test_mistakes_in_a_module(tree: Path, name: str, message: str) -> None:
    (tree / "empty").mkdir()
    with pytest.raises(UserError) as caught:
        module_entry(name, (tree,))
    assert caught.value.diagnostics[0].message.startswith(message)
