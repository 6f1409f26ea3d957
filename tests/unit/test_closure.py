# SPDX-License-Identifier: Apache-2.0
"""The closed world of a program."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from aot_build.closure import Closure, find_closure
from aot_build.entrypoint import script_entry


def closure_of(folder: Path, files: dict[str, str], **how: object) -> Closure:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    entry = script_entry(folder / "app.py")
    return find_closure(entry, {"sys", "_thing"}, **how)  # type: ignore[arg-type]


def own(closure: Closure) -> set[str]:
    return {name for name, module in closure.modules.items() if module.own}


def test_packages_above_a_module_belong_to_the_program(tmp_path: Path) -> None:
    closure = closure_of(
        tmp_path,
        {
            "app.py": "import pkg.sub.mod",
            "pkg/__init__.py": "",
            "pkg/sub/__init__.py": "from . import sibling, value",
            "pkg/sub/mod.py": "import _thing",
            "pkg/sub/sibling.py": "from .. import other",
            "pkg/other.py": "",
            "pkg/unused.py": "",
        },
    )
    names = {"pkg", "pkg.sub", "pkg.sub.mod", "pkg.sub.sibling", "pkg.other"}
    assert own(closure) == names | {"__main__"}
    assert closure.builtin == {"_thing"}
    assert closure.why("pkg.other")[-2:] == ["pkg.sub.sibling", "pkg.other"]


def test_an_import_is_followed_when_its_function_is_named(tmp_path: Path) -> None:
    files = {
        "app.py": "import lib\nlib.used()",
        "lib.py": "def used():\n    import a\ndef unused():\n    import b\n",
        "a.py": "import c",
        "b.py": "",
        "c.py": "",
    }
    assert own(closure_of(tmp_path, files)) == {"__main__", "lib", "a", "c"}


def test_what_is_missing_is_known_with_who_wants_it(tmp_path: Path) -> None:
    closure = closure_of(tmp_path, {"app.py": "import nothing_of_that_name"})
    assert closure.missing["nothing_of_that_name"].importer == "__main__"


def test_namespace_packages_and_included_modules(tmp_path: Path) -> None:
    files = {"app.py": "import ns.part", "ns/part.py": "", "hidden.py": ""}
    closure = closure_of(tmp_path, files, include=("hidden",))
    assert own(closure) == {"__main__", "ns.part", "hidden"}


def test_the_standard_library_is_found(tmp_path: Path) -> None:
    closure = closure_of(tmp_path, {"app.py": "import json"})
    assert {"json", "json.decoder", "re"} <= closure.modules.keys()
    assert not closure.modules["json"].own


@pytest.mark.parametrize(
    ("text", "compiles"),
    [
        ("eval('1')", True),
        ("import builtins\nbuiltins.exec('1')", True),
        ("import builtins\ngetattr(builtins, 'exec')('1')", True),
        ("import re\nre.compile('a')", False),
        ("def compile(a): return a\ncompile(1)", False),
        ("def never():\n    exec('1')", False),
        ("def once():\n    exec('1')\nonce()", True),
    ],
)
def test_a_program_that_may_compile_text_needs_the_compiler(
    tmp_path: Path, text: str, compiles: bool
) -> None:
    closure = closure_of(tmp_path, {"app.py": text, "re.py": "", "builtins.py": ""})
    assert (closure.compiler_user == "__main__") is compiles


def test_encodings_that_strings_name_belong_to_the_program(tmp_path: Path) -> None:
    closure = closure_of(tmp_path, {"app.py": "'a'.encode('ROT13'), open('f', encoding='CP1252')"})
    assert {"encodings", "encodings.rot_13", "encodings.cp1252"} <= closure.modules.keys()


def test_the_path_module_of_os_is_found(tmp_path: Path) -> None:
    closure = closure_of(tmp_path, {"app.py": "import os.path\nfrom os.path import join"})
    assert "posixpath" in closure.modules
    assert "os.path" not in closure.missing


def test_where_an_import_is_and_whether_the_program_can_do_without_it(tmp_path: Path) -> None:
    text = (
        "import sys\nimport gone.sub\n"
        "try:\n    import perhaps\nexcept (ImportError, OSError):\n    import instead\n"
        "from contextlib import suppress\nwith suppress(ImportError):\n    import lucky\n"
        "if sys.version_info >= (3, 4): import new\nelse: import old\n"
        "try:\n    def f():\n        import inner\nexcept Exception:\n    f()\n"
    )
    missing = closure_of(tmp_path, {"app.py": text}).missing
    places = {
        name: (item.line, item.optional)
        for name, item in missing.items()
        if item.importer == "__main__"
    }
    assert places == {
        "gone": (2, False),
        "perhaps": (4, True),
        "instead": (6, False),
        "lucky": (9, True),
        "new": (10, False),
        "inner": (14, False),
    }


def test_an_environment_inside_of_the_program_is_not_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "venv" / "site-packages"
    monkeypatch.syspath_prepend(str(site))
    closure = closure_of(
        tmp_path,
        {"app.py": "import lib, mod", "venv/site-packages/lib.py": "", "mod.py": ""},
    )
    assert own(closure) == {"__main__", "mod"}
    assert closure.modules["lib"].shown_path == "lib.py"


def test_a_library_of_ours_beside_its_source_does_not_hide_it(tmp_path: Path) -> None:
    suffix = EXTENSION_SUFFIXES[0]
    files = {"app.py": "import fast, slow", "fast.py": "", "slow.py": ""}
    files |= {f"fast{suffix}": '{"aot_build": 1}', f"slow{suffix}": "somebody else's"}
    closure = closure_of(tmp_path, files)
    assert own(closure) == {"__main__", "fast"}
    assert list(closure.extensions) == ["slow"]
