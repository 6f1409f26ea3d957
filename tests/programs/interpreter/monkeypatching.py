"""Globals, methods, builtins and class attributes replaced while compiled callers are in use."""
import builtins
import math
import sys
import types

threshold = 10
table = {"x": 1}


def double(n):
    return n * 2


def use_double(n):
    return double(n) + threshold


def hot(n):
    total = 0
    for i in range(n):
        total += double(i)
    return total


def change_during(n):
    global double
    original = double
    total = []
    for i in range(n):
        total.append(double(i))
        if i == 1:
            double = lambda v: f"patched {v}"
        if i == 3:
            double = original
    return total


def use_builtins(values):
    return len(values), sum(values), abs(-5), isinstance(1, int)


def use_module():
    return math.sqrt(16), math.pi > 3


class Base:
    kind = "base"

    def name(self):
        return "base"

    def show(self):
        return self.name() + "/" + self.kind


class Child(Base):
    pass


def show_all(objects):
    return [o.show() for o in objects]


def lookup(key):
    return table[key]


class Module(types.ModuleType):
    @property
    def computed(self):
        return "computed attribute"


def replaced_after_call():
    before = use_double(1)
    globals()["double"], saved = (lambda n: 1000), globals()["double"]
    after = use_double(1)
    globals()["double"] = saved
    return before, after, use_double(1)


def main():
    global double, threshold, table, sum
    print(use_double(1), hot(10), change_during(6), replaced_after_call())
    threshold = 0.5
    print(use_double(1))
    threshold = 10
    original = double
    double = str
    print(use_double.__globals__["double"] is str)
    try:
        use_double(1)
    except TypeError as error:
        print(error)
    del double
    try:
        use_double(1)
    except NameError as error:
        print(error, error.name)
    double = original
    setattr(sys.modules[__name__], "double", lambda n: -n)
    print(use_double(3), hot(4))
    double = original
    print(use_builtins([1, 2]))
    saved = builtins.abs
    builtins.abs = lambda v: "abs!"
    print(use_builtins([1]))
    builtins.abs = saved
    sum = lambda values: "my sum"
    print(use_builtins([1]))
    del sum
    print(use_builtins([1]))
    root = math.sqrt
    math.sqrt = lambda v: "root"
    print(use_module())
    math.sqrt = root
    objects = [Base(), Child()]
    print(show_all(objects))
    Child.name = lambda self: "child"
    print(show_all(objects))
    Base.kind = "changed"
    objects[0].name = lambda: "instance"
    print(show_all(objects))
    del Child.name
    Base.name, saved = (lambda self: "new base"), Base.name
    del objects[0].name
    print(show_all(objects))
    Base.name = saved
    Child.__bases__ = (type("Mixin", (Base,), {"name": lambda self: "mixed in"}),)
    print(show_all(objects))
    Child.__bases__ = (Base,)
    Base.kind = "base"
    print(lookup("x"))
    table = {"x": "replaced"}
    print(lookup("x"))
    table = {"x": 1}
    sys.modules[__name__].__class__ = Module
    print(sys.modules[__name__].computed, use_double(1))
    sys.modules[__name__].__class__ = types.ModuleType
    double.__defaults__ = (7,)
    print(double(), use_double(2))
    double.__defaults__ = None
    namespace = {"__builtins__": {"len": lambda v: "restricted"}}
    exec("def f(): return len('x')", namespace)
    print(namespace["f"]())


if __name__ == "__main__":
    main()
