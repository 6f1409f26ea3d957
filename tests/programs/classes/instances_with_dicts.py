"""Attributes and methods of instances whose attributes have gone to a dict: read, written, hidden."""

import gc
import weakref


class Many:
    def __init__(self, number):
        self.number = number
        self.first = 0

    def grow(self):
        # So late that the class has no room for more keys: they go to a dict.
        self.second = 1
        self.third = self
        self.fourth = [self.number]

    def count(self, by=1):
        self.first += by
        self.second = self.first + self.number
        self.fourth = (self.second,)
        return self.first

    def sized(self):
        return self.size() + self.size(1)

    def size(self, more=0):
        return self.number + more


class Named(dict):
    def __setitem__(self, key, value):
        print("set", key)
        super().__setitem__(key, value)


def grown(count):
    many = [Many(i) for i in range(count)]
    for one in many:
        one.grow()
    return many


def use(many):
    return [(one.count(), one.count(by=2), one.second, one.fourth, one.sized()) for one in many]


def state(one):
    return {key: value if value is not one else "itself" for key, value in vars(one).items()}


many = grown(70)
for _ in range(3):
    print(use(many[-3:]))
for one in many:
    use([one])
print(state(many[0]), state(many[-1]))

# The instance hides the method, under a key that is no constant of the program.
hidden = many[5]
vars(hidden)["".join(["si", "ze"])] = lambda more=7: 1000 + more
print(use(many[4:7]))
del vars(hidden)["size"]
print(use(many[4:7]))
hidden.size = lambda more=8: 2000 + more
print(use(many[4:7]))
del hidden.size
print(use(many[4:7]))

# Keys of other kinds, other dicts.
odd = many[8]
vars(odd)[3] = "three"
print(use([odd]), state(odd))
odd.__dict__ = {"fourth": 0, "second": 1, "number": 2, "first": 3}
print(use([odd]), state(odd))
odd.__dict__ = Named(number=1, first=2)
print(use([odd]), state(odd))
odd.__dict__ = {}
odd.number = odd.first = 5
print(use([odd]), state(odd))
del odd.second
odd.second = 2
print(state(odd))
many[9].__dict__.clear()
many[9].grown = 1
print(state(many[9]), hasattr(many[9], "first"))

# What a dict held last goes when it is replaced there, and what it holds is found by the collector.
class Held:
    pass


def replace(one, value):
    one.fourth = value


for one in many[10:14]:
    held = Held()
    seen = weakref.ref(held)
    replace(one, held)
    del held
    replace(one, None)
    print(seen() is None)
for one in many[14:18]:
    seen = weakref.ref(one)
    replace(one, [one])
    many[many.index(one)] = None
    del one
    gc.collect()
    print(seen() is None)

Many.size = lambda self, more=50: more
print(use(many[-3:]))
Many.first = property(lambda self: 77, lambda self, value: print("property", value))
print(use(many[-2:]))
