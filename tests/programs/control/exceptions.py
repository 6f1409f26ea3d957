"""try/except/else/finally in all combinations, chaining, handlers in order, what is raised when."""
import sys


class AppError(Exception):
    def __init__(self, code, *rest):
        super().__init__(code, *rest)
        self.code = code


class Special(AppError):
    pass


def thrower(kind):
    if kind == "key":
        return {}["missing"]
    if kind == "index":
        return [][1]
    if kind == "zero":
        return 1 // 0
    if kind == "attr":
        return None.nothing
    if kind == "name":
        return undefined_name
    if kind == "type":
        return 1 + "a"
    if kind == "value":
        return int("x")
    if kind == "app":
        raise AppError(3, "info")
    if kind == "special":
        raise Special(4)
    if kind == "class":
        raise ValueError
    if kind == "exit":
        sys.exit(5)
    if kind == "stop":
        next(iter(()))
    if kind == "assert":
        assert kind == "no", f"message {kind}"
    if kind == "bad":
        raise "string"
    return "fine"


KINDS = ["none", "key", "index", "zero", "attr", "name", "type", "value", "app", "special", "class", "exit", "stop",
         "assert", "bad"]


def handle(kind):
    log = []
    try:
        log.append("try")
        log.append(thrower(kind))
    except (KeyError, IndexError) as error:
        log.append(("lookup", repr(error)))
    except Special as error:
        log.append(("special", error.code, error.args))
    except AppError as error:
        log.append(("app", error.code, error.args))
    except ArithmeticError:
        log.append(("arithmetic", sys.exc_info()[0].__name__))
    except Exception as error:
        log.append((type(error).__name__, str(error)))
    except:
        log.append(("bare", sys.exc_info()[1].code))
    else:
        log.append("else")
    finally:
        log.append("finally")
    try:
        error
    except NameError as unbound:
        log.append(type(unbound).__name__)
    return log, sys.exc_info()


def return_in_finally():
    try:
        return "try"
    finally:
        return "finally"


def finally_overrides(log):
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            log.append(i)
        finally:
            log.append(f"f{i}")
    else:
        log.append("else")
    return log


def swallowed():
    for i in range(2):
        try:
            raise ValueError(i)
        finally:
            continue
    return "swallowed"


def value_kept():
    x = 1
    try:
        return x
    finally:
        x = 2


def chain():
    try:
        try:
            thrower("key")
        except KeyError as error:
            raise AppError(1) from error
    except AppError as error:
        return repr(error.__cause__), repr(error.__context__), error.__suppress_context__


def implicit_chain():
    try:
        try:
            thrower("zero")
        finally:
            thrower("value")
    except ValueError as error:
        return repr(error.__context__), error.__cause__


def suppressed():
    try:
        try:
            thrower("zero")
        except ZeroDivisionError:
            raise KeyError("k") from None
    except KeyError as error:
        return repr(error.__context__), error.__suppress_context__


def reraise(kind):
    try:
        try:
            thrower(kind)
        except Exception:
            raise
    except Exception as error:
        depth = 0
        trace = error.__traceback__
        while trace:
            depth += 1
            trace = trace.tb_next
        return type(error).__name__, depth


def nested(n):
    try:
        if n == 0:
            raise ValueError("deep")
        return nested(n - 1)
    except ValueError as error:
        error.args += (n,)
        if n == 3:
            return error.args
        raise
    finally:
        if n == 2:
            pass


def handler_raises():
    try:
        try:
            thrower("index")
        except missing_class:
            pass
    except NameError as error:
        return str(error), type(error.__context__).__name__


def not_an_exception():
    try:
        try:
            thrower("index")
        except "text":
            pass
    except TypeError as error:
        return str(error)


def bare_raise():
    try:
        raise
    except RuntimeError as error:
        return str(error)


def state_restored():
    try:
        thrower("zero")
    except ZeroDivisionError:
        try:
            thrower("key")
        except KeyError:
            pass
        return type(sys.exc_info()[1]).__name__


def groups():
    try:
        raise ExceptionGroup("many", [ValueError(1), TypeError(2), ExceptionGroup("in", [ValueError(3)])])
    except* ValueError as group:
        found = [repr(e) for e in group.exceptions]
    except* TypeError as group:
        found.append(group.message)
    return found


def notes():
    error = ValueError("v")
    error.add_note("first")
    error.add_note("second")
    return error.__notes__


def main():
    for kind in KINDS:
        print(kind, handle(kind))
    print(return_in_finally(), finally_overrides([]), swallowed(), value_kept())
    print(chain(), implicit_chain(), suppressed())
    print([reraise(kind) for kind in ("key", "zero", "type")], nested(5), nested(3))
    print(handler_raises(), not_an_exception(), bare_raise(), state_restored(), sys.exc_info())
    print(groups(), notes(), repr(AppError(1, "a")), str(AppError(1)), AppError.__mro__[1].__name__)


if __name__ == "__main__":
    main()
