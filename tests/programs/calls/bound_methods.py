"""Methods that were bound before they are called."""


class Counter:
    def __init__(self):
        self.total = 0
        self.callback = self.add

    def add(self, n=1, *rest, scale=1):
        self.total += n * scale + len(rest)
        return self.total

    def forget(self):
        self.callback = None
        return sorted(vars(self))

    @classmethod
    def make(cls, *args):
        return cls.__name__, args

    def __call__(self, n):
        return ("called", n)


def call(f, *args):
    return f(*args)


def call_two(f, a, b):
    return f(a, b)


def call_one(f, a):
    return f(a)


def call_none(f):
    return f()


def call_named(f, n):
    return f(n, scale=3)


counter = Counter()
add = counter.add
print(call_none(add), call_one(add, 5), call_two(add, 1, 2), call(add, 1, 2, 3, 4), call_named(add, 2))
print(counter.callback(10), call_named(counter.callback, 10))
print(call_one(Counter.make, 1), call_one(counter.make, 1), call_none(counter.make))

# A method that lets go of itself while it runs.
counter.callback = counter.forget
print(counter.callback(), counter.callback)

# Bound to functions that are no Python functions, and to other callables.
from types import MethodType

print(call_none(MethodType(len, [1, 2, 3])))
print(call_none(MethodType(counter, 7)))
print(call_one([].append, 1), call_one("a-b".split, "-"), call_two("abc".replace, "b", "x"))
print(call_none(MethodType(MethodType(Counter.add, counter), 4)))

for f, args in ((add, (1, 2, 3)), (counter.forget, (1,)), (Counter.make, ()), (add, ())):
    try:
        print(call(f, *args))
    except TypeError as error:
        print(error)
for f in (counter.forget, counter.add):
    try:
        print(call_named(f, 1))
    except TypeError as error:
        print(error)


def fail(self, *args):
    raise ValueError(self, args)


bad = MethodType(fail, "self")
for caller, args in ((call_none, ()), (call_one, (1,)), (call_two, (1, 2))):
    try:
        caller(bad, *args)
    except ValueError as error:
        print(error, error.__traceback__.tb_next.tb_next.tb_frame.f_code.co_name)


def deep(n):
    return 0 if n == 0 else 1 + methods[n % 2](n - 1)


methods = [MethodType(lambda self, n: deep(n), 0), MethodType(lambda self, n: deep(n), 1)]
print(deep(200))
try:
    deep(1_000_000)
except RecursionError:
    print("RecursionError")
