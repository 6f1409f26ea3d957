# SPDX-License-Identifier: Apache-2.0
"""Floating-point arithmetic in one loop."""

SIZE = 1_000_000


def run(n):
    x = 0.5
    total = 0.0
    for i in range(n):
        x = 3.7 * x * (1.0 - x)
        total += x / (i + 1)
    return total
