"""Bases assigned while orders are computed; methods bound twice; classes of modules; what is changed while in use."""
import sys


class Meta(type):
    act = None

    def mro(cls):
        if Meta.act is not None:
            Meta.act(cls.__name__)
        return type.mro(cls)


def family():
    class A(metaclass=Meta):
        label = "A"

    class B1(A):
        label = "B1"

    class B2(A):
        label = "B2"

    class C(B1):
        pass

    return A, B1, B2, C


def attempt(action):
    try:
        return action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        Meta.act = None


def names(classes):
    return [item.__name__ for item in classes]


def cycle():
    A, B1, B2, C = family()

    def act(name):
        if name == "B1":
            B2.__bases__ = (B1,)
        if name == "B2":
            B1.__bases__ = (B2,)

    Meta.act = act
    print(attempt(lambda: setattr(B1, "__bases__", B1.__bases__ + ())))
    print(names(B1.__mro__), names(B2.__mro__), names(C.__mro__))


def moved_meanwhile():
    A, B1, B2, C = family()

    def act(name):
        if name == "C":
            Meta.act = None
            C.__bases__ = (B2,)

    Meta.act = act
    print(attempt(lambda: setattr(C, "__bases__", (B1,))))
    print(C.label, names(C.__bases__), names(C.__mro__), names(B1.__subclasses__()), names(B2.__subclasses__()))


def refused_below():
    A, B1, B2, C = family()

    def act(name):
        if name == "C":
            raise ValueError(name)

    Meta.act = act
    print(attempt(lambda: setattr(B1, "__bases__", (B2,))))
    print(names(B1.__mro__), names(C.__mro__), names(B1.__bases__), names(B2.__subclasses__()))
    print(attempt(lambda: setattr(A, "__bases__", (C,))), attempt(lambda: setattr(A, "__bases__", ())))
    B1.__bases__ = (B2,)
    print(C().label, names(C.__mro__), issubclass(C, B2))


def bound_twice():
    class Outer:
        def method(self, *arguments):
            return [type(item).__name__ for item in arguments]

    class Inner:
        one = classmethod(Outer().method)
        two = Outer().method

    print(attempt(Inner.one), Inner().two(), hasattr(Outer().method, "__get__"))


class Module(type(sys)):
    def __getattr__(self, name):
        return f"{name} of a module"


def module_class():
    module = type(sys)("made")
    module.__class__ = Module
    print(module.anything, type(module).__name__)
    module.__class__ = type(sys)
    print(attempt(lambda: module.anything), attempt(lambda: setattr(3, "__class__", Module)))
    print(attempt(lambda: setattr(module, "__class__", int)))


class Name(str):
    pass


class Slotted:
    __slotnames__ = [Name("spam")]

    def __getattr__(self, name):
        if name != "spam":
            raise AttributeError(name)
        Slotted.__slotnames__[:] = [Name("spam")]
        return 42


def stubborn():
    while True:
        try:
            yield
        except GeneratorExit:
            pass


def unraisable():
    found = []
    sys.unraisablehook = lambda args: found.append((str(args.exc_value), args.exc_traceback.tb_frame.f_code.co_name))
    generator = stubborn()
    next(generator)
    del generator
    sys.unraisablehook = sys.__unraisablehook__
    print(found)


cycle()
moved_meanwhile()
refused_below()
bound_twice()
module_class()
print(Slotted().__getstate__())
unraisable()


class Watched(type):
    seen = []

    def mro(cls):
        Watched.seen.append((cls.__name__, cls.__mro__))
        if len(Watched.seen) == 1:
            cls.__bases__ += ()
        return type.mro(cls)


class New(metaclass=Watched):
    pass


class Left:
    pass


class MetaSetter(type):
    def __setattr__(cls, name, value):
        type.__setattr__(cls, name, value)


class Both(Left, MetaSetter):
    pass


made = Both("made", (), {})
made.test = 1
print(made.test, Watched.seen, names(New.__mro__))
print(attempt(lambda: object.__setattr__(str, "lower", 1)), attempt(lambda: delattr(Left, "__name__")))
print([] & {"a": 1}.keys(), [1, "a"] & {"a": 1}.keys(), (1,) & {1: 2}.items(), [("a", 1)] & {"a": 1}.items())
print("__new__" in type(sys.flags).__dict__, attempt(lambda: type(sys.flags).__new__(type(sys.flags), (1,))))


class G:
    __slots__ = ("a", "b")


class H:
    __slots__ = ("b", "a")


class L(G):
    __slots__ = ("e",)


class M(H):
    __slots__ = ("e",)


for one, other in ((G(), H), (L(), M), (Left(), New), (G(), L), (Left(), G)):
    print(attempt(lambda: setattr(one, "__class__", other)), type(one).__name__)
