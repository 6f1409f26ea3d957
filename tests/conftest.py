# SPDX-License-Identifier: Apache-2.0
"""What every test gets: caches of its own run, and no colours or settings of the developer."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

SETTINGS = ("AOT_BUILD_FLAGS", "AOT_DISABLE", "FORCE_COLOR", "PYTHONPATH", "SOURCE_DATE_EPOCH")


def pytest_configure(config: pytest.Config) -> None:
    """Remove what would change results; keep one compile cache for all tests of this checkout.

    A cache of its own, so that tests neither fill nor trust the developer's. It is content
    addressed, so what earlier runs left there is right or unused.
    """
    for name in SETTINGS:
        os.environ.pop(name, None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A background job of a shell ignores Ctrl-C, and so would the programs that tests run.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ["NO_COLOR"] = "1"
    if "AOT_BUILD_CACHE" not in os.environ:
        cache = Path(__file__).resolve().parent.parent / "build" / "test-cache"
        cache.mkdir(parents=True, exist_ok=True)
        os.environ["AOT_BUILD_CACHE"] = str(cache)
