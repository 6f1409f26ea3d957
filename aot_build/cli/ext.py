# SPDX-License-Identifier: Apache-2.0
"""`aot ext FILE_OR_PACKAGE`: extension modules beside the sources, or in a folder."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from aot_build.cli.settings import Subparsers, add_command, add_settings
from aot_build.cli.source import project_config
from aot_build.cli.tree import find_project, units_below
from aot_build.pep517.archive import atomic_file


def add_parser(subparsers: Subparsers) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    parser = add_command(
        subparsers,
        "ext",
        "Compile a module or package.",
        "Compiled in place, a module whose source changes later runs from its source again.",
    )
    parser.add_argument("source", metavar="FILE_OR_PACKAGE", type=Path)
    parser.add_argument("-o", "--out-dir", metavar="DIR", type=Path, help="default: in place")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write what is native, as JSON")
    add_settings(parser)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Compile it and print the paths of the libraries."""
    from aot_build.pep517.aot_json import aot_json
    from aot_build.pep517.editable import compile_in_place, import_root
    from aot_build.progress import make_progress

    config = project_config(find_project(arguments.source), arguments)
    options = replace(config.options, editable=arguments.out_dir is None)
    units = units_below(arguments.source, config)
    progress = make_progress()
    built = compile_in_place(units, replace(config, options=options), progress, arguments.out_dir)
    if arguments.json:
        with atomic_file(arguments.json) as temporary:
            temporary.write_text(aot_json(built, config.options), encoding="utf-8")
    for item in built:
        if item.library is None:
            progress.line(f"{item.unit.name}: nothing in it can be native yet")
        else:
            print((arguments.out_dir or import_root(item.unit)) / item.relpath)
    return 0
