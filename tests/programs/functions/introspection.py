"""inspect, __code__, annotations, signatures, getsource, mock, doctest: functions are real ones."""
import doctest
import functools
import inspect
import types
import unittest.mock


def sample(a, b: int = 2, /, c="x", *args: str, d, e=None, **kw) -> "float":
    """Sample.

    >>> sample(1, d=2)
    (1, 2, 'x', 2)
    >>> sample(1)
    Traceback (most recent call last):
        ...
    TypeError: sample() missing 1 required keyword-only argument: 'd'
    """
    local = a, b
    # A comment that getsource keeps.
    return *local, c, d


def caller(n):
    return helper(n) + 1


def helper(n):
    return n * 2


def outer(x):
    def inner(y):
        return x + y
    return inner


def generator():
    yield 1


async def coroutine():
    pass


class Service:
    """A service."""

    limit = 3

    def fetch(self, key):
        return f"real {key}"

    def use(self, key):
        return self.fetch(key) + "!"

    @staticmethod
    def static(a):
        return a


def broken_doctest():
    """
    >>> 1 + 1
    3
    """


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main():
    global helper
    print(inspect.signature(sample), sample.__defaults__, sample.__kwdefaults__, sample.__annotations__)
    code = sample.__code__
    print(code.co_varnames, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_name, code.co_flags & 12)
    print(code.co_firstlineno, code.co_names, code.co_freevars, sample.__qualname__, sample.__module__ == __name__, sample.__doc__[:6])
    print(inspect.getsource(sample).splitlines()[-3:], inspect.getsource(Service.use), inspect.getsourcelines(helper))
    print(inspect.getdoc(Service), inspect.isfunction(caller), inspect.isgeneratorfunction(generator), inspect.iscoroutinefunction(coroutine))
    print(type(sample) is types.FunctionType, type(Service().use) is types.MethodType, callable(sample), bool(sample), type(outer(1)))
    print(inspect.getclosurevars(outer(5)).nonlocals, inspect.unwrap(functools.wraps(helper)(lambda n: n)) is helper, inspect.getmodule(helper).__name__ == __name__)
    print(inspect.signature(Service.fetch), inspect.signature(Service().fetch), inspect.signature(functools.partial(sample, 1, d=5)))
    print(inspect.signature(sample).bind(1, 2, 3, d=4).arguments, attempt(inspect.signature(helper).bind), inspect.getcallargs(helper, 5))
    with unittest.mock.patch.object(Service, "fetch", return_value="mocked") as fetch:
        print(Service().use("k"), fetch.call_args)
    with unittest.mock.patch(f"{__name__}.helper", side_effect=lambda n: 100):
        print(caller(1))
    print(Service().use("k"), caller(1), unittest.mock.create_autospec(helper)(3) is not None, attempt(unittest.mock.create_autospec(helper), 1, 2))
    original, helper = helper, lambda n: -n
    print(caller(5))
    helper = original
    saved = caller.__code__
    caller.__code__ = (lambda n: "new code").__code__
    print(caller(5))
    caller.__code__ = saved
    print(caller(5), attempt(setattr, caller, "__code__", outer(1).__code__))
    caller.attribute = [1]
    print(caller.__dict__, caller.__globals__ is globals(), caller.__closure__, outer(3).__closure__[0].cell_contents)
    del caller.attribute
    twin = types.FunctionType(caller.__code__, {"helper": lambda n: n, "__builtins__": __builtins__}, "twin")
    print(twin(5), twin.__name__, types.FunctionType(helper.__code__, globals(), "h", (9,))(), helper.__get__(4)())
    finder = doctest.DocTestFinder(exclude_empty=True)
    for function in (sample, broken_doctest):
        for test in finder.find(function, function.__name__, globs=globals().copy()):
            results = doctest.DocTestRunner(verbose=False).run(test, out=lambda text: None)
            print(test.name, results.failed, results.attempted)
    names = [name for name, _ in inspect.getmembers(Service, inspect.isfunction)]
    print(names, dir(Service)[-4:], inspect.getmro(Service)[0].__name__, sample.__code__.co_filename == __file__)
    print([line for _, _, line in caller.__code__.co_lines() if line][:3], repr(caller).split(" at ")[0], str(Service.fetch).split(" at ")[0])


if __name__ == "__main__":
    main()
