# SPDX-License-Identifier: Apache-2.0
"""Variables of functions so big that registers would cost too much stay in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aot_build.ir.function import Module
from aot_build.llvm.groups import LlvmText

Translate = Callable[[str], tuple[Module, list[LlvmText]]]

STEP = """
    a{i} = x + {i}
    if a{i} > {i}:
        found.append(a{i} * x)"""


@pytest.mark.parametrize(("steps", "kept"), [(3, False), (60, True)])
def test_variables_stay_in_memory_only_where_they_are_many(
    translate: Translate, steps: int, kept: bool
) -> None:
    body = "".join(STEP.format(i=i) for i in range(steps))
    _, texts = translate(f"def f(x, found):{body}\n    return found\n")
    assert any("asm sideeffect" in text.text for text in texts) is kept
