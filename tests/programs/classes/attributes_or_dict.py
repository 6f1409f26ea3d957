"""Attributes of instances before and after somebody asked for `__dict__`: same values, same order."""

import copy
import gc
import weakref


class Base:
    def __init__(self, n):
        self.a = n
        self.b = [n]


class Derived(Base):
    def __init__(self, n):
        super().__init__(n)
        self.c = 3

    def method(self):
        return self.a


class Many:
    pass


def show(instance):
    print(type(instance).__name__, list(instance.__dict__.items()), vars(instance))


def store_and_delete():
    x = Base(1)
    show(x)
    x.z = 5
    show(x)
    y = Derived(2)
    y.q = 9
    print(y.a, y.b, y.c, y.q)
    del y.a
    try:
        print(y.a)
    except AttributeError as error:
        print(error)
    show(y)
    y.a = 4
    show(y)


def shadow_methods():
    x = Derived(7)
    print(x.method())
    x.method = lambda: "own"
    print(x.method())
    del x.method
    print(x.method())


def have_many_names():
    first = Many()
    for i in range(50):
        setattr(first, f"n{i}", i)
    print(len(vars(first)), [getattr(first, f"n{i}") for i in range(0, 50, 7)])
    second = Many()
    for i in range(60, 20, -1):
        setattr(second, f"n{i}", i)
    print(list(vars(second))[:5], len(vars(second)))
    print(hasattr(first, "nope"), hasattr(Many(), "n1"))
    objects = [Base(i) for i in range(100)]
    for i, each in enumerate(objects):
        setattr(each, f"late{i}", i)
    print(sum(len(vars(each)) for each in objects), objects[77].late77, hasattr(objects[3], "late4"))


def keep_own_order():
    p, q = Many(), Many()
    p.a = 1
    p.b = 2
    q.b = 1
    q.a = 2
    print(list(vars(p)), list(vars(q)))
    show(copy.copy(Derived(3)))


class Plain:
    def which(self):
        return "plain"


class Other:
    def which(self):
        return "other"


def change_class():
    x = Plain()
    x.k = 3
    x.__class__ = Other
    print(x.k, x.which())
    x.j = 1
    show(x)
    y = Plain()
    y.__class__ = Other
    y.k = 1
    print(y.k)


def replace_dict():
    x = Base(1)
    x.__dict__ = {"a": "new"}
    print(x.a, vars(x))
    try:
        x.__dict__ = 3
    except TypeError as error:
        print(error)
    y = Base(1)
    del y.__dict__
    print(vars(y))


class Finalized:
    def __init__(self, log):
        self.me = self
        self.log = log

    def __del__(self):
        self.log.append("deleted")
        self.new = 1
        self.__dict__["other"] = 2


class Meddler:
    def __init__(self, owner):
        self.owner = owner

    def __del__(self):
        self.owner.__dict__["seen"] = True


def collect():
    log = []
    for _ in range(1000):
        node = Many()
        node.me = node
        node.ref = weakref.ref(node, lambda _: None)
        node.more = [node]
    del node
    gc.collect()
    Finalized(log)
    gc.collect()
    print(log)
    owner = Base(0)
    owner.x = Meddler(owner)
    owner.x = 1  # the old value looks at the dict while it goes
    print(vars(owner))


class Slots(Base):
    __slots__ = ("s",)


class Mapping(dict):
    pass


class Hooked:
    @property
    def a(self):
        return "property"

    def __getattr__(self, name):
        return "got " + name

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value + 1)


class Name(str):
    def __hash__(self):
        return hash("a")

    def __eq__(self, other):
        return True


def use_other_kinds():
    x = Slots(5)
    x.s = 2
    x.other = 7
    show(x)
    print(x.s, x.a)
    y = Mapping()
    y.x = 1
    y["k"] = 2
    print(y, y.x, vars(y))
    z = Hooked()
    z.__dict__["a"] = 1
    print(z.a, z.zzz)
    z.b = 2
    print(z.b, vars(z))
    print(getattr(Base(1), Name("q"), "none"))


def main():
    store_and_delete()
    shadow_methods()
    have_many_names()
    keep_own_order()
    change_class()
    replace_dict()
    collect()
    use_other_kinds()


main()
gc.set_threshold(1)
main()
