# SPDX-License-Identifier: Apache-2.0
"""`aot.json` in dist-info: what in this wheel is native, and what made it.

The report of `aot report` plus `imports` of each module, which freezers need as they cannot read
binaries:

    {"tool": {"aot_build": "0.1.0", "llvm": "22.1.0"}, "python": "cp312", "options": {...},
     "totals": {"functions": 3, ...}, "modules": [{"name": ..., "imports": [...], ...}]}

Nothing in it depends on the machine, the folder or the time.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aot_build import __version__

if TYPE_CHECKING:
    from aot_build.options import Options
    from aot_build.pipeline import BuiltUnit

FILE_NAME = "aot.json"

TOTALS = ("functions", "native", "bytecode", "statements", "native_statements")


def aot_json(built: Sequence[BuiltUnit], options: Options) -> str:
    """The text of `aot.json`."""
    report = merge_reports(unit.report for unit in built)
    content = {
        "tool": tool_versions(),
        "python": sys.implementation.cache_tag,
        "options": options.output_settings(),
        "libraries": sorted(unit.relpath for unit in built if unit.library is not None),
        **report,
    }
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def merge_reports(reports: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Reports of several units as one: modules by name, totals summed."""
    modules: list[Any] = []
    totals: Counter[str] = Counter(dict.fromkeys(TOTALS, 0))
    for report in reports:
        modules += report.get("modules", ())
        totals.update(report.get("totals", {}))
    return {"totals": dict(totals), "modules": sorted(modules, key=lambda entry: entry["name"])}


def tool_versions() -> dict[str, str]:
    """The versions of what turns Python into machine code."""
    versions = {"aot_build": __version__}
    try:
        import llvmlite
        import llvmlite.binding
    except ImportError:
        return versions
    versions["llvmlite"] = llvmlite.__version__
    versions["llvm"] = ".".join(map(str, llvmlite.binding.llvm_version_info))
    return versions
