# since 3.12
"""Type parameters and type aliases (PEP 695) inside of functions, and of methods."""
import asyncio
import inspect
import sys


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def parameters(made):
    return [(type(one).__name__, one.__name__) for one in made.__type_params__]


def make_functions(default):
    def first[T](items: list[T], n: int = default, *rest: T, key: T = default * 2, **more: T) -> T:
        return items[n], rest, key, sorted(more), T

    def plain[T, *Ts, **P](a: T, *args: *Ts) -> tuple[T, *Ts]:
        return a, args

    def keyword_only[T](*, k: T = default) -> T:
        return k

    def bounded[T: (int, str), U: list[default]](a: T, b: U):
        return T.__constraints__, attempt(lambda: U.__bound__)

    return first, plain, keyword_only, bounded


def captures(a):
    b = a * 2

    def outer[T](c: T) -> T:
        nonlocal b
        b += 1

        def inner[U](d: U) -> tuple[T, U]:
            return a, b, c, d, T.__name__, U.__name__

        return inner

    inner = outer(5)
    return inner(6), b, inner.__qualname__, inner.__annotations__, parameters(inner)


def decorated(log):
    def note(text):
        def decorate(made):
            log.append((text, made.__name__, parameters(made)))
            return made

        return decorate

    @note("outer")
    @note("inner")
    def f[T](a: T = log.append("default")) -> T:
        return a

    @note("class")
    class C[T](list):
        @note("method")
        def method[U](self, a: U) -> tuple[T, U]:
            return __class__.__name__, len(self), a

    return f(1), C([1, 2]).method(3)


def make_class(base, **keywords):
    class Box[T](base[T], **keywords):
        """A box."""

        empty = None
        owner: T

        def __init__(self, item: T):
            self.item = item

        def get(self) -> T:
            return self.item, T.__name__

        @classmethod
        def of[S](cls, item: S) -> "Box[S]":
            return cls(item)

        @property
        def both(self):
            return [self.item for _ in range(2)]

    class Small[T: int](Box[T]):
        def get(self):
            return "small", *super().get()

    return Box, Small


class Base:
    made = []

    def __init_subclass__(cls, tag=None, **keywords):
        super().__init_subclass__(**keywords)
        Base.made.append((cls.__name__, tag))

    def __class_getitem__(cls, item):
        return cls


def aliases(kind):
    type Plain = kind
    type Listed[T] = list[T] | kind
    type Pair[A, *B, **C] = tuple[A, *B]
    type Later = unknown | kind
    type Recursive = list[Recursive]
    before = Plain.__value__, repr(Plain), Plain.__name__, Plain.__type_params__, Plain.__module__
    kind = str
    after = Plain.__value__, Listed[int], Listed.__value__, parameters(Listed), parameters(Pair)
    missing = attempt(lambda: Later.__value__)
    unknown = bytes
    return before, after, missing, Later.__value__, Recursive.__value__, type(Plain).__name__


class Outer:
    def method(self):
        type __private = self
        type Alias[T] = dict[T, __private]

        def __hidden[T](a: T) -> T:
            return a

        return __private.__name__, Alias.__value__, __hidden(3), sorted(locals())


def in_flow(flag):
    found = []
    for i in range(3):
        try:
            if i == flag:
                type A[T] = list[T]
            else:
                type A = int

            def f[T](a: T = i) -> T:
                return a + i

            found.append((A.__name__, parameters(A), f(), f(10)))
        finally:
            type Last = i
            found.append(Last.__value__)
    return found


def in_comprehension(n):
    def twice[T](a: T) -> T:
        return a * 2

    type Number = int
    return [twice(i) for i in range(n) if Number.__value__ is int]


def generators(n):
    def count[T](upto: T):
        for i in range(upto):
            type Item = tuple[i, n]
            yield Item.__value__

    async def wait[T](a: T) -> T:
        await asyncio.sleep(0)
        return a

    return list(count(n)), asyncio.run(wait("done")), inspect.iscoroutinefunction(wait)


def failing_bases():
    class Wrong[T](undefined):
        pass


def failing_default():
    def f[T](a: T = undefined):
        pass


def signature():
    def f[T](a: T, b: "T" = 2) -> list[T]:
        """Documented."""

    return str(inspect.signature(f)), f.__doc__, f.__module__ == __name__, f.__type_params__[0]


def module_level[T](items: list[T]) -> T:
    type Kind = T

    def inner(a: T) -> Kind:
        return a

    return inner(items[0]), Kind.__value__ is T, inner.__annotations__["a"] is T


class Generic[T]:
    def method[U](self, a: U) -> T:
        class Inside[V](Generic[V]):
            def both(self):
                return T.__name__, U.__name__, V.__name__, a

        return Inside().both()


def main():
    first, plain, keyword_only, bounded = make_functions(1)
    print(first([1, 2, 3]), first([1, 2, 3], 2, "x", key="k", z=1), first.__defaults__, first.__kwdefaults__)
    print(plain(1, 2, 3), keyword_only(), keyword_only(k=2), bounded(1, 2))
    print([parameters(f) for f in (first, plain, keyword_only, bounded)], first.__annotations__)
    print(captures(2))
    log = []
    print(decorated(log), log)
    Base.made.clear()
    Box, Small = make_class(Base, tag="t")
    print(Box(1).get(), Box.of("s").item, Small(2).get(), Box(3).both, Box.__doc__, Base.made)
    print(Box.__qualname__, parameters(Box), Small.__orig_bases__, Box.__annotations__, Box.get.__qualname__)
    print(*aliases(int), sep="\n")
    print(attempt(Outer().method), in_flow(1), in_comprehension(4), generators(2))
    print(signature(), module_level([1]), Generic().method(5))
    print(attempt(failing_default))
    failing_bases()


if __name__ == "__main__":
    main()
