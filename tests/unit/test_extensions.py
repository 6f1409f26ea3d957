# SPDX-License-Identifier: Apache-2.0
"""What is read of extension modules without running them."""

from __future__ import annotations

import _datetime
import ctypes
import mmap
import zlib
from pathlib import Path

import pytest

from aot_build.elf import loadable_part, referred_tails
from aot_build.extensions import FoundExtension, module_names, strings_of


def test_strings_of_c_stand_between_zeros(tmp_path: Path) -> None:
    library = tmp_path / "fast.so"
    library.write_bytes(b"\0datetime\0pkg.inner\0two words\0nojson\0")
    assert strings_of(library) == {"datetime", "pkg.inner", "nojson"}


def test_joined_strings_are_searched_for_known_names(tmp_path: Path) -> None:
    (tmp_path / "_neighbour.py").touch()
    text = b"something_neighbourdecimalandmore" + b"." * 200
    library = tmp_path / "fast.so"
    library.write_bytes(b"cython\1" + zlib.compress(text))
    assert {"_neighbour", "decimal"} <= strings_of(library)


def test_words_are_no_modules_of_others(tmp_path: Path) -> None:
    library = tmp_path / "fast.so"
    library.write_bytes(b"\0test\0py\0inner\0re\0")
    names = set(module_names(FoundExtension("pkg.fast", library, tmp_path, False)))
    assert names == {"re", "pkg.re", "pkg.test", "pkg.py", "pkg.inner"}


@pytest.mark.skipif(not hasattr(_datetime, "__file__"), reason="it is built in here")
def test_a_string_may_be_the_end_of_another_one() -> None:
    names = {"time", "datetime", "e", "strptime"}
    assert "time" in referred_tails(Path(_datetime.__file__).read_bytes(), names)
    assert referred_tails(b"datetime\0", names) == set()


def test_a_library_loads_without_what_only_debuggers_read(tmp_path: Path) -> None:
    whole = Path(mmap.__file__).read_bytes()
    library = tmp_path / "mmap.so"
    library.write_bytes(loadable_part(whole))
    assert len(loadable_part(whole)) < len(whole)
    assert ctypes.PyDLL(str(library)).PyInit_mmap
