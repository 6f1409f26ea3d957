# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re
from pathlib import Path

import pytest

from aot_build.cli import COMMANDS
from aot_build.diagnostics import UserError
from aot_build.options import FLAGS, Options, environment_values, parse_settings
from aot_build.pep517.executables import EXECUTABLES

DOCS = Path(__file__).resolve().parents[3] / "docs" / "how-to"


def test_every_setting_of_a_project_is_documented() -> None:
    text = DOCS.joinpath("configure.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    assert rows == [*(flag.key for flag in FLAGS.values() if flag.in_project), EXECUTABLES]
    others = DOCS.joinpath("see-inside.md").read_text(encoding="utf-8")
    assert all(f"--{flag.key}" in others for flag in FLAGS.values() if not flag.in_project)
    assert all(f"`aot {command} " in text or f"`aot {command}`" in text for command in COMMANDS)
    assert "editable" not in FLAGS


def test_lists_add_up_and_the_rest_replaces() -> None:
    options = Options().with_values({"exclude": ("a", "b"), "hints": "check"})
    options = options.with_values({"exclude": ("b", "c"), "hints": "trust"})
    assert options.exclude == ("a", "b", "c")
    assert options.hints == "trust"


@pytest.mark.parametrize(
    "words",
    ["emit=ir,llvm time opt-level=3", "--emit=ir --emit llvm --time --opt-level 3"],
)
def test_environment_takes_both_spellings(words: str) -> None:
    values = environment_values({"AOT_BUILD_FLAGS": words})
    assert values == {"emit": ("ir", "llvm"), "time": True, "opt-level": 3}


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(UserError) as caught:
        parse_settings([("hint", "x"), ("opt-level", "9"), ("verify", "perhaps")], "-C")
    assert [item.message for item in caught.value.diagnostics] == [
        "unknown key 'hint' in -C",
        "-C opt-level: expected a whole number from 0 to 3, found '9'",
        "-C verify: expected true or false, found 'perhaps'",
    ]
    assert caught.value.diagnostics[0].hint == "did you mean 'hints'?"


def test_output_does_not_depend_on_how_the_build_runs() -> None:
    fast = Options(jobs=8, time=True, verify=True, emit=("ir",))
    assert fast.output_settings() == Options().output_settings()
    assert Options(opt_level=3).output_settings() != Options().output_settings()
