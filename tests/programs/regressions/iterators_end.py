"""Iterators of nested loops end innermost first, when an exception ends the loops."""

log = []


class Items:
    def __init__(self, name):
        self.name = name
        self.left = 3

    def __iter__(self):
        return self

    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return self.left

    def __del__(self):
        log.append(self.name)


class Manager:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *details):
        log.append(f"exit {self.name}")

    def __del__(self):
        log.append(f"end {self.name}")


def leave(error):
    for x in Items("outer"):
        for y in Items("middle"):
            for z in Items("inner"):
                if x + y + z == 4:
                    raise error


def caught(error):
    try:
        for x in Items("outer"):
            for y in Items("middle"):
                for z in Items("inner"):
                    raise error
    except ValueError:
        log.append("caught")


def caught_between(error):
    for x in Items("outer"):
        try:
            for y in Items("middle"):
                for z in Items("inner"):
                    raise error
        except ValueError:
            log.append("caught")
            break


def returned():
    for x in Items("outer"):
        for y in Items("middle"):
            for z in Items("inner"):
                return x, y, z


def managed(error):
    with Manager("outer"):
        for x in Items("middle"):
            with Manager("inner"):
                for y in Items("innermost"):
                    raise error


def in_arguments(error):
    def fail():
        raise error

    for x in Items("outer"):
        log.append((Items("first"), Items("second"), fail()))


def attempt(function, *arguments):
    log.clear()
    try:
        print(function.__name__, function(*arguments))
    except ValueError:
        print(function.__name__, "raised")
    print(*log)


def main():
    for function in (leave, caught, caught_between, managed, in_arguments):
        attempt(function, ValueError("x"))
    attempt(returned)


if __name__ == "__main__":
    main()
