# SPDX-License-Identifier: Apache-2.0
"""`make bench-memory`: the peak memory of standalone programs beside CPython's.

    python bench/memory.py [--only NAME]... [--tier native] [--json FILE]

Each program of bench/programs becomes an executable that runs it once at its SIZE, and CPython runs
the same file. Measured is the greatest resident size of the process, as Linux counts it, the least
of some runs. Exit code 1 if a program needs more than 1.2 times what CPython needs.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from run import KEPT, PROGRAMS, ROOT, describe_machine, find_programs, write

sys.path.append(str(ROOT / "tools"))

from standalone_programs import ENVIRONMENT, build_program

LIMIT = 1.2
RUNS = 3
# Not what wait4() tells: that begins with the size of the process that was forked.
ENDING = """
for line in open("/proc/self/status"):
    if line.startswith("VmHWM:"):
        print(line)
"""


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, keep the numbers."""
    parser = argparse.ArgumentParser(description="peak memory of standalone programs")
    parser.add_argument("--only", action="append", metavar="NAME", help="may be repeated")
    parser.add_argument("--tier", choices=("bytecode", "native"), default="native")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the numbers")
    options = parser.parse_args(arguments)
    measured: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory(prefix="aot-memory-") as work:
        for name, _ in find_programs(options.only):
            source = write_script(name, Path(work))
            program = build_program(source, Path(work) / name, options.tier)
            measured[name] = {
                "cpython": peak([sys.executable, "-I", str(source)]),
                "standalone": peak([str(program)]),
            }
            print(row(name, measured[name]), flush=True)
    data = {"machine": describe_machine(), "tier": options.tier, "kib": measured}
    kept = KEPT / f"memory-{platform.python_version()}.json"
    write(options.json or kept, json.dumps(data, indent=1))
    greedy = [name for name, entry in measured.items() if ratio(entry) > LIMIT]
    print(f"more than {LIMIT} times CPython's: {', '.join(greedy) or 'none'}")
    return int(bool(greedy))


def write_script(name: str, folder: Path) -> Path:
    """The program, a call of it, and what the system says about the process then."""
    text = (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
    script = folder / f"{name}.py"
    script.write_text(f"{text}\n\nrun(SIZE)\n{ENDING}", encoding="utf-8")
    return script


def peak(command: list[str]) -> int:
    """The greatest resident size of a process, in KiB: the least of some runs."""
    return min(peak_once(command) for _ in range(RUNS))


def peak_once(command: list[str]) -> int:
    result = subprocess.run(command, stdout=subprocess.PIPE, env=ENVIRONMENT, check=True)
    return int(result.stdout.split()[-2])


def ratio(entry: dict[str, int]) -> float:
    return entry["standalone"] / entry["cpython"]


def row(name: str, entry: dict[str, int]) -> str:
    """A line of the table."""
    return (
        f"{name:16} CPython {entry['cpython'] / 1024:7.1f} MiB   "
        f"standalone {entry['standalone'] / 1024:7.1f} MiB   {ratio(entry):5.2f}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
