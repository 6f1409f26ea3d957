"""Tracebacks as traceback.format_exc prints them: files, lines, names, markers, chains, groups."""
import re
import sys
import traceback


def divide(a, b):
    return (a + 1) // b


def lookup(mapping, *keys):
    for key in keys:
        mapping = mapping[
            key
        ]
    return mapping


def multi_line(values):
    return sum(
        value * 2
        for value in values
    ) + len(
        None
    )


class Handler:
    def handle(self, request):
        try:
            return self.process(request)
        except KeyError as error:
            raise ValueError("wrapped") from error

    def process(self, request):
        return {}[request]


def recursive(n):
    if n == 0:
        raise RuntimeError("bottom")
    return recursive(n - 1)


def in_finally():
    try:
        divide(1, 0)
    finally:
        cleanup = 1
        cleanup.missing


def in_handler():
    try:
        [].pop()
    except IndexError:
        divide(0, 0)


def with_statement():
    with open(__file__) as file, open(__file__ + ".none") as other:
        return file, other


def deep(n):
    def inner(k):
        return [int(x) for x in ("1", "z")][k]
    return (lambda: inner(n))()


def arguments():
    return divide(1)


def assertion(x):
    assert x > 3, f"x is {x}"


def chained_attributes(obj):
    return obj.real.imag.nothing.more


def generator_fails():
    yield 1
    yield divide(1, 0)


def attribute_suggestion():
    return "".uper


def name_suggestion():
    return divde(1, 2)


def unpack(values):
    a, b = values
    return a


def group():
    errors = []
    for i in range(2):
        try:
            divide(i, 0)
        except ZeroDivisionError as error:
            error.add_note(f"note {i}")
            errors.append(error)
    raise ExceptionGroup("several", errors)


def reraised():
    try:
        recursive(1)
    except RuntimeError as error:
        saved = error
    raise saved


def call_in_loop(n):
    for i in range(n):
        if i == 3:
            x = i
            divide(
                x,
                i - 3)


def normalized(text):
    return re.sub(r'File ".*?([^/\\"]+)"', r'File "\1"', text)


def show(function, *arguments):
    print("=", function.__name__)
    try:
        function(*arguments)
    except Exception:
        print(normalized(traceback.format_exc()))


def frames(function, *arguments):
    try:
        function(*arguments)
    except Exception as error:
        trace = error.__traceback__
        while trace:
            names = sorted(k for k in trace.tb_frame.f_locals if not k.startswith("_"))
            print(trace.tb_frame.f_code.co_name, trace.tb_lineno, names if trace.tb_frame.f_code.co_name != "<module>" else "", end="; ")
            trace = trace.tb_next
        print()


def main():
    show(divide, 1, 0)
    show(lookup, {"a": {"b": 1}}, "a", "c")
    show(multi_line, [1, 2])
    show(Handler().handle, "k")
    show(recursive, 3)
    show(recursive, 20)
    for function in (in_finally, in_handler, with_statement, arguments, attribute_suggestion, name_suggestion, group, reraised):
        show(function)
    show(deep, 1)
    show(assertion, 2)
    show(chained_attributes, 5)
    show(lambda: list(generator_fails()))
    show(unpack, [1, 2, 3])
    show(call_in_loop, 5)
    frames(deep, 0)
    frames(Handler().handle, "r")
    try:
        divide(1, 0)
    except ZeroDivisionError as error:
        trace = sys.exc_info()[2]
        print([f"{s.name}:{s.lineno}:{s.colno}-{s.end_colno} {s.line}" for s in traceback.extract_tb(trace)], error.__traceback__ is trace)


if __name__ == "__main__":
    main()
