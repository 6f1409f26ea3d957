"""append of lists and of others, with arguments that run code first."""

import array
import collections


def say(value):
    print("argument", value)
    return value


class Loud(list):
    def append(self, item):
        print("loud", item)
        super().append(item)


class Attribute:
    def __init__(self):
        self.append = lambda item: ("attribute", item)


class Changing:
    def append(self, item):
        return "first", item


def other(self, item):
    return "second", item


def change():
    Changing.append = other
    return "changed"


def add(out, value):
    return out.append(say(value))


def rebound():
    out = first = []
    out.append((out := [say(1)]))
    return out, first


def made(n):
    return [[].append(say(i)) for i in range(n)]


def wrong(out, *arguments):
    try:
        return add(out, *arguments)
    except Exception as error:
        return type(error).__name__, str(error)


def raising(out):
    try:
        out.append(1 // len(out))
    except ZeroDivisionError as error:
        return str(error), error.__traceback__.tb_lineno - raising.__code__.co_firstlineno
    return out


def main():
    plain, loud = [], Loud()
    for out in (plain, loud, Attribute(), collections.deque(), array.array("i"), bytearray()):
        for value in (1, 2):
            print(add(out, value))
        print(getattr(out, "__len__", lambda: None)())
    print(plain, loud)
    print(Changing().append(change()), add(Changing(), 3))
    print(rebound(), made(2))
    for out in (None, (), 5, "text", {}):
        print(wrong(out, 1))
    print(wrong(array.array("i"), "x"), wrong(bytearray(), 256))
    print(raising([]), raising([2]))
    nested = []
    nested.append(nested.append(say("inner")))
    print(nested)


main()
