"""Calls of functions that make generators: arguments, cells, names, and what goes wrong."""

import gc
import inspect
import sys
import types


def plain(a, b=2, *rest, c, d=4, **more):
    yield a, b, rest, c, d, more


def cells(a, b, *, c=3):
    inner = lambda: (a, b, c, local)
    local = "local"
    yield inner
    a = "changed"
    yield inner()


def closing(x):
    y = [x]

    def generator(z):
        nonlocal x
        yield x, y, z
        x += z
        yield x, (lambda: (x, y, z))()

    return generator


class Tree:
    def __init__(self, *children):
        self.children = children

    def __iter__(self):
        yield self
        for child in self.children:
            yield from child

    async def walk(self, name="w"):
        return [name, *[await child.walk(name) for child in self.children]]

    async def stream(self):
        yield __class__.__name__
        for child in self.children:
            async for item in child.stream():
                yield item


print(list(plain(1, c=3)), list(plain(1, 5, 6, 7, c=8, d=9, e=10)))
show = cells("a", "b")
print(next(show)(), next(show))
generator = closing(10)(5)
print(list(generator))
print(generator.__name__, generator.__qualname__, generator.gi_code is closing(1).__code__)

for bad in (
    lambda: plain(),
    lambda: plain(1, c=1, a=2),
    lambda: cells(1),
    lambda: cells(1, 2, 3),
    lambda: Tree().walk(nobody=1),
    lambda: closing(1)(),
):
    try:
        bad()
    except TypeError as error:
        print(error)

tree = Tree(Tree(), Tree(Tree(), Tree()))
print(len(list(tree)))
try:
    coroutine = tree.walk()
    print(type(coroutine), coroutine.__qualname__, inspect.getcoroutinestate(coroutine))
    coroutine.send(None)
except StopIteration as end:
    print(end.value, inspect.getcoroutinestate(coroutine), coroutine.cr_origin)
stream = tree.stream()
print(type(stream), stream.ag_frame.f_lineno - Tree.stream.__code__.co_firstlineno)
try:
    stream.__anext__().send(None)
except StopIteration as end:
    print(end.value)

# not begun

fresh = plain(1, c=3)
print(inspect.getgeneratorstate(fresh), inspect.getgeneratorlocals(fresh), fresh.gi_frame.f_lasti >= 0)
print(fresh.gi_frame.f_back, fresh.gi_frame.f_lineno - plain.__code__.co_firstlineno)
try:
    fresh.send(1)
except TypeError as error:
    print(error)
fresh.close()
print(inspect.getgeneratorstate(fresh), list(fresh))
thrown = plain(1, c=3)
try:
    thrown.throw(KeyError("k"))
except KeyError as error:
    print(repr(error))

# changed functions


def first(x):
    yield "first", x


def second(x):
    yield "second", x


first.__code__ = second.__code__
print(list(first(1)))
copied = types.FunctionType(second.__code__, {"__builtins__": {}}, "copied", (5,))
print(list(copied()), copied(1).__name__)
second.__defaults__ = (7,)
second.__qualname__ = "renamed"
print(list(second()), second().__qualname__)

# origins of coroutines, garbage

sys.set_coroutine_origin_tracking_depth(2)
coroutine = tree.walk()
print([name for _, _, name in coroutine.cr_origin])
sys.set_coroutine_origin_tracking_depth(0)
coroutine.close()


class Marked:
    pass


def cycle(holder):
    holder.me = yield holder
    yield


before = len([x for x in gc.get_objects() if type(x) is Marked])
for _ in range(5):
    holder = Marked()
    generator = cycle(holder)
    next(generator)
    generator.send(generator)
    unbegun = cycle(holder)
    holder.other = unbegun
del holder, generator, unbegun
gc.collect()
print(len([x for x in gc.get_objects() if type(x) is Marked]) - before)
