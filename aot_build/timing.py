# SPDX-License-Identifier: Apache-2.0
"""How long rooms and passes take, summed over modules and worker processes: `--time`.

with clock.measure("passes", "dce"): …

room        cpu s  wall s  times
passes      0.171   0.180     12
  dce       0.080   0.083    286
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

ORDER = ("cache", "front", "infer", "lower", "passes", "llvm", "link")


@dataclass
class Row:
    """What one room or step took."""

    cpu: float = 0.0
    wall: float = 0.0
    count: int = 0

    def add(self, cpu: float, wall: float, count: int = 1) -> None:
        """Count more of it."""
        self.cpu += cpu
        self.wall += wall
        self.count += count


@dataclass
class Clock:
    """Times by (room, step); step "" is the room as a whole. Crosses process boundaries."""

    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    @contextmanager
    def measure(self, room: str, step: str = "") -> Iterator[None]:
        """Count the time that the body of a `with` takes."""
        cpu, wall = cpu_seconds(), time.perf_counter()
        try:
            yield
        finally:
            row = self.rows.setdefault((room, step), Row())
            row.add(cpu_seconds() - cpu, time.perf_counter() - wall)

    def merge(self, other: Clock) -> None:
        """Add what was measured elsewhere."""
        for key, row in other.rows.items():
            self.rows.setdefault(key, Row()).add(row.cpu, row.wall, row.count)

    def table(self) -> str:
        """The rows in the order of the rooms, and the sum."""
        lines = [f"{'room':16}{'cpu s':>8}{'wall s':>8}{'times':>8}"]
        rooms = sorted({room for room, _ in self.rows}, key=_position)
        for room in rooms:
            whole = self.rows.get((room, ""))
            lines.append(f"{room:16}" if whole is None else _line(room, whole))
            lines += [
                _line(f"  {step}", row)
                for (name, step), row in self.rows.items()
                if name == room and step
            ]
        total = Row()
        for (_, step), row in self.rows.items():
            if not step:
                total.add(row.cpu, row.wall)
        lines.append(f"{'total':16}{total.cpu:8.3f}{total.wall:8.3f}")
        return "\n".join(lines)


def cpu_seconds() -> float:
    """Processor time of this process and of the children it has waited for (linkers)."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _position(room: str) -> int:
    return ORDER.index(room) if room in ORDER else len(ORDER)


def _line(name: str, row: Row) -> str:
    return f"{name:16}{row.cpu:8.3f}{row.wall:8.3f}{row.count:8}"
