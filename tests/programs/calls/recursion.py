"""Recursion that goes too deep is RecursionError, and everything goes on afterwards."""
import sys


def down(n):
    return n if n == 0 else down(n - 1)


def forever(n):
    return forever(n + 1) + 1


def first(n):
    return second(n + 1)


def second(n):
    return first(n + 1)


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr(self)

    def __eq__(self, other):
        return self == other

    def method(self):
        return self.method()


def in_comprehension(n):
    return [in_comprehension(n + 1) for _ in range(1)]


def through_builtin(n):
    return max([n], key=lambda v: through_builtin(v + 1))


def recover(n, log):
    try:
        return recover(n + 1, log)
    except RecursionError:
        log.append(1)
        return len(log)
    finally:
        if len(log) > 5:
            log.clear()


def tree(n):
    return (tree(n - 1), tree(n - 1)) if n else ()


def depth(t):
    return 1 + max(map(depth, t)) if t else 0


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except RecursionError as error:
        return "RecursionError", str(error).startswith("maximum recursion depth exceeded")


def main():
    print(down(500))
    endless = Endless()
    for _ in range(2):
        print(attempt(forever, 0), attempt(first, 0), attempt(in_comprehension, 0), attempt(through_builtin, 0))
        print(attempt(lambda: endless.name), attempt(repr, endless), attempt(lambda: endless == 1), attempt(endless.method))
    print(recover(0, []) > 0, depth(tree(8)))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        print(attempt(down, 50))
    finally:
        sys.setrecursionlimit(limit)
    print(down(300))
    nested = []
    for _ in range(100000):
        nested = [nested]
    print(attempt(lambda: repr(nested)))
    while nested:
        nested = nested[0]


if __name__ == "__main__":
    main()
