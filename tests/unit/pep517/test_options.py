# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from aot_build.diagnostics import UserError
from aot_build.options import FLAGS, Options, environment_values, parse_settings


def test_keys_are_those_of_the_documentation() -> None:
    documented = {"modules", "exclude", "hints", "opt-level", "include-source", "jobs"}
    documented |= {"base-backend", "toolchain", "emit", "only", "stop-after", "skip", "verify"}
    assert documented | {"time", "list-passes", "from-ir"} <= set(FLAGS)
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
