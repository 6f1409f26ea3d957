# SPDX-License-Identifier: Apache-2.0
"""Our flow graph behind CPython's code generator makes the code objects that CPython makes.

Before 3.12 CPython's two cannot be taken apart; there, test_codegen.py tests ours together.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import capi_programs as capi
import compiler_python
import pytest

HERE = Path(__file__).parent
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
ADAPTER = "../../tests/compile/flow_adapter.c"  # of the folders of the pieces


@pytest.mark.xdist_group("capi")
@pytest.mark.skipif(sys.version_info < (3, 12), reason="one C file in CPython")
def test_the_same_as_cpython(tmp_path: Path) -> None:
    python = capi.find_python(VERSION)
    program = compiler_python.build(python, ["flow", ADAPTER], False, tmp_path / "python")
    theirs, ours = (run(each, python) for each in (python.program, program))
    assert "Traceback" not in theirs[-1], theirs[-10:]
    different = [pair for pair in zip(theirs, ours, strict=False) if pair[0] != pair[1]]
    assert not different, different[0]
    assert len(ours) == len(theirs)


def run(program: Path, python: capi.Python) -> list[str]:
    command = [program, "-B", HERE / "flow_check.py"]
    environment = compiler_python.environment(python) | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return (done.stdout + done.stderr).splitlines()
