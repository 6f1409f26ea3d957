"""docs/ir.md lists every operation as its class describes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from aot_build.ir.values import REGISTRY

ROOT = Path(__file__).parents[3]


def test_the_page_is_fresh() -> None:
    command = [sys.executable, str(ROOT / "tools" / "ir_page.py"), "--check"]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0


def test_every_operation_says_what_it_does() -> None:
    assert all(kind.__doc__ for kind in REGISTRY.values())
