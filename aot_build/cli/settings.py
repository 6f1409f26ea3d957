# SPDX-License-Identifier: Apache-2.0
"""The settings of `aot_build.options` as flags of a command, so that none is declared twice."""

from __future__ import annotations

import argparse
from typing import Any

from aot_build.options import BOOLEANS, FLAGS, Flag, Value, parse_settings

Subparsers = Any  # argparse keeps the type of add_subparsers() private


def add_command(
    subparsers: Subparsers, name: str, summary: str, details: str = ""
) -> argparse.ArgumentParser:
    """A subcommand with its one-line *summary*."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name, help=summary, description=f"{summary} {details}".strip(), allow_abbrev=False
    )
    return parser


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Every setting as a flag, and `-C KEY=VALUE` as pip has it."""
    parser.add_argument(
        "-C",
        "--config-setting",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a setting as for pip; one that is not ours goes to the base backend",
    )
    group = parser.add_argument_group("settings", "also in [tool.aot], by -C or AOT_BUILD_FLAGS")
    for flag in FLAGS.values():
        _add_flag(group, flag)


def chosen_values(arguments: argparse.Namespace) -> dict[str, Value]:
    """The settings given as flags, by key."""
    pairs = [
        (flag.key, text)
        for flag in FLAGS.values()
        for text in getattr(arguments, f"set_{flag.name}") or ()
    ]
    return parse_settings(pairs, "the command line")


def chosen_config_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """The `-C` settings as a front end hands them to a backend: a list where one is repeated."""
    settings: dict[str, Any] = {}
    for word in arguments.config_setting:
        key, _, value = word.partition("=")
        if key not in settings:
            settings[key] = value
        elif isinstance(settings[key], list):
            settings[key].append(value)
        else:
            settings[key] = [settings[key], value]
    return settings


def _add_flag(group: Any, flag: Flag) -> None:
    details: dict[str, Any] = {
        "dest": f"set_{flag.name}",
        "action": "append",
        "help": flag.help.replace("%", "%%"),
        "default": None,
    }
    if flag.kind == "bool":
        # No "nargs": the word after the flag is not its own. So `--time=no` is a name as well.
        details |= {"action": "append_const"}
        group.add_argument(f"--{flag.key}", const="true", **details)
        group.add_argument(f"--no-{flag.key}", const="false", **details | {"help": "the contrary"})
        for word in filter(None, BOOLEANS):
            details["help"] = argparse.SUPPRESS
            group.add_argument(f"--{flag.key}={word}", const=word, **details)
        return
    if flag.choices:
        details["choices"] = flag.choices
    else:
        details["metavar"] = flag.metavar
    group.add_argument(f"--{flag.key}", **details)
