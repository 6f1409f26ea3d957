"""sys.settrace, sys.setprofile, frames: what they see."""

import sys

events = []


def tracer(frame, event, arg):
    name = frame.f_code.co_name
    line = frame.f_lineno - frame.f_code.co_firstlineno
    shown = arg[0].__name__ if event == "exception" else arg
    events.append((name, event, line, shown))
    return tracer


def numbers(n):
    for i in range(n):
        yield i
    return "end"


def fails(x):
    if x:
        raise ValueError(x)
    return "fine"


def traced(n):
    total = 0
    for i in numbers(n):
        total += i
    try:
        fails(total)
    except ValueError as error:
        total = len(error.args)
    fails(0)
    return total


sys.settrace(tracer)
traced(3)
sys.settrace(None)
for event in events:
    print(event)

profile = []


def profiler(frame, event, arg):
    if event.startswith("c_"):
        arg = arg.__name__
    profile.append((frame.f_code.co_name, event, arg))


def profiled():
    text = repr([1])
    return len(text)


sys.setprofile(profiler)
profiled()
sys.setprofile(None)
for event in profile[:-1]:
    print(event)


def variables(a, b=2):
    c = [a]
    frame = sys._getframe()
    seen = sorted(frame.f_locals)
    caller = frame.f_back

    def inner():
        return c

    names = frame.f_code.co_varnames, frame.f_code.co_cellvars, inner.__code__.co_freevars
    return seen, caller.f_code.co_name, names, sorted(locals())


for item in variables(1):
    print(item)


def depth():
    frame, names = sys._getframe(), []
    while frame:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


print((lambda: depth())())
code = variables.__code__
print(code.co_argcount, code.co_names, code.replace(co_name="other").co_name, code == code)
print([line - code.co_firstlineno for _, _, line in code.co_lines() if line][:4])
