"""Metaclasses, __init_subclass__, __prepare__, __new__, class decorators, dynamic classes, abc."""
import abc


class Registry(type):
    classes = {}

    @classmethod
    def __prepare__(mcs, name, bases, **options):
        return {"prepared": name.lower(), "options": options}

    def __new__(mcs, name, bases, namespace, **options):
        namespace["size"] = len([k for k in namespace if not k.startswith("__")])
        return super().__new__(mcs, name, bases, dict(namespace))

    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)
        Registry.classes[name] = cls

    def __call__(cls, *args, **kwargs):
        obj = super().__call__(*args, **kwargs)
        obj.created_by = cls.__name__
        return obj

    def __len__(cls):
        return cls.size

    def __getattr__(cls, name):
        if name.startswith("auto_"):
            return name[5:]
        raise AttributeError(name)

    def __contains__(cls, item):
        return item == cls.prepared

    def __instancecheck__(cls, obj):
        return getattr(obj, "pretends", None) == cls.__name__ or type.__instancecheck__(cls, obj)


class Base(metaclass=Registry, flag=1):
    def method(self):
        return __class__.__name__


class Derived(Base, flag=2, other="x"):
    def method(self):
        return "derived " + super().method()


class Plugin:
    plugins = []

    def __init_subclass__(cls, /, order=0, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.order = order
        Plugin.plugins.append((order, cls.__name__))


class First(Plugin, order=2):
    pass


class Second(First):
    pass


class Singleton:
    instance = None

    def __new__(cls, *args):
        if cls.instance is None:
            cls.instance = super().__new__(cls)
        return cls.instance

    def __init__(self, *args):
        self.args = getattr(self, "args", ()) + args


class Positive(int):
    def __new__(cls, value):
        return super().__new__(cls, abs(value))

    def __init__(self, value):
        self.original = value


class Other:
    def __new__(cls):
        return "not an instance"

    def __init__(self):
        print("never called")


def decorate(**attributes):
    def wrap(cls):
        for name, value in attributes.items():
            setattr(cls, name, value)
        return cls
    return wrap


@decorate(colour="red", area=lambda self: self.side**2)
class Square:
    def __init__(self, side):
        self.side = side


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self):
        """the area"""

    @property
    @abc.abstractmethod
    def name(self):
        ...

    def describe(self):
        return f"{self.name} of {self.area()}"


class Circle(Shape):
    name = "circle"

    def area(self):
        return 3


class Half(Shape):
    def area(self):
        return 1


class Quack(abc.ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return hasattr(other, "quack") or NotImplemented


class Generic:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


def make(name, **namespace):
    return type(name, (Base,), namespace)


def local_class(n):
    class Local:
        value = n

        def get(self):
            return self.value + n
    return Local


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main():
    print(Base.prepared, Base.options, Derived.options, len(Base), len(Derived), Derived().method(), Derived().created_by)
    print(sorted(Registry.classes)[:2], Base.auto_x, attempt(lambda: Base.manual), "base" in Base, 5 in Base, type(Derived).__name__)
    made = make("Made", method=lambda self: "made", extra=5)
    made.pretends = "Base"
    print(made().method(), made.extra, isinstance(made(), Base), isinstance(5, Base), made.__mro__[1].__name__, made.__qualname__)
    print(Plugin.plugins, First.order, Second.order, attempt(lambda: type("Third", (Plugin,), {}, unknown=1)))
    print(Singleton(1) is Singleton(2), Singleton.instance.args, Positive(-5), Positive(-5).original, Positive(-5) + 1, Other())
    Singleton.instance = None
    print(Square(3).area(), Square.colour, Circle().describe(), attempt(Shape), attempt(Half), isinstance(Circle(), Shape))
    print(issubclass(type("Duck", (), {"quack": 1}), Quack), isinstance(5, Quack), Shape.register(int) is int, isinstance(5, Shape))
    print(Generic["int", 3], attempt(lambda: Square[int]), local_class(1)().get(), local_class("a")().get(), local_class(1) is local_class(1))
    print(local_class(1).__qualname__, Square.__module__ == __name__, Base.method.__qualname__, attempt(lambda: type("X", (int, str), {})))
    print(attempt(lambda: type("Y", (bool,), {})), attempt(lambda: object.__new__(int)), attempt(object, 1), attempt(lambda: super().x))


if __name__ == "__main__":
    main()
