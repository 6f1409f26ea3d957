# SPDX-License-Identifier: Apache-2.0
"""An object depends on the headers that its source can see, and on no others."""

from pathlib import Path

from aot_build.link.includes import Includes


def write(folder: Path, **texts: str) -> Includes:
    for name, text in texts.items():
        (folder / f"{name}.h").write_text(text)
    return Includes(folder.glob("*.h"))


def test_a_header_that_another_includes_counts(tmp_path: Path):
    source = b'#include "outer.h"\n'
    before = write(tmp_path, outer='#include "inner.h"\n', inner="int x;\n").digest(source)
    assert write(tmp_path, inner="int y;\n").digest(source) != before


def test_a_header_that_nothing_includes_does_not(tmp_path: Path):
    source = b'#  include "../folder/used.h"\n#include <stdio.h>\n'
    before = write(tmp_path, used="int x;\n", other="int x;\n").digest(source)
    assert write(tmp_path, other="int y;\n").digest(source) == before
    assert write(tmp_path, used="int y;\n").digest(source) != before


def test_headers_may_include_each_other(tmp_path: Path):
    headers = write(tmp_path, left='#include "right.h"\n', right='#include "left.h"\n')
    assert headers.digest(b'#include "left.h"\n') == headers.digest(b'#include "right.h"\n')
