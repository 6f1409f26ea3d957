# SPDX-License-Identifier: Apache-2.0
"""Fixtures: a piece of source to resolved scopes."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from aot_build.front.parse import ParsedModule, parse_module
from aot_build.front.scopes import FunctionScope, ModuleScopes, resolve_module
from aot_build.front.source import decode_source


def _parse(text: str) -> ParsedModule:
    data = textwrap.dedent(text).encode()
    return parse_module(decode_source(Path("m.py"), "m.py", data), "m.py")


@pytest.fixture
def parse() -> Callable[[str], ParsedModule]:
    """Source text to a parsed module."""
    return _parse


@pytest.fixture
def resolve() -> Callable[[str], ModuleScopes]:
    """Source text to a resolved module."""
    return lambda text: resolve_module(_parse(text))


@pytest.fixture
def function() -> Callable[[str], FunctionScope]:
    """Source text to its first function."""
    return lambda text: resolve_module(_parse(text)).functions[0]
