# SPDX-License-Identifier: Apache-2.0
"""A search tree with annotations: optional links, recursion, comparisons of ints."""

from __future__ import annotations

from collections.abc import Iterator

SIZE = 5_000


class Node:
    def __init__(self, key: int, value: int) -> None:
        self.key = key
        self.value = value
        self.left: Node | None = None
        self.right: Node | None = None


class Tree:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.size = 0

    def insert(self, key: int, value: int) -> None:
        node = self.root
        if node is None:
            self.root = Node(key, value)
            self.size += 1
            return
        while True:
            if key == node.key:
                node.value += value
                return
            if key < node.key:
                if node.left is None:
                    node.left = Node(key, value)
                    break
                node = node.left
            else:
                if node.right is None:
                    node.right = Node(key, value)
                    break
                node = node.right
        self.size += 1

    def find(self, key: int) -> Node | None:
        node = self.root
        while node is not None and node.key != key:
            node = node.left if key < node.key else node.right
        return node

    def __iter__(self) -> Iterator[Node]:
        return walk(self.root)


def walk(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield from walk(node.left)
        yield node
        yield from walk(node.right)


def depth(node: Node | None) -> int:
    if node is None:
        return 0
    return 1 + max(depth(node.left), depth(node.right))


def run(n: int) -> int:
    tree = Tree()
    state = 42
    for i in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        tree.insert(state % n, i)
    found = sum(1 for key in range(n) if tree.find(key) is not None)
    return found + depth(tree.root) + sum(node.value for node in tree) + tree.size
