"""Generators, coroutines and asynchronous generators: send, throw, close, delegation."""


def numbers(n):
    got = []
    try:
        for i in range(n):
            got.append((yield i))
    except ValueError as error:
        yield f"caught {error}"
    finally:
        print("finally", got)
    return "done"


def delegate(n):
    result = yield from numbers(n)
    yield result


print(list(numbers(3)), list(delegate(2)))
g = delegate(5)
print(next(g), g.send("a"), g.throw(ValueError("x")), list(g))
g = numbers(2)
next(g)
g.close()
print(list(g), g.gi_frame, g.gi_running)
g = numbers(1)
try:
    g.send(1)
except TypeError as error:
    print(error)


def raises():
    yield 1
    raise StopIteration("inside")


try:
    list(raises())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def stubborn():
    while True:
        try:
            yield
        except GeneratorExit:
            pass


g = stubborn()
next(g)
try:
    g.close()
except RuntimeError as error:
    print(error)


def own():
    yield next(self_reference)


self_reference = own()
try:
    next(self_reference)
except ValueError as error:
    print(error)


class Awaitable:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got


async def simple(x):
    return x + await Awaitable("asks")


async def values(n):
    for i in range(n):
        yield i + await Awaitable(i)


class Manager:
    async def __aenter__(self):
        print("enter", await Awaitable("enter"))
        return self

    async def __aexit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__, await Awaitable("exit"))
        return True


async def program():
    async with Manager():
        print([x async for x in values(3)])
        print(await simple(10))
        raise KeyError("swallowed")
    return "end"


def drive(coroutine):
    answer = None
    count = 0
    try:
        while True:
            asked = coroutine.send(answer)
            count += 1
            answer = count
    except StopIteration as stop:
        return stop.value, count


print(drive(program()))
c = simple(1)
try:
    c.send(5)
except TypeError as error:
    print(error)
c.close()
try:
    c.send(None)
except RuntimeError as error:
    print(error)
total = 0
for _ in range(5):
    for x in (i * 2 for i in range(50)):
        total += x
print(total)
