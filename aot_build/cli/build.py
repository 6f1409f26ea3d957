# SPDX-License-Identifier: Apache-2.0
"""`aot build FILE.py`: one executable that needs no Python."""

from __future__ import annotations

import argparse
from pathlib import Path

from aot_build.cli.settings import Subparsers, add_command, add_settings
from aot_build.cli.source import bad_source, project_config
from aot_build.cli.tree import find_project
from aot_build.diagnostics import UserError


def add_parser(subparsers: Subparsers) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    parser = add_command(
        subparsers,
        "build",
        "Compile a program to an executable that needs no Python.",
        "Experimental: docs/standalone.md says what works.",
    )
    parser.add_argument("source", metavar="FILE.py", type=Path)
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, help="default: FILE")
    parser.add_argument(
        "--static", action="store_true", help="without a dynamic loader; runs in an empty folder"
    )
    parser.add_argument(
        "--include", metavar="MODULE", action="append", default=[], help="add a module"
    )
    parser.add_argument("--why", metavar="MODULE", help="say why a module is in the program")
    add_settings(parser)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Build it and print where it is."""
    from aot_build.programbuild import Request, compile_program
    from aot_build.progress import make_progress

    source: Path = arguments.source
    if not source.is_file():
        raise UserError(bad_source(source, "no such file"))
    config = project_config(find_project(source), arguments)
    output = arguments.output or Path(source.stem)
    request = Request(source, output, arguments.static, tuple(arguments.include))
    closure = compile_program(request, config.options, make_progress())
    if arguments.why:
        print(" -> ".join(closure.why(arguments.why)))
    else:
        print(output)
    return 0
