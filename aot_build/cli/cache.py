# SPDX-License-Identifier: Apache-2.0
"""`aot cache show|clear`: the folder of compiled objects."""

from __future__ import annotations

import argparse

from aot_build.cli.settings import Subparsers, add_command


def add_parser(subparsers: Subparsers) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    parser = add_command(subparsers, "cache", "Show or clear the build cache.")
    parser.add_argument("action", choices=("show", "clear"))
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what was there."""
    from aot_build.cache import open_cache

    cache = open_cache()
    if arguments.action == "clear":
        print(f"{readable_size(cache.clear())} freed")
        return 0
    stats = cache.stats()
    print(f"folder   {stats.root or 'none that can be used'}")
    print(f"entries  {stats.entries}, {readable_size(stats.size)} of {readable_size(stats.limit)}")
    print(f"tools    {readable_size(stats.tools)}")
    return 0


def readable_size(size: float) -> str:
    """1536 as "1.5 KiB"."""
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"
