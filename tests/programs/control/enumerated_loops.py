"""Loops over enumerate: numbers of any size, all targets, errors, and where the name means another."""

import builtins
import sys
import traceback


def basic(xs, start=None):
    out = []
    for i, x in enumerate(xs):
        out.append((i, x))
    for i, x in enumerate(xs, 10):
        out.append(i * 2)
    for i, (a, b) in enumerate(zip(xs, xs)):
        out.append(i + a + b)
    for [i, x] in enumerate(xs, start or 3):
        if x == 2:
            continue
        if x == 3:
            break
        out.append(xs[i - 3])
    else:
        out.append("else")
    return out, i, x


print(basic([1, 2, 3]))
print(basic((1, 5)))


def big(xs):
    t = []
    for i, x in enumerate(xs, 2**62 - 2):
        t.append(i)
    for i, x in enumerate(xs, 2**70):
        t.append(i)
    for i, x in enumerate(xs, -1):
        t.append(-i)
    for i, x in enumerate(xs, True):
        t.append(i)
    return t


print(big("abcd"))


def same(xs):
    for i, i in enumerate(xs):
        pass
    return i


print(same("ab"))


def attr(o, xs):
    for o.n, o.x in enumerate(xs):
        pass
    return o.n, o.x


class O:
    pass


print(attr(O(), "xyz"))


def shadow(xs):
    enumerate = lambda xs: [
        (
            9,
            x,
        )
        for x in xs
    ]
    return [i + 1 for i, x in enumerate(xs)] + [i for i, x in enumerate(xs) if x]


print(shadow([1]))


def err(xs, s=0):
    for i, x in enumerate(xs, s):
        pass


for a in ((5,), ([1], "x"), ([1], 1.5)):
    try:
        err(*a)
    except TypeError:
        traceback.print_exc(file=sys.stdout)


def err2(xs):
    for i, x in enumerate(xs):
        y = 1 // (i - 1)


try:
    err2([1, 2])
except ZeroDivisionError:
    traceback.print_exc(file=sys.stdout)


def it():
    yield 1
    raise KeyError("it")


def err3():
    for i, x in enumerate(it()):
        pass


try:
    err3()
except KeyError:
    traceback.print_exc(file=sys.stdout)


def unpack(xs):
    for i, (a, b) in enumerate(xs):
        pass


try:
    unpack([(1, 2), (3,)])
except ValueError:
    traceback.print_exc(file=sys.stdout)
o = builtins.enumerate
builtins.enumerate = lambda xs, s=0: iter([("p", "q"), (1.5, None)])
print(basic.__name__, [v for v in (lambda: None,)] and 1)


def other(xs):
    r = []
    for i, x in enumerate(xs):
        r.append(i)
    return r


print(other([1]))
builtins.enumerate = o


def gen(xs):
    for i, x in enumerate(xs):
        yield i, x


print(list(gen("ab")))


def nested(m):
    t = 0
    for i, row in enumerate(m):
        for j, v in enumerate(row):
            if i == j:
                t += v
    return t


print(nested([[1, 2], [3, 4]]))


def maybe(xs):
    for i, x in enumerate(xs):
        pass
    try:
        return i
    except UnboundLocalError as e:
        return str(e)


print(maybe([]), maybe([4]))


def ints(n: int, xs: list):
    t = 0
    for i, x in enumerate(xs):
        t += i * n
    return t


print(ints(3, [0] * 5))


def dele(xs):
    for i, x in enumerate(xs):
        del i
    return x


print(dele([1]))


def cap(xs):
    fs = []
    for i, x in enumerate(xs):
        fs.append(lambda: (i, x))
    return [f() for f in fs]


print(cap("ab"))


def returns(xs):
    for i, x in enumerate(xs):
        try:
            if i == 1:
                return i
        finally:
            print("fin", i)


print(returns("abc"))


def comp(xs, m):
    a = [i * 2 + x for i, x in enumerate(xs)]
    b = {x: i for i, x in enumerate(xs, 5)}
    c = {(i, j) for i, r in enumerate(m) for j, v in enumerate(r) if v > i}
    d = [f() for f in [lambda: (i, x) for i, x in enumerate(xs)]]
    e = [i for i, (p, q) in enumerate(zip(xs, xs)) if p == q]
    f = [(i, i, i) for i, x in enumerate(xs, 2**62 - 1)]
    return a, b, sorted(c), d, e, f


print(comp([1, 2, 3], [[1, 2], [3, 0]]))


def comperr(xs):
    return [1 // i for i, x in enumerate(xs)]


try:
    comperr([1])
except ZeroDivisionError:
    traceback.print_exc(file=sys.stdout)


def comperr2(xs):
    return [i for i, x in enumerate(xs)]


try:
    comperr2(5)
except TypeError:
    traceback.print_exc(file=sys.stdout)


def sumgen(xs):
    return (
        sum(i * x for i, x in enumerate(xs)),
        max(i for i, x in enumerate(xs) if x),
        list(enumerate(xs)),
    )


print(sumgen([3, 4, 5]))
builtins.enumerate = lambda xs, s=0: iter([("p", "q"), (1.5, None)])
print([i * 2 for i, x in enumerate("ab")], comperr2(3))
builtins.enumerate = o
