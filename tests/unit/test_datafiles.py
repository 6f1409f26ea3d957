# SPDX-License-Identifier: Apache-2.0
"""What the pickles among the data of a package name."""

from __future__ import annotations

import os
import pickle
from fractions import Fraction
from pathlib import Path

from aot_build.datafiles import pickled_names


def test_pickles_name_what_unpickling_looks_up(tmp_path: Path) -> None:
    for protocol in range(2, 6):
        path = tmp_path / f"half.{protocol}"
        path.write_bytes(pickle.dumps(Fraction(1, 2), protocol))
    assert set(pickled_names(tmp_path)) == {("fractions", "Fraction")}


def test_other_files_name_nothing(tmp_path: Path) -> None:
    (tmp_path / "text.dat").write_text("cfractions\nFraction\n.")
    (tmp_path / "empty.dat").write_bytes(b"")
    (tmp_path / "nowhere.dat").symlink_to(tmp_path / "missing")
    os.mkfifo(tmp_path / "pipe.dat")
    assert list(pickled_names(tmp_path)) == []
