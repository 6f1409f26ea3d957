"""The line that a traceback shows when iterating, matching or a condition fails over several lines."""

import traceback


class Bad:
    def fail(self, *arguments):
        raise ValueError("bad")

    __iter__ = __bool__ = fail

    def __getattr__(self, name):
        raise ValueError(name)


class Later:
    def __init__(self):
        self.left = 1

    def __iter__(self):
        return self

    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise ValueError("next")
        return 1


def loop(x):
    for i in (
        x
    ):
        pass


def later(x):
    for i in (
        Later()
    ):
        pass


def condition(x):
    if (x is None or
            x):
        pass


def handler(x):
    try:
        loop(x)
    except (ValueError,
            5):
        pass


def wrong_class(x):
    try:
        loop(x)
    except KeyError:
        pass
    except (
        5
    ):
        pass


def method(x):
    return x.missing(1, key=2)


def method_later(x):
    return (
        x
        .missing
        (1)
    )


def changed_range(x):
    global range
    range = Later
    try:
        for i in range(): pass
        range = takes
        for i in range(3): pass
    finally:
        del range


def takes(n):
    return 7


def main():
    for function in (loop, later, condition, handler, wrong_class, method, method_later, changed_range):
        for x in (Bad(), 5):
            try:
                function(x)
            except Exception as error:
                frames = traceback.extract_tb(error.__traceback__)[1:]
                print(repr(error), [(f.name, f.lineno, f.end_lineno, f.colno, f.end_colno) for f in frames])


if __name__ == "__main__":
    main()
