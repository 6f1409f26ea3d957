# SPDX-License-Identifier: Apache-2.0
"""Allocation: trees of small objects, made, walked and dropped."""

SIZE = 12


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def make(depth):
    if depth == 0:
        return Node(None, None)
    return Node(make(depth - 1), make(depth - 1))


def count(node):
    if node.left is None:
        return 1
    return 1 + count(node.left) + count(node.right)


def run(depth):
    kept = make(depth)
    total = 0
    for size in range(4, depth, 2):
        for _ in range(1 << (depth - size)):
            total += count(make(size))
    return total, count(kept)
