"""Functions that begin to trace, or stop in a debugger, are traced themselves."""

import io
import pdb
import sys

events = []


def trace(frame, event, argument):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return trace


def leaf(x):
    return x + 1


def own_frame(x):
    sys._getframe().f_trace = trace
    sys.settrace(trace)
    x = leaf(x)
    for i in range(2):
        x += i
    sys.settrace(None)
    return x


def profiled(x):
    sys.setprofile(trace)
    x = leaf(x)
    sys.setprofile(None)
    return x


class Profile:
    """As `cProfile.Profile`."""

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exception):
        self.disable()

    def enable(self):
        sys.setprofile(trace)

    def disable(self):
        sys.setprofile(None)


def enabled(x):
    profile = Profile()
    profile.enable()
    try:
        return len([leaf(x)])
    finally:
        profile.disable()


def in_a_block(x):
    with Profile():
        return len([leaf(x)])


def stopped(debugger, x):
    debugger.set_trace()
    y = x + 1
    y = leaf(y)
    return y


def main():
    for function in (own_frame, profiled, enabled, in_a_block):
        events.clear()
        print(function.__name__, function(3), events)
    out = io.StringIO()
    commands = "p x\nn\np y\nn\np y\nc\n"
    debugger = pdb.Pdb(stdin=io.StringIO(commands), stdout=out, nosigint=True, readrc=False)
    debugger.use_rawinput = False
    print(stopped(debugger, 5))
    print(out.getvalue())


if __name__ == "__main__":
    main()
