"""The traceback of a trace or profile function that fails has the traced frame once."""

import sys


def places(error):
    traceback = error.__traceback__
    found = []
    while traceback:
        code = traceback.tb_frame.f_code
        found.append((code.co_name, traceback.tb_lineno - code.co_firstlineno))
        traceback = traceback.tb_next
    return found


def failing(code, wanted, line=None):
    def trace(frame, event, arg):
        if frame.f_code is code and event == wanted:
            if line in (None, frame.f_lineno - code.co_firstlineno):
                raise ValueError(event)
        return trace

    return trace


def traced():
    x = 1
    try:
        {}[x]
    except KeyError:
        x = 2
    return len("abc")


def steps():
    yield 1
    yield 2


def consumer():
    for _ in steps():
        pass


def run(install, function, called):
    install(function)
    try:
        called()
    except ValueError as error:
        install(None)
        context = error.__context__
        print(error, places(error), context and places(context))
    install(None)


for event, line in (
    *(("call", None), ("line", 1), ("line", 3), ("line", 6)),
    *(("exception", None), ("return", None)),
):
    run(sys.settrace, failing(traced.__code__, event, line), traced)
for event, line in (("call", 0), ("call", 1), ("line", 2), ("return", 1), ("return", 2)):
    run(sys.settrace, failing(steps.__code__, event, line), consumer)
for event in ("call", "return", "c_call", "c_return"):
    run(sys.setprofile, failing(traced.__code__, event), traced)
