# SPDX-License-Identifier: Apache-2.0
"""Functions on which the compiler itself failed: they work, but not as fast as they should."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aot_build.diagnostics import REPORT_BUGS_TO, Diagnostic, Severity, Span
from aot_build.progress import Progress

_SHOWN = 5


def show_failures(progress: Progress, reports: Iterable[dict[str, Any]]) -> None:
    """Warn of those that the *reports* of modules name, of the first few in full."""
    failures = [failure for report in reports for failure in internal_failures(report)]
    progress.show(*failures[:_SHOWN])
    if len(failures) > _SHOWN:
        rest = len(failures) - _SHOWN
        progress.line(f"{rest} more functions stay in bytecode because of bugs in aot_build")


def internal_failures(report: dict[str, Any]) -> Iterator[Diagnostic]:
    """A warning for each of a module's."""
    for function in report["functions"]:
        if function["reason"] == "internal":
            message = f"{function['qualname']}() stays in bytecode: {function['message']}"
            span = Span(report["file"], function["line"])
            hint = f"this is a bug in aot_build; please report it to {REPORT_BUGS_TO}"
            yield Diagnostic(Severity.WARNING, message, span, "internal", hint)
