# SPDX-License-Identifier: Apache-2.0
"""Backtracking with sets, tuples and recursion."""

SIZE = 9


def place(n, row, columns, left, right):
    if row == n:
        return 1
    found = 0
    for column in range(n):
        if column not in columns and row + column not in left and row - column not in right:
            columns.add(column)
            left.add(row + column)
            right.add(row - column)
            found += place(n, row + 1, columns, left, right)
            columns.remove(column)
            left.remove(row + column)
            right.remove(row - column)
    return found


def run(n):
    return [place(size, 0, set(), set(), set()) for size in range(1, n + 1)]
