# SPDX-License-Identifier: Apache-2.0
"""The closed world of a program."""

from __future__ import annotations

import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from aot_build.closure import Closure, find_closure
from aot_build.entrypoint import script_entry
from aot_build.link.c_imports import EXTENSIONS, FOREIGN, TEXT, CImport


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


def test_what_is_imported_instead_is_missed_only_where_it_is_needed(tmp_path: Path) -> None:
    text = (
        "try:\n    from json import loads\nexcept ImportError:\n    from newer import loads\n"
        "try:\n    import older\nexcept ImportError:\n    import newest\n"
    )
    missing = closure_of(tmp_path, {"app.py": text}).missing
    needed = {"newer": False, "older": False, "newest": True}
    assert {name: not missing[name].optional for name in needed} == needed


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


LIB = {
    "lib.py": "__all__ = ['main']\ndef main():\n    import deep\n",
    "deep.py": "",
    "star.py": "from lib import *\n",
}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("import lib\nmain = 1\nprint(main)", False),
        ("import lib\nlib.main()", True),
        ("import lib\ngetattr(lib, 'main')()", True),
        ("from lib import main as other\nother()", True),
        ("from lib import *\nmain()", True),
        ("from star import *\nmain()", True),
        ("import star\ndef main(): pass\nmain()", False),
        ("import lib\nfor name in lib.__all__:\n    getattr(lib, name)()", True),
        ("import lib\nglobals().update(vars(lib))\nmain()", True),
        ("import lib\nfor n in dir(lib):\n    globals()[n] = getattr(lib, n)\nmain()", True),
        ("import lib\nmain = 1\nexec(input(), vars(lib))\nprint(main)", True),
        ("import lib\ndef f(main): return main\nf(main=1)", False),
        ("import lib\nclass C:\n    def f(self): return main\nmain = 1\nC().f()", False),
    ],
)
def test_a_name_by_itself_is_of_its_module(tmp_path: Path, text: str, runs: bool) -> None:
    assert ("deep" in own(closure_of(tmp_path, LIB | {"app.py": text}))) is runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("globals()[input()]()", True),
        ("for name in input(): locals().get(name)", True),
        ("import sys\ngetattr(sys.modules[__name__], sys.argv[1])()", True),
        ("import lib\nlib.ask(input())", True),
        ("import sys\ngetattr(sys, 'argv')", False),
        ("import sys\nsys.argv", False),
    ],
)
def test_words_of_the_command_line_name_functions_of_the_program(
    tmp_path: Path, text: str, runs: bool
) -> None:
    files = {
        "app.py": f"def report():\n    import deep\n{text}",
        "lib.py": "def ask(name): return getattr(lib, name)",
        "deep.py": "",
    }
    assert ("deep" in own(closure_of(tmp_path, files))) is runs


def test_functions_name_others_of_their_module_whoever_calls_them(tmp_path: Path) -> None:
    files = {
        "app.py": "import lib\nlib.first()",
        "lib.py": "def first(): second()\ndef second(): import deep\ndef third(): import never\n",
        "deep.py": "",
        "never.py": "",
    }
    assert own(closure_of(tmp_path, files)) == {"__main__", "lib", "deep"}


def test_an_import_of_all_names_asks_a_module_that_answers_for_some(tmp_path: Path) -> None:
    lib = (
        "__all__ = ['late']\ndef __getattr__(name):\n    if name == 'late':\n        import deep\n"
    )
    files = {"app.py": "from lib import *", "lib.py": lib, "deep.py": ""}
    assert "deep" in own(closure_of(tmp_path, files))
    assert "deep" not in own(closure_of(tmp_path, files | {"app.py": "import lib"}))


def test_a_module_of_the_program_may_be_called_like_one_of_the_library(tmp_path: Path) -> None:
    files = LIB | {"app.py": "import lib, ast\nmain = ast.run", "ast.py": "def run(t): exec(t)\n"}
    assert "deep" in own(closure_of(tmp_path, files))


@pytest.mark.parametrize(
    ("text", "row", "wanted"),
    [
        ("import _thing\n_thing.parse('')", ("_thing", "parse"), True),
        ("import _thing\n_thing.other('')", ("_thing", "parse"), False),
        ("parse = 1", ("_thing", "parse"), False),
        ("parse()", ("", "parse"), True),
        ("import _thing", ("_thing", ""), True),
        ("exec(input())", (TEXT, ""), True),
        ("print()", (TEXT, ""), False),
        ("print()", (EXTENSIONS, ""), False),
        ("import mmap", (EXTENSIONS, ""), True),
        ("import mmap", (FOREIGN, ""), False),
    ],
)
def test_imports_of_c_code_are_followed(
    tmp_path: Path, text: str, row: tuple[str, str], wanted: bool
) -> None:
    user, said = row
    rows = [CImport("lib", frozenset(), user, frozenset(said.split()))]
    closure = closure_of(tmp_path, LIB | {"app.py": text}, from_c=rows)
    assert ("lib" in own(closure)) is wanted


