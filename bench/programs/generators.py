# SPDX-License-Identifier: Apache-2.0
"""A pipeline of generators, with delegation and send()."""

SIZE = 60_000


def numbers(n):
    for i in range(n):
        yield i


def pairs(source):
    for value in source:
        yield value, value * value


def chosen(source):
    for value, square in source:
        if square % 3 != 1:
            yield value + square


def doubled(source):
    yield from source
    yield -1


def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        total += value
        count += 1
        average = total // count


def run(n):
    average = averager()
    next(average)
    result = 0
    for value in doubled(chosen(pairs(numbers(n)))):
        result ^= average.send(value)
    return result
