# SPDX-License-Identifier: Apache-2.0
"""Tags: for which Python and which platforms a native wheel says it is.

py3-none-any                and our libraries            cp312-cp312-manylinux_2_17_x86_64
cp312-cp312-linux_x86_64    (its own C extensions too)   cp312-cp312-linux_x86_64
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from packaging.tags import Tag, parse_tag, sys_tags
from packaging.utils import parse_wheel_filename

_GLIBC = re.compile(r"manylinux_(\d+)_(\d+)_")


def native_tag(base: Iterable[Tag], libraries: Sequence[Path]) -> str:
    """The tag of a wheel that had the tags *base* and now carries *libraries* as well.

    A platform that the base names is kept: its own extensions may need more than ours do.
    """
    own = next(sys_tags())
    platforms = sorted({tag.platform for tag in base} - {"any"})
    platform = ".".join(platforms) if platforms else platform_of(libraries)
    return f"{own.interpreter}-{own.abi}-{platform}"


def platform_of(libraries: Sequence[Path]) -> str:
    """The widest platform tag that is true of all *libraries*."""
    if not sys.platform.startswith("linux"):
        return re.sub(r"[^0-9a-zA-Z]+", "_", sysconfig.get_platform())
    from aot_build.link.linker import check_manylinux

    return max({check_manylinux(library) for library in libraries}, key=_narrowness)


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


def _narrowness(platform: str) -> tuple[int, int, int, str]:
    """Greater for a tag that fewer machines fulfil; a plain `linux_*` promises nothing: last."""
    glibc = _GLIBC.match(platform)
    if glibc:
        return (0, int(glibc[1]), int(glibc[2]), platform)
    return (1 if platform.startswith("musllinux") else 2, 0, 0, platform)
