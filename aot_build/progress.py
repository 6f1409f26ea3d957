# SPDX-License-Identifier: Apache-2.0
"""Progress: what a build says while it runs.

A terminal shows bars when `rich` is installed; pip, a pipe or a log file get plain lines:

    aot: compile: 12 modules
    aot: compile: done

Rooms use three verbs only: `with progress.task("compile", 12) as task: task.advance("pkg.mod")`,
`progress.line(text)` and `progress.show(diagnostic)`. All may be called from several threads.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

from aot_build.diagnostics import Diagnostic, render, use_color

if TYPE_CHECKING:
    from rich.progress import Progress as RichBars


class Task(Protocol):
    """One stage under way."""

    def advance(self, detail: str = "") -> None:
        """One more step is done; *detail* names it."""


class Progress:
    """The plain kind: one line when a stage begins. Also the interface of every other kind."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = sys.stderr if stream is None else stream
        self._lock = threading.Lock()

    @contextmanager
    def task(self, title: str, total: int, unit: str = "module") -> Iterator[Task]:
        """A stage of *total* steps, each a *unit*."""
        self.line(f"{title}: {total} {unit}{'' if total == 1 else 's'}")
        yield _PlainTask()

    def line(self, text: str) -> None:
        """Say one thing."""
        self._write(f"aot: {text}")

    def show(self, *diagnostics: Diagnostic) -> None:
        """Print messages with their excerpts, as they are at the end of a failed build."""
        for item in diagnostics:
            self._write(render(item, color=use_color(self.stream)))

    def _write(self, text: str) -> None:
        with self._lock:
            print(text, file=self.stream, flush=True)


class _PlainTask:
    def advance(self, detail: str = "") -> None:
        """Plain lines would scroll away: nothing is said."""


class QuietProgress(Progress):
    """Says nothing but diagnostics."""

    def line(self, text: str) -> None:
        """Say nothing."""


class BarProgress(Progress):
    """Bars drawn by rich, in a terminal."""

    @contextmanager
    def task(self, title: str, total: int, unit: str = "module") -> Iterator[Task]:
        """A bar of *total* steps, gone when the stage ends."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn(f"aot: {title}"), BarColumn(), MofNCompleteColumn())
        last = TextColumn("{task.fields[detail]}", style="dim")
        bars = Progress(*columns, last, console=Console(file=self.stream), transient=True)
        with bars:
            yield _BarTask(bars, total)


class _BarTask:
    def __init__(self, bars: RichBars, total: int) -> None:
        self._bars = bars
        self._id = bars.add_task("", total=total, detail="")

    def advance(self, detail: str = "") -> None:
        """Move the bar one step."""
        self._bars.update(self._id, advance=1, detail=detail)


def make_progress(stream: TextIO | None = None) -> Progress:
    """Bars in a terminal where rich can be imported, plain lines anywhere else."""
    stream = sys.stderr if stream is None else stream
    if stream.isatty() and use_color(stream) and _has_rich():
        return BarProgress(stream)
    return Progress(stream)


def _has_rich() -> bool:
    from importlib.util import find_spec

    return find_spec("rich") is not None
