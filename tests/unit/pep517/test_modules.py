# SPDX-License-Identifier: Apache-2.0
"""Which files become which units."""

from __future__ import annotations

from pathlib import Path

import pytest

from aot_build.diagnostics import UserError
from aot_build.options import Options
from aot_build.pep517.config import Config, read_config
from aot_build.pep517.modules import find_units, module_name

pytestmark = pytest.mark.usefixtures("fake_pipeline")

Units = dict[str, list[str]]


def units(names: str, *, modules: str = "", exclude: str = "") -> Units:
    """The units of files, by name, as the names of their modules."""
    options = Options(modules=tuple(modules.split()), exclude=tuple(exclude.split()))
    files = {name: Path("/w", name) for name in names.split()}
    found = find_units(files, Config(options))
    return {unit.name: [module.name for module in unit.modules] for unit in found}


def test_a_package_is_one_unit() -> None:
    names = "pkg/sub/b.py pkg/__init__.py pkg/a.py pkg/sub/__init__.py pkg/__main__.py pkg/d.txt"
    assert units(names) == {"pkg": ["pkg", "pkg.__main__", "pkg.a", "pkg.sub", "pkg.sub.b"]}


def test_namespaces_have_a_unit_for_each_part() -> None:
    names = "ns/one/__init__.py ns/one/a.py ns/two.py ns/deep/er/__init__.py mod.py"
    assert units(names) == {
        "mod": ["mod"],
        "ns.deep.er": ["ns.deep.er"],
        "ns.one": ["ns.one", "ns.one.a"],
        "ns.two": ["ns.two"],
    }


def test_data_folders_stay_unless_named() -> None:
    names = "pkg/__init__.py pkg/templates/app/manage.py pkg/templates/x.py"
    assert units(names) == {"pkg": ["pkg"]}
    assert units(names, modules="pkg") == {"pkg": ["pkg"]}
    for pattern in ("pkg.*", "p*", "*", "pkg.* *"):
        assert units(names + " pkg/sub.py", modules=pattern).keys() <= {"pkg", "pkg.sub"}
    assert "pkg.templates.x" in units(names, modules="pkg.templates.*")
    assert units(names, modules="pkg pkg.templates.x") == {
        "pkg": ["pkg"],
        "pkg.templates.x": ["pkg.templates.x"],
    }


@pytest.mark.parametrize(
    "relpath",
    ["a-b.py", "pkg/2x.py", "demo-1.0.data/scripts/s.py", "__init__.py", "__main__.py", "m.pyi"],
)
def test_what_cannot_be_imported_stays(relpath: str) -> None:
    assert module_name(relpath) is None


def test_patterns() -> None:
    names = "p/__init__.py p/a.py p/tests/__init__.py p/tests/t.py p/sub/__init__.py p/sub/x.py"
    assert units(names, exclude="p.tests") == {"p": ["p", "p.a", "p.sub", "p.sub.x"]}
    assert units(names, exclude="*.tests *.x") == {"p": ["p", "p.a", "p.sub"]}
    # Without the package itself, what is below it stands alone.
    assert units(names, modules="p.sub p.a") == {"p.a": ["p.a"], "p.sub": ["p.sub", "p.sub.x"]}


def test_an_extension_outranks_a_source_of_its_name() -> None:
    names = "p/__init__.py p/fast.py p/fast.cpython-312-x86_64-linux-gnu.so p/other.abi3.so"
    assert units(names) == {"p": ["p"]}


def test_a_useless_pattern_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = '[tool.aot]\nexclude = [\n  "shop.cart",\n  "shop.test", "tests.*",\n]\n'
    tmp_path.joinpath("pyproject.toml").write_text(text)
    files = {name: Path(name) for name in ("shop/__init__.py", "shop/cart.py", "shop/tests.py")}
    with pytest.raises(UserError) as caught:
        find_units(files, read_config(tmp_path))
    first, second = caught.value.diagnostics
    assert str(first).splitlines() == [
        "pyproject.toml:4:3: error: pattern 'shop.test' in 'tool.aot.exclude' matches no module"
        " [config]",
        "      = hint: did you mean 'shop.tests'?",
    ]
    assert str(second.span) == "pyproject.toml:4:16"
    assert second.hint == "top-level names here: shop"


def test_the_environment_may_exclude_what_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = read_config(tmp_path, environ={"AOT_BUILD_FLAGS": "exclude=tests"})
    assert [unit.name for unit in find_units({"mod.py": Path("mod.py")}, config)] == ["mod"]
    said = capsys.readouterr().err
    assert "warning: pattern 'tests' in 'AOT_BUILD_FLAGS' matches no module" in said
