# SPDX-License-Identifier: Apache-2.0
"""Nested loops over floats with an early exit."""

SIZE = 80


def escape_time(cr, ci, limit):
    zr = zi = 0.0
    for n in range(limit):
        if zr * zr + zi * zi > 4.0:
            return n
        zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
    return limit


def run(size):
    total = 0
    for y in range(size):
        for x in range(size):
            total += escape_time(3.0 * x / size - 2.0, 2.0 * y / size - 1.0, 100)
    return total
