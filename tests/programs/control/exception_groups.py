"""except*: splitting, what clauses raise, naked exceptions, names, nesting, in generators, errors of the clauses."""
import sys
import traceback


class Derived(ExceptionGroup):
    def derive(self, exceptions):
        return Derived(self.message + "'", exceptions)


class Refuses(ExceptionGroup):
    def derive(self, exceptions):
        raise OSError("derive")


def thrower(error):
    if error is not None:
        raise error


def show(*what):
    print(*what, "handled:", repr(sys.exception()))


def split(error):
    try:
        thrower(error)
    except* ValueError as e:
        show("value", repr(e), e.__context__)
    except* (KeyError, OSError):
        show("lookup or system")
    else:
        show("else")
    finally:
        show("finally")
    return "done"


def raises_inside(error):
    try:
        thrower(error)
    except* ValueError as e:
        raise RuntimeError("new")
    except* KeyError:
        show("after the first")
        raise
    except* TypeError as e:
        raise LookupError("from") from e


def again(error):
    e = "before"
    try:
        thrower(error)
    except* ValueError as e:
        raise e
    except* Exception as other:
        for i in range(3):
            if i:
                break
        show(e if "e" in other.args else "unbound?")
    return e


def unbound(error):
    try:
        thrower(error)
    except* Exception as e:
        capture = lambda: e
        show(repr(capture()))
    try:
        return e
    except NameError as missing:
        return str(missing)


def nested(error):
    try:
        try:
            thrower(error)
        except* KeyError:
            try:
                thrower(ExceptionGroup("inner", [ValueError("i"), OSError("o")]))
            except* OSError:
                show("inner")
        except* OSError:
            show("outer's second")
    except* ValueError as e:
        show("outer", repr(e))


def wrong(error, kind):
    try:
        thrower(error)
    except* kind:
        show("not here")


def generator(error):
    try:
        thrower(error)
    except* ValueError as e:
        got = yield repr(e)
        show(got)
        yield from (1, 2)
        thrower(KeyError("k"))
    except* TypeError:
        yield "type"
    show("end")
    yield "last"


def drive(error):
    seen = []
    running = generator(error)
    try:
        for value in running:
            seen.append((value, repr(sys.exception())))
    finally:
        print(seen)


def group(*kinds):
    return ExceptionGroup("g", [kind(i) for i, kind in enumerate(kinds)])


ERRORS = [
    lambda: None,
    lambda: ValueError("naked"),
    lambda: KeyError("naked"),
    lambda: KeyboardInterrupt(),
    lambda: group(ValueError, KeyError, TypeError),
    lambda: group(TypeError),
    lambda: BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError(1)]),
    lambda: ExceptionGroup("deep", [ValueError(1), ExceptionGroup("d", [KeyError(2), ValueError(3)]), OSError(4)]),
    lambda: Derived("own", [ValueError(1), Derived("d", [TypeError(2), KeyError(3)])]),
    lambda: Refuses("own", [ValueError(1), TypeError(2)]),
]


def attempt(function, *args):
    print("--", function.__name__)
    try:
        print(function(*args))
    except BaseException:
        traceback.print_exc(file=sys.stdout)
    show()


def main():
    for make in ERRORS:
        for function in (split, raises_inside, again, unbound, nested, drive):
            error = make()
            if error is not None:
                error.add_note("noted")
            attempt(function, error)
    for kind in (3, ExceptionGroup, (ValueError, BaseExceptionGroup), (int,), ()):
        attempt(wrong, ValueError(1), kind)
        attempt(wrong, None, kind)
    try:
        raise LookupError("around")
    except LookupError:
        attempt(drive, group(ValueError, TypeError))
        attempt(split, group(ValueError, TypeError))


if __name__ == "__main__":
    main()
