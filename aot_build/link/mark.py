# SPDX-License-Identifier: Apache-2.0
"""The mark of the libraries that aot_build makes, to tell them from others."""

from __future__ import annotations

from pathlib import Path

EXTENSION_SUFFIXES = (".so", ".pyd")

LIBRARY_MARK = b'"aot_build"'
"""Occurs in each library we make (a key of the JSON in `rt_package_def.info`) and in no other."""


def is_our_library(path: Path) -> bool:
    """Is *path* an extension module that aot_build made, for an editable install perhaps?"""
    return path.name.endswith(EXTENSION_SUFFIXES) and LIBRARY_MARK in path.read_bytes()
