# SPDX-License-Identifier: Apache-2.0
"""Closures, decorators, nonlocal counters, functions as values."""

SIZE = 60_000


def counter(step):
    value = 0

    def bump():
        nonlocal value
        value += step
        return value

    return bump


def compose(*functions):
    def composed(value):
        for function in functions:
            value = function(value)
        return value

    return composed


def memoized(function):
    known = {}

    def wrapper(n):
        if n not in known:
            known[n] = function(n)
        return known[n]

    return wrapper


@memoized
def digits(n):
    return sum(map(int, str(n)))


def run(n):
    one, two = counter(1), counter(3)
    chain = compose(lambda v: v + 1, lambda v: v * 3, digits)
    total = 0
    for i in range(n):
        total += one() - two() + chain(i & 1023)
    return total
