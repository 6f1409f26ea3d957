"""Ends with an uncaught chained exception: the exit code and what stderr shows count."""
import atexit


class Config:
    def __init__(self, values):
        self.values = values

    def get(self, key):
        try:
            return self.values[key]
        except KeyError as error:
            raise LookupError(f"no setting {key!r}") from error


def load(names):
    config = Config({"a": 1})
    return [config.get(name) for name in names]


def check(n):
    assert n, "n must be true"
    assert (n > 1)
    return n


def main():
    atexit.register(print, "at exit")
    for n in (0, 1, 2):
        try:
            print(check(n))
        except AssertionError as error:
            print(repr(error))
    print(load(["a"]), flush=True)
    load(["a", "b"])


if __name__ == "__main__":
    main()
