# SPDX-License-Identifier: Apache-2.0
"""Recursion of typed functions is limited by the C stack, not by ``sys.setrecursionlimit``.

Why: a typed version without a frame does not count its depth, which would cost more than many such
functions do. It still ends in RecursionError, at half of the stack.
Instead: test the depth yourself where the limit is a part of what the program means.

CPython prints:
    RecursionError
    still RecursionError
aot_build prints:
    0
    still RecursionError
"""

import sys


def down(n):
    return 0 if n == 0 else down(n - 1)


def endless(n):
    return endless(n + 1)


def attempt(function, argument):
    try:
        return function(argument)
    except RecursionError as error:
        return type(error).__name__


def main():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        print(attempt(down, 300))
    finally:
        sys.setrecursionlimit(limit)
    print("still", attempt(endless, 0))


main()
