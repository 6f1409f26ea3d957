# since 3.12
"""Scopes of type parameters, of type aliases and of bounds, in functions and classes."""

# ruff: noqa
import sys

level = "global"


def functions(kind):
    """Generic functions; their annotations are evaluated in their scope."""

    def plain[T](item: T, other: kind = 1, *rest: list[T], key: T | None = None) -> T:
        return item, other, rest, key

    def bound[T: kind, S: (int, str), *Ts, **P](item: T) -> S:
        def inner():
            return T, S, Ts, P

        return inner

    async def later[T](x: T) -> T:
        return x

    for function in (plain, bound, later):
        print(function.__name__, function.__qualname__, function.__module__ == __name__)
        print(function.__type_params__, function.__annotations__, function.__defaults__, function.__kwdefaults__)
    T, S, Ts, P = bound.__type_params__
    print(T.__bound__, S.__constraints__, [type(each).__name__ for each in (T, S, Ts, P)], T.__module__)
    print(bound(1)() == (T, S, Ts, P), plain(1, 2, 3, key=4))

    def lazy[T: missing]() -> "T":
        pass

    try:
        lazy.__type_params__[0].__bound__
    except NameError as error:
        print(error)
    missing = "found by now"
    print(lazy.__type_params__[0].__bound__)

    def fails[T](item: 1 / 0):
        pass


class Base:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__()
        cls.keywords = keywords


class Meta(type):
    pass


def classes(word):
    """Generic classes."""

    class Box[T](Base, metaclass=Meta, word=word):
        """A box."""

        item: T
        kept: list[T] = []
        level = word
        same = T
        many = [T for _ in range(2)]

        def get[S: (int, T)](self: "Box[T]", default: S, other: level = None) -> T | S:
            return T, S, __class__, level

        type Pair = tuple[T, level]

        class Inner[U: level](list[U]):
            where = __qualname__
            inner: U

            def both(self):
                return T, U

        for number in range(3):
            total = number

        @classmethod
        def make(cls, *, size: T = word) -> "Box":
            return cls()

    (T,) = Box.__type_params__
    print(Box.__bases__, Box.__orig_bases__, Box.__parameters__, Box.keywords, type(Box), Box.__doc__)
    print(Box.__annotations__, Box.total, Box.same is T, Box.many == [T, T])
    (S,) = Box.get.__type_params__
    print(S.__constraints__, Box.get.__annotations__, Box().get(1) == (T, S, Box, "global"))
    print(Box.Pair, Box.Pair.__value__, Box.Pair.__type_params__)
    (U,) = Box.Inner.__type_params__
    print(U.__bound__, Box.Inner.__orig_bases__, Box.Inner().both() == (T, U), Box.Inner.where)
    print(Box[int], Box.Inner[str], Box.make().__class__ is Box, sorted(Box.__dict__))

    class Starred[*Ts](*(Base, dict), **{"word": "starred"}):
        pass

    print(Starred.__orig_bases__, Starred.keywords, Starred.__mro__[1:3])
    try:

        class Twice[T](Base[T]):
            pass
    except TypeError as error:
        print(error)
    try:
        class Failing[T](Base):
            value = undefined
    except NameError as error:
        traceback = error.__traceback__
        while traceback:
            print(traceback.tb_frame.f_code.co_name, traceback.tb_lineno)
            traceback = traceback.tb_next
    return Box


def aliases(given):
    """Aliases, whose values wait."""
    type Simple = list[given]
    type Generic[K, V: Simple, *Ts, **P] = dict[K, tuple[V, given, *Ts]]
    type Recursive = list[Recursive] | None
    type Late = list[later]
    print(Simple, Simple.__value__, Simple.__type_params__, Simple.__module__ == __name__)
    print(Generic, Generic.__value__, Generic.__type_params__, Generic[int, str])
    print(Recursive.__value__, Generic.__type_params__[1].__bound__ is Simple)
    try:
        Late.__value__
    except NameError as error:
        print(error)
    later = str
    print(Late.__value__)
    type WithLambda = (lambda: given)
    type WithComprehension = [given for _ in range(2)]
    print(WithLambda.__value__(), WithComprehension.__value__)

    class Holder:
        given = "in the class"
        type Own = (given, level)
        type Of[T] = (T, given)
        level = "changed"
        type Private = __hidden
        __hidden = "mangled"

    print(Holder.Own.__value__, Holder.Of.__value__[1], Holder.Private.__value__)
    Holder.given = "not seen"
    print(Holder.Of.__value__[1])


def frames():
    """Who looks at the scopes."""

    def looks():
        frame = sys._getframe(1)
        return frame.f_code.co_name, frame.f_code.co_qualname, sorted(frame.f_locals)

    def seen[T](item: looks()) -> T:
        pass

    print(seen.__annotations__["item"])

    class C[T](looks.__class__ and Base, seen=looks()):
        where = looks()

    print(C.keywords, C.where)
    type A = looks()
    print(A.__value__)

    def bound[T: looks()]():
        pass

    print(bound.__type_params__[0].__bound__)


def module_level[T: "Box"](item: T) -> T:
    return T


class AtModule[T]:
    for name in "ab":
        kept = name

    def get[S](self) -> S:
        return T, S

    type Own[U] = tuple[T, U, kept]


type ModuleAlias[T] = list[T] | AtModule[T]


def main():
    try:
        functions(int)
    except ZeroDivisionError as error:
        print(error, error.__traceback__.tb_next.tb_next.tb_frame.f_code.co_name)
    print(classes("first") is classes("second"))
    aliases(int)
    frames()
    print(module_level(1) is module_level.__type_params__[0])
    print(AtModule().get(), AtModule.Own.__value__, AtModule.kept, AtModule[int])
    print(ModuleAlias[int], ModuleAlias.__value__)


if __name__ == "__main__":
    main()
