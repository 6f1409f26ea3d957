# SPDX-License-Identifier: Apache-2.0
"""The command `aot`: one file per subcommand, each with `add_parser` and `run`.

Exit codes: 0 done, 1 a mistake in the input, 2 a bad command line, 70 a bug in aot_build.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any

from aot_build import __version__
from aot_build.pep517.guard import exit_on_error

COMMANDS = ("wheel", "ext", "build", "report", "run", "doctor", "cache")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; gives its exit code, or raises SystemExit with it."""
    words = sys.argv[1:] if argv is None else argv
    # The rooms that other commands need are not imported.
    known = [word for word in words[:1] if word in COMMANDS]
    arguments = make_parser(known or COMMANDS).parse_args(argv)
    with exit_on_error():
        return int(arguments.run(arguments))


def make_parser(commands: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The command line with these subcommands."""
    parser = argparse.ArgumentParser(
        prog="aot", description="Compile Python packages to native code.", allow_abbrev=False
    )
    python = ".".join(map(str, sys.version_info[:3]))
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {__version__}, Python {python}"
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in commands:
        command: Any = importlib.import_module(f"aot_build.cli.{name}")
        command.add_parser(subparsers).set_defaults(run=command.run)
    return parser
