# SPDX-License-Identifier: Apache-2.0
"""Tags: for which Python and which platforms a native wheel says it is.

py3-none-any                and our libraries            cp312-cp312-manylinux_2_17_x86_64
cp312-cp312-linux_x86_64    (its own C extensions too)   the same, if all its binaries allow it
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from packaging.tags import Tag, parse_tag, sys_tags
from packaging.utils import parse_wheel_filename

from aot_build.diagnostics import UserError


def native_tag(
    base: Iterable[Tag],
    libraries: Sequence[Path],
    others: Sequence[Path] = (),
    *,
    any_python: bool = False,
) -> str:
    """The tag of a wheel that had the tags *base* and now carries *libraries* as well.

    *any_python*: they are no extension modules, and restrict the platform only.

    A platform that the base names is kept: its own extensions, among *others*, may need more than
    ours do. But `linux_x86_64` only says that its backend does not look, so we do.
    """
    base = list(base)
    own = next(sys_tags())
    platforms = sorted({tag.platform for tag in base} - {"any"})
    if not platforms:
        from aot_build.link.platform_tag import platform_tag

        platforms = [platform_tag(libraries)]
    elif len(platforms) == 1 and platforms[0].startswith("linux_"):
        platforms = [_checked_platform(platforms[0], [*libraries, *others])]
    pythons, abis = [own.interpreter], [own.abi]
    if any_python:
        pythons, abis = sorted({tag.interpreter for tag in base}), sorted({tag.abi for tag in base})
    return "-".join(".".join(parts) for parts in (pythons, abis, platforms))


def _checked_platform(platform: str, binaries: Sequence[Path]) -> str:
    """What *binaries* need, when all can be read and are for the machine of *platform*."""
    from aot_build.link.platform_tag import platform_tag

    try:
        found = platform_tag(binaries)
    except UserError:
        return platform
    return found if found.endswith(platform.removeprefix("linux")) else platform


def runs_here(wheel: Path) -> bool:
    """Do the tags in the wheel's file name include this interpreter?"""
    tags = parse_wheel_filename(wheel.name)[3]
    return not tags.isdisjoint(sys_tags())


def replace_tag(file_name: str, tag: str) -> str:
    """The wheel's file name with another tag; name, version and build number stay as written."""
    parts = file_name.removesuffix(".whl").split("-")
    return "-".join((*parts[:-3], tag)) + ".whl"


def tags_of(file_name: str) -> frozenset[Tag]:
    """The tags in a wheel's file name."""
    return parse_tag("-".join(file_name.removesuffix(".whl").split("-")[-3:]))


def expand_tag(tag: str) -> list[str]:
    """Each single tag of a compressed one, sorted, as WHEEL lists them."""
    return sorted(str(item) for item in parse_tag(tag))
