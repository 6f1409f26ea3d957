# SPDX-License-Identifier: Apache-2.0
"""What a project says of itself, as the metadata that it would have when it was installed.

    [project]
    name = "shop"           ->    shop-1.0.dist-info/METADATA
    version = "1.0"
    scripts.shop = "…"      ->    shop-1.0.dist-info/entry_points.txt

Only what pyproject.toml itself says is known; what is `dynamic` a backend tells when it installs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_GROUPS = {"scripts": "console_scripts", "gui-scripts": "gui_scripts"}


def project_metadata(pyproject: Mapping[str, Any]) -> dict[str, bytes]:
    """Its files by name; none when the name or the version is not in the table `[project]`.

    The fields are those of the core metadata specification, but for the long description.
    """
    project = pyproject.get("project")
    if not isinstance(project, dict):
        return {}
    name, version = project.get("name"), project.get("version")
    if not isinstance(name, str) or not isinstance(version, str):
        return {}
    folder = f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}.dist-info"
    lines = [f"{key}: {' '.join(value.split())}\n" for key, value in _fields(project)]
    files = {f"{folder}/METADATA": "".join(lines)}
    if points := _entry_points(project):
        files[f"{folder}/entry_points.txt"] = points
    return {path: text.encode("utf-8") for path, text in files.items()}


def _fields(project: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("Metadata-Version", "2.1"), ("Name", project["name"]))
    yield "Version", project["version"]
    for key, field in (("description", "Summary"), ("requires-python", "Requires-Python")):
        if isinstance(project.get(key), str):
            yield field, project[key]
    if keywords := _texts(project.get("keywords")):
        yield "Keywords", ",".join(keywords)
    for label, url in _table(project.get("urls")).items():
        yield "Project-URL", f"{label}, {url}"
    for classifier in _texts(project.get("classifiers")):
        yield "Classifier", classifier
    for requirement in _texts(project.get("dependencies")):
        yield "Requires-Dist", requirement
    for extra, requirements in _table(project.get("optional-dependencies")).items():
        yield "Provides-Extra", extra
        for requirement in _texts(requirements):
            yield "Requires-Dist", _of_extra(requirement, extra)


def _of_extra(requirement: str, extra: str) -> str:
    """`a; x` as `a; (x) and extra == "…"` (dependency specifiers)."""
    package, _, marker = requirement.partition(";")
    condition = f'extra == "{extra}"'
    return f"{package.strip()}; {f'({marker.strip()}) and ' if marker.strip() else ''}{condition}"


def _entry_points(project: Mapping[str, Any]) -> str:
    groups = {group: _table(project.get(key)) for key, group in _GROUPS.items()}
    groups |= {group: _table(rows) for group, rows in _table(project.get("entry-points")).items()}
    parts = []
    for group, rows in groups.items():
        if rows:
            parts.append(f"[{group}]\n" + "".join(f"{name} = {rows[name]}\n" for name in rows))
    return "\n".join(parts)


def _texts(value: object) -> Sequence[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
