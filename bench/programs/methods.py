# SPDX-License-Identifier: Apache-2.0
"""Method calls, attribute reads and writes, inheritance and super()."""

SIZE = 150_000


class Counter:
    def __init__(self, step):
        self.step = step
        self.value = 0

    def bump(self, by):
        self.value += by * self.step
        return self.value


class Limited(Counter):
    def __init__(self, step, limit):
        super().__init__(step)
        self.limit = limit

    def bump(self, by):
        if self.value > self.limit:
            self.value -= self.limit
        return super().bump(by)


def run(n):
    plain, limited = Counter(2), Limited(3, 1000)
    total = 0
    for i in range(n):
        total += plain.bump(i & 7)
        total -= limited.bump(i & 3)
    return total
