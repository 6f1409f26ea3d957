"""yield in every statement: loops, try, with, finally, handlers, conditions, returns, expressions."""
import contextlib
import sys
import threading


class Manager:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress

    def __enter__(self):
        print("enter", self.name)
        return self

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__)
        return self.suppress


def handled(n):
    for i in range(n):
        try:
            if i % 2:
                raise ValueError(i)
            yield "even", i, sys.exc_info()[1]
        except ValueError as error:
            try:
                got = yield "odd", repr(error), repr(sys.exc_info()[1])
                if got:
                    raise KeyError(got)
            except KeyError as inner:
                yield repr(inner), repr(inner.__context__), repr(sys.exc_info()[1])
            yield "still", repr(sys.exc_info()[1])
        else:
            yield "else", sys.exc_info()[1]
        finally:
            yield "finally", repr(sys.exc_info()[1])


def bare(n):
    try:
        raise LookupError(n)
    except LookupError:
        yield 1
        try:
            yield 2
            raise
        except LookupError as again:
            yield repr(again)
    except:
        yield "never"
    try:
        yield 1 // 0
    except (ZeroDivisionError, KeyError):
        yield sys.exc_info()[0].__name__
    yield sys.exc_info()


def managed(suppress):
    with Manager("a") as a, Manager("b", suppress) as b:
        yield a.name
        with contextlib.suppress(KeyError):
            yield b.name
            raise KeyError
        yield "inner"
        raise ValueError("out")
    yield "suppressed"


def leaving(how):
    for x in "ab":
        with Manager(x):
            for y in "cd":
                try:
                    yield x, y
                    if how == "break":
                        break
                    if how == "continue":
                        continue
                    if how == "return":
                        return x + y
                finally:
                    print("leave", x, y)
            else:
                yield "else", x
    else:
        yield "end"
    return "fell"


def final_return(n):
    try:
        yield n
        return [n]
    finally:
        yield "cleaning"
        print("cleaned")


def final_override():
    while True:
        try:
            yield 1
            raise ValueError
        finally:
            yield 2
            break
    yield 3


def conditions(log):
    while (yield "while") :
        log.append((yield "in") or (yield "or"))
        if (yield 1) and (yield 2):
            log.append("both")
        elif not (yield 3):
            log.append("neither")
        x = (yield "then") if log else (yield "else")
        log.append(x)
        assert (yield "assert")
    else:
        log.append("left")
    return (yield "last")


def expressions(log):
    log.append((yield 1) + (yield 2))
    log.append([(yield 3), (yield 4), {(yield 5)}])
    log.append({(yield 6): (yield 7)})
    log.append({"a": (yield "v"), "b": (yield "w")})
    log.append(f"{(yield 8)}-{(yield 9)!r}")
    log.append(max((yield 10), (yield 11), key=(yield 12)))
    log.append((yield 13)[(yield 14)])
    log.append((yield 15) < (yield 16) < (yield 17))
    log.append(((yield 18), (yield 19)))
    x = y = yield 20
    x += yield 21
    log[0] = yield 22
    log[0] += yield 23
    log.append((x, y))
    a, *b = yield 24
    log.append((a, b))
    (log.extend if (yield 25) else log.append)((yield 26))
    p, q = (yield 27), (yield 28)
    return log, p, q


def unusual(log):
    assert (yield 1), (yield "message")
    log.append([(yield 2), *(yield 3)])
    log.append(lambda q=(yield 4): q)
    print(*(yield 5), sep=(yield 6))
    log[(yield 7)] = yield 8
    del log[(yield 9)]


def closures(n):
    total = 0

    def add(x):
        nonlocal total
        total += x
        return total

    while total < n:
        got = yield add
        if got:
            n = got
    yield [add(k) for k in range(3)], [(lambda: k)() for k in range(3)]
    del n
    try:
        yield n
    except NameError as error:
        yield str(error)


