# SPDX-License-Identifier: Apache-2.0
"""gdb shows file and line of Python where a library was compiled with `--debug`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = """\
class Cart:
    def __init__(self, prices):
        self.prices = prices

    def total(self, convert):
        result = 0
        for price in self.prices:
            result = result + convert(
                price
            )
        return result

    def each(self):
        for price in self.prices:
            yield price.real


def thrice(price):
    doubled = price + price
    return doubled + price


def main():
    cart = Cart([1, 2, 3])
    print(cart.total(thrice))
    print(
        sum(cart.each())
    )
"""
GDB = shutil.which("gdb")
pytestmark = pytest.mark.skipif(
    GDB is None or sys.platform != "linux", reason="gdb is not installed"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `shop`, compiled in place."""
    work = tmp_path_factory.mktemp("debugging")
    (work / "shop").mkdir()
    (work / "shop" / "__init__.py").touch()
    (work / "shop" / "cart.py").write_text(SOURCE)
    command = [sys.executable, "-m", "aot_build", "ext", "shop", "--debug"]
    subprocess.run(command, cwd=work, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    return work


def debug(folder: Path, *commands: str) -> str:
    """What gdb says to *commands* where the program is about to run."""
    assert GDB is not None
    script = folder / "commands"
    first = ("set breakpoint pending on", "set width 0", "set confirm off")
    script.write_text("\n".join([*first, *commands]) + "\n")
    program = [sys.executable, "-c", "import shop.cart; shop.cart.main()"]
    done = subprocess.run(
        [GDB, "--batch", "-nx", "-x", script, "--args", *program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "ptrace: Operation not permitted" in done.stderr:
        pytest.skip("processes may not be traced here")
    return done.stdout


def frames(said: str) -> list[tuple[str, str, int]]:
    """(function, file, line) of the frames that come from Python, the innermost first."""
    pattern = re.compile(r"^#\d+ .*?(\S+) \(\) at (\S+\.py):(\d+)$", re.MULTILINE)
    return [(name, file, int(line)) for name, file, line in pattern.findall(said)]


def test_backtrace_has_the_lines_of_the_source(folder):
    said = debug(folder, "break cart.py:19", "run", "bt")
    assert frames(said)[:3] == [
        ("thrice", "shop/cart.py", 19),
        ("Cart.total", "shop/cart.py", 8),
        ("main", "shop/cart.py", 25),
    ]


def test_breakpoint_stops_at_its_line_each_time(folder):
    said = debug(folder, "break cart.py:8", "run", "continue", "continue", "continue")
    assert len(re.findall(r"^Breakpoint 1.*Cart\.total \(\) at shop/cart\.py:8$", said, re.M)) == 3
    assert re.search(r"^8\t +result = result \+ convert\($", said, re.M)


def test_generators_have_lines(folder):
    said = debug(folder, "break cart.py:15", "run", "bt")
    assert frames(said)[:2] == [
        ("Cart.each", "shop/cart.py", 15),
        ("main", "shop/cart.py", 27),
    ]


def test_functions_are_found_by_their_names(folder):
    said = debug(folder, "break thrice", "run", "bt 1")
    assert frames(said) == [("thrice", "shop/cart.py", 19)]


def test_libraries_say_nothing_unless_asked(folder):
    plain = folder / "plain"
    command = [sys.executable, "-m", "aot_build", "ext", "shop", "-o", plain]
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    (library,) = plain.rglob("*.so")
    (with_lines,) = (folder / "shop").glob("*.so")
    assert b".debug_line" not in library.read_bytes()
    assert b".debug_line" in with_lines.read_bytes()
