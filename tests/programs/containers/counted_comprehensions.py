"""Comprehensions over range: of any size and step, nested, failing, and where range means another."""

import builtins
import traceback


def shapes(n, board):
    squares = [i * i for i in range(n)]
    column = {board[k][0] for k in range(len(board))}
    sums = {i: j + i for i in range(3) for j in range(i)}
    table = [[i + j for j in range(3)] for i in range(2)]
    makers = [lambda: i for i in range(2)]
    big = [i for i in range(10**20, 10**20 + 3)]
    edges = [i + 1 for i in range(2**62 - 3, 2**62 + 2)]
    down = [x for x in range(10, 0, -3) if x % 2]
    twice = [(x, x, -x) for x in range(255, 260)]
    return squares, column, sums, table, [make() for make in makers], big, edges, down, twice


def local_range(n):
    range = lambda n: ["a", "b", n]
    return [x * 2 for x in range(n)]


def range_as_target(rows):
    return [range * 2 for range in range(rows)]


def fail_inside(n):
    return [1 // (i - 2) for i in range(n)]


def count(n):
    return [i for i in range(n)]


def step(n):
    return [i for i in range(0, 9, n)]


class Index:
    def __index__(self):
        return 3


class Other:
    def __iter__(self):
        return iter([1, 2.5, "x", None])


print(shapes(5, [[1], [2], [300]]))
print(local_range(3), range_as_target(3))
print(count(True), count(Index()), count(-1), step(4))
for function, argument in (fail_inside, 4), (count, "x"), (count, 1.5), (step, 0):
    try:
        function(argument)
    except (ZeroDivisionError, TypeError, ValueError):
        traceback.print_exc()
original = builtins.range
for other in (lambda n: Other()), (lambda n: n):
    builtins.range = other
    try:
        found = count(3)
    except TypeError as error:
        found = error
    finally:
        builtins.range = original
    print(repr(found))
print(count(3))
