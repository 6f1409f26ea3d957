# SPDX-License-Identifier: Apache-2.0
"""A binary heap of objects with __lt__, written out, and a simulation of events in it."""

from dataclasses import dataclass

SIZE = 3_000


@dataclass
class Event:
    time: int
    name: str
    priority: int = 0

    def __lt__(self, other: "Event") -> bool:
        return (self.time, self.priority) < (other.time, other.priority)


class Heap:
    def __init__(self) -> None:
        self.items: list[Event] = []

    def __len__(self) -> int:
        return len(self.items)

    def push(self, item: Event) -> None:
        items = self.items
        items.append(item)
        i = len(items) - 1
        while i > 0:
            parent = (i - 1) // 2
            if not items[i] < items[parent]:
                break
            items[i], items[parent] = items[parent], items[i]
            i = parent

    def pop(self) -> Event:
        items = self.items
        top = items[0]
        last = items.pop()
        if items:
            items[0] = last
            self.sift(0)
        return top

    def sift(self, i: int) -> None:
        items = self.items
        n = len(items)
        while True:
            child = 2 * i + 1
            if child >= n:
                return
            if child + 1 < n and items[child + 1] < items[child]:
                child += 1
            if not items[child] < items[i]:
                return
            items[child], items[i] = items[i], items[child]
            i = child


def run(n: int) -> tuple[int, int]:
    heap = Heap()
    state = 12345
    checksum = 0
    for i in range(20):
        heap.push(Event(i * 7 % 13, f"start{i}"))
    for i in range(n):
        event = heap.pop()
        checksum = (checksum * 31 + event.time + len(event.name)) % 1_000_003
        state = (state * 1103515245 + 12345) % 2147483648
        heap.push(Event(event.time + state % 17 + 1, event.name, state % 3))
    return checksum, len(heap)
