"""Generators: send, throw, close, delegation, return values, expressions, pipelines, finally."""
import itertools


def countdown(n):
    while n > 0:
        yield n
        n -= 1
    return "done"


def averager():
    total, count, average = 0, 0, None
    while True:
        value = yield average
        if value is None:
            return count
        total += value
        count += 1
        average = total / count


def careful(log):
    try:
        while True:
            try:
                value = yield len(log)
                log.append(value)
            except ValueError as error:
                log.append(f"handled {error}")
                yield "after error"
    except GeneratorExit:
        log.append("closing")
        raise
    finally:
        log.append("finally")


def delegate(log):
    result = yield from countdown(3)
    log.append(result)
    counted = yield from averager()
    log.append(counted)
    yield from "xy"
    return "end"


def flatten(value):
    if isinstance(value, list):
        for item in value:
            yield from flatten(item)
    else:
        yield value


def primes():
    found = []
    for n in itertools.count(2):
        if all(n % p for p in found):
            found.append(n)
            yield n


def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [item] + rest


def windows(values, n):
    window = []
    for value in values:
        window.append(value)
        if len(window) == n:
            yield tuple(window)
            window.pop(0)


def raises():
    yield 1
    raise KeyError("inside")


def stops():
    yield 1
    raise StopIteration("not allowed")


class Tree:
    def __init__(self, value, *children):
        self.value, self.children = value, children

    def __iter__(self):
        yield self.value
        for child in self.children:
            yield from child


def drain(generator):
    values = []
    while True:
        try:
            values.append(next(generator))
        except StopIteration as stop:
            return values, stop.value


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


def consume(n):
    total = 0
    for value in countdown(n):
        total += value
    return total


def main():
    print(list(countdown(4)), drain(countdown(2)), consume(1000), sum(x * x for x in countdown(10)))
    a = averager()
    print(next(a), a.send(10), a.send(20), a.send(3.0), attempt(a.send, None), attempt(next, a))
    print(attempt(averager().send, 1), attempt(countdown(1).throw, ValueError("early")))
    log = []
    c = careful(log)
    print(next(c), c.send("a"), c.throw(ValueError("bad")), next(c), c.send("b"))
    c.close()
    print(log, attempt(next, c), c.gi_frame, c.gi_running)
    c = careful(log)
    next(c)
    print(attempt(c.throw, KeyError("k")), log[-1])
    log = []
    d = delegate(log)
    print([next(d), next(d), next(d)], next(d), d.send(4), d.send(6), next(d), next(d), drain(d), log)
    print(list(flatten([1, [2, [3, []], "ab"], [[4]]])), list(itertools.islice(primes(), 15)), len(list(permutations([1, 2, 3, 4]))))
    print(list(permutations("abc"[:0] or [])), [*permutations([1, 2])], list(windows(range(6), 3)), list(Tree(1, Tree(2, Tree(3)), Tree(4))))
    print(attempt(list, raises()), attempt(list, stops()), attempt(next, raises()))
    g = (i * j for i in range(3) for j in range(i))
    print(g.__class__.__name__, g.__name__, g.__qualname__, list(g), list(g), countdown(1).__name__)
    shared = iter(range(6))
    print(list(zip(shared, shared)), dict(zip("abc", countdown(3))), max(countdown(5)), 3 in countdown(5), [*countdown(2)], sorted(countdown(3)))
    lazy = (print("computed", x) or x for x in range(2))
    print("before", next(lazy), "between", next(lazy), next(lazy, "empty"))
    running = self_reference()
    print(attempt(next, running))


def self_reference():
    def g():
        yield next(me)
    me = g()
    return me


if __name__ == "__main__":
    main()
