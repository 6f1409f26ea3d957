"""Calls of the module's own functions, methods and classes that leave arguments out or name them."""

import sys


def outcome(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def plain(a, b=2, c=3):
    return a, b, c


def adding(a, b=10, c=100):
    return a + b * c


def looking(a, depth=1, *, twice=False):
    return a, depth, twice


def positional(a, b=5, /, c=7):
    return a, b, c


def framed(a, b=2, c=None):
    return sys._getframe().f_code.co_name, a, b, c, sorted(locals())


def collecting(item, into=[]):  # noqa: B006
    into.append(item)
    return list(into)


class Point:
    def __init__(self, x=0, y=0):
        self.x, self.y = x, y

    def moved(self, dx=1, dy=2):
        return Point(self.x + dx, y=self.y + dy)

    def scale(self, by=2):
        return self.x * by

    def deep(self, depth=3, shape=None):
        if depth == 0:
            return [shape]
        return [depth, *self.deep(depth - 1, shape=shape)]

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


class Other:
    def moved(self, dx, dz):
        return "other", dx, dz


class Framed:
    def __init__(self, name, parent=None, tags=()):
        self.name, self.parent, self.tags = str(name), parent, list(tags)

    def path(self, joint="/"):
        return self.name if self.parent is None else self.parent.path(joint) + joint + self.name


def calls(value):
    yield plain(value), plain(value, 4), plain(value, c=5), plain(c=1, b=value, a=0)
    yield plain(b=value, a=[]), plain(value, b=0)
    yield adding(1), adding(1, c=value), adding(1.5, 2), adding(b=2, a=1)
    yield looking(value), looking(value, twice=True), looking(value, depth=value)
    yield positional(value), positional(value, c=1), positional(value, 1)
    yield framed(value), framed(value, c=2), framed(c=1, a=value)
    yield collecting(value), collecting(value), collecting(value, into=[1])
    point = Point(value)
    yield point, Point(), Point(y=value), Point(y=1, x=value)
    yield point.moved(), point.moved(3), point.moved(dy=0), point.moved(dy=0, dx=value)
    yield point.scale(), point.scale(by=value), point.scale(3)
    yield point.deep(), point.deep(1), point.deep(shape=value, depth=1)
    yield Other().moved(1, 2), Other().moved(dz=1, dx=value)
    top = Framed("top")
    yield Framed(value, top).path(), Framed(value, parent=top).path(joint="."), Framed(1, tags="ab").tags


def wrong(value):
    yield outcome(lambda: plain())
    yield outcome(lambda: plain(value, d=1))
    yield outcome(lambda: plain(value, a=1))
    yield outcome(lambda: plain(b=1))
    yield outcome(lambda: positional(value, b=1))
    yield outcome(lambda: Point(1, 2, 3))
    yield outcome(lambda: Point(z=1))
    yield outcome(lambda: Point(1).scale(2, by=3))
    yield outcome(lambda: Other().moved(1))
    yield outcome(lambda: Framed())


def changed():
    yield plain(1), Point(1).scale(), Point()
    plain.__defaults__ = (20, 30)
    Point.scale.__defaults__ = (7,)
    Point.__init__.__defaults__ = ("x", "y")
    yield plain(1), plain(1, c=5), Point(1).scale(), Point(), Point(y=3)
    plain.__defaults__ = (20,)
    Point.__init__.__defaults__ = ("y",)
    yield outcome(lambda: plain(1)), plain(1, c=5, b=1), plain(1, 5), outcome(Point), Point(3)
    plain.__defaults__ = None
    Point.__init__.__defaults__ = None
    yield outcome(lambda: plain(1)), outcome(Point), Point(1, 2)
    plain.__defaults__ = (1, 2, 3)
    Point.__init__.__defaults__ = (8, 9)
    yield plain(), plain(b=5), Point()


class Last:
    def __del__(self):
        print("gone")


def keeping(a, kept=Last()):  # noqa: B008
    keeping.__defaults__ = (None,)
    return a, type(kept).__name__


def ordered():
    log = []

    def said(item):
        log.append(item)
        return item

    return plain(c=said(1), a=said(2), b=said(3)), Point(y=said(4), x=said(5)), log


for round_number in range(3):
    for results in calls(round_number):
        print(results)
    for result in wrong(round_number):
        print(result)
    print(ordered())
for results in changed():
    print(results)
print(keeping(1))
print(keeping(2))
Point = Other
print(outcome(Point, 1), outcome(lambda: Point().moved(1)))
