# SPDX-License-Identifier: Apache-2.0
"""Which parts of the library `tools/stdlib.py` compiles, and where their libraries go."""

import sys
from pathlib import Path

import stdlib_tree as tree


def test_parts_are_what_can_be_imported_and_is_python():
    library = tree.Library("3.x", Path(sys.executable), Path(sys.executable))
    names = {part.name for part in library.parts()}
    assert {"json", "os", "_pydecimal", "encodings", "re"} <= names
    assert not {"test", "idlelib", "lib-dynload", "__pycache__", "site-packages"} & names
    assert not any(name.startswith(("config-", "_sysconfigdata")) for name in names)


def test_programs_get_a_folder(tmp_path):
    source = tmp_path / "gzip.py"
    source.write_text("__name__ == '__main__'")
    (tmp_path / "gzip.cpython-3x.so").write_text("library")
    (tmp_path / "gzipped.cpython-3x.so").write_text("other")
    tree.place_as_in_wheels(source)
    assert (tmp_path / "gzip" / "__init__.cpython-3x.so").read_text() == "library"
    assert (tmp_path / "gzip" / "__init__.py").read_text() == source.read_text()
    assert (tmp_path / "gzipped.cpython-3x.so").exists()


def test_what_an_earlier_run_left_goes(tmp_path):
    for name in ("re.py", "re.so", "read.py"):
        (tmp_path / name).touch()
    (tmp_path / "re").mkdir()
    tree.clear(tmp_path, "re")
    assert [path.name for path in tmp_path.iterdir()] == ["read.py"]
