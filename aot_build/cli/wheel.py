# SPDX-License-Identifier: Apache-2.0
"""`aot wheel SRC`: a native wheel of a project, an sdist or a finished pure wheel."""

from __future__ import annotations

import argparse
import json
import zipfile
from pathlib import Path

from aot_build.cli.settings import Subparsers, add_command, add_settings
from aot_build.cli.source import add_isolation, base_wheel


def add_parser(subparsers: Subparsers) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    parser = add_command(
        subparsers,
        "wheel",
        "Build a native wheel.",
        "A project that names another build backend is built with that one first, unchanged.",
    )
    parser.add_argument("source", metavar="SRC", type=Path, help="project folder, sdist or wheel")
    parser.add_argument(
        "-o", "--out-dir", metavar="DIR", type=Path, default=Path("dist"), help="default: dist"
    )
    add_isolation(parser)
    add_settings(parser)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Build it and print the path of the wheel."""
    from aot_build.pep517.wheel import make_native_wheel
    from aot_build.progress import make_progress

    progress = make_progress()
    with base_wheel(arguments.source, arguments, progress) as (wheel, config):
        # Whoever builds somebody else's package cannot mend its files.
        own = config.project.get("build-system", {}).get("build-backend") == "aot_build"
        path = make_native_wheel(wheel, arguments.out_dir, config, progress, lenient=not own)
    progress.line(_summary(path))
    print(path)
    return 0


def _summary(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/aot.json"))
        totals = json.loads(archive.read(name))["totals"]
    return f"{totals['native']} of {totals['functions']} functions are native"
