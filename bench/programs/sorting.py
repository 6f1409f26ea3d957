# SPDX-License-Identifier: Apache-2.0
"""list.sort with key functions of our own, and a heap written in Python."""

SIZE = 20_000


def last_digits(value):
    return value % 1000, value


def sift_down(heap, start, end):
    root = start
    while True:
        child = 2 * root + 1
        if child > end:
            return
        if child + 1 <= end and heap[child] < heap[child + 1]:
            child += 1
        if heap[root] >= heap[child]:
            return
        heap[root], heap[child] = heap[child], heap[root]
        root = child


def heap_sort(values):
    end = len(values) - 1
    for start in range(end // 2, -1, -1):
        sift_down(values, start, end)
    while end > 0:
        values[0], values[end] = values[end], values[0]
        end -= 1
        sift_down(values, 0, end)
    return values


def run(n):
    values = [(i * 7919 + 13) % 100_003 for i in range(n)]
    by_digits = sorted(values, key=last_digits)
    by_name = sorted(values, key=lambda value: str(value)[::-1])
    return by_digits[n // 2], by_name[n // 3], heap_sort(values)[n // 4]