def test_what_c_code_asks_a_module_for_runs(tmp_path: Path) -> None:
    row = CImport("lib", frozenset({"main"}), "_thing", frozenset())
    closure = closure_of(tmp_path, LIB | {"app.py": "import _thing"}, from_c=[row])
    assert own(closure) == {"__main__", "lib", "deep"}
    assert closure.why("lib") == ["__main__", "_thing", "lib"]


def test_methods_that_only_c_code_calls_run(tmp_path: Path) -> None:
    text = "class File:\n    def write(self, text):\n        import deep\nprint(file=File())"
    files = LIB | {"app.py": text}
    assert "deep" not in own(closure_of(tmp_path, files))
    assert "deep" in own(closure_of(tmp_path, files, asked_by_c={"write"}))


def test_what_sysconfig_reads_is_found(tmp_path: Path) -> None:
    closure = closure_of(tmp_path, {"app.py": "import sysconfig\nsysconfig.get_config_var('A')"})
    assert any(name.startswith("_sysconfigdata_") for name in closure.modules)


def test_what_the_library_has_in_c_takes_the_place_of_its_form_in_python(tmp_path: Path) -> None:
    closure = closure_of(tmp_path, {"app.py": "import datetime"})
    assert "_datetime" in closure.extensions
    assert "_pydatetime" not in closure.modules


def test_programs_without_a_loader_have_the_form_in_python(tmp_path: Path) -> None:
    closure = closure_of(tmp_path, {"app.py": "import decimal"}, dynamic=False)
    assert "_decimal" not in closure.extensions
    assert sys.version_info < (3, 12) or "_pydecimal" in closure.modules


def test_a_program_may_import_what_the_library_does_without(tmp_path: Path) -> None:
    closure = closure_of(tmp_path, {"app.py": "import hashlib\nhashlib.sha256()"})
    assert "_hashlib" not in closure.extensions
    closure = closure_of(tmp_path, {"app.py": "import hashlib\nhashlib.pbkdf2_hmac"})
    assert "_hashlib" in closure.extensions
    closure = closure_of(tmp_path, {"app.py": "import uuid"})
    assert "_uuid" not in closure.extensions
    closure = closure_of(tmp_path, {"app.py": "import _uuid"})
    assert "_uuid" in closure.extensions


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("import pdb\nopen('a').readline()", False),
        ("import pdb, readline", True),
        ("import pdb\nname = 'readline'", True),
    ],
)
def test_an_attribute_is_no_module_of_the_library(tmp_path: Path, text: str, wanted: bool) -> None:
    assert ("readline" in closure_of(tmp_path, {"app.py": text}).extensions) is wanted


def test_an_attribute_asks_for_no_form_in_python(tmp_path: Path) -> None:
    text = "import decimal\nclass C:\n    def f(self): return self._decimal"
    assert "_pydecimal" not in closure_of(tmp_path, {"app.py": text}).modules


@pytest.mark.skipif(sys.version_info < (3, 12), reason="datetime has its form in Python inside")
def test_who_names_a_c_module_of_the_library_may_choose_its_form(tmp_path: Path) -> None:
    text = "import sys\nsys.modules['_datetime'] = None\nimport datetime, uuid\nhas = '_uuid'"
    closure = closure_of(tmp_path, {"app.py": text})
    assert {"_datetime", "_uuid"} <= closure.extensions.keys()
    assert "_pydatetime" in closure.modules


def test_a_program_keeps_what_it_imports_when_another_import_fails(tmp_path: Path) -> None:
    text = "try:\n    import _datetime\nexcept ImportError:\n    import other\n"
    assert "other" in own(closure_of(tmp_path, {"app.py": text, "other.py": ""}))


def test_a_program_of_datetime_parses_dates_only_when_asked(tmp_path: Path) -> None:
    rows = [CImport("_strptime", frozenset(), "_datetime", frozenset({"strptime"}))]
    files = {"app.py": "import datetime"}
    assert "_strptime" not in closure_of(tmp_path, files, from_c=rows).modules
    files = {"app.py": "import datetime\ndatetime.datetime.strptime"}
    assert "_strptime" in closure_of(tmp_path, files, from_c=rows).modules
