"""The verifier: malformed IR text and all that it says about it (`*.case`)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aot_build.ir.parse import parse_module
from aot_build.ir.verify import VerifyError, verify_module

sys.path.insert(0, str(Path(__file__).parents[1]))
from casefile import Case, check_case, read_cases

CASES = read_cases(Path(__file__).parent)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_verify(case: Case) -> None:
    check_case(case, complaints)


def complaints(text: str) -> str:
    """The complaints, one a line, or "sound"."""
    try:
        verify_module(parse_module(text))
    except VerifyError as error:
        return "\n".join(error.messages)
    return "sound"
