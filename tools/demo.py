# SPDX-License-Identifier: Apache-2.0
"""`make demo`: a package of this repository and one from PyPI, built natively, beside CPython.

    python tools/demo.py [--keep FOLDER]

Both are built the way a user would: the sample by `pip install`, since its build backend is
aot_build, and the package from PyPI by `aot wheel` from the sdist its authors published. CPython
runs the very same installed files with only the native library taken away. A workload runs in
both in turns; printed are the ratio of the medians and a summary of what became native.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from venvs import ROOT

ROUNDS = 5
STEP_TIMEOUT = 240

# Timed inside its process, so that starting Python is not part of it.
TIMED = """
import json, time
{setup}
def work():
    return {expression}
work()
started = time.perf_counter()
result = work()
print(json.dumps([time.perf_counter() - started, repr(result), {module}.__spec__.origin]))
"""


@dataclass(frozen=True)
class Show:
    """One package and its workload."""

    title: str
    module: str
    source: str
    from_pypi: bool
    setup: str
    expression: str


SHOWS = (
    Show(
        title="sample_projects/numeric_kernels, build-backend = aot_build",
        module="numeric_kernels",
        source=str(ROOT / "sample_projects" / "numeric_kernels"),
        from_pypi=False,
        setup="import numeric_kernels as k\nimport numeric_kernels",
        expression=(
            "(sum(map(sum, k.mandelbrot(150, 100, 100))), max(map(k.collatz_length, "
            "range(1, 20000))), sum(k.primes_below(300000)))"
        ),
    ),
    Show(
        title="Markdown 3.7 from PyPI, unchanged",
        module="markdown",
        source="Markdown==3.7",
        from_pypi=True,
        setup=(
            "import markdown\n"
            "page = '# Title {0}\\n\\nSome *emphasis*, `code`, [a link](x{0}).\\n\\n* item\\n"
            "* **item** {0}\\n\\n> quoted {0}\\n\\n'\n"
            "text = ''.join(map(page.format, range(150)))"
        ),
        expression="markdown.markdown(text)",
    ),
)


def main(arguments: Sequence[str]) -> int:
    """Build, measure and print everything; 0 when the results agree."""
    parser = argparse.ArgumentParser(description="native packages beside CPython")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work there and leave it")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="aot-demo-") as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        agreed = [present(show, folder / show.module) for show in SHOWS]
    return int(not all(agreed))


def present(show: Show, folder: Path) -> bool:
    """One package: build it, run it both ways, print what came of it."""
    print(f"\n== {show.title}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    started = time.monotonic()
    native, plain = folder / "native", folder / "plain"
    pip("install", "--no-deps", "--no-build-isolation", "--target", native, build(show, folder))
    print(f"built and installed in {time.monotonic() - started:.1f} s", flush=True)
    shutil.copytree(native, plain, ignore=shutil.ignore_patterns("*.so", "*.pyd"))
    run("-m", "compileall", "-q", plain)
    runs: dict[Path, list[list[Any]]] = {plain: [], native: []}
    for number in range(ROUNDS):
        for where in (plain, native) if number % 2 == 0 else (native, plain):
            runs[where].append(run_workload(show, where))
    return report(show, runs[plain], runs[native], native)


def build(show: Show, folder: Path) -> Path:
    """What pip is to install: the sample's folder, or the native wheel of the PyPI package."""
    if not show.from_pypi:
        source = folder / "source"
        shutil.copytree(show.source, source)
        return source
    pip("download", "--no-deps", "--no-binary", ":all:", "-d", folder / "sdist", show.source)
    sdist = next((folder / "sdist").glob("*.tar.gz"))
    run("-m", "aot_build", "wheel", sdist, "-o", folder / "dist")
    return next((folder / "dist").glob("*.whl"))


def run_workload(show: Show, where: Path) -> list[Any]:
    """[seconds, result, origin] of one process."""
    code = TIMED.format(setup=show.setup, expression=show.expression, module=show.module)
    answer: list[Any] = json.loads(run("-c", code, paths=[where]))
    return answer


def report(show: Show, plain: list[list[Any]], native: list[list[Any]], installed: Path) -> bool:
    """Print ratio and totals; whether both ran what they should and gave the same."""
    before, after = (statistics.median(run[0] for run in runs) for runs in (plain, native))
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"CPython {version}  {before * 1000:9.1f} ms")
    print(f"native          {after * 1000:9.1f} ms   {before / after:.2f} times as fast")
    [aot_json] = installed.glob("*.dist-info/aot.json")
    totals = json.loads(aot_json.read_text(encoding="utf-8"))["totals"]
    share = totals["native"] / totals["functions"]
    print(f"native functions: {totals['native']} of {totals['functions']} ({share:.1%})")
    is_native = all(run[2].endswith((".so", ".pyd")) for run in native)
    same = len({run[1] for run in plain + native}) == 1
    if not (same and is_native):
        print("error: the results differ" if is_native else "error: the native half is not native")
    return same and is_native


def pip(command: str, *arguments: str | Path) -> None:
    """Run pip quietly."""
    run("-m", "pip", command, "-q", "--disable-pip-version-check", *arguments)


def run(*arguments: str | Path, paths: Sequence[Path] = (ROOT,)) -> str:
    """Standard output of this interpreter with *arguments*; a failure ends the demo."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    result = subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=env,
        timeout=STEP_TIMEOUT,
        check=False,
    )
    if result.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))}\nfailed:\n{result.stderr[-3000:]}")
    return result.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
