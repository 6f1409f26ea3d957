# SPDX-License-Identifier: Apache-2.0
"""The table of platforms."""

from __future__ import annotations

import sysconfig

import pytest
from llvmlite import binding

from aot_build.diagnostics import UserError
from aot_build.link.generated import target_machine
from aot_build.link.targets import TARGETS, Target, find_target, host_target


def test_the_host_is_a_row_with_the_suffix_of_this_interpreter() -> None:
    assert host_target() in TARGETS.values()
    assert host_target().extension_suffix() == sysconfig.get_config_var("EXT_SUFFIX")


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_llvm_knows_every_row(target: Target) -> None:
    assert target_machine(target).triple
    assert binding.get_object_format(target.triple).lower() == target.format.value


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_suffixes_are_those_of_importlib(target: Target) -> None:
    suffix = target.extension_suffix()
    assert suffix.startswith((".cpython-3", ".cp3"))
    assert suffix.endswith((".so", ".pyd"))


def test_an_unknown_platform_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(UserError) as caught:
        find_target("plan9-vax")
    assert "linux-x86_64-gnu" in (caught.value.diagnostics[0].hint or "")
