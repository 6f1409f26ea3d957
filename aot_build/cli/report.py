# SPDX-License-Identifier: Apache-2.0
"""`aot report SRC`: for every function, native or bytecode, and why."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.cli.settings import Subparsers, add_command, add_settings
from aot_build.cli.source import add_isolation, base_wheel, is_project, project_config
from aot_build.cli.tree import find_project, units_below
from aot_build.pep517.archive import atomic_file

if TYPE_CHECKING:
    from aot_build.pep517.sources import Report
    from aot_build.progress import Progress


def add_parser(subparsers: Subparsers) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    parser = add_command(subparsers, "report", "Tell what is native, what is not, and why.")
    parser.add_argument(
        "source", metavar="SRC", type=Path, help="project folder, sdist, wheel, module or package"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the report as JSON")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write the sources, coloured")
    add_isolation(parser)
    add_settings(parser)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Print the table, and write the files asked for."""
    from aot_build.progress import make_progress
    from aot_build.report.coverage import format_table
    from aot_build.report.html import render

    report, sources = _make_report(arguments, make_progress())
    if arguments.json:
        _write(arguments.json, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    if arguments.html:
        _write(arguments.html, render(report, sources))
    sys.stdout.write(format_table(report).rstrip("\n") + "\n")
    return 0


def _make_report(arguments: argparse.Namespace, progress: Progress) -> Report:
    from aot_build.pep517.sources import report_sources, report_wheel

    if is_project(arguments.source):
        with base_wheel(arguments.source, arguments, progress) as (wheel, config):
            return report_wheel(wheel, config, progress)
    config = project_config(find_project(arguments.source), arguments)
    return report_sources(units_below(arguments.source, config), config, progress)


def _write(path: Path, text: str) -> None:
    with atomic_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
