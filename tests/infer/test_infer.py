# SPDX-License-Identifier: Apache-2.0
"""Inference: Python in (`*.case`), typed versions out: guards, result, variables, assumptions.

A first line `# assume` lets global names be assumed to mean what they do now, as it is for versions
without a frame.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aot_build.dumps import dump_types
from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import decode_source
from aot_build.infer.plan import plan_module

sys.path.insert(0, str(Path(__file__).parents[1]))
from casefile import Case, check_case, read_cases

CASES = read_cases(Path(__file__).parent)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_infer(case: Case) -> None:
    check_case(case, inferred)


def inferred(text: str) -> str:
    """The typed versions that would be worth having."""
    source = decode_source(Path("m.py"), "m.py", text.encode())
    scopes = resolve_module(parse_module(source, "m.py"))
    plans = plan_module(scopes, assume=text.startswith("# assume\n"))
    return dump_types(plans.values(), "") or "nothing"
