# SPDX-License-Identifier: Apache-2.0
"""Linker names: only plain characters, and one name for one name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aot_build.symbols import demangle_symbol, mangle_symbol


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("pkg.mod", "pkg_2e_mod"),
        ("snake_case", "snake__case"),
        ("f.<locals>.<lambda>", "f_2e__3c_locals_3e__2e__3c_lambda_3e_"),
        ("été", "_e9_t_e9_"),
        ("", ""),
    ],
)
def test_known_names(name, symbol):
    assert mangle_symbol(name) == symbol
    assert demangle_symbol(symbol) == name


@given(st.text())
def test_every_name_comes_back(name):
    symbol = mangle_symbol(name)
    assert re.fullmatch("[A-Za-z0-9_]*", symbol)
    assert demangle_symbol(symbol) == name


@pytest.mark.parametrize("symbol", ["_", "a_2E_", "_61_", "_110000_", "a.b", "_2e"])
def test_what_was_never_mangled_is_refused(symbol):
    with pytest.raises(ValueError, match="not a mangled name"):
        demangle_symbol(symbol)
