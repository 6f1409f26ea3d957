"""One call, one attribute, several classes: methods that are replaced, hidden, traced or fail on the way."""

import sys
import traceback


class Way:
    NONE = 0
    THERE = 1
    BACK = -1


class Node:
    def __init__(self, left, right):
        self.way = Way.NONE
        self.left = left
        self.right = right

    def target(self):
        if self.way == Way.THERE:
            return self.right
        return self.left

    def sum(self, a, b):
        return a + b

    def many(self, a, b, c, d, e):
        return a - b + c - d + e

    def depth(self, n):
        return 0 if n == 0 else 1 + self.depth(n - 1)

    def caller(self):
        return sys._getframe(1).f_code.co_name

    def fail(self, n):
        if n == 0:
            raise ValueError(type(self).__name__)
        return self.fail(n - 1)


class Scaled(Node):
    def __init__(self, left, right, scale):
        self.scale = scale
        super().__init__(left, right)

    def sum(self, a, b):
        return (a + b) * self.scale

    def fail(self, n):
        total = [n]
        return super().fail(n) + total


class Slotted:
    __slots__ = ("left", "right", "way")

    def __init__(self, left, right):
        self.left = left
        self.right = right
        self.way = Way.BACK

    def target(self):
        return self.left if self.way == Way.BACK else self.right

    def sum(self, *numbers):
        return sum(numbers)

    def many(self, a, b, c, d, e=0):
        return [a, b, c, d, e]

    def depth(self, n):
        numbers = [n]
        return numbers[0] and 1 + self.depth(n - 1)

    def caller(self, depth=1):
        return sys._getframe(depth).f_code.co_name

    def fail(self, n):
        return {}[n]


class Lazy(Node):
    def sum(self, a, b):
        yield a
        yield b

    async def target(self):
        return self


def make():
    return [Node(1, 2), Scaled(3, 4, 10), Slotted(5, 6), Lazy(7, 8)]


def show(value):
    if hasattr(value, "close"):
        if hasattr(value, "__next__"):
            return list(value)
        value.close()
        return "coroutine"
    return value


def sums(nodes):
    return [show(node.sum(1, 2)) for node in nodes]


def targets(nodes):
    return [show(node.target()) for node in nodes]


def call_all(nodes):
    print(sums(nodes), targets(nodes))
    print([node.many(1, 2, 3, 4, 5) for node in nodes], [node.caller() for node in nodes])
    print([node.depth(30) for node in nodes])


def fail_all(nodes):
    for node in nodes:
        try:
            node.fail(2)
        except Exception as error:
            entries = traceback.extract_tb(error.__traceback__)
            print(repr(error), [(entry.name, entry.lineno) for entry in entries])


def replace(nodes):
    class Loud:
        def __call__(self, *args):
            return "loud", len(args)

    kept = Node.sum, Scaled.sum
    for method in (lambda self, a, b: ("lambda", a), Loud(), staticmethod(max), len, 5):
        Node.sum = method
        for node in nodes:
            try:
                print(show(node.sum(1, 2)))
            except TypeError as error:
                print(error)
    Node.sum, Scaled.sum = kept
    nodes[0].sum = lambda a, b: "hidden"
    nodes[1].__dict__["sum"] = min
    print(sums(nodes))
    del nodes[0].sum, nodes[1].sum
    print(sums(nodes))
    code = Node.sum.__code__
    Node.sum.__code__ = (lambda self, a, b: "other code").__code__
    print(sums(nodes))
    Node.sum.__code__ = code
    print(sums(nodes))


def change_values(nodes):
    class Value:
        pass

    nodes[0].way = nodes[1].way = 1
    print(targets(nodes))
    Way.THERE = 2
    print(targets(nodes))
    Way.THERE = value = Value()
    nodes[0].way = value
    print(targets(nodes))
    Value.__get__ = lambda self, instance, owner: 1
    print(targets(nodes))
    del Value.__get__
    print(targets(nodes))
    del Way.THERE
    try:
        targets(nodes)
    except AttributeError as error:
        print(error, traceback.extract_tb(error.__traceback__)[-1].name)
    Way.THERE = 1


def trace(nodes):
    seen = []

    def tracer(frame, event, arg):
        seen.append((frame.f_code.co_name, event))

    sys.setprofile(tracer)
    for node in nodes:
        show(node.target())
        node.sum(1, 2)
    sys.setprofile(None)
    print([name for name in seen if name[0] in ("sum", "target")])


class Vanishing:
    def sum(self, a, b):
        del Vanishing.sum
        fillers = [[number] for number in range(3)]
        return a, b, fillers


def recur(nodes):
    for node in nodes[:3]:
        try:
            node.depth(sys.getrecursionlimit() * 2)
        except RecursionError:
            print("RecursionError")


def main():
    nodes = make()
    for _ in range(5):
        for node in nodes:
            node.sum(1, 2)
            show(node.target())
    call_all(nodes)
    fail_all(nodes)
    replace(nodes)
    change_values(nodes)
    trace(nodes)
    print(Vanishing().sum(1, 2))
    recur(nodes)
    call_all(nodes)


if __name__ == "__main__":
    main()
