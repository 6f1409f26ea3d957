# SPDX-License-Identifier: Apache-2.0
"""An integer loop that nothing but its result leaves."""

SIZE = 3_000_000


def run(n):
    total = 0
    for i in range(n):
        total += i ^ (i & 3)
    return total