def unbound(flag):
    if flag:
        value = 1
    yield 0
    try:
        yield value
    except UnboundLocalError as error:
        yield str(error)


def never():
    return 5
    yield


def forever():
    while True:
        yield


def matched(value):
    yield [x * value for x in range(3)]
    yield {x: y for x, y in zip("ab", (yield value))}
    yield sorted({x for x in range(value) if x})


def talk(make, *sent):
    g = make
    out = []
    try:
        out.append(next(g))
        for value in sent:
            if isinstance(value, type) and issubclass(value, BaseException):
                out.append(g.throw(value))
            elif isinstance(value, BaseException):
                out.append(g.throw(value))
            else:
                out.append(g.send(value))
        while len(out) < 60:
            out.append(next(g))
    except BaseException as error:
        out.append((type(error).__name__, getattr(error, "value", str(error)), repr(error.__context__)))
    g.close()
    print(out)


def deep(n):
    if n:
        yield from deep(n - 1)
    yield n


def deep_calls(n):
    for x in deep_calls(n - 1) if n else ():
        yield x
    yield n


def endless():
    yield from endless()


def recursion():
    print(sum(deep(200)), sum(deep_calls(150)))
    for make in (endless, lambda: deep(10**6)):
        try:
            list(make())
        except RecursionError as error:
            print("RecursionError", str(error)[:32])


def shared_by_threads():
    lock = threading.Lock()
    source = iter(i for i in range(4000))
    seen, failed = [], []

    def work():
        while True:
            try:
                with lock:
                    seen.append(next(source))
            except StopIteration:
                return
            except ValueError as error:
                failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sorted(seen) == list(range(4000)), failed)


def reentered():
    def g():
        try:
            next(me)
        except ValueError as error:
            yield str(error)
        try:
            me.close()
        except ValueError as error:
            yield str(error)
        try:
            me.throw(KeyError)
        except ValueError as error:
            yield str(error)

    me = g()
    print(list(me))


def ignores_exit():
    try:
        yield 1
    except GeneratorExit:
        yield 2


def refused():
    g = ignores_exit()
    next(g)
    try:
        g.close()
    except RuntimeError as error:
        print(error)
    try:
        never().send(1)
    except TypeError as error:
        print(error)


def main():
    talk(handled(4))
    talk(handled(2), None, None, None, "key")
    talk(handled(4), ValueError("thrown"), None, KeyError)
    talk(bare(1))
    talk(bare(1), LookupError, KeyError)
    talk(managed(True))
    talk(managed(False))
    talk(managed(True), KeyError, ValueError)
    for how in ("break", "continue", "return", ""):
        talk(leaving(how))
        talk(leaving(how), None, OSError("thrown"))
    talk(final_return(1))
    talk(final_return(1), ValueError)
    talk(final_override())
    log = []
    talk(conditions(log), True, 0, 5, 1, 2, "x", 1, 1, 3, 0, 0, "y", 1, 0, "last")
    print(log)
    log = []
    talk(conditions(log), True, 0, 5, 1, 2, "x", 0, "oops")
    print(log)
    sent = (1, 2, 3, 4, 5, 6, 7, "v", "w", 8, 9, 10, 11, None, [13], 0, 1, 2, 3, 18, 19, 20, 21, 22, 23, "abc", 0, "one", 27, 28)
    log = []
    talk(expressions(log), None, *sent)
    talk(expressions(log), *sent)
    print(log)
    log = [1]
    talk(unusual(log), True, 2, [3], 4, (5, "five"), "+", 0, 8, 0)
    log.pop()
    print(log)
    g = closures(3)
    print([f(1) for f in g if callable(f)][:3])
    g = closures(1)
    next(g)(1)
    print(list(g))
    print(list(unbound(True)), list(unbound(False)), list(never()), next(forever()))
    g = matched(3)
    print(next(g), next(g), g.send([1, 2]), list(g))
    recursion()
    shared_by_threads()
    reentered()
    refused()


if __name__ == "__main__":
    main()
