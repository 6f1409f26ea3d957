# SPDX-License-Identifier: Apache-2.0
"""A cache in a dict with a doubly linked list of nodes that have slots."""

SIZE = 20_000


class Node:
    __slots__ = ("key", "value", "before", "after")

    def __init__(self, key, value):
        self.key = key
        self.value = value
        self.before = None
        self.after = None


class Cache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.nodes = {}
        self.head = Node(None, None)
        self.tail = Node(None, None)
        self.head.after = self.tail
        self.tail.before = self.head
        self.hits = self.misses = 0

    def _remove(self, node):
        node.before.after = node.after
        node.after.before = node.before

    def _push(self, node):
        first = self.head.after
        node.before = self.head
        node.after = first
        self.head.after = node
        first.before = node

    def get(self, key):
        node = self.nodes.get(key)
        if node is None:
            self.misses += 1
            return None
        self.hits += 1
        self._remove(node)
        self._push(node)
        return node.value

    def put(self, key, value):
        if key in self.nodes:
            node = self.nodes[key]
            node.value = value
            self._remove(node)
        else:
            if len(self.nodes) >= self.capacity:
                last = self.tail.before
                self._remove(last)
                del self.nodes[last.key]
            node = Node(key, value)
            self.nodes[key] = node
        self._push(node)


def run(n):
    cache = Cache(64)
    state = 7
    total = 0
    for i in range(n):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        key = (state >> 8) % 96
        found = cache.get(key)
        if found is None:
            cache.put(key, i)
        else:
            total += found
    return total, cache.hits, cache.misses
