# SPDX-License-Identifier: Apache-2.0
"""Mistakes in the configuration: the place, the message, the suggestion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aot_build.diagnostics import UserError
from aot_build.pep517.config import Config, read_config

Read = Callable[..., Config]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a pyproject.toml of this text in the current folder."""
    monkeypatch.chdir(tmp_path)

    def read_text(text: str, settings: dict[str, object] | None = None) -> Config:
        tmp_path.joinpath("pyproject.toml").write_bytes(text.encode())
        return read_config(tmp_path, settings, environ={})

    return read_text


MISTAKES = {
    '[tool.aot]\nhint = "check"\n': (
        "pyproject.toml:2:1: error: unknown key 'tool.aot.hint' [config]",
        "did you mean 'hints'?",
    ),
    '[tool.aot]\nhints   = "chekc"  # typo\n': (
        "pyproject.toml:2:11: error: 'tool.aot.hints' must be "
        '"speculate" or "check" or "trust", not "chekc" [config]',
        "did you mean 'check'?",
    ),
    '[project]\nname = "x"\n\n[tool.aot]\n  opt-level = "3"\n': (
        "pyproject.toml:5:15: error: 'tool.aot.opt-level' must be "
        'a whole number from 0 to 3, not "3" [config]',
        None,
    ),
    "[tool.aot]\ninclude-source = 0\n": (
        "pyproject.toml:2:18: error: 'tool.aot.include-source' must be true or false, "
        "not 0 [config]",
        None,
    ),
    '[tool.aot]\nexclude = "tests"\n': (
        "pyproject.toml:2:11: error: 'tool.aot.exclude' must be a list of strings, "
        'not "tests" [config]',
        'write exclude = ["tests"]',
    ),
    '[tool.aot]\nemit = ["ir"]\n': (
        "pyproject.toml:2:1: error: 'emit' does not belong in [tool.aot] [config]",
        "'emit' is a matter of one build: -C emit=... or --emit",
    ),
    "tool.aot.jobs = -1\n": (
        "pyproject.toml:1:17: error: 'tool.aot.jobs' must be a whole number, 0 or more, "
        "not -1 [config]",
        None,
    ),
    "[tool]\naot = 3\n": ("pyproject.toml:2:1: error: 'tool.aot' must be a table [config]", None),
    "[tool.aot]\nexecutables = 3\n": (
        "pyproject.toml:2:15: error: 'tool.aot.executables' must be a table, not 3 [config]",
        'write NAME = "PACKAGE.MODULE:FUNCTION" below [tool.aot.executables]',
    ),
    "[tool.aot.executables]\nshop = 3\n": (
        "pyproject.toml:2:8: error: 'tool.aot.executables.shop': "
        "must be a string or a table, not 3 [config]",
        None,
    ),
    '[tool.aot.executables]\nshop = { enrty = "a:b", module = "c" }\n': (
        "pyproject.toml:2:8: error: 'tool.aot.executables.shop': unknown key 'enrty' [config]",
        "did you mean 'entry'?",
    ),
    '[tool.aot.executables.shop]\nentry = "a:b"\nstatic = 1\n': (
        "pyproject.toml:3:10: error: 'tool.aot.executables.shop': "
        "'static' must be true or false, not 1 [config]",
        None,
    ),
    '[tool.aot.executables]\nshop = { entry = "a:b", module = "c" }\n': (
        "pyproject.toml:2:8: error: 'tool.aot.executables.shop': "
        "must have one of the keys 'entry' and 'module' [config]",
        None,
    ),
    '[tool.aot.executables]\n"a/b" = "c:d"\n': (
        "pyproject.toml:2:2: error: 'tool.aot.executables.a/b': "
        "'a/b' cannot be the name of an executable [config]",
        None,
    ),
    "[tool.aot]\nhints = \n": ("pyproject.toml:2:9: error: Invalid value [config]", None),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistake(read: Read, text: str) -> None:
    with pytest.raises(UserError) as caught:
        read(text)
    (item,) = caught.value.diagnostics
    assert (str(item).splitlines()[0], item.hint) == MISTAKES[text]


def test_all_mistakes_are_told_at_once(read: Read) -> None:
    with pytest.raises(UserError) as caught:
        read('[tool.aot]\nhint = 1\njobs = "2"\n[tool.other]\nhint = 2\n')
    assert len(caught.value.diagnostics) == 2


def test_text_in_a_long_string_is_no_key(read: Read) -> None:
    text = '[tool.other]\nhelp = """\n[tool.aot]\nhint = 1\n"""\n[tool.aot]\nhint = 1\n'
    with pytest.raises(UserError, match=r"pyproject.toml:7:1: "):
        read(text)


def test_toml_must_be_utf_8(tmp_path: Path) -> None:
    tmp_path.joinpath("pyproject.toml").write_bytes(b'x = "\xe4"\n')
    with pytest.raises(UserError, match="not UTF-8, which TOML must be: byte 5 is 0xe4"):
        read_config(tmp_path)


def test_settings_are_split(read: Read) -> None:
    settings = {"opt-level": "1", "--build-option": ["a", "b"], "base.jobs": "7", "zzz": "1"}
    config = read("", settings)
    assert config.options.opt_level == 1
    assert config.base_settings == {"--build-option": ["a", "b"], "jobs": "7", "zzz": "1"}


def test_a_setting_nearly_ours_is_a_mistake(read: Read) -> None:
    with pytest.raises(UserError) as caught:
        read("", {"optlevel": "1"})
    (item,) = caught.value.diagnostics
    assert item.hint == (
        "did you mean 'opt-level'? To pass it to the base backend, write -C base.optlevel=..."
    )


def test_later_doors_win(tmp_path: Path) -> None:
    tmp_path.joinpath("pyproject.toml").write_text('[tool.aot]\nhints = "check"\nopt-level = 0\n')
    environ = {"AOT_BUILD_FLAGS": "opt-level=1 jobs=3"}
    config = read_config(tmp_path, {"opt-level": "2"}, {"opt-level": 3}, environ)
    assert (config.options.hints, config.options.opt_level) == ("check", 3)
    assert config.options.jobs == 3


def test_executables(read: Read) -> None:
    text = '[tool.aot.executables]\na = "p.q:r"\n[tool.aot.executables.b]\nmodule = "p"\n'
    text += 'collect-data = ["p"]\ninclude = ["q", "r"]\nstatic = true\n'
    one, two = read(text).executables
    assert (one.name, one.entry, one.start, str(one.span)) == (
        *("a", "p.q:r"),
        *("p.q", "pyproject.toml:2:5"),
    )
    assert (two.module, two.collect_data, two.include, two.static) == (
        "p",
        ("p",),
        ("q", "r"),
        True,
    )
