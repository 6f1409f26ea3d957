# SPDX-License-Identifier: Apache-2.0
"""Passes: IR to better IR. Each file has ``run(fn) -> bool``; ``pipeline.py`` gives their order."""
