# SPDX-License-Identifier: Apache-2.0
"""The hooks of PEP 517 and PEP 660, as a front end such as pip calls them.

Each runs in the project's folder. A mistake is printed as a message and ends the process with exit
code 1; the users of pip see no traceback of ours.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from aot_build.pep517.archive import unpack_wheel
from aot_build.pep517.base import BaseBackend, load_base, missing_base
from aot_build.pep517.config import Config, Settings, read_config
from aot_build.pep517.guard import exit_on_error, temporary_folder

P = ParamSpec("P")
R = TypeVar("R")


def _hook(function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        with exit_on_error():
            return function(*args, **kwargs)

    return guarded


@_hook
def build_wheel(
    wheel_directory: str,
    config_settings: Settings | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Build the native wheel into *wheel_directory* and give its file name."""
    from aot_build.pep517.wheel import make_native_wheel
    from aot_build.progress import make_progress

    config, base = _open_project(config_settings)
    with temporary_folder() as work:
        pure = base.build_wheel(work / "base", metadata_directory)
        return make_native_wheel(pure, Path(wheel_directory), config, make_progress()).name


@_hook
def build_sdist(sdist_directory: str, config_settings: Settings | None = None) -> str:
    """Build the base backend's sdist."""
    _, base = _open_project(config_settings)
    return base.call_with_settings("build_sdist", sdist_directory)


@_hook
def build_editable(
    wheel_directory: str,
    config_settings: Settings | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Compile the project in place; the wheel is the base backend's editable one."""
    from aot_build.pep517.editable import make_editable_wheel
    from aot_build.progress import make_progress

    config, base = _open_project(config_settings)
    with temporary_folder() as work:
        ordinary = base.build_wheel(work / "ordinary")
        folder = work / "editable"
        folder.mkdir()
        name = base.call_with_settings("build_editable", str(folder), metadata_directory)
        out_dir = Path(wheel_directory)
        return make_editable_wheel(folder / name, ordinary, out_dir, config, make_progress()).name


@_hook
def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: Settings | None = None
) -> str:
    """The base backend's metadata, which compiling does not change."""
    _, base = _open_project(config_settings)
    return _prepare(base, "wheel", Path(metadata_directory))


@_hook
def prepare_metadata_for_build_editable(
    metadata_directory: str, config_settings: Settings | None = None
) -> str:
    """The base backend's metadata, which compiling does not change."""
    _, base = _open_project(config_settings)
    return _prepare(base, "editable", Path(metadata_directory))


@_hook
def get_requires_for_build_wheel(config_settings: Settings | None = None) -> list[str]:
    """What the base backend needs, and a linker when this machine has none."""
    return _requires("wheel", config_settings)


@_hook
def get_requires_for_build_editable(config_settings: Settings | None = None) -> list[str]:
    """What the base backend needs, and a linker when this machine has none."""
    return _requires("editable", config_settings)


@_hook
def get_requires_for_build_sdist(config_settings: Settings | None = None) -> list[str]:
    """What the base backend needs."""
    return _requires("sdist", config_settings)


def _open_project(settings: Settings | None) -> tuple[Config, BaseBackend]:
    root = Path.cwd()
    config = read_config(root, settings)
    return config, load_base(config, root)


def _requires(kind: str, settings: Settings | None) -> list[str]:
    root = Path.cwd()
    config = read_config(root, settings)
    missing = missing_base(config)
    base = [missing] if missing else load_base(config, root).get_requires(kind)
    if kind == "sdist":
        return base
    programs = program_requirements(config) if kind == "wheel" else []
    return list(dict.fromkeys([*base, *linker_requirements(config), *programs]))


def program_requirements(config: Config) -> list[str]:
    """What the project needs to run, when its executables will contain it."""
    if not config.executables:
        return []
    zig = ["ziglang"] if any(row.static for row in config.executables) else []
    return [*zig, *config.project.get("project", {}).get("dependencies", [])]


def linker_requirements(config: Config) -> list[str]:
    """`ziglang` when it must link: nobody downloads it for nothing."""
    from aot_build.link.toolchain import needs_ziglang

    return ["ziglang"] if needs_ziglang(config.options.toolchain) else []


def _prepare(base: BaseBackend, kind: str, folder: Path) -> str:
    hook = f"prepare_metadata_for_build_{kind}"
    if base.has(hook):
        return base.call_with_settings(hook, str(folder))
    with temporary_folder() as work:
        work.joinpath("base").mkdir()
        name = base.call_with_settings(f"build_{kind}", str(work / "base"))
        wheel = unpack_wheel(work / "base" / name, work / "wheel")
        shutil.copytree(wheel.root / wheel.dist_info, folder / wheel.dist_info)
        (folder / wheel.dist_info / "RECORD").unlink(missing_ok=True)
        return wheel.dist_info
