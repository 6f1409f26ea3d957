"""Calls that leave out arguments with defaults, while these are changed and removed."""


def three(a, b=2, c=3):
    return a, b, c


def all_optional(a=1, b=2):
    return a, b


def keyword_only(a, b=2, *, c=3):
    return a, b, c


def mutable(item, to=[]):
    to.append(item)
    return to


class Point:
    def __init__(self, x=0, y=0):
        self.x, self.y = x, y

    def moved(self, dx=1, dy=0):
        return Point(self.x + dx, self.y + dy)

    def __repr__(self):
        return f"({self.x}, {self.y})"


def attempt(function, *args, **named):
    try:
        return function(*args, **named)
    except TypeError as error:
        return str(error)


def calls():
    yield three(1)
    yield three(1, 5)
    yield three(1, 5, 6)
    yield three(1, c=7)
    yield three(b=1, a=0)
    yield all_optional()
    yield all_optional(5)
    yield keyword_only(1)
    yield keyword_only(1, 4, c=5)


def wrong():
    yield attempt(three)
    yield attempt(three, 1, 2, 3, 4)
    yield attempt(three, b=1)
    yield attempt(three, 1, a=2)
    yield attempt(three, 1, d=2)
    yield attempt(keyword_only, 1, 2, 3)


def main():
    print(list(calls()), list(wrong()))
    print(mutable(1), mutable(2), mutable(3, [0]), Point(), Point(1), Point(1, 2).moved(), Point(1).moved(2, 3), Point(y=4).moved(dy=2))
    three.__defaults__ = ("z",)
    print(attempt(three, 1), attempt(three, 1, 2))
    three.__defaults__ = ("w", "x", "y", "z")
    print(attempt(three), attempt(three, 1), attempt(three, 1, 2), attempt(three, 1, 2, 3))
    three.__defaults__ = None
    print(attempt(three, 1), attempt(three, 1, 2, 3))
    three.__defaults__ = ()
    print(attempt(three, 1, 2), attempt(three, 1, 2, 3))


if __name__ == "__main__":
    main()
