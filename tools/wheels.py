# SPDX-License-Identifier: Apache-2.0
"""`make wheels`: programs that load other people's binary wheels, beside CPython.

    python tools/wheels.py [--only NAME]... [--rerun] [--tier bytecode]
    python tools/wheels.py --table        docs/wheels.md from the recorded results

For each row of tests/wheels/wheels.toml: the wheel is installed from the package index, the script
`use_NAME.py` runs under CPython, then as a standalone executable. Both must say the same. Results
are recorded in build/wheels/results.json as they come; what passed is not run again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "tests" / "wheels"
BUILD = ROOT / "build" / "wheels"
RESULTS = BUILD / "results.json"
PAGE = ROOT / "docs" / "wheels.md"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
BUILD_TIMEOUT, RUN_TIMEOUT = 3600, 120

Result = dict[str, str]


def main(arguments: list[str]) -> int:
    """Run what has not passed yet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", metavar="NAME", action="append", default=[])
    parser.add_argument("--rerun", action="store_true", help="also what passed before")
    parser.add_argument("--tier", choices=("native", "bytecode"), default="native")
    parser.add_argument("--table", action="store_true", help="only write the page")
    options = parser.parse_args(arguments)
    rows = tomllib.loads((SCRIPTS / "wheels.toml").read_text(encoding="utf-8"))
    results: dict[str, Result] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name, row in rows.items():
        key = f"{name} {VERSION}"
        passed = results.get(key, {}).get("result") == "same"
        if options.table or (options.only and name not in options.only):
            continue
        if passed and not options.rerun:
            print(f"{key}: passed before")
            continue
        results[key] = {"kind": row["kind"]} | try_wheel(name, row["requires"], options.tier)
        print(f"{key}: {results[key]['result']}", flush=True)
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True), encoding="utf-8")
    PAGE.write_text(page_text(results), encoding="utf-8")
    return int(any(result["result"] != "same" for result in results.values()))


def try_wheel(name: str, requires: list[str], tier: str) -> Result:
    """What came of one wheel."""
    folder = BUILD / VERSION / name
    site, script, program = folder / "site", SCRIPTS / f"use_{name}.py", folder / name
    folder.mkdir(parents=True, exist_ok=True)
    if not site.exists():
        command = ["pip", "install", "--quiet", "--only-binary", ":all:", "--target", str(site)]
        result = run([sys.executable, "-m", *command, *requires], BUILD_TIMEOUT)
        if result.returncode:
            return {"result": "not installed", "version": "", "said": result.stderr[-500:]}
    version = next(
        found.version
        for found in metadata.distributions(path=[str(site)])
        if found.metadata["Name"].lower().replace("-", "_").startswith(name.split("_")[0])
    )
    expected = run([sys.executable, str(script)], RUN_TIMEOUT, site)
    began = time.monotonic()
    command = ["build", str(script), "-o", str(program), "--tier", tier]
    built = run([sys.executable, "-m", "aot_build", *command], BUILD_TIMEOUT, site)
    facts = {"version": version, "tier": tier, "built in": f"{time.monotonic() - began:.0f} s"}
    if built.returncode:
        return facts | {"result": "not built", "said": built.stderr[-2000:]}
    said = run([str(program)], RUN_TIMEOUT)
    if (said.stdout, said.returncode) == (expected.stdout, expected.returncode):
        return facts | {"result": "same"}
    kind = "killed" if said.returncode < 0 else "different"
    return facts | {"result": kind, "said": said.stdout[-500:] + said.stderr[-2000:]}


def run(
    command: list[str], timeout: int, site: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A command with the packages of *site*."""
    environment = dict(ENVIRONMENT)
    if site is not None:
        environment["PYTHONPATH"] = os.pathsep.join([str(site), str(ROOT)])
        environment["HOME"] = os.environ.get("HOME", "")
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )


def page_text(results: dict[str, Result]) -> str:
    """The page of all results."""
    lines = [
        "# Binary wheels in standalone programs",
        "",
        "Wheels from PyPI, loaded unchanged by an executable without CPython, used by a script of",
        "`tests/wheels`. *Same* means that it printed what it prints under CPython. Made by",
        "`make wheels`.",
        "",
        "| wheel | version | Python | tier | made with | result |",
        "|---|---|---|---|---|---|",
    ]
    for key, result in results.items():
        name, python = key.split()
        made = [result.get("version", ""), python, result.get("tier", ""), result["kind"]]
        cells = [name, *made, result["result"]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
