"""while/for with break, continue and else inside try, with and each other; iteration protocols."""


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


class OldStyle:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError(i)
        return i * i


class Failing:
    def __iter__(self):
        yield 1
        raise ValueError("while iterating")


class NotIterator:
    def __iter__(self):
        return 5


class Truth:
    def __init__(self, times):
        self.times = times

    def __bool__(self):
        self.times -= 1
        return self.times >= 0


class BadTruth:
    def __bool__(self):
        return 1


class Length:
    def __len__(self):
        return 0


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def collect(iterable):
    out = []
    for value in iterable:
        out.append(value)
    else:
        out.append("else")
    return out


def search(rows, wanted):
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value == wanted:
                break
        else:
            continue
        break
    else:
        return None
    return i, j


def while_else(n, stop):
    log = []
    while n > 0:
        n -= 1
        if n == stop:
            log.append("break")
            break
        if n % 2:
            continue
        log.append(n)
    else:
        log.append("else")
    return log


def try_in_loop(values):
    log = []
    for value in values:
        try:
            if value is None:
                continue
            log.append(10 // value)
            if value == 5:
                break
        except ZeroDivisionError:
            log.append("zero")
            continue
        except TypeError:
            log.append("type")
            break
        else:
            log.append("ok")
        finally:
            log.append("f")
    else:
        log.append("all")
    return log


def return_from_loops():
    for i in range(3):
        for j in range(3):
            try:
                if i * j == 2:
                    return i, j
            finally:
                if j == 5:
                    break


def truth_loop(thing):
    n = 0
    while thing:
        n += 1
    return n


def conditions(a, b, c):
    return (a and b, a or b, not a, a and b or c, (a or b) and c, not (a and c), a if b else c,
            bool(a) == bool(b) != bool(c), a is b, a is not c)


def chained(a, b, c):
    return a < b < c, a < b > c, a == b == c, a <= b != c


def side_effects():
    log = []

    def note(value):
        log.append(value)
        return value

    result = note(1) < note(3) < note(2) < note(9)
    other = note(0) and note(5) or note("x")
    return result, other, log


def infinite(limit):
    n = 0
    while True:
        n += 1
        if n > limit:
            break
        while True:
            n = n * 2 + 1
            if n % 3:
                break
    return n


def shadowing(values):
    for values in values:
        for values in values:
            pass
    return values


def main():
    print(collect(Countdown(4)), collect(OldStyle()), collect("héy"), collect({"a": 1}), collect(b"ab"), collect(range(0)))
    print(attempt(collect, Failing()), attempt(collect, NotIterator()), attempt(collect, 5), attempt(collect, None), attempt(collect, int))
    print(search([[1, 2], [3, 4]], 3), search([[1]], 9), search([], 1), while_else(5, 2), while_else(5, 9), while_else(0, 0))
    print(try_in_loop([1, 0, 2]), try_in_loop([None, 5, 1]), try_in_loop([3, "x", 1]), try_in_loop([]), return_from_loops())
    print(truth_loop(Truth(4)), truth_loop(Length()), attempt(truth_loop, BadTruth()), truth_loop(0), truth_loop(""))
    for values in ((0, 1, 2), ("", "a", None), ([], (), {}), (1.0, -0.0, "x"), (True, False, 1)):
        print(conditions(*values))
    print(chained(1, 2, 3), chained(1, 3, 2), chained("a", "a", "a"), chained(1.5, 2, 2.0), attempt(chained, 1, "a", 2))
    print(side_effects(), infinite(1000), shadowing([[1, 2], [3]]))
    it = iter([1, 2, 3, 4])
    print([(a, next(it, None)) for a in it], attempt(next, it), next(it, "default"), list(iter(lambda c=Countdown(3): next(c), 0)))


if __name__ == "__main__":
    main()
