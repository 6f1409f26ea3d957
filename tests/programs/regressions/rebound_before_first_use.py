"""A built-in that was rebound before compiled code first asked for it is not taken for the built-in."""

import builtins


def absolute(n):
    total = 0
    for i in range(n):
        total += abs(i - 5)
    return total


def lengths(items):
    total = 0
    for item in items:
        total += len(item)
    return total


def counted(n):
    total = 0
    for i in range(n):
        total += i
    return total


real_abs, real_len, real_range = abs, len, range
builtins.abs = lambda x: 100
builtins.len = lambda x: 1000
builtins.range = lambda n: [7, 7]
try:
    print(absolute(10), lengths(["a", "bc"]), counted(5))
finally:
    builtins.abs, builtins.len, builtins.range = real_abs, real_len, real_range
print(absolute(10), lengths(["a", "bc"]), counted(5))
builtins.abs = real_len
try:
    print(absolute(3))
except TypeError as error:
    print(error)
builtins.abs = real_abs
print(absolute(3))
