"""Generators and coroutines that ended and others that begin: nothing of the one shows in the other."""

# ruff: noqa
import gc
import sys
import weakref


def count(n):
    for i in range(n):
        yield i
    return n


def wide(n, *rest, key=None):
    a = b = c = d = e = f = g = h = j = k = n
    yield a, b, c, d, e, f, g, h, j, k, rest, key


def closing(n):
    def inner():
        yield n

    yield from inner()


async def give(value):
    return value


async def both(value):
    return await give(value) + await give(1)


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def many():
    total = 0
    for i in range(300):
        for x in count(i % 4):
            total += x
        for x in wide(i, i, key=i):
            total += x[0] + x[-1]
        for x in closing(i):
            total += x
        total += run(both(i))
    print(total)
    alive = [count(3) for _ in range(5)]
    print([next(each) for each in alive], [list(each) for each in alive])
    print([next(each, "end") for each in alive], [each.gi_frame for each in alive])
    del alive
    fresh = count(2)
    print(fresh.gi_running, fresh.gi_frame.f_locals, fresh.gi_yieldfrom, fresh.__name__, list(fresh))


def held():
    """By weak references, frames and tracebacks."""
    for i in range(3):
        one = count(1)
        reference = weakref.ref(one, lambda _: print("gone"))
        print(list(one), reference() is one)
        del one
        print(reference(), list(count(2)))
        one = count(1)
        next(one)
        frame = one.gi_frame
        print(list(one), frame.f_locals, frame.f_code.co_name)
        del one
        print(list(count(3)), frame.f_locals)


def fails(n):
    yield n
    raise ValueError(n)


def stopped():
    for i in range(3):
        try:
            for x in fails(i):
                print(x)
        except ValueError as error:
            print(error, error.__traceback__.tb_next.tb_frame.f_locals)
        for x in count(5):
            if x == 2:
                break
        one = count(4)
        next(one)
        one.close()
        print(list(one), list(count(2)))
        one = count(2)
        try:
            one.throw(KeyError(i))
        except KeyError as error:
            print(repr(error))
        del one
        print(list(count(1)))


def named():
    for name in ("first", "second"):
        one = count(1)
        one.__name__ = name
        one.__qualname__ = "of " + name
        print(one.__name__, one.__qualname__, list(one))
        del one
    other = count(1)
    print(other.__name__, other.__qualname__)


class Tree:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def tree(items):
    if not items:
        return None
    i = len(items) // 2
    return Tree(tree(items[:i]), items[i], tree(items[i + 1 :]))


def cyclic():
    def own():
        me = yield
        yield me

    gc.collect()
    for _ in range(50):
        one = own()
        next(one)
        one.send(one)
    del one
    print(gc.collect() > 0)
    print(len([each for each in gc.get_objects() if getattr(each, "__name__", None) == "own"]))
    print(list(count(3)))


def origins():
    sys.set_coroutine_origin_tracking_depth(2)
    one = give(1)
    print(one.cr_origin[0][2], run(one))
    sys.set_coroutine_origin_tracking_depth(0)
    other = give(2)
    print(other.cr_origin, run(other))


def main():
    many()
    held()
    stopped()
    named()
    for _ in range(3):
        print(list(tree(list(range(40)))) == list(range(40)))
    cyclic()
    origins()


if __name__ == "__main__":
    main()
