"""Arguments of every kind, and what is said when they do not fit."""


def plain(a, b, c=3):
    return a, b, c


def rich(a, /, b, *rest, c, d=4, **more):
    return a, b, rest, c, d, sorted(more)


def attempt(func, /, *args, **kwargs):
    try:
        print(func(*args, **kwargs))
    except TypeError as error:
        print("TypeError:", error)


attempt(plain, 1, 2)
attempt(plain, 1, b=2, c=4)
attempt(plain, 1, 2, 3, 4)
attempt(plain)
attempt(plain, 1)
attempt(plain, 1, a=2)
attempt(plain, 1, 2, z=5)
attempt(rich, 1, 2, c=3)
attempt(rich, 1, 2, 3, 4, c=5, d=6, e=7, f=8)
attempt(rich, 1, 2)
attempt(rich, b=1, c=2)
attempt(rich, a=1, b=1, c=2)
attempt(lambda: 1, 2)
attempt(lambda x, /: x, x=1)
attempt(lambda *, k: k)
attempt(lambda *, k, m: k)
attempt(lambda a, *, k=2: (a, k), 1, 2, k=3)


class Counter:
    def __init__(self, start=0):
        self.value = start

    def __call__(self, step=1):
        self.value += step
        return self.value

    def method(self, *args):
        return self.value, args


counter = Counter()
for _ in range(30):  # often enough for special forms
    counter()
    bound = counter.method
    bound(1)
    counter.method(2)
print(counter(), bound(1, 2), counter.method())


def recurse(n):
    return 0 if n == 0 else 1 + recurse(n - 1)


print(recurse(500))
try:
    recurse(100000)
except RecursionError as error:
    print("RecursionError:", error)
for i in range(20):
    result = plain(i, *(1, 2)), plain(*[i], **{"b": 1})
print(result)
try:
    plain(*5)
except TypeError as error:
    print(error)
try:
    plain(**5)
except TypeError as error:
    print(error)
try:
    plain(**{"a": 1}, **{"a": 2})
except TypeError as error:
    print(error)
five = 5
try:
    five()
except TypeError as error:
    print(error)
