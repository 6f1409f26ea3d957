# SPDX-License-Identifier: Apache-2.0
"""What these tests share: a compiler that compiles nothing, wheels and projects made of strings."""

from __future__ import annotations

import importlib.util
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest

MakeWheel = Callable[..., Path]
MakeTree = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def fake_pipeline(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`aot_build.pipeline`, replaced."""
    path = Path(__file__).with_name("fake_pipeline.py")
    spec = importlib.util.spec_from_file_location("aot_build.pipeline", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "aot_build.pipeline", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def make_wheel(tmp_path: Path) -> MakeWheel:
    """Make `demo-1.0-TAG.whl` of some files, as a base backend would."""

    def make(files: Mapping[str, str | bytes], tag: str = "py3-none-any") -> Path:
        pure = "true" if tag.endswith("-any") else "false"
        info = {
            "demo-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
            "demo-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: base 3\n"
            f"Root-Is-Purelib: {pure}\nTag: {tag}\n",
            "demo-1.0.dist-info/RECORD": "stale,,\n",
        }
        path = tmp_path / "base" / f"demo-1.0-{tag}.whl"
        path.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in (files | info).items():
                archive.writestr(name, data)
        return path

    return make


@pytest.fixture
def make_tree(tmp_path: Path) -> MakeTree:
    """Write files below a new folder."""

    def make(files: Mapping[str, str]) -> Path:
        root = tmp_path / "tree"
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return root

    return make
