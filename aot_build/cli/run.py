# SPDX-License-Identifier: Apache-2.0
"""`aot run FILE.py [ARGS]`: compile to an extension in the cache, then run it as `__main__`.

The program runs in a fresh interpreter, so that it does not find our modules imported already.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import TYPE_CHECKING

import aot_build
from aot_build.cache import Cache, cache_key, open_cache, print_diagnostic
from aot_build.cli.run_main import PASSING
from aot_build.cli.settings import Subparsers, add_command, add_settings
from aot_build.cli.source import bad_source, project_config
from aot_build.cli.tree import find_project
from aot_build.diagnostics import UserError, shown_path
from aot_build.link.sources import locate_runtime_sources
from aot_build.pep517.blame import renamed
from aot_build.pep517.compiler import load_pipeline, unsupported_interpreter
from aot_build.pep517.guard import temporary_folder
from aot_build.sanitizers import sanitizers

if TYPE_CHECKING:
    from aot_build.pep517.config import Config
    from aot_build.pipeline import Unit

UNIT_NAME = "__main__"
EXTENSION_SUFFIX = EXTENSION_SUFFIXES[0]
RUNNER = Path(__file__).with_name("run_main.py")
_SOURCE_SUFFIXES = (".py", ".c", ".h")


def add_parser(subparsers: Subparsers) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    parser = add_command(subparsers, "run", "Compile a program and run it.")
    add_settings(parser)
    parser.add_argument("source", metavar="FILE.py", type=Path)
    parser.add_argument("arguments", metavar="ARGS", nargs=argparse.REMAINDER)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Compile it unless the cache has it, and become it."""
    source: Path = arguments.source
    if not source.is_file():
        raise UserError(bad_source(source, "no such file"))
    config = project_config(find_project(source), arguments)
    library = find_or_compile(source.resolve(), config)
    command = [sys.executable, str(RUNNER), str(library or ""), str(source)]
    command += arguments.arguments
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def find_or_compile(source: Path, config: Config) -> Path | None:
    """The library of the program *source*; None when there can be none."""
    problem = unsupported_interpreter()
    if problem is not None:
        print_diagnostic(problem)
        return None
    cache = open_cache()
    options = config.options
    settings = sorted(options.output_settings().items())
    how = (sys.version, _tool_stamp(), repr(settings), *sanitizers())
    key = cache_key("run", *how, source.read_bytes())
    to_be_seen = options.watched or options.time or options.list_passes
    known = None if to_be_seen else cache.get_path(key)
    return known or _compile(source, config, cache, key)


def _tool_stamp() -> str:
    """Changes when a file of aot_build does: reading them all would take longer than the run."""
    folders = (Path(aot_build.__file__).parent, locate_runtime_sources())
    stamp = []
    paths = (path for folder in folders for path in folder.rglob("*.*"))
    for path in sorted(path for path in paths if path.suffix in _SOURCE_SUFFIXES):
        status = path.stat()
        stamp.append(f"{path.name}:{status.st_size}:{status.st_mtime_ns}")
    return "\n".join(stamp)


def _compile(source: Path, config: Config, cache: Cache, key: str) -> Path | None:
    from aot_build.pep517.compiler import compile_units
    from aot_build.progress import Progress, QuietProgress

    progress = Progress() if config.options.time else QuietProgress()
    with temporary_folder() as work:
        unit = _program_unit(source)
        try:
            (built,) = compile_units([unit], work, config.options, progress)
        except UserError as error:
            raise renamed(error, {str(source): shown_path(source)}) from None
        if built.library is None:
            return None
        data = built.library.read_bytes()
        return cache.put(key, data, EXTENSION_SUFFIX) or _keep(data)


def _program_unit(source: Path) -> Unit:
    pipeline = load_pipeline()
    module = pipeline.SourceModule(UNIT_NAME, source, False, source.name)
    unit: Unit = pipeline.Unit(UNIT_NAME, False, (module,))
    return unit


def _keep(data: bytes) -> Path:
    """A file for one run, when there is no cache: the system's temporary folder has to do."""
    handle, name = tempfile.mkstemp(prefix=PASSING, suffix=EXTENSION_SUFFIX)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return Path(name)
