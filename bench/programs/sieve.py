# SPDX-License-Identifier: Apache-2.0
"""Stores into a list of booleans."""

SIZE = 400_000


def run(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= n:
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
        i += 1
    return sum(flags)
