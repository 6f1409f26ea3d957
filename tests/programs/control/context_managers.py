"""with: order of enter and exit, suppression, several managers, return and break through them."""
import contextlib
import io


class Manager:
    def __init__(self, name, log, suppress=False, fail=None):
        self.name, self.log, self.suppress, self.fail = name, log, suppress, fail

    def __enter__(self):
        self.log.append(f"+{self.name}")
        if self.fail == "enter":
            raise RuntimeError(f"enter {self.name}")
        return self.name.upper()

    def __exit__(self, kind, value, trace):
        self.log.append(f"-{self.name}:{kind.__name__ if kind else None}:{value}:{trace is not None}")
        if self.fail == "exit":
            raise RuntimeError(f"exit {self.name}")
        return self.suppress


class NoExit:
    def __enter__(self):
        return 1


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error} from {error.__context__!r}"


def simple(log):
    with Manager("a", log) as name:
        log.append(name)
    return log


def raising(log, suppress):
    with Manager("a", log, suppress):
        raise ValueError("inside")
    log.append("after")
    return log


def several(log, fail):
    with Manager("a", log, suppress=True), Manager("b", log, fail=fail) as b, Manager(b.lower() + "c", log):
        log.append(b)
        {}["k"]
    return log


def returning(log):
    with Manager("a", log):
        with Manager("b", log):
            return "value", len(log)


def looping(log):
    for i in range(4):
        with Manager(str(i), log):
            if i == 1:
                continue
            if i == 2:
                break
            log.append("body")
    return log


def targets(log):
    box = {}
    with Manager("a", log) as box["k"], Manager("b", log) as (box["l"]):
        pass
    with (
        Manager("x", log) as x,
        Manager("y", log) as y,
    ):
        return box, x + y


@contextlib.contextmanager
def tag(name, out):
    out.append(f"<{name}>")
    try:
        yield name
    except LookupError as error:
        out.append(f"caught {error!r}")
    finally:
        out.append(f"</{name}>")


def generators(out):
    with tag("a", out) as a, tag("b", out):
        out.append(a)
        raise KeyError("k")
    with contextlib.suppress(ZeroDivisionError):
        1 / 0
    with contextlib.redirect_stdout(io.StringIO()) as captured:
        print("hidden")
    with contextlib.ExitStack() as stack:
        for name in "xyz":
            stack.enter_context(tag(name, out))
        stack.callback(out.append, "callback")
    with contextlib.nullcontext(5) as five, contextlib.closing(io.StringIO("text")) as file:
        out.append((five, file.read()))
    return out, captured.getvalue()


@tag("decorated", ["from decorator"])
def decorated():
    return "result"


def missing():
    with NoExit():
        pass


def nothing():
    with 5:
        pass


def with_finally(log):
    try:
        with Manager("a", log, fail="exit"):
            raise KeyError(1)
    except RuntimeError as error:
        log.append(repr(error.__context__))
    finally:
        with Manager("f", log):
            log.append("finally")
    return log


def main():
    print(simple([]), raising([], True), returning([]), looping([]), targets([]))
    log = []
    print(attempt(raising, log, False), log)
    for fail in (None, "enter", "exit"):
        log = []
        print(attempt(several, log, fail), log)
    print(generators([]))
    print(decorated(), attempt(missing).split(" from")[0], attempt(nothing).split(" from")[0], with_finally([]))


if __name__ == "__main__":
    main()
