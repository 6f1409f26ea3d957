# SPDX-License-Identifier: Apache-2.0
"""`python -m aot_build`, the same as the command `aot`."""

from __future__ import annotations

from aot_build.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    raise SystemExit(main())
