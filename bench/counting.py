# SPDX-License-Identifier: Apache-2.0
"""Instructions of a process, which are the same however busy the machine is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence


def count_instructions(command: Sequence[str]) -> int:
    """Instructions that *command* executes, with the same hashes of strings each time."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise SystemExit("error: counting instructions needs valgrind")
    tool = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = run_quietly([*tool, *command])
    found = re.search(r"Collected : (\d+)", done.stderr)
    if found is None:
        raise SystemExit(f"error: valgrind counted nothing:\n{done.stderr}")
    return int(found[1])


def run_quietly(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run without settings of the developer; with the same hashes, or dictionaries would differ."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env = {**kept, "PYTHONHASHSEED": "0"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=env)
