# SPDX-License-Identifier: Apache-2.0
"""Long runs that can be stopped: what each part found is recorded as it ends.

    records = Records(file, fingerprint("aot_build"))
    records.run(jobs, work, 2)                           work(job) ends with
    records.put("h11@3.12", {"status": "passed"}, [])    which writes the file

Ctrl-C and SIGTERM end the tool; what ended because of them is not recorded.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from venvs import ROOT, SUPPORTED

NOTICE = 1.0  # seconds after which a signal that ended a part has been seen here as well
SOURCES = (".py", ".c", ".h", ".toml")

Job = TypeVar("Job")


def run_options(
    arguments: Sequence[str], description: str, tiers: Sequence[str]
) -> argparse.Namespace:
    """The command line of a tool that runs named things for each Python and tier."""
    parser = run_parser(description)
    parser.add_argument("--tier", action="append", choices=tiers, help="only this tier")
    options = parser.parse_args(arguments)
    options.python = options.python or list(SUPPORTED)
    options.tier = options.tier or list(tiers)
    return options


def run_parser(description: str) -> argparse.ArgumentParser:
    """What all of the tools that run named things for each Python understand."""
    parser = argparse.ArgumentParser(description=description.partition("\n")[0])
    add = parser.add_argument
    add("--only", action="append", metavar="NAME", help="only this one; may be repeated")
    add("--python", action="append", choices=SUPPORTED, help="only this version")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="runs at the same time")
    add("--rerun", action="store_true", help="also what is recorded as passed")
    add("--stale-ok", action="store_true", help="count what passed with older sources")
    return parser


class Stopped(BaseException):
    """This signal came."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


stopping = threading.Event()


def stop(number: int, frame: object) -> None:
    """The signal handler: what ends from now on may have ended because of the signal."""
    stopping.set()
    raise Stopped(number)


class Records:
    """A JSON file with one record for each part, written after each."""

    def __init__(self, file: Path, tool: str, *, rerun: bool = False, stale_ok: bool = False):
        self.file, self.tool, self.rerun, self.stale_ok = file, tool, rerun, stale_ok
        self.records = read_json(file)
        self.lock = threading.Lock()

    def is_done(self, key: str, *, any_tool: bool = False) -> bool:
        """Whether this passed before, with these sources of the compiler."""
        record = self.records.get(key, {})
        fresh = self.stale_ok or any_tool or record.get("compiler") == self.tool
        return record.get("status") == "passed" and fresh and not self.rerun

    def put(self, key: str, found: dict[str, Any], lines: Iterable[str]) -> None:
        """Keep what one part found and print *lines*, unless the run was interrupted."""
        # Ctrl-C and `timeout` send the signal to the part too, which may be the first to end.
        if found["status"] == "failed" and stopping.wait(NOTICE):
            return
        with self.lock:
            # Another run may have recorded other parts meanwhile.
            self.records = {**read_json(self.file), key: {**found, "compiler": self.tool}}
            write_json(self.file, dict(sorted(self.records.items())))
            print(*lines, sep="\n", flush=True)

    def run(self, jobs: Iterable[Job], work: Callable[[Job], None], count: int) -> None:
        """Do *work*, which ends with `put`, for all jobs, *count* at a time."""
        # Ctrl-C must end a tool also where the shell that started it ignores SIGINT.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        pool = concurrent.futures.ThreadPoolExecutor(count)
        try:
            list(pool.map(work, jobs))
        except Stopped as stopped:
            pool.shutdown(wait=False, cancel_futures=True)
            self.end(stopped.number)

    def end(self, number: int) -> NoReturn:
        """End the process without waiting for parts that go on; a record being written is."""
        with self.lock:
            print("interrupted; what is recorded is kept", file=sys.stderr, flush=True)
            os._exit(128 + number)


def read_json(file: Path) -> dict[str, Any]:
    """What is recorded so far."""
    if not file.is_file():
        return {}
    records: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return records


def write_json(file: Path, data: Any) -> None:
    """Write atomically: an interrupted run leaves the previous record."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    partial.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(file)


def fingerprint(*folders: str) -> str:
    """A short hash of everything that decides what is compiled."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in SOURCES:
                digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
