# SPDX-License-Identifier: Apache-2.0
"""aot_build: a PEP 517 build backend that compiles pure-Python packages to native code.

    [build-system]
    requires = ["aot_build"]
    build-backend = "aot_build"

The hooks of PEP 517 and PEP 660 are attributes of this package, imported when first asked for.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if sys.version_info < (3, 11):  # noqa: UP036 - pip checks this; whoever runs a checkout does not
    raise ImportError(f"aot_build needs Python 3.11 or newer; this is {sys.version.split()[0]}")

if TYPE_CHECKING:
    from aot_build.pep517.hooks import (
        build_editable,
        build_sdist,
        build_wheel,
        get_requires_for_build_editable,
        get_requires_for_build_sdist,
        get_requires_for_build_wheel,
        prepare_metadata_for_build_editable,
        prepare_metadata_for_build_wheel,
    )

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        from aot_build.pep517 import hooks

        return getattr(hooks, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
