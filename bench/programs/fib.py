# SPDX-License-Identifier: Apache-2.0
"""Recursive calls and small integers."""

SIZE = 28


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def run(n):
    return fib(n)
