# SPDX-License-Identifier: Apache-2.0
"""The part of the build that pyproject.toml cannot say: the wheel carries `runtime/` and `capi/`.

`aot_build/_runtime/` and `aot_build/_capi/` get the C sources. Where ziglang can be imported,
`aot_build/_prebuilt/` gets those of extension modules compiled for the building interpreter, so
that its users need a linker and no compiler; the wheel is then one of this platform and Python. An
editable install gets neither: it reads the checkout and compiles into the cache.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
# A Python that runtime/ does not know gets the wheel all the same: it makes pure wheels there.
SUPPORTED = any(ROOT.glob(f"runtime/frame_{sys.version_info[0]}{sys.version_info[1]}.h"))
PREBUILD = SUPPORTED and importlib.util.find_spec("ziglang") is not None


class BuildWithRuntime(build_py):
    """build_py, then `runtime/` as sources and, where possible, as objects."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        package = Path(self.build_lib) / "aot_build"
        sources = package / "_runtime"
        shutil.rmtree(sources, ignore_errors=True)
        shutil.copytree(ROOT / "runtime", sources, ignore=shutil.ignore_patterns("__pycache__"))
        capi = package / "_capi"
        shutil.rmtree(capi, ignore_errors=True)
        shutil.copytree(ROOT / "capi", capi, ignore=shutil.ignore_patterns("__pycache__"))
        if PREBUILD:
            prebuild(package)


def prebuild(package: Path) -> None:
    """Compile the support code into `_prebuilt/` of the package folder of the wheel to be."""
    sys.path.insert(0, str(ROOT))
    try:
        from aot_build.link.objects import prebuild as compile_runtime
    finally:
        sys.path.remove(str(ROOT))
    target = package / "_prebuilt"
    shutil.rmtree(target, ignore_errors=True)
    compile_runtime(target)


class PlatformDistribution(Distribution):
    """A wheel with compiled support code is for one platform and one Python."""

    def has_ext_modules(self) -> bool:
        return PREBUILD


setup(cmdclass={"build_py": BuildWithRuntime}, distclass=PlatformDistribution)
