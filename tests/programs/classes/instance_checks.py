"""isinstance while classes change, of tuples of classes, and under a name that means something else."""

import abc
import gc


class A:
    pass


class B(A):
    pass


class C:
    pass


def check(x, kind):
    return isinstance(x, kind)


def either(x):
    return isinstance(x, (A, int)), isinstance(x, (str, (list, B))), isinstance(x, ())


def show(*values):
    for value in values:
        print(type(value).__name__, check(value, A), check(value, C), either(value))


show(A(), B(), C(), 1, True, "s", [], None)

# Bases that change.
B.__bases__ = (C,)
show(A(), B(), C())
B.__bases__ = (A,)
show(A(), B(), C())


# Objects that say they are something else, from a certain moment on.
class Honest:
    pass


class Lying:
    __class__ = property(lambda self: B)


class Liar(Honest):
    pass


liar = Liar()
print(check(liar, A), either(liar))
Liar.__bases__ = (Lying, Honest)
print(check(liar, A), check(liar, B), check(liar, C), either(liar))
Liar.__bases__ = (Honest,)
print(check(liar, A), either(liar))


class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattribute__(self, name):
        return getattr(object.__getattribute__(self, "target"), name)


print(check(Proxy(B()), A), check(Proxy(1), int), either(Proxy([])), check(Proxy(1), A))

# Classes with a say of their own.
class Even(type):
    def __instancecheck__(cls, x):
        return x % 2 == 0


class EvenNumber(metaclass=Even):
    pass


print([check(i, EvenNumber) for i in range(4)], [isinstance(i, (str, EvenNumber)) for i in range(4)])


class Shape(abc.ABC):
    pass


print(check(C(), Shape))
Shape.register(C)
print(check(C(), Shape), either(C()), isinstance(C(), (A, Shape)))

# Classes that come and go at one address.
answers = []
for i in range(200):
    base = type(f"Base{i}", (), {})
    derived = type(f"Derived{i}", (base,), {})
    answers.append((check(derived(), base), check(base(), derived), check(A(), base), check(derived(), A)))
    del base, derived
    if i % 50 == 0:
        gc.collect()
print(set(answers))

# What is no class.
for kind in (1, "A", (A, 1), ((A, (B, "x")),), None):
    try:
        print(check(C(), kind))
    except TypeError as error:
        print(error)
try:
    print(isinstance(C(), (A, 5)))
except TypeError as error:
    print(error)
print(isinstance(A(), (A, 5)), check(A(), (A, 5)), check(1, int | str), isinstance(1, (str, int | None)))

nested = (A,)
for _ in range(100_000):
    nested = (nested,)
try:
    print(check(C(), nested))
except RecursionError as error:
    print("too deep")


# A changed instance.
thing = A()
print(check(thing, A), check(thing, C))
thing.__class__ = C
print(check(thing, A), check(thing, C))


# Another function of that name sees a tuple.
def isinstance(x, kind):
    return ("mine", type(kind).__name__, len(kind) if type(kind) is tuple else kind.__name__)


print(check(1, int), either(1))
del isinstance
print(check(1, int), either(1))
