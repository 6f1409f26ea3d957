# SPDX-License-Identifier: Apache-2.0
"""The data files of a program; it belongs to those that import importlib.resources.

`pkg/data/words.txt` is the name of a file, so packages and their folders are its beginnings.
"""

import errno
import io
import os
import pathlib
import posixpath
from importlib.resources.abc import Traversable, TraversableResources

import _program_data

_folders = {}


def _read_folders():
    """What is in each folder: names in the order of the table, which is sorted."""
    if not _folders:
        for name in _program_data.names():
            while name:
                folder, _, last = name.rpartition("/")
                inside = _folders.setdefault(folder, {})
                if last in inside:
                    break
                inside[last] = None
                name = folder
    return _folders


class ProgramPath(Traversable):
    """A file or folder of the program, or the name of one that does not exist.

    Beside what a Traversable must have it has what zipfile.Path has, since programs expect a path.
    """

    def __init__(self, path, is_package=False):
        self._path = path
        self._is_package = is_package

    @property
    def name(self):
        return posixpath.basename(self._path)

    @property
    def stem(self):
        return pathlib.PurePosixPath(self._path).stem

    @property
    def suffix(self):
        return pathlib.PurePosixPath(self._path).suffix

    @property
    def suffixes(self):
        return pathlib.PurePosixPath(self._path).suffixes

    @property
    def parent(self):
        return ProgramPath(posixpath.dirname(self._path))

    def exists(self):
        return self.is_dir() or self.is_file()

    def is_dir(self):
        return self._is_package or self._path in _read_folders()

    def is_file(self):
        folder, _, last = self._path.rpartition("/")
        return last in _read_folders().get(folder, ()) and not self.is_dir()

    def iterdir(self):
        if not self.is_dir():
            code = errno.ENOTDIR if self.is_file() else errno.ENOENT
            raise OSError(code, os.strerror(code), self._path)
        return (self.joinpath(name) for name in _read_folders().get(self._path, ()))

    def joinpath(self, *descendants):
        return ProgramPath(posixpath.normpath(posixpath.join(self._path, *map(str, descendants))))

    __truediv__ = joinpath

    def read_bytes(self):
        if self.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), self._path)
        return _program_data.read(self._path)

    def read_text(self, encoding=None, errors=None):
        with self.open("r", encoding=encoding, errors=errors) as stream:
            return stream.read()

    def open(self, mode="r", *args, **kwargs):
        stream = io.BytesIO(self.read_bytes())
        return stream if "b" in mode else io.TextIOWrapper(stream, *args, **kwargs)

    def __eq__(self, other):
        return isinstance(other, ProgramPath) and self._path == other._path

    def __hash__(self):
        return hash(self._path)

    def __str__(self):
        return self._path

    def __repr__(self):
        return f"ProgramPath({self._path!r})"


class ProgramReader(TraversableResources):
    """What the loader of a module gives to importlib.resources."""

    def __init__(self, folder):
        self._folder = folder

    def files(self):
        return ProgramPath(self._folder, is_package=True)


class FolderReader(TraversableResources):
    """The same for a package with files beside the program."""

    def __init__(self, folder):
        self._folder = folder

    def files(self):
        return pathlib.Path(self._folder)


def find(source):
    """The reader for the module with this `__file__`."""
    if posixpath.isabs(source):
        return FolderReader(posixpath.dirname(source))
    return ProgramReader(posixpath.dirname(source))
