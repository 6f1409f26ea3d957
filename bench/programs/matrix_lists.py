# SPDX-License-Identifier: Apache-2.0
"""Linear algebra as it is written without a library: comprehensions, zip, sum and abs."""

SIZE = 60


def make_matrix(n, seed):
    state = seed
    rows = []
    for _ in range(n):
        row = []
        for _ in range(n):
            state = (state * 1103515245 + 12345) % 2147483648
            row.append(state / 2147483648 - 0.5)
        rows.append(row)
    return rows


def transpose(a):
    return [list(column) for column in zip(*a)]


def multiply(a, b):
    columns = transpose(b)
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def add(a, b):
    return [[x + y for x, y in zip(r, s)] for r, s in zip(a, b)]


def scale(a, factor):
    return [[factor * x for x in row] for row in a]


def determinant(matrix):
    a = [row[:] for row in matrix]
    n = len(a)
    result = 1.0
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(a[i][k]))
        if a[pivot][k] == 0.0:
            return 0.0
        if pivot != k:
            a[k], a[pivot] = a[pivot], a[k]
            result = -result
        result *= a[k][k]
        for i in range(k + 1, n):
            factor = a[i][k] / a[k][k]
            for j in range(k, n):
                a[i][j] -= factor * a[k][j]
    return result


def norm(a):
    return max(sum(abs(x) for x in row) for row in a)


def run(n):
    a = make_matrix(n, 42)
    b = make_matrix(n, 7)
    c = add(multiply(a, b), scale(transpose(a), 0.25))
    return [round(x, 9) for x in (determinant(c), norm(c), sum(c[i][i] for i in range(n)))]
