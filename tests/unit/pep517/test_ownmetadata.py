# SPDX-License-Identifier: Apache-2.0
"""What a project says of itself, as the metadata of a distribution."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

from aot_build.pep517.ownmetadata import project_metadata

TEXT = """
[project]
name = "Web.Shop"
version = "1.2"
description = "Sells\\nthings."
requires-python = ">=3.11"
keywords = ["a", "b"]
dependencies = ["click>=8"]
urls.Home = "https://example.org"
scripts.shop = "shop.cli:main"
[project.optional-dependencies]
fast = ["quick", "native; sys_platform == 'linux' or x == 'y'"]
[project.entry-points."shop.plugins"]
cash = "shop.cash"
"""


def test_importlib_reads_what_the_project_says(tmp_path: Path) -> None:
    for name, data in project_metadata(tomllib.loads(TEXT)).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    (found,) = importlib.metadata.distributions(path=[str(tmp_path)])
    assert (found.metadata["Name"], found.version) == ("Web.Shop", "1.2")
    assert found.metadata["Summary"] == "Sells things."
    assert found.metadata["Project-URL"] == "Home, https://example.org"
    assert found.metadata.get_all("Provides-Extra") == ["fast"]
    assert found.requires == [
        "click>=8",
        'quick; extra == "fast"',
        "native; (sys_platform == 'linux' or x == 'y') and extra == \"fast\"",
    ]
    points = {(point.group, point.name, point.value) for point in found.entry_points}
    assert points == {
        ("console_scripts", "shop", "shop.cli:main"),
        ("shop.plugins", "cash", "shop.cash"),
    }


def test_what_is_not_said_is_not_made_up() -> None:
    assert not project_metadata({})
    assert not project_metadata({"project": {"name": "a", "dynamic": ["version"]}})
    assert list(project_metadata({"project": {"name": "a", "version": "1"}})) == [
        "a-1.dist-info/METADATA"
    ]
