"""Closures, nonlocal, lambda, decorators with and without arguments, functools, late binding."""
import functools


def counter(start=0, step=1):
    value = start

    def increment():
        nonlocal value
        value += step
        return value

    def reset(to=start):
        nonlocal value
        value = to
        return value

    increment.reset = reset
    return increment


def traced(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        result = function(*args, **kwargs)
        print(f"{function.__name__}{args}{kwargs or ''} -> {result!r}")
        return result
    wrapper.calls = 0
    return wrapper


def repeat(times, *, combine=list):
    def decorate(function):
        def repeated(*args):
            return combine(function(*args) for _ in range(times))
        return repeated
    return decorate


class Memo:
    def __init__(self, function):
        self.function, self.cache = function, {}
        functools.update_wrapper(self, function)

    def __call__(self, *args):
        if args not in self.cache:
            self.cache[args] = self.function(*args)
        return self.cache[args]

    def __get__(self, obj, owner=None):
        return functools.partial(self, obj) if obj is not None else self


@traced
def add(a, b=1):
    """Add them."""
    return a + b


@repeat(3)
def constant():
    return "c"


@repeat(2, combine=sum)
@traced
def number(n):
    return n * 2


@Memo
def binomial(n, k):
    return 1 if k in (0, n) else binomial(n - 1, k - 1) + binomial(n - 1, k)


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@functools.singledispatch
def show(value):
    return f"object {value}"


@show.register
def _(value: int):
    return f"int {value}"


@show.register(list)
def _(value):
    return f"list of {len(value)}"


class Owner:
    factor = 3

    @Memo
    def scaled(self, n):
        return n * self.factor

    def make(self):
        return lambda n: n * self.factor

    def nested(self):
        def one():
            def two():
                return self.factor, __class__.__name__
            return two
        return one()()


def late():
    return [lambda: i for i in range(3)], [lambda i=i: i for i in range(3)]


def shared_cell():
    x = 0

    def get():
        return x

    def put(value):
        nonlocal x
        x = value
    return get, put


def pipeline(*stages):
    return functools.reduce(lambda f, g: lambda v: g(f(v)), stages, lambda v: v)


def y_combinator(f):
    return (lambda x: f(lambda *a: x(x)(*a)))(lambda x: f(lambda *a: x(x)(*a)))


def argument_cell(a, *args, k=1, **kwargs):
    return lambda: (a, args, k, kwargs)


def loop_closure():
    functions = []
    for word in "ab":
        total = word * 2

        def f():
            return word, total
        functions.append(f)
    return [f() for f in functions]


def main():
    one, two = counter(), counter(10, -2)
    print(one(), one(), two(), one.reset(), one(), one.reset(50), one(), two())
    print(add(1), add("a", b="b"), add.calls, add.__name__, add.__doc__, add.__wrapped__(5))
    add.calls = 0
    print(constant(), number(4), binomial(20, 7), binomial.__name__, fib(90), fib.cache_info().currsize)
    print(show(1), show([1, 2]), show("x"), show(True), show.dispatch(int) is show.registry[int])
    owner = Owner()
    print(owner.scaled(5), owner.make()(2), owner.nested())
    lambdas, bound = late()
    print([f() for f in lambdas], [f() for f in bound])
    get, put = shared_cell()
    put("new")
    print(get(), get.__closure__[0].cell_contents, get.__code__.co_freevars, put.__closure__[0] is get.__closure__[0])
    get.__closure__[0].cell_contents = "poked"
    print(get())
    print(pipeline(str, len, lambda n: n * 10)(12345), y_combinator(lambda f: lambda n: 1 if n == 0 else n * f(n - 1))(10))
    print(argument_cell(1, 2, x=3)(), argument_cell(0, k=9)(), loop_closure())
    print((lambda *a, k=5, **kw: (a, k, kw))(1, 2, z=3), (lambda: (yield))().__class__.__name__, sorted([3, 1], key=lambda v: -v))


if __name__ == "__main__":
    main()
