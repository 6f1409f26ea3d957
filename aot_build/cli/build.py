# SPDX-License-Identifier: Apache-2.0
"""`aot build`: executables that need no Python, of a file, a module, a function or a project."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.cli.settings import Subparsers, add_command, add_settings
from aot_build.cli.source import bad_source, is_project, project_config
from aot_build.cli.tree import find_project
from aot_build.diagnostics import UserError
from aot_build.pep517.ownmetadata import project_metadata
from aot_build.pep517.programs import executable_request
from aot_build.pep517.tree import import_roots_of

if TYPE_CHECKING:
    from aot_build.pep517.config import Config
    from aot_build.programbuild import Request


def add_parser(subparsers: Subparsers) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    parser = add_command(
        subparsers,
        "build",
        "Compile programs to executables that need no Python.",
        "Experimental: docs/standalone.md says what works.",
    )
    start = parser.add_mutually_exclusive_group(required=True)
    start.add_argument(
        "source",
        metavar="FILE_OR_FOLDER",
        nargs="?",
        type=Path,
        help="a script, a folder with a __main__.py, or a project with [tool.aot.executables]",
    )
    start.add_argument("-m", dest="module", metavar="MODULE", help="what python -m MODULE runs")
    start.add_argument(
        "--entry", metavar="PACKAGE.MODULE:FUNCTION", help="what [project.scripts] would call"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        help="default: the last name of the source; of a project, the folder dist",
    )
    parser.add_argument(
        "--static", action="store_true", help="without a dynamic loader; runs in an empty folder"
    )
    parser.add_argument(
        "--include", metavar="MODULE", action="append", default=[], help="add a module"
    )
    parser.add_argument(
        "--collect-data",
        metavar="PACKAGE",
        action="append",
        default=[],
        help="put the files of a package that are no modules into the program",
    )
    parser.add_argument(
        "--why", metavar="NAME", help="say why a module or a C symbol is in the program"
    )
    add_settings(parser)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Build what is asked for and print where it is."""
    from aot_build.programbuild import compile_program, explain
    from aot_build.progress import make_progress

    config = project_config(find_project(arguments.source or Path.cwd()), arguments)
    progress = make_progress()
    for request in make_requests(arguments, config):
        if arguments.why:
            print(" -> ".join(explain(request, arguments.why, config.options, progress)))
        else:
            compile_program(request, config.options, progress)
            print(request.output)
    return 0


def make_requests(arguments: argparse.Namespace, config: Config) -> list[Request]:
    """The programs to be built. Raises UserError for a mistake in what is asked for."""
    source: Path | None = arguments.source
    if source is None:
        requests = [named_request(arguments)]
    elif config.executables and source.resolve() == config.root:
        folder = arguments.output or Path("dist")
        requests = [executable_request(row, folder, config.root) for row in config.executables]
    else:
        requests = [source_request(source, arguments.output, config)]
    metadata = project_metadata(config.project)
    return [replace(with_flags(item, arguments), metadata=metadata) for item in requests]


def named_request(arguments: argparse.Namespace) -> Request:
    """The program that begins with a module or a function, of the project here or installed."""
    from aot_build.entrypoint import function_entry, module_entry
    from aot_build.programbuild import Request

    root = find_project(Path.cwd() / "module.py")
    if arguments.module:
        search = (Path.cwd(), *import_roots_of(arguments.module, root))
        output = arguments.output or Path(arguments.module.rpartition(".")[2])
        return Request(module_entry(arguments.module, search), output)
    start = arguments.entry.partition(":")[0]
    output = arguments.output or Path(start.partition(".")[0])
    search = import_roots_of(start, root)
    return Request(function_entry(arguments.entry, output.name, search), output)


def source_request(source: Path, output: Path | None, config: Config) -> Request:
    """The program in a file or folder."""
    from aot_build.entrypoint import script_entry
    from aot_build.programbuild import Request

    if not source.exists():
        hint = None if source.suffix else f"a module that is installed: aot build -m {source}"
        raise UserError(bad_source(source, "no such file or folder", hint))
    if is_project(source) and source.is_dir() and not (source / "__main__.py").is_file():
        raise UserError(bad_source(source, "this project has no executables", advice(config)))
    return Request(script_entry(source), output or Path(source.resolve().stem))


def advice(config: Config) -> str:
    """What to write into pyproject.toml, with the scripts that are there."""
    scripts = config.project.get("project", {}).get("scripts", {})
    name, entry = next(iter(scripts.items()), ("NAME", "PACKAGE.MODULE:FUNCTION"))
    return f'[tool.aot.executables] in pyproject.toml names them: {name} = "{entry}"'


def with_flags(request: Request, arguments: argparse.Namespace) -> Request:
    """A request with what the command line adds."""
    return replace(
        request,
        static=request.static or arguments.static,
        include=(*request.include, *arguments.include),
        collect_data=(*request.collect_data, *arguments.collect_data),
    )
