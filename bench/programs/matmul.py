# SPDX-License-Identifier: Apache-2.0
"""Matrix multiplication with nested lists."""

SIZE = 90


def make(n, seed):
    return [[float((i * seed + j) % 17) for j in range(n)] for i in range(n)]


def multiply(a, b):
    n = len(a)
    result = [[0.0] * n for _ in range(n)]
    for i in range(n):
        row, target = a[i], result[i]
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += row[k] * b[k][j]
            target[j] = total
    return result


def run(n):
    product = multiply(make(n, 7), make(n, 11))
    return sum(product[i][i] for i in range(n))
