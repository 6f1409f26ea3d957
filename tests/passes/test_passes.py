"""Passes: IR in, IR out. The file is named after its pass: `dce.case` runs `passes/dce.py`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from aot_build.ir.parse import parse_module
from aot_build.ir.text import print_function
from aot_build.ir.verify import verify_function

sys.path.insert(0, str(Path(__file__).parents[1]))
from casefile import Case, check_case, read_cases

CASES = read_cases(Path(__file__).parent)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_pass(case: Case) -> None:
    run = importlib.import_module(f"aot_build.passes.{case.file.stem}").run

    def after(text: str) -> str:
        functions = parse_module(text).functions
        for fn in functions:
            verify_function(fn)
            run(fn)
            verify_function(fn)
        return "\n".join(print_function(fn) for fn in functions)

    check_case(case, after)
