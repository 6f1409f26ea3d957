# SPDX-License-Identifier: Apache-2.0
"""Counting in dicts with computed keys."""

SIZE = 300_000


def run(n):
    counts = {}
    seed = 12345
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        key = seed >> 18
        if key in counts:
            counts[key] += 1
        else:
            counts[key] = 1
    words = {}
    for key, count in counts.items():
        name = "k" + str(key % 100)
        words[name] = words.get(name, 0) + count
    return len(counts), max(words.values())
