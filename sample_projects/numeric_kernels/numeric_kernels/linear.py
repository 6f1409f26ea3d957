"""Vectors and matrices as lists."""


def dot(left, right):
    total = 0
    for a, b in zip(left, right, strict=True):
        total += a * b
    return total


def matmul(left, right):
    columns = [list(column) for column in zip(*right, strict=True)]
    return [[dot(row, column) for column in columns] for row in left]
