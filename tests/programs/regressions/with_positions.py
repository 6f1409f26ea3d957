"""What a `with` blames in a traceback, when managers stand on lines of their own."""

import traceback


class Manager:
    def __init__(self, fails=""):
        self.fails = fails

    def __enter__(self):
        if self.fails == "enter":
            raise ValueError("enter")
        return self

    def __exit__(self, *details):
        if self.fails == "exit":
            raise ValueError("exit")


def several(first, second):
    with (
        Manager(first) as a,
        Manager(second) as b,
    ):
        return a, b


def several_with_error(first, second):
    with (
        Manager(first),
        Manager(second) as b,
    ):
        b = 1 // 0
        return b


def one(fails):
    with Manager(fails): pass


def no_manager():
    with (
        Manager(),
        5 + 6,
    ):
        pass


def attempt(function, *arguments):
    try:
        print(function(*arguments) is None)
    except Exception as error:
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            print(repr(error), [(f.name, f.lineno, f.colno, f.end_lineno, f.end_colno) for f in frames])
            error = error.__context__


def main():
    for function in (several, several_with_error):
        for first in ("", "enter", "exit"):
            for second in ("", "enter", "exit"):
                attempt(function, first, second)
    attempt(one, "")
    attempt(one, "enter")
    attempt(one, "exit")
    attempt(no_manager)


if __name__ == "__main__":
    main()
