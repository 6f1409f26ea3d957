# SPDX-License-Identifier: Apache-2.0
"""`make bench-size`: how large standalone programs are.

    python bench/size.py [--only NAME]... [--json FILE]

Each program of bench/sizes is built in both kinds and run. Reported are the bytes of the file,
stripped, and of these what is code, constants and data. What is printed is written to
build/size.json as well.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile
from run import ROOT, describe_machine

PROGRAMS = Path(__file__).resolve().parent / "sizes"
KINDS = {"static": ["--static"], "dynamic": []}


def main() -> int:
    """Build, look, print and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "size.json")
    arguments = parser.parse_args()
    names = arguments.only or sorted(path.stem for path in PROGRAMS.glob("*.py"))
    print(f"{'':10}{'':9}{'file':>12}{'code':>12}{'constants':>12}{'data':>12}")
    programs = {}
    for name in names:
        programs[name] = {kind: measure(PROGRAMS / f"{name}.py", KINDS[kind]) for kind in KINDS}
        for kind, sizes in programs[name].items():
            print(f"{name:10}{kind:9}{''.join(f'{size:>12,}' for size in sizes.values())}")
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    record = {"machine": describe_machine(), "programs": programs}
    arguments.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(source: Path, flags: list[str]) -> dict[str, int]:
    """The bytes of a program's file and what is in it."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, source.stem)
        command = [sys.executable, "-m", "aot_build", "build", str(source), "-o", str(output)]
        subprocess.run([*command, *flags], check=True, capture_output=True)
        subprocess.run([output], check=True, stdout=subprocess.DEVNULL)
        return {"file": output.stat().st_size, **section_sizes(output)}


def section_sizes(program: Path) -> dict[str, int]:
    """Bytes of the sections that are in the file and in memory."""
    sizes = {"code": 0, "constants": 0, "data": 0}
    with program.open("rb") as file:
        for section in ELFFile(file).iter_sections():
            flags: Any = section["sh_flags"]
            if not flags & SH_FLAGS.SHF_ALLOC or section["sh_type"] == "SHT_NOBITS":
                continue
            writable, runs = flags & SH_FLAGS.SHF_WRITE, flags & SH_FLAGS.SHF_EXECINSTR
            sizes["code" if runs else "data" if writable else "constants"] += section["sh_size"]
    return sizes


if __name__ == "__main__":
    raise SystemExit(main())
