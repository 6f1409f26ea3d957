# SPDX-License-Identifier: Apache-2.0
"""try, except and finally on the way of every iteration; some exceptions are raised."""

SIZE = 100_000


class Rejected(Exception):
    def __init__(self, value):
        super().__init__(value)
        self.value = value


def check(value):
    if value % 5 == 0:
        raise Rejected(value)
    return value


def run(n):
    table = {i: i * i for i in range(0, 100, 3)}
    total = rejected = 0
    for i in range(n):
        try:
            total += table[i % 100]
        except KeyError:
            total -= 1
        try:
            total += check(i)
        except Rejected as error:
            rejected += error.value & 7
        finally:
            total ^= 1
    return total, rejected
