"""Values that cannot be taken apart: what was taken goes, and nothing twice."""


class Counted:
    alive = 0

    def __init__(self):
        Counted.alive += 1

    def __del__(self):
        Counted.alive -= 1


def two(values):
    a, b = values


def four(values):
    a, b, c, d = values


def rest(values):
    a, *b, c, d, e = values


def failing():
    yield Counted()
    yield Counted()
    raise KeyError("no more")


def attempt(unpack, make):
    try:
        unpack(make([Counted(), Counted(), Counted()]))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "taken"


for unpack in (two, four, rest):
    for make in (iter, list, tuple, lambda values: dict.fromkeys(values), lambda values: failing(), len):
        answers = {attempt(unpack, make) for _ in range(20)}
        print(unpack.__name__, answers, Counted.alive)
