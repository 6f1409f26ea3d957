"""str, type and tuple of one object: what converts itself, what is given back as it is, errors."""

import traceback


class S:
    def __str__(self):
        return "S!"


class B:
    def __str__(self):
        return 5


class I:
    def __iter__(self):
        return iter((1, 2))


class Sub(str):
    pass


def f(x):
    return (
        str(x),
        type(x).__name__,
    )


def g(x):
    return tuple(x)


print(
    f(S()),
    f("a"),
    f(Sub("q")),
    f(5),
    g([1, 2]),
    g(I()),
    g((3,)),
    str(b"x", "ascii"),
    str(),
    tuple(),
    type("N", (), {}).__name__,
)
s = "abc"
t = (1, 2)


def same(s, t):
    return str(s) is s, tuple(t) is t, type(type)


print(same(s, t))
for fn, a in ((f, B()), (g, 5)):
    try:
        fn(a)
    except TypeError:
        traceback.print_exc()
