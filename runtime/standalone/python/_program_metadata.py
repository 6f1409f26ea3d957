# SPDX-License-Identifier: Apache-2.0
"""The distributions that are in a program; it belongs to those that import importlib.metadata."""

import pathlib
import re
from importlib.metadata import Distribution

import _program_data

_SUFFIX = ".dist-info"


class ProgramDistribution(Distribution):
    """One of them: its files are data of the program."""

    def __init__(self, folder):
        self._folder = folder

    def read_text(self, filename):
        try:
            return _program_data.read(f"{self._folder}/{filename}").decode("utf-8")
        except FileNotFoundError:
            return None

    def locate_file(self, path):
        return pathlib.PurePosixPath(path)


def _normalized(name):
    """Equal for the ways to write the name of a distribution (name normalization of PyPA)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find(context):
    """The distributions of that name, or all."""
    folders = (name.partition("/")[0] for name in _program_data.names())
    found = []
    for folder in dict.fromkeys(folder for folder in folders if folder.endswith(_SUFFIX)):
        name = folder.removesuffix(_SUFFIX).rpartition("-")[0]
        if context.name is None or _normalized(context.name) == _normalized(name):
            found.append(ProgramDistribution(folder))
    return found
