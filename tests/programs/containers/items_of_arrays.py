"""Items of arrays: read, set, out of range, of the wrong type, of a class derived from it."""

import traceback
from array import array


class Doubled(array):
    def __getitem__(self, index):
        return 2 * super().__getitem__(index)

    def __setitem__(self, index, value):
        super().__setitem__(index, value + 1)


class Flag:
    def __index__(self):
        return 1


def get(items, index):
    return items[index]


def put(items, index, value):
    items[index] = value


def total(items):
    result = 0
    for i in range(len(items)):
        result += items[i]
    return result


def scale(items, factor):
    for i in range(len(items)):
        items[i] = items[i] * factor
        items[i] += 1


def shrink(items):
    seen = []
    try:
        for i in range(len(items)):
            seen.append(items[i])
            items.pop()
    except IndexError as error:
        seen.append(str(error))
    return seen


def tell(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        names = [entry.name for entry in traceback.extract_tb(error.__traceback__)]
        print(type(error).__name__, error, names)


def main():
    arrays = [array("d", [1.5, 2, 3]), array("i", [1, 2, 3]), array("b", [1, -2, 3]), array("Q", [2**63, 5])]
    for items in [*arrays, Doubled("i", [1, 2, 3]), array("f")]:
        for index in (0, 2, -1, 3, -4, True, Flag(), 2**70, 1.0, "0", slice(0, 2)):
            tell(get, items, index)
        for index in (0, -1, 3, -4, True, 2**70, None):
            for value in (1, 1000, 2.5, "x", Flag()):
                tell(put, items, index, value)
        print(items)
    for items in (array("d", [1, 2, 3]), array("l", range(1000)), Doubled("i", [1, 2])):
        print(total(items))
        scale(items, 2)
        print(total(items), items[-1], shrink(items)[-3:])


if __name__ == "__main__":
    main()
