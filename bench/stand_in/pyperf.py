# SPDX-License-Identifier: Apache-2.0
"""Stands in for pyperf in bench/pyperformance.py: runs a benchmark here and prints its least time.

pyperf measures in many processes of the interpreter that it finds by its path; an executable has
none. This has the part of its interface that the benchmarks of pyperformance use. Times are
processor times. Each benchmark prints a line: a list of its name and its least time for one loop,
in seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

perf_counter = time.process_time
SECONDS = float(os.environ.get("BENCH_SECONDS", "1"))
SHORTEST = 0.05  # seconds of a measurement that is worth something
AT_LEAST = 3


def python_implementation() -> str:
    """The name that pyperf has for it."""
    return platform.python_implementation().lower()


class Runner:
    """Runs benchmarks one after the other."""

    def __init__(self, **_: Any) -> None:
        self.metadata: dict[str, Any] = {}
        self.argparser = argparse.ArgumentParser()
        self.args: argparse.Namespace | None = None

    def parse_args(self) -> argparse.Namespace:
        """The benchmark's own options."""
        if self.args is None:
            self.args = self.argparser.parse_args(sys.argv[1:])
        return self.args

    def bench_time_func(
        self, name: str, func: Callable[..., float], *args: Any, inner_loops: int = 1, **_: Any
    ) -> None:
        """*func* takes how many loops to make, and gives the seconds they took."""
        self.parse_args()
        loops, count, least = 1, 0, float("inf")
        end = perf_counter() + SECONDS
        while count < AT_LEAST or perf_counter() < end:
            seconds = func(loops, *args)
            least = min(least, seconds / loops / inner_loops)
            count += 1
            if seconds < SHORTEST:
                loops *= 2
        print(json.dumps([name, least]), flush=True)

    def bench_func(self, name: str, func: Callable[..., object], *args: Any, **more: Any) -> None:
        """*func* is one loop."""

        def run(loops: int) -> float:
            begin = perf_counter()
            for _ in range(loops):
                func(*args)
            return perf_counter() - begin

        self.bench_time_func(name, run, **more)

    def bench_async_func(
        self, name: str, func: Callable[..., Awaitable[object]], *args: Any, **more: Any
    ) -> None:
        """*func* is one loop, in an event loop."""

        async def measure(loops: int) -> float:
            begin = perf_counter()
            for _ in range(loops):
                await func(*args)
            return perf_counter() - begin

        more.pop("loop_factory", None)
        self.bench_time_func(name, lambda loops: asyncio.run(measure(loops)), **more)
