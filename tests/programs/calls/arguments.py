"""Calls with every argument form, every way to get them wrong, and what defaults remember."""


def plain(a, b, c):
    return a, b, c


def defaults(a, b=2, *, c=3, d):
    return a, b, c, d


def positional_only(a, b=10, /, c=20):
    return a, b, c


def variadic(*args, **kwargs):
    return args, sorted(kwargs.items())


def everything(a, /, b, c=3, *args, d, e=5, **kwargs):
    return a, b, c, args, d, e, sorted(kwargs.items())


def no_arguments():
    return "none"


def remembers(value, seen=[]):
    seen.append(value)
    return list(seen)


def annotated(a: int, b: "str" = "x", *args: float, k: bool = True) -> None:
    return a, b, args, k


class Callable:
    def __call__(self, *args, **kwargs):
        return "called", args, kwargs

    def method(self, a, b=1):
        return "method", a, b

    @classmethod
    def of_class(cls, a, *, k=0):
        return cls.__name__, a, k

    @staticmethod
    def static(a=7):
        return a


class Mapping:
    def keys(self):
        return ["c", "b"]

    def __getitem__(self, key):
        return key * 2


def call_it(thing):
    return thing()


def attempt(call):
    try:
        return call()
    except TypeError as error:
        return f"TypeError: {error}"


def order(log):
    def note(value):
        log.append(value)
        return value

    variadic(note(1), *[note(2)], note(3), k=note(4), **{"l": note(5)})
    return log


def main():
    obj = Callable()
    calls = [
        lambda: plain(1, 2, 3), lambda: plain(c=3, a=1, b=2), lambda: plain(*[1, 2], 3), lambda: plain(1, **{"b": 2, "c": 3}),
        lambda: plain(1, 2), lambda: plain(1), lambda: plain(), lambda: plain(1, 2, 3, 4), lambda: plain(1, 2, 3, a=4),
        lambda: plain(1, 2, d=4), lambda: plain(1, 2, c=3, d=4), lambda: plain(*"abc"), lambda: plain(*"ab", **{"c": 1}),
        lambda: plain(1, *None), lambda: plain(**{1: 2}), lambda: plain(1, b=2, **{"b": 3}), lambda: plain(1, **Mapping()),
        lambda: defaults(1, d=4), lambda: defaults(1, 5, c=6, d=7), lambda: defaults(1), lambda: defaults(1, 2, 3, d=4),
        lambda: defaults(d=1), lambda: defaults(), lambda: defaults(1, d=1, e=2),
        lambda: positional_only(1), lambda: positional_only(1, 2, 3), lambda: positional_only(1, c=5),
        lambda: positional_only(a=1), lambda: positional_only(1, b=5), lambda: positional_only(),
        lambda: variadic(), lambda: variadic(1, 2, x=3), lambda: variadic(*range(5), **{"a b": 1}), lambda: variadic(self=1),
        lambda: everything(1, 2, d=4), lambda: everything(1, 2, 3, 4, 5, d=6, e=7, f=8, a=9), lambda: everything(1, d=1),
        lambda: everything(1, 2), lambda: everything(1, b=2, c=3, d=4, g=1), lambda: everything(*range(9), d=0),
        lambda: no_arguments(), lambda: no_arguments(1), lambda: no_arguments(x=1), lambda: no_arguments(*[], **{}),
        lambda: annotated(1), lambda: annotated("wrong", 5, "types", k=None), lambda: annotated(k=1),
        lambda: obj(1, k=2), lambda: obj.method(1), lambda: obj.method(), lambda: obj.method(1, 2, 3), lambda: Callable.method(obj, b=3, a=2),
        lambda: Callable.method(), lambda: obj.of_class(1, k=2), lambda: Callable.of_class(), lambda: obj.static(), lambda: obj.static(1, 2),
        lambda: len(), lambda: len([], []), lambda: int("5", bas=3), lambda: call_it(5), lambda: call_it(None), lambda: call_it("x"),
        lambda: print(foo=1), lambda: sorted([2, 1], None), lambda: [].append(1, 2), lambda: {}.get(), lambda: max(),
        lambda: (lambda a, *, b: (a, b))(1, b=2), lambda: (lambda *, b: b)(1), lambda: (lambda x=[]: x)(),
    ]
    for number, call in enumerate(calls):
        print(number, attempt(call))
    print(remembers(1), remembers(2), remembers(3, []), remembers(4), remembers.__defaults__)
    remembers.__defaults__ = ([0],)
    print(remembers(5), remembers(6))
    defaults.__kwdefaults__["c"] = "changed"
    print(defaults(1, d=2))
    defaults.__kwdefaults__ = None
    print(attempt(lambda: defaults(1, d=2)))
    plain.__defaults__ = (8, 9)
    print(plain(1), plain(1, 2), attempt(plain))
    print(order([]), annotated.__annotations__)


if __name__ == "__main__":
    main()
