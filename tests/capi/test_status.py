# SPDX-License-Identifier: Apache-2.0
"""capi/api.toml and docs/capi-status.md say what the runtime library of this Python defines."""

from __future__ import annotations

import sys

import capi_status
import pytest


@pytest.mark.xdist_group("capi")
@pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far")
def test_the_table_of_the_c_api_is_true() -> None:
    assert capi_status.compare(capi_status.read_table(), capi_status.ours()) == []
