# SPDX-License-Identifier: Apache-2.0
"""Linear equations with annotations: lists of lists of floats, nested loops."""

SIZE = 60


def make(n: int) -> list[list[float]]:
    return [
        [float((i * 7 + j * 3) % 11 + (20 if i == j else 0)) for j in range(n)] for i in range(n)
    ]


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    n = len(matrix)
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(matrix[i][k]))
        matrix[k], matrix[pivot] = matrix[pivot], matrix[k]
        right[k], right[pivot] = right[pivot], right[k]
        top = matrix[k]
        for i in range(k + 1, n):
            row = matrix[i]
            factor = row[k] / top[k]
            for j in range(k, n):
                row[j] -= factor * top[j]
            right[i] -= factor * right[k]
    result = [0.0] * n
    for i in range(n - 1, -1, -1):
        total = right[i]
        row = matrix[i]
        for j in range(i + 1, n):
            total -= row[j] * result[j]
        result[i] = total / row[i]
    return result


def run(n: int) -> float:
    return sum(solve(make(n), [float(i) for i in range(n)]))
