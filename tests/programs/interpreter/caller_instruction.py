"""The instruction that a caller stands at, by which libraries find the expression in its source."""

import sys


def caller():
    """Opcode and columns of the instruction that the caller of an operator stands at."""
    frame = sys._getframe(2)
    code = frame.f_code
    positions = list(code.co_positions())[frame.f_lasti // 2]
    print(code.co_name, code.co_code[frame.f_lasti], positions[2:])


class Observer:
    def __neg__(self):
        caller()
        return self

    __invert__ = __neg__

    def __bool__(self):
        caller()
        return True

    def __iter__(self):
        caller()
        return self

    def __next__(self):
        caller()
        raise StopIteration

    def __iadd__(self, other):
        caller()
        return self

    def __getitem__(self, key):
        caller()
        return self

    def __setitem__(self, key, value):
        caller()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        caller()
        return self

    def __setattr__(self, name, value):
        caller()

    def keys(self):
        caller()
        return []

    def __enter__(self):
        caller()
        return self

    def __exit__(self, *details):
        caller()
        return True

    def __eq__(self, other):
        caller()
        return False


def discard(x):
    -x
    ~x
    x.a
    x[1]
    x == 2


def augment(x):
    x.a += 1
    x[0] += 1


def loop(x):
    for _ in x:
        pass
    return [item for item in x]


def test(x):
    if x:
        pass
    while x:
        break
    return 1 if x else 2


def manage(x):
    with x:
        pass
    with x:
        raise ValueError


def pass_on(x):
    return dict(**x)


def match(x):
    match x:
        case 1:
            pass


for function in (discard, augment, loop, test, manage, pass_on, match):
    function(Observer())
