"""Numbers that compiled code releases may be used again: nobody may see one change."""

import sys


class Box:
    def __init__(self, value):
        self.value = value


def churn(n):
    """Make and release many numbers of every size."""
    total = 0
    for i in range(n):
        a = i * 1000 + 257
        b = -a
        c = a * 1.5
        total += a + b + int(c) - int(c)
        box = Box(a + 1)
        box.value += 100000
        box.value *= 2
        box.value /= 3
    return total


def keep(n):
    """Numbers that are kept stay as they are while others come and go."""
    kept, texts = [], []
    for i in range(n):
        for value in (i * 7919, -i * 7919, i * 0.5, i - 6, 2**30 + i, -(2**30) - i, 2**31 * i):
            kept.append(value)
            texts.append(repr(value))
            churn(2)
    return all(repr(value) == text for value, text in zip(kept, texts)), len(kept)


def edges():
    """Around the numbers that there is one object of each for, and around one digit."""
    found = []
    for start in (-7, 254, 2**15 - 2, 2**30 - 3, -(2**30) - 2, 2**60 - 2):
        for i in range(6):
            x = start + i
            y = x + 1
            y = y - 1
            found.append((x, y, x == y, -(-x), x is y if -5 <= x <= 256 else "unspecified"))
    return found


def as_keys(n):
    """A dict's keys are not released by it."""
    table = {}
    for i in range(n):
        key = i * 12345 + 300
        table[key] = i / 4
        key = key + 1
    return sum(table), sum(table.values()), all(table[i * 12345 + 300] == i / 4 for i in range(n))


def counts():
    """A number that is used again has one reference, as a new one has."""
    found = set()
    for i in range(50):
        x = i * 100003 + 1000
        y = x * 0.25
        found.add((sys.getrefcount(x), sys.getrefcount(y)))
    return len(found)


print(churn(1000))
print(keep(40))
for line in edges():
    print(line)
print(as_keys(500))
print(counts())
