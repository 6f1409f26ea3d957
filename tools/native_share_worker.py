# SPDX-License-Identifier: Apache-2.0
"""The part of `native_share.py` that runs in each Python: lower the files that it names.

    stdin    /usr/lib/python3.12/abc.py
    stdout   {"native": 19, "bytecode": []}

Functions are lowered once, not also in typed versions, which do not decide what is native.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

from aot_build.diagnostics import UserError
from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import read_source
from aot_build.lower.module import FunctionReport, lower_module


def main() -> None:
    """Answer each line with a line."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        print(json.dumps(measure(Path(line.rstrip("\n")))), flush=True)


def measure(file: Path) -> dict[str, Any]:
    """How many functions of *file* are native, and the others; none if it is no Python."""
    try:
        parsed = parse_module(read_source(file), file.name)
    except UserError:  # Lib/test has such files, and other people's packages templates
        return {"native": 0, "bytecode": []}
    _, functions = lower_module(resolve_module(parsed), typed=False)
    others = [entry_of(function) for function in functions if function.tier != "native"]
    return {"native": len(functions) - len(others), "bytecode": others}


def entry_of(function: FunctionReport) -> dict[str, Any]:
    """What is recorded of a function that is not native."""
    line = function.span.line if function.span else function.line
    message = function.message or function.reason
    return {
        "qualname": function.qualname,
        "line": line,
        "reason": function.reason,
        "message": message,
    }


if __name__ == "__main__":
    main()
