"""locals(), vars(), dir(), eval() and exec() read the variables of the function that calls them."""
import asyncio
import sys

x = "global x"


def show(found):
    return {name: value for name, value in sorted(found.items())}


def plain(a, b=2, *rest, key=None, **more):
    c = a + b
    for i in range(3):
        c += i
    return show(locals())


def step_by_step(flag):
    first = list(locals())
    if flag:
        later = 1
    second = list(locals())
    del flag
    return first, second, sorted(locals())


def same_dict():
    a = 1
    one = locals()
    one["extra"] = "kept?"
    a = 2
    two = locals()
    return one is two, two.get("extra"), two["a"], one["a"]


def cells(a):
    shared = [a]

    def inner(own):
        shared.append(own)
        return show(locals())

    found = inner(1)
    missing = sorted(locals().keys() - {"inner"})
    return found, missing


def not_yet_bound():
    def inner():
        return late

    before = sorted(locals())
    late = 1
    return before, sorted(locals()), inner()


def other_readers(a):
    b = a * 2
    return sorted(vars()), dir(), vars() == locals(), sorted(vars(type("T", (), {"q": 1})))[:1]


def evaluated(a, b):
    c = a * b
    total = 0
    for i in range(4):
        total += eval("a + c + i")
    return total, eval("x"), eval("len([a, b])"), eval("total + n", None, {"total": 1, "n": 2})


def executed(a):
    exec("b = a + 1\na = 'changed'")
    return a, sorted(locals()), locals().get("b"), eval("a")


def defines():
    names = {}
    exec("def f(n):\n    return n * 2\nresult = f(21)", globals(), names)
    exec("def g(n):\n    return n + 1")
    g = locals().get("g")
    return names["result"], g and g(1)


def hidden_global():
    exec("x = 'local x'")
    return x, eval("x")


def in_comprehensions(n):
    keep = "kept"
    first = [sorted(locals()) for i in range(2)]
    second = {i: eval("i + j") + n for i in range(2) for j in (10,)}
    third = [[i and eval("i * j") for j in range(i)] for i in range(3)]
    fourth = {keep + eval("str(keep2)") for keep2 in (1,)}
    fifth = [vars()["k"] for k in "ab" if eval("k") != "a"]
    return first, second, third, fourth, fifth, sorted(locals()), keep


def comprehension_fails(items):
    i = "outer"
    try:
        [eval("10 // i") for i in items]
    except ZeroDivisionError as error:
        inside = sorted(locals())
        return i, inside, str(error)
    return i, sorted(locals())


def with_lambdas(n):
    return [(lambda: (i, sorted(locals())))() for i in range(n)], [
        made() for made in [lambda: eval("i") if i else eval("1") for i in range(n)]
    ]


def handlers():
    try:
        raise KeyError("k")
    except KeyError as error:
        inside = sorted(locals())
    return inside, sorted(locals())


def matching(value):
    match value:
        case [first, *others] if eval("first") == 1:
            return show(locals())
        case {"k": found, **others}:
            return show(locals())
    return show(locals())


def classes(a):
    class Inside:
        b = a
        names = sorted(name for name in locals() if not name.startswith("__"))

        def method(self, c):
            return sorted(locals()), __class__.__name__

    return Inside.names, Inside().method(1)


def walrus():
    found = [(last := i) for i in range(3)]
    return show(locals())


def numbers(n: int, f: float):
    total = 0
    for i in range(n):
        total += i * i
        f *= 1.5
    return eval("(total, f, i, n)"), show(locals())


def generator(a):
    yield sorted(locals())
    b = a
    sent = yield show(locals())
    yield eval("(a, b, sent)")
    yield [sent and eval("(i, sent)") for i in range(2)]


async def coroutine(a):
    await asyncio.sleep(0)
    b = [a and eval("a + i") for i in range(2)]
    return show(locals())


def recursive(n):
    if n:
        below = recursive(n - 1)
        return eval("(n, below)")
    return eval("n")


def deep_names(a):
    def middle():
        b = 1

        def inner():
            return a, b, sorted(locals())

        return inner(), sorted(locals())

    return middle()


def keeps_alive():
    class Watched:
        def __del__(self):
            print("gone")

    one = Watched()
    names = sorted(locals())
    del one
    print("deleted", names, sorted(locals()))


def templates(name, count):
    return "{name} has {count}".format(**locals()), "%(name)s" % locals(), "{name}".format_map(vars())


class Base:
    def __init__(self, a, b):
        self.args = a, b


class Derived(Base):
    def __init__(self, a, b=2):
        given = {name: value for name, value in locals().items() if name in ("a", "b")}
        super().__init__(**given)
        self.names = sorted(locals())


def unbound_in_comprehension(items):
    try:
        return [y for i in items if (y if i else True) for y in (i,)]
    except NameError as error:
        return type(error).__name__, str(error)


def captured_in_try(items):
    i = "own"

    def outer():
        return i

    try:
        made = [lambda: i for i in items if 6 // i]
    except ZeroDivisionError:
        return outer(), i
    return [f() for f in made], outer(), i


def captured_twice():
    return [[f() for f in [lambda: i + 10 for i in range(i, 3)]] + [(lambda: i)()] for i in range(3)]


def errors():
    for text in ("missing", "1 +", "1 / zero"):
        zero = 0
        try:
            eval(text)
        except (NameError, SyntaxError, ArithmeticError) as error:
            print(type(error).__name__, error.args[0])


def frames():
    a = 1
    frame = sys._getframe()
    before = frame.f_locals["a"]
    a = 2
    return before, frame.f_locals["a"], locals()["a"], sorted(locals())


def main():
    print(plain(1), plain(1, 2, 3, 4, key=5, z=6))
    print(step_by_step(True), step_by_step(False))
    print(same_dict(), cells(7), not_yet_bound())
    print(other_readers(2))
    print(evaluated(2, 3), executed(1), defines(), hidden_global())
    for line in in_comprehensions(5):
        print(line)
    print(comprehension_fails([5, 0]), comprehension_fails([5]))
    print(with_lambdas(3))
    print(handlers(), matching([1, 2, 3]), matching({"k": 1, "l": 2}), matching([2]), matching(5))
    print(classes("a"), walrus(), numbers(5, 2.0), numbers(2**70 and 3, 2))
    it = generator("a")
    print(next(it), next(it), it.send("sent"), list(it))
    print(asyncio.run(coroutine(1)), recursive(3), deep_names(0))
    keeps_alive()
    print(templates("box", 3), Derived(1).args, Derived(1).names)
    print(unbound_in_comprehension([0]), unbound_in_comprehension([1]), unbound_in_comprehension([]))
    print(captured_in_try([1, 2]), captured_in_try([1, 0]), captured_twice())
    errors()
    print(frames())


if __name__ == "__main__":
    main()
