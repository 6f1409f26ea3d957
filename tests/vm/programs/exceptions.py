"""try, except, finally, with, except*; tracebacks have the right lines."""


def lines(error):
    result, entry = [], error.__traceback__
    while entry is not None:
        result.append((entry.tb_frame.f_code.co_name, entry.tb_lineno))
        entry = entry.tb_next
    return result


def fails(kind):
    if kind == 0:
        raise ValueError("zero")
    elif kind == 1:
        return [][1]
    elif kind == 2:
        return {}["key"]
    elif kind == 3:
        return undefined_name
    elif kind == 4:
        return (1).missing
    local = local + 1


for kind in range(6):
    try:
        fails(kind)
    except (ValueError, IndexError) as error:
        print("first", error, lines(error))
    except Exception as error:
        print(type(error).__name__, error, lines(error))
    else:
        print("else")
    finally:
        print("finally", kind)


def order():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                return "returned"
            print("body", i)
        finally:
            print("cleanup", i)


print(order())
try:
    try:
        1 // 0
    except ZeroDivisionError:
        raise KeyError("second")
except KeyError as error:
    print(repr(error), repr(error.__context__), error.__cause__)
try:
    raise ValueError from TypeError("cause")
except ValueError as error:
    print(repr(error.__cause__), error.__suppress_context__)
try:
    raise 5
except TypeError as error:
    print(error)
try:
    try:
        1 // 0
    except 5:
        pass
except TypeError as error:
    print(error)
try:
    raise
except RuntimeError as error:
    print(error)


class Manager:
    def __init__(self, swallow):
        self.swallow = swallow

    def __enter__(self):
        return "entered"

    def __exit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__, value)
        return self.swallow


with Manager(True) as name, Manager(False):
    print(name)
    raise ValueError("in with")
try:
    with Manager(False):
        raise ValueError("leaves")
except ValueError as error:
    print(error, lines(error))
try:
    with 5:
        pass
except TypeError as error:
    print(error)
try:
    raise ExceptionGroup("group", [ValueError(1), TypeError(2), KeyError(3)])
except* ValueError as group:
    print(group.exceptions)
except* (TypeError, KeyError) as group:
    print(group.exceptions)
try:
    try:
        raise ExceptionGroup("outer", [ValueError(1), TypeError(2)])
    except* ValueError:
        print("one")
except ExceptionGroup as rest:
    print(rest.exceptions)
print([repr(e) for e in [ValueError(), KeyError("k")]])
for i in range(30):
    try:
        if i % 2:
            raise IndexError(i)
    except IndexError:
        last = i
print(last)
